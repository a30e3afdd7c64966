"""A journaled request as a line for a terminal, so that it can be made again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from ..wire.bodies import Part, read_multipart
from ..wire.refusals import Refusal

LEFT_OUT = frozenset({"host", "content-length", "connection", "accept-encoding", "user-agent", "accept", "expect"})
"""Headers that curl makes itself, or that say nothing."""


def line(entry: Mapping[str, Any], origin: str) -> str:
    """The request with `...` where a credential was masked, and with file names where files were."""
    query = f"?{entry['query']}" if entry["query"] else ""
    words = ["curl", *(("-X", entry["method"]) if entry["method"] != "GET" else ())]
    words.append(quoted(origin + quote(entry["path"]) + query))
    content_type = _header(entry, "content-type")
    form = _form(entry["body"], content_type)
    for header in entry["headers"]:
        name = header["name"].lower()
        if name not in LEFT_OUT and not (form and name == "content-type"):
            words.append(f"\\\n  -H {quoted(header['name'] + ': ' + _unmasked(header['value']))}")
    words += [f"\\\n  {_field(part)}" for part in form]
    if entry["body"] and not form:
        words.append(f"\\\n  --data-raw {quoted(entry['body'])}")
    return " ".join(words)


def is_whole(entry: Mapping[str, Any]) -> bool:
    """Whether the journal kept all of the body."""
    length = _header(entry, "content-length")
    return not length.isdecimal() or len(entry["body"].encode("utf-8", "replace")) >= int(length)


def quoted(text: str) -> str:
    """One word for a shell."""
    return "'" + text.replace("'", "'\\''") + "'"


def _header(entry: Mapping[str, Any], name: str) -> str:
    return next((str(each["value"]) for each in entry["headers"] if each["name"].lower() == name), "")


def _unmasked(value: str) -> str:
    return value.partition("***")[0] + "..." if "***" in value else value


def _form(body: str, content_type: str) -> list[Part]:
    """The parts of a multipart body: as text its line ends would not survive being copied."""
    if not content_type.lower().startswith("multipart/form-data"):
        return []
    try:
        return read_multipart(body.encode(), content_type)
    except Refusal:
        return []


def _field(part: Part) -> str:
    if part.filename is not None:
        kind = f";type={part.content_type}" if part.content_type else ""
        return f"-F {quoted(f'{part.name}=@{_in_quotes(part.filename)}{kind}')}"
    text = part.data.decode("utf-8", "replace")
    if part.content_type:
        return f"-F {quoted(f'{part.name}={_in_quotes(text)};type={part.content_type}')}"
    return f"--form-string {quoted(f'{part.name}={text}')}"


def _in_quotes(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
