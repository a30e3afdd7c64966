"""Reading and writing points in time and durations. A vendor's own zone and format live in that vendor's folder."""

import re
from datetime import UTC, datetime, timedelta, timezone

_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)"
    r"(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?"
    r"\s*(Z|z|[+-]\d\d:?\d\d|[+-]\d\d| \d\d:?\d\d)?$"
)
_DURATION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?\s*$")
_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, None: 1}


def iso(at: datetime) -> str:
    """`2026-03-04T09:15:30.120Z`: ISO 8601 in UTC with milliseconds, as the control API writes it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def read_iso(text: str) -> datetime:
    """Any ISO 8601 form clients send, also with the `+` of the offset decoded to a space; no zone means UTC.

    Raises ValueError.
    """
    match = _ISO.match(text.strip())
    if match is None:
        raise ValueError(f"not an ISO 8601 time: {text!r}")
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    microsecond = int((fraction or "0").ljust(6, "0")[:6])
    at = datetime(
        int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), microsecond, _zone(zone)
    )
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"out of range in UTC: {text!r}") from None


def _zone(text: str | None) -> timezone:
    if text is None or text in "Zz":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


def read_duration(value: str | int | float) -> timedelta:
    """`"90s"`, `"10m"`, `"2h"`, `"1d"`, `"250ms"` or a number of seconds. Raises ValueError, whatever is given."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("a duration is a number of seconds or a text such as 90s")
    if isinstance(value, str):
        match = _DURATION.match(value)
        if match is None:
            raise ValueError(f"not a duration: {value!r}; write 90s, 10m, 2h, 1d or a number of seconds")
        value = float(match[1]) * _SECONDS[match[2]]
    if not 0 <= value < 1e10:
        raise ValueError(f"not a duration: {value!r}")
    return timedelta(seconds=value)


def write_duration(value: timedelta) -> str:
    """The shortest text `read_duration` understands."""
    seconds = value.total_seconds()
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds and seconds % size == 0:
            return f"{int(seconds // size)}{unit}"
    return f"{seconds:.6f}".rstrip("0").rstrip(".") + "s"
