"""Lists as the control API gives them: `{"results", "next"}` by `limit` and `cursor`; and bodies that refuse typos."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict

from ....wire import refusals
from ....wire.paging import page, part, read_cursor
from ....wire.refusals import Refusal

V = TypeVar("V")
MAX_PAGE = 1000
CURSOR = "give the `next` of the page before, or none"


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", defer_build=True)

    def given(self) -> dict[str, Any]:
        """What the client sent, without what it left out or sent as null."""
        return self.model_dump(exclude_unset=True, exclude_none=True)


def listed(
    rows: Iterable[V], query: Mapping[str, str], position: Callable[[V], str], shown: Callable[[V], Any]
) -> dict[str, Any]:
    found, cursor = page(rows, limit(query), position)
    return {"results": [shown(each) for each in found], "next": cursor}


def listed_in_order(rows: Sequence[dict[str, Any]], query: Mapping[str, str]) -> dict[str, Any]:
    """Finished rows in an order of their own."""
    try:
        found, cursor = part(rows, limit(query), query.get("cursor"), lambda row: str(row["id"]))
    except ValueError:
        raise _invalid("cursor", CURSOR) from None
    return {"results": found, "next": cursor}


def limit(query: Mapping[str, str]) -> int:
    text = query.get("limit", "50")
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MAX_PAGE:
        raise _invalid("limit", f"a number from 1 to {MAX_PAGE}")
    return int(text)


def after(query: Mapping[str, str]) -> int:
    """The number behind which the page begins; 0 at the beginning."""
    if "cursor" not in query:
        return 0
    try:
        return int(read_cursor(query["cursor"]))
    except ValueError:
        raise _invalid("cursor", CURSOR) from None


def number(text: str) -> int:
    """A record's number in an address. One that is none names nothing."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _invalid(field: str, sentence: str) -> Refusal:
    return Refusal(refusals.INVALID, problems={field: [sentence]}, detail=f"{field}: {sentence}")
