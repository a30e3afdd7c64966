"""Webhook calls: what was posted where, every attempt with its answer, and what comes next."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import flask

from ..asking import address, ask

STATES = ("waiting", "posting", "delivered", "failed", "refused")


def listing() -> dict[str, Any]:
    """The newest calls."""
    state = flask.request.args.get("state", "")
    asked = {"state": state if state in STATES else None, "url": flask.request.args.get("url"), "limit": 50}
    cursor = flask.request.args.get("cursor") or None
    found = ask("webhooks", cursor=cursor, **asked)
    return {
        "rows": found["results"],
        "next": found["next"],
        "cursor": cursor,
        "states": STATES,
        "state": state,
        "url": asked["url"] or "",
        "call": address("webhooks", cursor=cursor, **asked),
    }


def show(id: str) -> dict[str, Any]:
    """One call with its request and all attempts."""
    path = f"webhooks/{quote(id, safe='')}"
    return {"hook": ask(path), "call": address(path)}
