"""What the platform itself tells subscribers: a sending domain whose bounce rate is, or has been, too high.

*Documented*: the shape, and that a blocked domain is blocked for 24 hours. The thresholds given are samples' values.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from . import domains, ids, pushes, times

if TYPE_CHECKING:
    from ...mail.world import World
    from .state import State

NAME = "infobip"
UNBLOCK = "unblock domain"
WARNING, BLOCKED = "HIGH_BOUNCE_RATE_WARNING", "HIGH_BOUNCE_RATE_BLOCKED"
THRESHOLDS = {WARNING: ("warnThreshold", 3.0), BLOCKED: ("blockThreshold", 5.0)}
BLOCKED_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class BounceRate:
    """What is told of a domain. `threshold` None for the sample's value."""

    type: str
    account: str
    domain: str
    bounce_rate: float
    scope: str = "HOURLY"
    threshold: float | None = None


def built(world: World, rate: BounceRate) -> dict[str, Any]:
    """The body as subscribers get it."""
    name, usual = THRESHOLDS[rate.type]
    return {
        "eventId": ids.uuid(world.chance),
        "createdAt": times.epoch(world.now),
        "eventDetails": {
            "type": rate.type,
            "accountKey": account_key(world, rate.account),
            "domain": rate.domain,
            name: usual if rate.threshold is None else rate.threshold,
            "bounceRate": rate.bounce_rate,
            "scope": rate.scope,
        },
    }


def tell(world: World, rate: BounceRate) -> tuple[dict[str, Any], int]:
    """Tell subscribers; a domain that is blocked stays so for a day. Returns the body and how many are told."""
    body = built(world, rate)
    if rate.type == BLOCKED:
        _set_blocked(world, rate.domain, True)
        world.appoint(world.now + BLOCKED_FOR, NAME, UNBLOCK, rate.domain.lower())
    return body, pushes.tell_platform(world, rate.account, body)


def unblock(world: World, domain: str) -> None:
    _set_blocked(world, domain, False)


def account_key(world: World, account: str) -> str:
    """32 upper-case hexadecimal digits, always the same for an account of a world."""
    return blake2b(f"{world.chance.seed}|{account}".encode(), digest_size=16).hexdigest().upper()


def _set_blocked(world: World, name: str, blocked: bool) -> None:
    state: State = world.state(NAME)
    domain = state.domains.by_name.get(name.lower())
    if domain is not None:
        domains.change(state.domains, replace(domain, blocked=blocked))
