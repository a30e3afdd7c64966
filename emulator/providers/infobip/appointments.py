"""What Infobip puts on the agenda, by name, and who carries it out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ...mail.agenda import Item
from . import bulks, domains, platform_events, pushes, sending

if TYPE_CHECKING:
    from ...mail.world import World
    from .state import State

NAME = "infobip"


def on_appointment(world: World, item: Item) -> None:
    """Something of ours is due; `world.now` is its due moment."""
    APPOINTMENTS[item.what](world, item.key)


def _start_bulk(world: World, key: str) -> None:
    state: State = world.state(NAME)
    bulk = state.bulks.get(key)
    if bulk is not None:
        bulks.start(world, bulk)


def _settle_domain(world: World, key: str) -> None:
    state: State = world.state(NAME)
    domains.settle(state.domains, int(key))


APPOINTMENTS: Mapping[str, Callable[[World, str], None]] = {
    bulks.APPOINTMENT: _start_bulk,
    domains.VERIFY: _settle_domain,
    platform_events.UNBLOCK: platform_events.unblock,
    pushes.BUCKET: pushes.close,
    sending.WINDOW: sending.release,
}
