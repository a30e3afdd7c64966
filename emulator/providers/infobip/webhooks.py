"""What happened to a delivery, told to the customer: reports offered to the pull and pushed to `notifyUrl`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...mail.message import Delivery, Event
from ...mail.webhooks import Call

if TYPE_CHECKING:
    from ...mail.world import World


def on_event(world: World, delivery: Delivery, event: Event) -> None:
    """Something happened to a delivery."""


def on_call(world: World, call: Call) -> None:
    """A call ended: a pushed report leaves the pull queue once its receiver accepted it."""
