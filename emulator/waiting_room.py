"""A budget of threads for requests that wait on purpose, so that they never take the last one from the others."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .mail.clock import stopwatch

LOOK_SECONDS = 1.0
"""How often somebody who waits looks whether waiting is over, besides being woken."""


class WaitingRoom:
    """At most `seats` requests wait at one time; who finds none is counted and must not wait."""

    def __init__(self, seats: int) -> None:
        self._changed = threading.Condition()
        self.seats = seats
        self.taken = 0
        self.turned_away = 0

    @contextmanager
    def seat(self) -> Iterator[bool]:
        """A seat while the block lasts; False when there is none."""
        with self._changed:
            found = self.taken < self.seats
            self.taken += found
            self.turned_away += not found
        try:
            yield found
        finally:
            with self._changed:
                self.taken -= found

    def nap(self, seconds: float, over: Callable[[], bool]) -> bool:
        """Wait in real time, until `over` at the longest. False, at once, when there is no seat."""
        end = stopwatch() + seconds
        with self.seat() as found:
            if found:
                with self._changed:
                    while not over() and (left := end - stopwatch()) > 0:
                        self._changed.wait(min(left, LOOK_SECONDS))
        return found

    def wake(self) -> None:
        """Let everybody look whether waiting is over."""
        with self._changed:
            self._changed.notify_all()
