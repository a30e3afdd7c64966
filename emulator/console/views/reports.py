"""The read-once ledger: which reports wait, which were taken by which request, and putting them back."""

from __future__ import annotations

from typing import Any

import flask

from ..asking import address, ask


def listing() -> dict[str, Any]:
    """The newest reports, all or by whether they were taken."""
    taken = flask.request.args.get("taken", "")
    taken = taken if taken in ("true", "false") else ""
    cursor = flask.request.args.get("cursor") or None
    found = ask("reports", limit=50, cursor=cursor, taken=taken)
    return {
        "rows": found["results"],
        "next": found["next"],
        "cursor": cursor,
        "taken": taken,
        "call": address("reports", limit=50, cursor=cursor, taken=taken),
    }
