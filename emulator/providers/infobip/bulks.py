"""Scheduled bulks: one internal record per scheduled request, the appointment at which it is sent, and its changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from ...mail import events
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
    `forced`: a tester chose the status.
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
    forced: bool = False


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


def move(world: World, bulk: Bulk, send_at: datetime) -> Bulk:
    """Another time; a paused bulk stays paused."""
    _unappoint(world, bulk)
    appointment = 0 if bulk.status == "PAUSED" else _appoint(world, bulk, send_at)
    return _kept(world, replace(bulk, send_at=send_at, appointment=appointment))


def pause(world: World, bulk: Bulk) -> Bulk:
    _unappoint(world, bulk)
    return _kept(world, replace(bulk, status="PAUSED", appointment=0))


def resume(world: World, bulk: Bulk) -> Bulk:
    """One whose time is over is sent at once (*assumed*)."""
    appointment = _appoint(world, bulk, max(bulk.send_at, world.now))
    return _kept(world, replace(bulk, status="PENDING", appointment=appointment))


def call_off(world: World, bulk: Bulk) -> Bulk:
    """Nothing of it is sent; every recipient is reported as such (*assumed*: status 31, error 4100)."""
    _unappoint(world, bulk)
    bulk = _kept(world, replace(bulk, status="CANCELED", appointment=0))
    for message in _messages(world, bulk):
        for delivery in world.deliveries_of(message):
            if delivery.begun is None:
                world.record(delivery, events.CANCELLED, "cancelled", source="api")
    return bulk


def start(world: World, bulk: Bulk) -> Bulk:
    """Send what waits in a bulk, now."""
    from .sending import begin_in_window

    for message in _messages(world, bulk):
        if message.begun is None:
            begin_in_window(world, message)
    return _kept(world, replace(bulk, status=_under_way(world, bulk), appointment=0, forced=False))


def refreshed(world: World, bulk: Bulk) -> Bulk:
    """The bulk with its status of now: one whose mail waited for delivery windows ends when all of it has left."""
    if bulk.status == "PROCESSING" and not bulk.forced:
        return replace(bulk, status=_under_way(world, bulk))
    return bulk


def _under_way(world: World, bulk: Bulk) -> BulkStatus:
    return "FINISHED" if all(message.begun is not None for message in _messages(world, bulk)) else "PROCESSING"


def force(world: World, bulk: Bulk, status: BulkStatus) -> Bulk:
    """Whatever a tester wants to see. Nothing more of it is sent by itself unless it is PENDING."""
    _unappoint(world, bulk)
    appointment = _appoint(world, bulk, max(bulk.send_at, world.now)) if status == "PENDING" else 0
    return _kept(world, replace(bulk, status=status, appointment=appointment, forced=True))


def _messages(world: World, bulk: Bulk) -> list[Message]:
    found = (world.messages.get(number) for number in bulk.messages)
    return [message for message in found if message is not None]


def _appoint(world: World, bulk: Bulk, at: datetime) -> int:
    return world.appoint(at, NAME, APPOINTMENT, bulk.id)


def _unappoint(world: World, bulk: Bulk) -> None:
    if bulk.appointment:
        world.cancel(bulk.appointment)


def _kept(world: World, bulk: Bulk) -> Bulk:
    state: State = world.state(NAME)
    state.bulks[bulk.id] = bulk
    return bulk
