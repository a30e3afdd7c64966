"""The journal as HTTP Archive 1.2, which browsers and many other tools read."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ..mail.journal import Entry, masked
from ..mail.webhooks import Attempt, Call
from ..wire import times

Headers = tuple[tuple[str, str], ...]


def document(entries: Iterable[Entry], calls: Iterable[Call], version: str) -> dict[str, Any]:
    """Requests to the vendors and webhook calls from them, in the order of time."""
    found = [(entry.at, _of_entry(entry)) for entry in entries]
    found += [(attempt.at, _of_attempt(call, attempt)) for call in calls for attempt in call.attempts]
    found.sort(key=lambda pair: pair[0])
    return {
        "log": {
            "version": "1.2",
            "creator": {"name": "mail-emulator", "version": version},
            "entries": [each for _, each in found],
        }
    }


def _of_entry(entry: Entry) -> dict[str, Any]:
    host = next((value for name, value in entry.headers if name.lower() == "host"), "127.0.0.1")
    query = f"?{entry.query}" if entry.query else ""
    return _exchange(
        entry.at,
        entry.milliseconds,
        _request(entry.method, f"{entry.scheme}://{host}{entry.path}{query}", entry.headers, entry.body),
        _response(entry.status, entry.answer_headers, entry.answer_body),
        f"{entry.id} {entry.operation}".strip(),
    )


def _of_attempt(call: Call, attempt: Attempt) -> dict[str, Any]:
    headers = tuple((name, masked(name, value)) for name, value in (("Content-Type", call.content_type), *call.headers))
    return _exchange(
        attempt.at,
        attempt.milliseconds,
        _request("POST", call.url, headers, call.body),
        _response(attempt.status, attempt.headers, attempt.body),
        f"{call.id} {call.subject}" + (f": {attempt.error}" if attempt.error else ""),
    )


def _exchange(at: datetime, milliseconds: float, request: Any, response: Any, comment: str) -> dict[str, Any]:
    return {
        "startedDateTime": times.iso(at),
        "time": round(milliseconds, 3),
        "request": request,
        "response": response,
        "cache": {},
        "timings": {"send": 0, "wait": round(milliseconds, 3), "receive": 0},
        "comment": comment,
    }


def _request(method: str, url: str, headers: Headers, body: bytes) -> dict[str, Any]:
    found: dict[str, Any] = {
        "method": method,
        "url": url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [{"name": name, "value": value} for name, value in headers],
        "queryString": [
            {"name": name, "value": value} for name, value in parse_qsl(urlsplit(url).query, keep_blank_values=True)
        ],
        "headersSize": -1,
        "bodySize": len(body),
    }
    if body:
        media = next((value for name, value in headers if name.lower() == "content-type"), "")
        found["postData"] = {"mimeType": media, "text": body.decode("utf-8", "replace"), "params": []}
    return found


def _response(status: int, headers: Headers, body: bytes) -> dict[str, Any]:
    media = next((value for name, value in headers if name.lower() == "content-type"), "")
    content: dict[str, Any] = {"size": len(body), "mimeType": media}
    try:
        content["text"] = body.decode("utf-8")
    except UnicodeDecodeError:
        content |= {"text": base64.b64encode(body).decode(), "encoding": "base64"}
    return {
        "status": status,
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [{"name": name, "value": value} for name, value in headers],
        "content": content,
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": len(body),
    }
