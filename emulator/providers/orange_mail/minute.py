"""The run once a minute: first what waits for the webhooks goes out, then the mailings whose time has come start.

It stands on the agenda only while something waits for it, so an idle world has nothing to do. A mailing of 10:30:00
starts at 10:30:00, and its first events are posted at 10:31:00.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from . import mailings, times, webhooks
from .state import NAME, Run, State, state_of

if TYPE_CHECKING:
    from ...mail.agenda import Item
    from ...mail.world import World

RUN = "minute run"


def arrange(world: World) -> None:
    """Have the run stand on the agenda when it is wanted next; called after every change of what waits for it."""
    state = state_of(world)
    wanted = _wanted(state, world.now)
    planned = state.run
    if planned is not None and planned.due == wanted:
        return
    if planned is not None:
        world.cancel(planned.number)
        state.run = None
    if wanted is not None:
        state.run = Run(world.appoint(wanted, NAME, RUN), wanted)


def expect_soon(world: World, state: State, now: datetime) -> None:
    """The same for one more queued event, without looking at everything that waits."""
    if state.run is None or state.run.due - now > times.MINUTE:
        arrange(world)


def on_appointment(world: World, item: Item) -> None:
    state = state_of(world)
    if state.run is not None and state.run.number == item.number:
        state.run = None
    perform(world)


def perform(world: World) -> None:
    """The run itself; also what a tester asks for who does not want to wait for the minute."""
    state = state_of(world)
    webhooks.post_queued(world)
    for number in mailings.due(state, world.now):
        mailings.start(world, number)
    arrange(world)


def _wanted(state: State, now: datetime) -> datetime | None:
    """The next whole minute for the queues; the first one at or after its time for a reserved mailing."""
    soonest = times.next_minute(now)
    if state.queues:
        return soonest
    if state.reserved:
        return max(soonest, times.whole_minute(min(state.reserved.values())))
    return None
