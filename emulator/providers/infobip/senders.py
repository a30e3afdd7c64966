"""Whether the account may send from an address: what its domains say of it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ...mail.message import Delivery, Message
from ...mail.outcomes import Outcome, dropped
from . import domains

if TYPE_CHECKING:
    from ...mail.world import World
    from .state import State

NAME = "infobip"


@lru_cache(maxsize=4096)
def domain_of(sender: str) -> str:
    """The domain of an address, with or without a display name, in lower case."""
    return sender.rpartition("@")[2].strip().rstrip(">").strip().lower()


def verdict(world: World, message: Message, delivery: Delivery) -> Outcome | None:
    """`dropped("6036")` and its like, or None when the sender is fine."""
    state: State = world.state(NAME)
    strict = world.settings.strict
    if not strict and not state.domains.by_name:
        return None
    problem = domains.sender_problem(state.domains, message.account, domain_of(message.sender), strict=strict)
    return None if problem is None else dropped(problem)
