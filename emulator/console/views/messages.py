"""The list of captured mail, and one mail with everything that is known of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import flask

from .. import choices, look, preview, query
from ..asking import Refused, address, ask, ask_server, fetch

PAGE = 50
KNOWN = frozenset(
    {"id", "vendor", "vendor_id", "message", "group", "to", "from", "subject", "accepted", "begun", "outcome", "event"}
    | {"request", "text", "html", "amp", "headers", "recipients", "attachments", "timeline", "calls", "values"}
)
"""What the page shows in places of its own; all else is the vendor's word for the state of the delivery."""


def listing() -> dict[str, Any]:
    """The newest messages that fit the query."""
    text = flask.request.args.get("q", "").strip()
    cursor = flask.request.args.get("cursor") or None
    clock = ask("clock")
    asked = query.read(text, look.vendors(), look.read(clock["now"]))
    found = ask("messages", limit=PAGE, cursor=cursor, **asked.criteria)
    return {
        "rows": found["results"],
        "next": found["next"],
        "cursor": cursor,
        "q": text,
        "doubts": asked.doubts,
        "call": address("messages", limit=PAGE, cursor=cursor, **asked.criteria),
        "now": clock["now"],
        "samples": samples() if not found["results"] and not text else [],
    }


def samples() -> list[dict[str, str]]:
    """For each vendor, a line that works when pasted."""
    world = ask_server(f"workspaces/{quote(choices.workspace(), safe='')}")
    sections = [(title, world.get(name.replace("-", "_"), {})) for name, title in look.vendors().items()]
    return [{"title": title, "curl": section["curl"]} for title, section in sections if section.get("curl")]


def show(id: str) -> dict[str, Any]:
    """One message as its recipient got it, with its past, what is to come, and what it caused."""
    mail = ask(f"messages/{quote(id, safe='')}")
    return {
        "mail": mail,
        "call": address(f"messages/{mail['id']}"),
        "request": _of(f"requests/{mail['request']}") if mail.get("request") else None,
        "calls": [call for call in (_of(f"webhooks/{name}") for name in mail["calls"][:20]) if call],
        "words": {name: value for name, value in mail.items() if name not in KNOWN},
        "now": ask("clock")["now"],
    }


def framed(id: str) -> flask.Response:
    """The HTML part for the frame of its page."""
    path = f"messages/{quote(id, safe='')}"
    try:
        mail = ask(path)
    except Refused as refused:
        return flask.Response(status=refused.status)
    numbers = {each["content_id"]: each["n"] for each in mail["attachments"] if each["content_id"]}

    def data_of(content_id: str) -> bytes | None:
        if content_id not in numbers:
            return None
        status, body = fetch(address(f"{path}/attachments/{numbers[content_id]}"))
        return body if status == 200 else None

    if mail["html"] is None:
        return flask.Response(status=404)
    body = preview.shown(mail["html"], data_of).encode("utf-8", "replace")
    headers = {"Content-Security-Policy": preview.POLICY, "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
    return flask.Response(body, content_type="text/html;charset=utf-8", headers=headers)


def _of(path: str) -> dict[str, Any] | None:
    """What a handle answers; None when the thing was evicted."""
    try:
        found: dict[str, Any] = ask(path)
    except Refused:
        return None
    return found
