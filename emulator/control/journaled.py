"""What a tester expects of a request, held against a journal entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

from pydantic import Field

from ..mail.journal import Entry
from ..wire import times
from ..wire.bodies import Part, read_form, read_json, read_multipart
from ..wire.refusals import Refusal
from . import matching
from .clock import Moment
from .matching import Difference, Wanted
from .row import Model

MAX_FOUND = 500
"""Characters of a text that a difference shows."""


class Match(Model):
    """All that are given must hold. Texts are parts in any case, globs or, behind `re:`, regular expressions."""

    vendor: str | None = None
    operation: str | None = None
    method: str | None = None
    path: Wanted | None = None
    query: dict[str, Wanted] | None = Field(None, description="parameters and their values")
    status: int | None = None
    account: str | None = None
    refusal: Wanted | None = None
    faulted: bool | None = None
    claimed: bool | None = None
    failed: bool | None = None
    headers: dict[str, Wanted] | None = None
    body: Any = Field(None, description="a part of the text; or an object whose fields the JSON or form must have")
    since: Moment | None = None
    until: Moment | None = None


def fits(match: Match, entry: Entry) -> bool:
    return next(differences(match, entry), None) is None


def differences(match: Match, entry: Entry) -> Iterator[Difference]:
    """Where the request is not what was wanted, the quickest comparisons first."""
    yield from matching.exact("vendor", match.vendor, entry.provider)
    yield from matching.exact("operation", match.operation, entry.operation)
    yield from matching.exact("method", match.method, entry.method)
    yield from matching.exact("status", match.status, entry.status)
    yield from matching.exact("account", match.account, entry.account)
    yield from matching.exact("faulted", match.faulted, bool(entry.fault))
    yield from matching.exact("claimed", match.claimed, entry.claimed)
    yield from matching.exact("failed", match.failed, bool(entry.error))
    yield from matching.text("refusal", match.refusal, entry.refusal)
    yield from matching.text("path", match.path, entry.path)
    if match.since is not None and entry.at < match.since:
        yield Difference("since", times.iso(match.since), times.iso(entry.at))
    if match.until is not None and entry.at > match.until:
        yield Difference("until", times.iso(match.until), times.iso(entry.at))
    if match.query:
        yield from _named("query", match.query, parse_qsl(entry.query, keep_blank_values=True))
    if match.headers:
        yield from _named("headers", match.headers, entry.headers)
    if match.body is not None:
        yield from _body(match.body, entry)


def _named(field: str, wanted: Mapping[str, str], found: Any) -> Iterator[Difference]:
    for name, value in wanted.items():
        values = [each for key, each in found if key.lower() == name.lower()]
        if not any(matching.holds(value, each) for each in values):
            yield Difference(f"{field}.{name}", value, values[0] if values else None)


def _body(wanted: Any, entry: Entry) -> Iterator[Difference]:
    if isinstance(wanted, str):
        found = entry.body.decode("utf-8", "replace")
        if wanted not in found:
            yield Difference("body", wanted, found[:MAX_FOUND])
        return
    try:
        found_body = read(entry)
    except Refusal as refusal:
        yield Difference("body", wanted, f"unreadable: {refusal.detail}")
        return
    yield from matching.inside("body", wanted, found_body)


def read(entry: Entry) -> Any:
    """The body as JSON values; a form as an object of its fields. Raises Refusal."""
    content_type = next((value for name, value in entry.headers if name.lower() == "content-type"), "")
    media = content_type.partition(";")[0].strip().lower()
    if media == "multipart/form-data":
        return _form(read_multipart(entry.body, content_type))
    if media == "application/x-www-form-urlencoded":
        return _form(read_form(entry.body))
    return read_json(entry.body)


def _form(parts: list[Part]) -> dict[str, Any]:
    """Fields that come several times are lists."""
    found: dict[str, Any] = {}
    for part in parts:
        value = part.filename if part.filename is not None else part.data.decode("utf-8", "replace")
        if part.name not in found:
            found[part.name] = value
        elif isinstance(found[part.name], list):
            found[part.name].append(value)
        else:
            found[part.name] = [found[part.name], value]
    return found
