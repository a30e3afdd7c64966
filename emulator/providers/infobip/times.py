"""Infobip's way of writing a point in time, and the many ways its clients write one (all read as UTC)."""

from datetime import UTC, datetime

from ...wire import times


def write(at: datetime) -> str:
    """`2026-03-04T09:15:30.120+0000`: three digits, no colon in the offset (the Go client reads nothing else)."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")[:23] + "+0000"


def write_z(at: datetime) -> str:
    """`2026-03-04T09:15:30.120Z`, as suppressions and validation write it."""
    return times.iso(at)


def epoch(at: datetime) -> int:
    """Milliseconds since 1970."""
    return round(at.timestamp() * 1000)


def read(text: str) -> datetime:
    """Any form clients send. Raises ValueError."""
    try:
        return times.read_iso(text)
    except OverflowError as error:
        raise ValueError(f"not a time: {text!r}") from error
