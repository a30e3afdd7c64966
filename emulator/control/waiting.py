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


def timeout(what: str, found: int, wait: Wait, nearest: list[dict[str, Any]]) -> Problem:
    """408 that shows what came nearest, and where it differs."""
    detail = (
        f"{found} of {wait.count} {what} after {wait.timeout:g} s; `nearest` shows what came closest and how it differs"
    )
    return Problem(408, "Not there in time", detail, "timeout", nearest=nearest)


def _next_look(world: World) -> float:
    """Seconds until something is due by itself, at most LOOK_SECONDS."""
    item = world.agenda.peek()
    due = None if item is None else world.clock.real_wait(item.due)
    return LOOK_SECONDS if due is None else min(max(due.total_seconds(), 0.001), LOOK_SECONDS)
