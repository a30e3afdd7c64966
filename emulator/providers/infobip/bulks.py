"""Scheduled bulks: one internal record per scheduled request, and the appointment at which it is sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from . import ids

if TYPE_CHECKING:
    from ...mail.message import Message
    from ...mail.world import World
    from .state import State

NAME = "infobip"
APPOINTMENT = "bulk"

BulkStatus = Literal["PENDING", "PAUSED", "PROCESSING", "CANCELED", "FINISHED", "FAILED"]


@dataclass(frozen=True, slots=True)
class Bulk:
    """A scheduled request. `bulk_id` is the caller's (external) id, `id` the service's own 19 digits.

    `horizon_days` is how far ahead it may be moved: 30 when made by v3, 5 by v4.
    `appointment` is the number of its item on the agenda; 0 when none waits (paused past its time, or ended).
    """

    id: str
    bulk_id: str
    account: str
    messages: tuple[int, ...]
    send_at: datetime
    horizon_days: int
    created: datetime
    status: BulkStatus = "PENDING"
    appointment: int = 0


def schedule(
    world: World, account: str, bulk_id: str, messages: tuple[int, ...], send_at: datetime, horizon_days: int
) -> Bulk:
    """Remember a scheduled request and put its start on the agenda."""
    state: State = world.state(NAME)
    id = ids.internal_bulk(world.chance)
    appointment = world.appoint(send_at, NAME, APPOINTMENT, id)
    bulk = Bulk(id, bulk_id, account, messages, send_at, horizon_days, world.now, appointment=appointment)
    state.bulks[id] = bulk
    return bulk


def found(state: State, account: str, bulk_id: str) -> list[Bulk]:
    """The bulks an id of either kind names, oldest first."""
    own = state.bulks.get(bulk_id)
    if own is not None and own.account == account:
        return [own]
    return [each for each in state.bulks.values() if each.bulk_id == bulk_id and each.account == account]


def start(world: World, bulk: Bulk) -> Bulk:
    """Send what waits in a bulk, now. Called when its appointment comes and when it is resumed past its time."""
    from .sending import begin

    state: State = world.state(NAME)
    for number in bulk.messages:
        message: Message | None = world.messages.get(number)
        if message is not None and message.begun is None:
            begin(world, message)
    bulk = replace(bulk, status="FINISHED", appointment=0)
    state.bulks[bulk.id] = bulk
    return bulk
