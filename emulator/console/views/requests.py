"""The journal: what applications asked the emulator, what it answered, and why it refused."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import flask

from .. import look
from ..asking import address, ask

FILTERS = ("vendor", "operation", "path", "status", "method")
LEFT_OUT = frozenset({"host", "content-length", "connection", "accept-encoding", "user-agent", "accept", "expect"})
"""Headers that curl makes itself, or that say nothing."""


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
    return {"entry": entry, "as_curl": as_curl(entry), "call": address(path)}


def as_curl(entry: dict[str, Any]) -> str:
    """The request as a line for a terminal; where a credential was masked, `...` stands for it."""
    query = f"?{entry['query']}" if entry["query"] else ""
    parts = ["curl"]
    if entry["method"] != "GET":
        parts += ["-X", entry["method"]]
    parts.append(_quoted(flask.request.host_url.rstrip("/") + quote(entry["path"]) + query))
    for header in entry["headers"]:
        name, value = header["name"], header["value"]
        if name.lower() not in LEFT_OUT:
            shown = value.partition("***")[0] + "..." if "***" in value else value
            parts.append(f"\\\n  -H {_quoted(f'{name}: {shown}')}")
    if entry["body"]:
        parts.append(f"\\\n  --data-raw {_quoted(entry['body'])}")
    return " ".join(parts)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
