"""Works off a world's agenda: under the lock what happens inside, with the lock released what leaves by HTTP."""

from __future__ import annotations

import logging
import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .courier import Courier
from .mail.clock import TimeOnlyMovesForward, stopwatch
from .mail.walking import Fired, TooMuchAtOnce
from .mail.webhooks import Attempt, Call
from .mail.world import World

__all__ = ["PostOffice", "TooMuchAtOnce"]

log = logging.getLogger("emulator.post_office")

MAX_LANES = 64
"""Receivers that are posted to at the same time. Further ones wait for a free place."""

MAX_FIRED = 200_000
"""Items one advance may carry out. A larger step is refused half-way with what to do."""

BEATEN_AT_ONCE = 2_000
"""Items one tick carries out before it lets go of the lock, so that requests are not kept waiting."""


@dataclass(slots=True)
class Lane:
    """Calls of one world to one URL: one after the other."""

    waiting: deque[int] = field(default_factory=deque)
    busy: bool = False


class PostOffice:
    def __init__(self, courier: Courier) -> None:
        self._courier = courier
        self._lanes: dict[tuple[int, str], Lane] = {}
        self._away: dict[int, int] = {}
        self._places = threading.BoundedSemaphore(MAX_LANES)
        self._closed = False

    # -- inside, under the lock ----------------------------------------------------------------

    def catch_up(self, world: World, most: int | None = None) -> list[Fired]:
        """Carry out what is due now. The caller holds the lock. Calls are handed to their lanes."""
        fired: list[Fired] = []
        now = world.now
        while (item := world.agenda.take(now)) is not None:
            line, call = world.perform(item)
            if line is not None:
                fired.append(line)
            if call is not None:
                self._hand_over(world, call)
            if most is not None and len(fired) >= most:
                break
        return fired

    # -- the heartbeat -------------------------------------------------------------------------

    def beat(self, worlds: list[World]) -> None:
        """Work off what is due in every world that nobody is walking through."""
        for world in worlds:
            if not world.walking.acquire(blocking=False):
                continue
            try:
                self._catch_up_in_turns(world)
            finally:
                world.walking.release()

    def _catch_up_in_turns(self, world: World) -> None:
        fired = BEATEN_AT_ONCE
        while fired >= BEATEN_AT_ONCE:
            with world.lock:
                fired = len(self.catch_up(world, most=BEATEN_AT_ONCE))

    # -- moving the clock ----------------------------------------------------------------------

    def advance(self, world: World, to: datetime | timedelta, *, most: int = MAX_FIRED) -> list[Fired]:
        """Walk from due moment to due moment until `to`, or so far from when the walk begins; waits for the webhook
        calls of each moment.

        Raises TimeOnlyMovesForward and TooMuchAtOnce.
        """
        with world.walking:
            self._wait_for_answers(world)  # what left before is answered at its own time
            with world.lock:
                now = world.now
                if isinstance(to, timedelta):
                    to = now + to
                elif to < now:
                    world.clock.move_to(to)  # raises with the right words
            return self._walk(world, to, most)

    def run_until_idle(
        self, world: World, *, longest: timedelta = timedelta(days=7), most: int = MAX_FIRED
    ) -> list[Fired]:
        """Advance until nothing is left on the agenda, at most by `longest`. The clock stops at the last item."""
        with world.walking:
            fired: list[Fired] = []
            end = world.now + longest
            while True:
                self._wait_for_answers(world)
                with world.lock:
                    item = world.agenda.peek()
                if item is None or item.due > end:
                    return fired
                fired += self._walk(world, max(item.due, world.now), most - len(fired))

    def _walk(self, world: World, to: datetime, most: int) -> list[Fired]:
        fired: list[Fired] = []
        while True:
            with world.lock:
                item = world.agenda.peek()
                moment = to if item is None or item.due > to else max(item.due, world.now)
                with suppress(TimeOnlyMovesForward):  # a running clock may be past the moment already
                    world.clock.move_to(moment)
                fired += self._moment(world, moment, most - len(fired))
                if len(fired) >= most:
                    raise TooMuchAtOnce(world.now, fired)
            # A retry depends on the answer, so time stands until every answer of this moment is in.
            self._wait_for_answers(world)
            with world.lock:
                item = world.agenda.peek()
                # What a running clock has come upon since then is for the heartbeat.
                if moment >= to and (item is None or item.due > moment):
                    return fired

    def _moment(self, world: World, moment: datetime, most: int) -> list[Fired]:
        fired: list[Fired] = []
        while len(fired) < most and (item := world.agenda.take(moment)) is not None:
            line, call = world.perform(item)
            if line is not None:
                fired.append(line)
            if call is not None:
                self._hand_over(world, call)
        return fired

    def _wait_for_answers(self, world: World) -> None:
        with world.lock:
            while self._away.get(id(world), 0) and not self._closed:
                world.changed.wait(timeout=0.5)

    # -- outside -------------------------------------------------------------------------------

    def away(self, world: World) -> int:
        """Calls handed over and not yet answered."""
        return self._away.get(id(world), 0)

    def settle(self, world: World, seconds: float) -> bool:
        """Wait in real time until nothing is away. False when the time ran out."""
        end = stopwatch() + seconds
        with world.lock:
            while self.away(world):
                left = end - stopwatch()
                if left <= 0 or self._closed:
                    return False
                world.changed.wait(timeout=min(left, 0.5))
        return True

    def close(self) -> None:
        """Stop starting calls; those that are away end by their deadline."""
        self._closed = True

    def _hand_over(self, world: World, number: int) -> None:
        call = world.begin_call(number)
        if call is None or self._closed:
            return
        key = (id(world), call.lane)
        lane = self._lanes.setdefault(key, Lane())
        lane.waiting.append(number)
        self._away[id(world)] = self._away.get(id(world), 0) + 1
        if not lane.busy:
            lane.busy = True
            threading.Thread(target=self._drive, args=(world, key, lane), name="webhook-lane", daemon=True).start()

    def _drive(self, world: World, key: tuple[int, str], lane: Lane) -> None:
        while True:
            with world.lock:
                if not lane.waiting:
                    lane.busy = False
                    self._lanes.pop(key, None)
                    return
                number = lane.waiting.popleft()
                call = world.calls.get(number)
                at = world.now
            if call is not None:
                with self._places:
                    attempt = self._posted(call, at)
            with world.lock:
                try:
                    if call is not None:
                        world.end_call(number, attempt)
                finally:
                    self._away[id(world)] -= 1
                    if not self._away[id(world)]:
                        del self._away[id(world)]
                    world.changed.notify_all()

    def _posted(self, call: Call, at: datetime) -> Attempt:
        """A bug on the way out ends this attempt, not the lane with all that wait behind it."""
        try:
            return self._courier.post(call, at)
        except Exception as error:
            log.exception("%s to %s", call.id, call.url)
            return Attempt(at, 0, f"the emulator failed: {type(error).__name__}: {error}", 0.0)
