"""What readers do with a mail, and bounces after delivery, told to `trackingUrl`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...mail.message import Delivery, Event, Message

if TYPE_CHECKING:
    from ...mail.world import World


def on_event(world: World, delivery: Delivery, event: Event) -> None:
    """Called for OPENED, CLICKED, UNSUBSCRIBED, COMPLAINED, and for a BOUNCED that follows a DELIVERED."""


def in_html(world: World, message: Message, delivery: Delivery, html: str) -> str:
    """The HTML with what is followed: the pixel and rewritten links."""
    return html


def unsubscribe_address(world: World, delivery: Delivery) -> str:
    """Where this recipient unsubscribes; empty when there is no such page."""
    return ""
