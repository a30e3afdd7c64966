"""Whether the account may send from an address: what its domains say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...mail.message import Delivery, Message
from ...mail.outcomes import Outcome

if TYPE_CHECKING:
    from ...mail.world import World


def verdict(world: World, message: Message, delivery: Delivery) -> Outcome | None:
    """`dropped("sender_unverified")` and its like, or None when the sender is fine."""
    return None
