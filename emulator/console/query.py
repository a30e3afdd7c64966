"""The query language of the message list: `to: from: subject: status: vendor: since:` and bare words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ..wire import times

KEYS = ("to", "from", "subject", "status", "vendor", "since", "until", "group", "request")

_TERM = re.compile(r'(?:(\w+):)?(?:"([^"]*)"?|(\S+))')


@dataclass(slots=True)
class Query:
    """What a text asks for: criteria of the control API, and the parts nobody understood."""

    criteria: dict[str, Any] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)


def read(text: str, vendors: Mapping[str, str], now: datetime) -> Query:
    """Words without a key are looked for in recipient, sender and subject. A later key replaces an earlier one."""
    found = Query()
    words: list[str] = []
    for match in _TERM.finditer(text):
        key, quoted, plain = match.groups()
        value = quoted if quoted is not None else plain
        key = (key or "").lower()
        if key not in KEYS:
            words.append(match[0].strip('"'))
        elif value:
            _take(found, key, value, vendors, now)
    if words:
        found.criteria["text"] = " ".join(words)
    return found


def _take(found: Query, key: str, value: str, vendors: Mapping[str, str], now: datetime) -> None:
    if key in ("since", "until"):
        moment = _moment(value, now)
        if moment is None:
            found.doubts.append(f"{key}:{value}")
        else:
            found.criteria[key] = times.iso(moment)
    elif key == "vendor":
        name = _vendor(value, vendors)
        if name is None:
            found.doubts.append(f"{key}:{value}")
        else:
            found.criteria[key] = name
    else:
        found.criteria[key] = value


def _moment(value: str, now: datetime) -> datetime | None:
    try:
        return now - times.read_duration(value)
    except (ValueError, OverflowError):
        pass
    try:
        return times.read_iso(value)
    except (ValueError, OverflowError):
        return None


def _vendor(value: str, vendors: Mapping[str, str]) -> str | None:
    """By the beginning of its name or title."""
    wanted = value.lower()
    for name, title in vendors.items():
        if name.lower().startswith(wanted) or title.lower().startswith(wanted):
            return name
    return None
