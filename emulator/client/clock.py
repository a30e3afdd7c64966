"""The world's clock: it runs, or stands until it is moved; it never goes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, cast

from ..wire import times
from .calls import Calls, Duration, Moment, given, seconds

if TYPE_CHECKING:
    from ..control import shapes


@dataclass(frozen=True, slots=True)
class Fired:
    """One thing that happened while the clock moved."""

    at: datetime
    what: str
    id: str


class Clock:
    """Look at it, let it stand or run, and move it forward."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def show(self) -> shapes.Clock:
        """Mode, time, and what is due next."""
        return cast("shapes.Clock", self._calls.get("clock"))

    @property
    def now(self) -> datetime:
        return times.read_iso(self.show()["now"])

    @property
    def mode(self) -> str:
        return self.show()["mode"]

    def stand(self, now: Moment | None = None) -> shapes.Clock:
        """Stop it, at a later time if one is given."""
        return self._set("standing", now)

    def run(self, now: Moment | None = None) -> shapes.Clock:
        """Let it run with the machine's, from a later time if one is given."""
        return self._set("running", now)

    def advance(self, by: Duration) -> list[Fired]:
        """Walk through time, carrying out everything that is due on the way, webhooks and retries included."""
        return _fired(self.walk(by=by))

    def advance_to(self, to: Moment) -> list[Fired]:
        return _fired(self.walk(to=to))

    def run_until_idle(self, longest: Duration = "7d") -> list[Fired]:
        """Walk until nothing is left to happen, but no further than `longest`."""
        return _fired(self.walk_until_idle(longest))

    def walk(self, *, by: Duration | None = None, to: Moment | None = None) -> shapes.Walked:
        """As `advance` and `advance_to`, with the answer as the API gives it."""
        body = given(by=None if by is None else seconds(by), to=to)
        return cast("shapes.Walked", self._calls.post("clock/advance", body))

    def walk_until_idle(self, longest: Duration = "7d") -> shapes.Walked:
        """As `run_until_idle`, with the answer as the API gives it."""
        return cast("shapes.Walked", self._calls.post("clock/run-until-idle", {"longest": seconds(longest)}))

    def agenda(self, most: int = 50) -> list[shapes.AgendaItem]:
        """What is still to come, in order, at most so many items."""
        return cast("list[shapes.AgendaItem]", self._calls.get("clock/agenda", {"limit": most})["results"])

    def _set(self, mode: Literal["standing", "running"], now: Moment | None) -> shapes.Clock:
        return cast("shapes.Clock", self._calls.put("clock", given(mode=mode, now=now)))


def _fired(walked: shapes.Walked) -> list[Fired]:
    rows: list[Any] = list(walked["fired"])
    return [Fired(times.read_iso(each["at"]), each["what"], each["id"]) for each in rows]
