"""The mail as one recipient gets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...mail.message import Delivery, Message
from ..contract import Rendered

if TYPE_CHECKING:
    from ...mail.world import World


def render(world: World, message: Message, delivery: Delivery) -> Rendered:
    return Rendered(message.sender, (delivery.recipient,), message.subject)
