"""From an understood request to mail in the world: ids, duplicates, schedule, windows, and the verdict at the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...mail.message import Delivery, Message
from ...mail.outcomes import Outcome
from . import senders, suppression

if TYPE_CHECKING:
    from ...mail.world import World


def begin(world: World, message: Message) -> Message:
    """Start sending a message that waited for its time."""
    return world.begin(message)


def verdict(world: World, message: Message, delivery: Delivery) -> Outcome | None:
    """The outcome the service itself decides when sending begins; None leaves it to the rules."""
    return senders.verdict(world, message, delivery) or suppression.verdict(world, message, delivery)
