"""The only door to APScheduler: once a second, every world's agenda is worked off."""

import threading
from collections.abc import Callable
from typing import Any

from .mail.clock import wall

BEAT_SECONDS = 1.0


class Heartbeat:
    """The first beat is one interval away, and APScheduler is loaded when it comes: a start does not wait for it."""

    def __init__(self, beat: Callable[[], None], seconds: float = BEAT_SECONDS) -> None:
        self._beat = beat
        self._seconds = seconds
        self._lock = threading.Lock()
        self._until_first: threading.Timer | None = None
        self._scheduler: Any = None

    def start(self) -> None:
        self._until_first = threading.Timer(self._seconds, self._begin)
        self._until_first.daemon = True
        self._until_first.start()

    def _begin(self) -> None:
        from apscheduler.schedulers.background import BackgroundScheduler

        scheduler = BackgroundScheduler(timezone="UTC", daemon=True)
        scheduler.add_job(
            self._beat,
            "interval",
            seconds=self._seconds,
            next_run_time=wall(),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
        with self._lock:
            if self._until_first is not None:
                self._scheduler = scheduler
                scheduler.start()

    def stop(self) -> None:
        with self._lock:
            timer, self._until_first = self._until_first, None
            if self._scheduler is not None:
                self._scheduler.shutdown(wait=False)
                self._scheduler = None
        if timer is not None:
            timer.cancel()
            timer.join()
