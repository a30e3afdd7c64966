"""The only place that asks the machine for the time, and the clock each world lives by."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Literal

Mode = Literal["running", "standing"]
Wall = Callable[[], datetime]


def wall() -> datetime:
    """The machine's time in UTC, cut to milliseconds (the finest any vendor shows)."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def stopwatch() -> float:
    """Seconds from an arbitrary start; for measuring how long something really took."""
    return time.perf_counter()


class TimeOnlyMovesForward(Exception):
    """A clock was asked to go back. The message says from where to where."""


class Clock:
    """A clock that runs with the machine (plus an offset) or stands still until it is moved."""

    def __init__(self, *, mode: Mode = "running", now: datetime | None = None, source: Wall = wall) -> None:
        self._source = source
        self._mode: Mode = mode
        self._at = now or source()
        self._offset = self._at - source()
        self._held: datetime | None = None

    @property
    def mode(self) -> Mode:
        return self._mode

    def now(self) -> datetime:
        if self._held is not None:
            return self._held
        if self._mode == "standing":
            return self._at
        current = self._source() + self._offset
        if current < self._at:  # the machine's clock was set back
            return self._at
        self._at = current
        return current

    def set(self, mode: Mode, now: datetime | None = None) -> None:
        """Change the mode, and the time if `now` is given. Raises TimeOnlyMovesForward."""
        current = self.now()
        if now is not None and now < current:
            raise TimeOnlyMovesForward(f"the clock shows {current.isoformat()}; {now.isoformat()} is before it")
        self._at = now or current
        self._offset = self._at - self._source()
        self._mode = mode

    def move_to(self, at: datetime) -> None:
        """Move forward to `at`; a running clock goes on running from there."""
        self.set(self._mode, at)

    def hold(self, at: datetime | None) -> datetime | None:
        """Show `at` until told otherwise (None lets go). Returns what was held before."""
        before, self._held = self._held, at
        return before

    def real_wait(self, until: datetime) -> timedelta | None:
        """How long to wait in real time until the clock shows `until`; None for a standing clock."""
        if self._mode == "standing":
            return None
        return max(until - self.now(), timedelta())
