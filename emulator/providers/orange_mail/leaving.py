"""Unsubscribing by a link in a mail, and the two boxes 「二度と受信しない」."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...mail import events
from ...mail.message import Delivery
from . import blacklist, exclusion, subscribers
from .state import LEFT, Plan, state_of

if TYPE_CHECKING:
    from ...mail.world import World


def plan_of(world: World, delivery: Delivery) -> Plan:
    """The plan whose mailing a delivery belongs to. Raises LookupError when the mail was evicted."""
    state = state_of(world)
    return state.plans[state.mailings[int(world.message_of(delivery).group)].plan]


def is_subscribed(world: World, delivery: Delivery) -> bool:
    reader = state_of(world).subscribers.get(exclusion.reader_of(delivery))
    return reader is not None and reader.standing != LEFT


def leave(world: World, delivery: Delivery, *, never_this_plan: bool = False, never_this_sender: bool = False) -> bool:
    """Unsubscribe the reader of a mail. False when the reader had left before; the boxes count all the same."""
    state = state_of(world)
    plan = plan_of(world, delivery)
    reader = state.subscribers.get(exclusion.reader_of(delivery))
    mail = reader.mail if reader is not None else delivery.recipient
    subscribed = is_subscribed(world, delivery)
    if never_this_plan:
        blacklist.refuse(state, blacklist.of_plan(plan), mail, world.now)
    if never_this_sender:
        blacklist.refuse(state, blacklist.of_account(plan.oid), mail, world.now)
    if subscribed:
        world.record(delivery, events.UNSUBSCRIBED, source="reader")
    return subscribed


def after_event(world: World, mailing: int, delivery: Delivery) -> None:
    """A reader unsubscribed: by a link, by an outcome, or because a tester says so."""
    state = state_of(world)
    if is_subscribed(world, delivery):
        reader = state.subscribers[exclusion.reader_of(delivery)]
        subscribers.unsubscribe(world, state.plans[reader.plan], reader.mail)
