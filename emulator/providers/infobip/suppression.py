"""Whether a recipient is on a suppression list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...mail.message import Delivery, Message
from ...mail.outcomes import Outcome

if TYPE_CHECKING:
    from ...mail.world import World


def verdict(world: World, message: Message, delivery: Delivery) -> Outcome | None:
    """`dropped("suppressed_bounce")` and its like, or None when the recipient may be written to."""
    return None
