"""The journal: what applications asked the emulator, what it answered, and why it refused."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import flask

from .. import curl, look
from ..asking import address, ask

FILTERS = ("vendor", "operation", "path", "status", "method")


def listing() -> dict[str, Any]:
    """The newest requests that fit."""
    given = {name: flask.request.args.get(name, "").strip() for name in FILTERS}
    if not given["status"].isdigit():
        given["status"] = ""
    cursor = flask.request.args.get("cursor") or None
    asked = {"limit": 50, "cursor": cursor, **given}
    found = ask("requests", **asked)
    return {
        "rows": found["results"],
        "next": found["next"],
        "cursor": cursor,
        "given": given,
        "filtered": any(given.values()),
        "vendor_titles": look.vendors(),
        "call": address("requests", **asked),
    }


def show(id: str) -> dict[str, Any]:
    """One request with its answer."""
    path = f"requests/{quote(id, safe='')}"
    entry = ask(path)
    shown = curl.line(entry, flask.request.host_url.rstrip("/"))
    return {"entry": entry, "as_curl": shown, "is_whole": curl.is_whole(entry), "call": address(path)}
