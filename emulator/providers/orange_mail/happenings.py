"""What this service does when something happens to a mail: tally, queue for the webhook, clicks, leaving, bounces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...mail import events
from ...mail.message import Delivery, Event
from . import clicks, exclusion, leaving, minute, webhooks
from .state import State, state_of
from .statuses import WORD_OF

if TYPE_CHECKING:
    from ...mail.world import World


def on_event(world: World, delivery: Delivery, event: Event) -> None:
    state = state_of(world)
    mailing = int(world.message_of(delivery).group)
    word = WORD_OF.get(event.name)
    if word is not None:
        _tell(world, state, mailing, delivery, event, word)
    elif event.name == events.CLICKED:
        clicks.record(world, mailing, delivery, event)
    elif event.name == events.UNSUBSCRIBED:
        leaving.after_event(world, mailing, delivery)


def _tell(world: World, state: State, mailing: int, delivery: Delivery, event: Event, word: str) -> None:
    tally = state.tallies.setdefault(mailing, {})
    tally[word] = tally.get(word, 0) + 1
    if state.options.exclusion:
        exclusion.after_event(state, delivery, word)
    plan = state.plans[state.mailings[mailing].plan]
    if webhooks.queue(state, plan, delivery, event, word):
        minute.expect_soon(world, state, event.at)
