"""Subscriptions of channel EMAIL: where reports go when a message names no URL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...mail.message import Delivery, Event, Message
from .readings import Reading

if TYPE_CHECKING:
    from ...mail.world import World


def take_report(world: World, message: Message, delivery: Delivery, event: Event, read: Reading, key: str) -> None:
    """Called for every report no URL was given for. `key` names it in the pull queue; empty for an intermediate one.

    A call that carries it must hold that key (several joined by commas), so that an accepted report leaves the queue.
    """
