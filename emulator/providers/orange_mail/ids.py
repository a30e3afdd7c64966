"""Numbers and keys as this service gives them out. All forms are *assumed* but the plan hash's four characters."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from .state import NAME, State

if TYPE_CHECKING:
    from ...mail.world import World


def new_oid(world: World, state: State) -> str:
    """Seven digits."""
    while (oid := world.chance.digits(7)) in state.accounts:
        pass
    return oid


def new_plan_hash(world: World, state: State) -> str:
    """Four letters and digits; nobody else's on this server, since public forms are found by it."""
    while True:
        hash_ = world.chance.mixed(4)
        if hash_ not in state.plans and world.claims.owner(NAME, hash_) in (None, world.name):
            return hash_


def minted_key(world: World) -> str:
    """Forty hexadecimal characters that the same seed gives again: for worlds made by machine."""
    return world.chance.hex(40)


def secret_key() -> str:
    """Forty hexadecimal characters from a secure source: what the button in the screens issues."""
    return secrets.token_hex(20)


def new_plan_number(state: State) -> int:
    """Six digits."""
    state.counters.plan += 1
    return state.counters.plan


def new_subscriber_number(state: State) -> int:
    state.counters.subscriber += 1
    return state.counters.subscriber


def new_mailing_number(state: State) -> int:
    state.counters.mailing += 1
    return state.counters.mailing


def new_series(state: State) -> str:
    """The `id` of a series of events: one number per mailing and recipient, over the whole installation."""
    state.counters.series += 1
    return str(state.counters.series)
