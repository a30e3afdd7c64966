"""Whether the account may send from an address: what its domains say of it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ...mail.message import Delivery, Message
from ...mail.outcomes import Outcome, dropped
from . import content, domains, ip_pools

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
    pool = named_pool(message)
    if pool and not ip_pools.usable(state.ip_pools, message.account, pool):
        return dropped(ip_pools.NO_POOL)
    strict = world.settings.strict
    if not strict and not state.domains.by_name:
        return None
    problem = domains.sender_problem(state.domains, message.account, domain_of(message.sender), strict=strict)
    return None if problem is None else dropped(problem)


def named_pool(message: Message) -> str:
    """The id of the pool a message asks to leave through; empty when it leaves that to its domain."""
    return content.of(message).get("ip_pool", "") if b'"ip_pool":' in message.content else ""


def sending_ip(world: World, message: Message, delivery: Delivery) -> str:
    """The address a mail leaves by, as pools and domains are now."""
    state: State = world.state(NAME)
    pool = named_pool(message)
    if not pool and not state.ip_pools.ips:
        return ip_pools.SHARED_ADDRESS
    domain = domains.owned(state.domains, message.account, domain_of(message.sender))
    number = domain.id if domain is not None else None
    return ip_pools.sending_ip(state.ip_pools, message.account, number, pool, delivery.number)


def not_followed(state: State, account: str, sender: str) -> tuple[str, ...]:
    """What the sender's domain does not let be tracked: `opens`, `clicks`, both or nothing."""
    if not state.domains.by_name:
        return ()
    domain = domains.owned(state.domains, account, domain_of(sender))
    if domain is None:
        return ()
    return tuple(name for name, on in (("opens", domain.opens), ("clicks", domain.clicks)) if not on)
