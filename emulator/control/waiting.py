"""Long polls: look, wait until something changed, look again; with a seat in the waiting room, and across a reset."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import Field

from ..mail.clock import stopwatch
from ..mail.world import World
from .row import Exchange, Model, Problem

LONGEST_WAIT = 60.0
LOOK_SECONDS = 1.0

T = TypeVar("T")
Rows = list[dict[str, Any]]
Find = Callable[[World], Rows]


class Wait(Model):
    count: int = Field(1, ge=1, le=100_000)
    timeout: float = Field(10.0, ge=0, le=LONGEST_WAIT, description="seconds of real time")


def until(exchange: Exchange, timeout: float, look: Callable[[World], T | None]) -> T | None:
    """What `look` finds, as soon as it finds something; None when the time ran out. `look` runs under the lock."""
    services = exchange.services
    end = stopwatch() + timeout
    with services.waiting_room.seat() as found:
        if not found:
            seats = services.waiting_room.seats
            detail = f"{seats} requests are held back or waiting already; start with more --threads, or wait for less"
            raise Problem(503, "No room to wait", detail, "no-room")
        while True:
            world = services.workspaces.get(exchange.world.name)
            with world.changed:
                services.post_office.catch_up(world)
                result = look(world)
                left = end - stopwatch()
                if result is not None or left <= 0:
                    return result
                world.changed.wait(timeout=min(left, _next_look(world)))


def for_rows(exchange: Exchange, what: str, found: Find, nearest: Find) -> object:
    """The list of `what` is found, once there are as many as the query counts; both look under the world's lock.

    Raises Problem 408, which shows what came nearest and where it differs.
    """
    wait: Wait = exchange.query
    last: dict[str, Any] = {}

    def look(world: World) -> Rows | None:
        last.update(world=world, rows=found(world))
        return last["rows"] if len(last["rows"]) >= wait.count else None

    rows = until(exchange, wait.timeout, look)
    if rows is not None:
        return {"results": rows, "next": None}
    seen = f"{len(last['rows'])} of {wait.count} {what} after {wait.timeout:g} s"
    detail = f"{seen}; `nearest` shows what came closest and how it differs"
    with last["world"].lock:
        raise Problem(408, "Not there in time", detail, "timeout", nearest=nearest(last["world"]))


def _next_look(world: World) -> float:
    """Seconds until something is due by itself, at most LOOK_SECONDS."""
    item = world.agenda.peek()
    due = None if item is None else world.clock.real_wait(item.due)
    return LOOK_SECONDS if due is None else min(max(due.total_seconds(), 0.001), LOOK_SECONDS)
