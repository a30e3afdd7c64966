"""Shapes of advice: what works here and would hurt in production."""

from __future__ import annotations

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
