"""The query language of the message list."""

from datetime import UTC, datetime

import pytest

from emulator.console.query import read

NOW = datetime(2026, 3, 4, 9, 15, tzinfo=UTC)
VENDORS = {"pigeon": "Pigeon Post", "raven-mail": "Raven Mail"}


@pytest.mark.parametrize(
    ("text", "criteria"),
    [
        ("", {}),
        ("receipt", {"text": "receipt"}),
        ("two words", {"text": "two words"}),
        ("to:nora@example.com", {"to": "nora@example.com"}),
        ('subject:"two words" from:shop', {"subject": "two words", "from": "shop"}),
        ("TO:nora rest", {"to": "nora", "text": "rest"}),
        ("status:bounced vendor:pigeon", {"status": "bounced", "vendor": "pigeon"}),
        ("vendor:Raven", {"vendor": "raven-mail"}),
        ("since:10m", {"since": "2026-03-04T09:05:00.000Z"}),
        ("since:2026-03-01", {"since": "2026-03-01T00:00:00.000Z"}),
        ("unknown:key", {"text": "unknown:key"}),
        ("to:", {"text": "to:"}),
        ('"open quote', {"text": "open quote"}),
        ("http://x.test/?a=b", {"text": "http://x.test/?a=b"}),
    ],
)
def test_a_query_is_read(text: str, criteria: dict[str, str]) -> None:
    """Keys become criteria, everything else is looked for as text."""
    found = read(text, VENDORS, NOW)
    assert (found.criteria, found.doubts) == (criteria, [])


@pytest.mark.parametrize("text", ["vendor:nobody", "since:yesterday", "until:99999999999d", "since:2026-13-01"])
def test_what_is_not_understood_is_said(text: str) -> None:
    """A value that means nothing is left out and named."""
    found = read(text, VENDORS, NOW)
    assert (found.criteria, found.doubts) == ({}, [text])
