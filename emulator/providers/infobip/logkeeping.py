"""Enters deliveries in the logbook as they are sent, and moves them between status groups."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ...mail.message import Delivery, Message
from . import addresses, statuses
from .logbook import key_of, mark
from .readings import Reading

if TYPE_CHECKING:
    from ...mail.world import World
    from .state import State

NAME = "infobip"
KEPT = timedelta(hours=48)
HELD = statuses.group_name(statuses.TIME_VIOLATION)


def enter(world: World, message: Message, delivery: Delivery, read: Reading) -> None:
    """The first thing happened to a delivery: from now on the logs show it."""
    state: State = world.state(NAME)
    begun = delivery.begun or world.now
    state.log.add(key_of(begun, delivery.number), marks(message, delivery, read.group))
    if delivery.number % 4096 == 0:
        state.log.forget_before(key_of(world.now - KEPT, 0), mark(message.account, "all", ""))


def move(world: World, message: Message, delivery: Delivery, old: str, new: str) -> None:
    """The status group of a delivery changed."""
    state: State = world.state(NAME)
    key = key_of(delivery.begun or world.now, delivery.number)
    account = message.account
    state.log.move(key, mark(account, "group", old), mark(account, "group", new))


def enter_held(world: World, message: Message, delivery: Delivery) -> None:
    """A delivery waits for its window; the logs show it as a time violation."""
    state: State = world.state(NAME)
    state.log.add(key_of(world.now, delivery.number), marks(message, delivery, HELD))


def leave_held(world: World, message: Message, delivery: Delivery, since: datetime) -> None:
    state: State = world.state(NAME)
    state.log.remove(key_of(since, delivery.number), marks(message, delivery, HELD))


def marks(message: Message, delivery: Delivery, group: str) -> list[str]:
    """Everything the logs can be asked by, but the message's id (the world's index knows it)."""
    account = message.account
    found = [
        mark(account, "all", ""),
        mark(account, "group", group),
        mark(account, "from", addresses.bare(message.sender).lower()),
        mark(account, "to", delivery.recipient.lower()),
    ]
    found += [mark(account, name, value) for name, value in message.tags]
    return found
