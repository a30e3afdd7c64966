"""What readers do with a mail, and bounces after delivery, told to `trackingUrl`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...mail.message import Delivery, Event

if TYPE_CHECKING:
    from ...mail.world import World


def on_event(world: World, delivery: Delivery, event: Event) -> None:
    """Called for OPENED, CLICKED, UNSUBSCRIBED, COMPLAINED, and for a BOUNCED that follows a DELIVERED."""
