"""The vendor's `{{name}}` placeholders: filled in, listed, and checked for broken syntax.

Both template languages share this part. Block helpers (`{{#if …}}`) must be closed but are left as they stand, and so
are the portal's own links such as `{$unsubscribe}`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

_TAG = re.compile(r"\{\{\{?\s*([^{}]*?)\s*\}?\}\}")
_NAME = re.compile(r"[^\s#/^!>&]\S*$")


def as_empty(_: str) -> str:
    """A placeholder without a value: nothing."""
    return ""


def fill(text: str, values: Mapping[str, Any], missing: Callable[[str], str] | None = None) -> str:
    """The text with its placeholders filled in. One without a value stays, or becomes what `missing` says."""
    if "{{" not in text:
        return text

    def one(tag: re.Match[str]) -> str:
        name = tag[1]
        if not _NAME.match(name) or name == "else":
            return tag[0]
        value = _find(values, name)
        if value is None:
            return tag[0] if missing is None else missing(name)
        return value

    return _TAG.sub(one, text)


def unfilled(text: str, values: Mapping[str, Any]) -> list[str]:
    """The names of placeholders that have no value."""
    found = (tag[1] for tag in _TAG.finditer(text))
    return [name for name in found if _NAME.match(name) and name != "else" and _find(values, name) is None]


def is_broken(text: str) -> bool:
    """Whether a tag is opened and not closed, is empty, or a block does not end in order."""
    if "{{" not in text:
        return False
    blocks: list[str] = []
    for tag in _TAG.finditer(text):
        kind, rest = tag[1][:1], tag[1][1:].split()
        if not tag[1] or (kind in "#/^" and not rest):
            return True
        if kind in "#^":
            blocks.append(rest[0])
        elif kind == "/" and (not blocks or blocks.pop() != rest[0]):
            return True
    return bool(blocks) or "{{" in _TAG.sub("", text)


def _find(values: Mapping[str, Any], name: str) -> str | None:
    """`key` itself, else `key.member` of an object."""
    if name in values:
        return _text(values[name])
    found: Any = values
    for step in name.split("."):
        if not isinstance(found, Mapping) or step not in found:
            return None
        found = found[step]
    return _text(found)


def _text(value: Any) -> str | None:
    if isinstance(value, Mapping):
        return _text(value["value"]) if "value" in value else None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int, float)):
        return str(value)
    return None
