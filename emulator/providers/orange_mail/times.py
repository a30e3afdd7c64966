"""Japan time as this service writes it: `2017-08-25 14:52:03`, without a zone. Inside, everything is UTC."""

import re
from datetime import UTC, datetime, timedelta, timezone

JST = timezone(timedelta(hours=9), "JST")
MINUTE = timedelta(minutes=1)

_FORM = re.compile(r"(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)", re.ASCII)


def write(at: datetime) -> str:
    return at.astimezone(JST).replace(tzinfo=None).isoformat(" ", "seconds")


def read(text: str) -> datetime:
    """A moment in UTC. Raises ValueError for another form and for days that do not exist."""
    found = _FORM.fullmatch(text)
    if found is None:
        raise ValueError(f"not YYYY-MM-DD HH:MM:SS: {text!r}")
    year, month, day, hour, minute, second = map(int, found.groups())
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=JST).astimezone(UTC)
    except OverflowError:  # the first hours of the year 1 have no moment in UTC
        raise ValueError(f"out of range: {text!r}") from None


def start_of_minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def next_minute(after: datetime) -> datetime:
    """The first whole minute that comes after a moment."""
    return start_of_minute(after) + MINUTE


def whole_minute(at: datetime) -> datetime:
    """The first whole minute at or after a moment."""
    start = start_of_minute(at)
    return start if start == at else start + MINUTE
