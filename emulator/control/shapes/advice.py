"""Shapes of advice: what works here and would hurt in production; and what to try first."""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict

from ...mail.findings import Severity


class CheckRow(TypedDict):
    """`sentence` says what would happen in production, `source` where the vendor's rule stands."""

    id: str
    vendor: str | None
    severity: Severity
    title: str
    sentence: str
    source: str | None


class Finding(CheckRow):
    """A check that applied: how often, what was seen, and the newest records it was seen in."""

    count: int
    seen: list[str]
    requests: list[str]
    calls: list[str]
    rules: list[str]


class Sample(TypedDict):
    """A call that works as it stands. `to` is the recipient whose mail it leads to; `done`: nothing is left to do."""

    id: str
    vendor: str
    purpose: str
    method: str
    path: str
    headers: dict[str, str]
    body: Any
    to: str | None
    done: bool
