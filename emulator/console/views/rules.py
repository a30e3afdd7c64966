"""Rules decide which outcome a mail meets; faults decide which requests fail, and how."""

from __future__ import annotations

from typing import Any

from .. import look
from ..asking import Refused, address, ask


def show() -> dict[str, Any]:
    """Both lists in the order in which they are tried, and the outcomes that have a name."""
    return {
        "rules": _list("rules"),
        "faults": _list("faults"),
        "outcomes": _list("outcomes"),
        "vendor_titles": look.vendors(),
        "call": address("rules"),
    }


def _list(path: str) -> list[dict[str, Any]]:
    try:
        found: list[dict[str, Any]] = ask(path)["results"]
    except Refused:
        return []
    return found
