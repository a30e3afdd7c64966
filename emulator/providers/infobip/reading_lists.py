"""Reads the query of reports and logs."""

from __future__ import annotations

from ...wire import refusals
from ...wire.current import Request
from ...wire.refusals import Refusal

DEFAULT_LIMIT = 50
MOST = 1000


def limit(request: Request) -> int:
    """50 unless given; 1 to 1000. Raises Refusal without details (*assumed*)."""
    text = request.arg("limit")
    if text is None or text == "":
        return DEFAULT_LIMIT
    if not text.strip().isdecimal() or not 1 <= int(text[:10]) <= MOST:
        raise Refusal(refusals.INVALID)
    return int(text)


def several(request: Request, name: str) -> list[str]:
    """A list that comes comma separated, repeated, or both."""
    found = [part.strip() for value in request.arg_list(name) for part in value.split(",")]
    return [part for part in found if part]
