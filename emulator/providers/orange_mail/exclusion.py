"""Exclusion (配信除外, 配信停止): after bounces an address gets no more mail. An option, off unless it is switched on.

That the service does so is *documented*; the numbers (once on the first mail, else three in a row) are *assumed*.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson

from ...mail.message import Delivery, Message
from ...mail.outcomes import Outcome, dropped
from . import blacklist
from .state import ACTIVE, STOPPED, Bounces, State, state_of
from .statuses import BOUNCE, DELIVERED, PROCESSED

if TYPE_CHECKING:
    from ...mail.world import World

_STOPPED = dropped("stopped")
_REFUSED = dropped("blacklisted")


def verdict(world: World, message: Message, delivery: Delivery) -> Outcome | None:
    """Not sent at all: the address is 配信停止, or its owner refused this sender in another plan."""
    state = state_of(world)
    reader = state.subscribers.get(reader_of(delivery))
    if reader is not None and reader.standing == STOPPED:
        return _STOPPED
    plan = state.plans[state.mailings[int(message.group)].plan]
    return _REFUSED if blacklist.refused(state, plan, delivery.recipient) else None


def reader_of(delivery: Delivery) -> int:
    """The number of the subscriber a mail went to."""
    values: dict[str, Any] = orjson.loads(delivery.values or b"{}")
    return int(values.get("number", 0))


def after_event(state: State, delivery: Delivery, word: str) -> None:
    """Count how the mails to a subscriber went, and stop sending after too many bounces."""
    number = reader_of(delivery)
    before = state.bounces.get(number, Bounces())
    after = _counted(before, delivery.id, word)
    state.bounces[number] = after
    options = state.options
    most = options.bounces_on_first_mail if after.mails == 1 else options.bounces_in_a_row
    reader = state.subscribers.get(number)
    if word == BOUNCE and after.in_a_row >= most and reader is not None and reader.standing == ACTIVE:
        state.subscribers[number] = replace(reader, standing=STOPPED)


def _counted(before: Bounces, series: str, word: str) -> Bounces:
    if word == PROCESSED:
        return Bounces(before.mails + 1, before.in_a_row, series, before.in_a_row)
    if word == DELIVERED and not (before.series == series and before.bounced):
        return replace(before, in_a_row=0)
    if word == BOUNCE and not before.bounced:
        return replace(before, in_a_row=before.before + 1, bounced=True)
    return before
