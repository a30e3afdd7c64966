"""What a tester gets to work with: minted accounts, those a world has, and claiming them again after an import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from . import accounts, ids, plans
from .auth import key_claim
from .state import ENTERPRISE, NAME, Account, Plan, State, state_of

if TYPE_CHECKING:
    from ...mail.world import World


def mint(world: World) -> Mapping[str, Any]:
    """A permitted Enterprise account with key and plan. In a world whose file names accounts without a key, the first
    of those gets permission and key instead, so that its plans can be used.
    """
    state = state_of(world)
    waiting = next((each for each in state.accounts.values() if not each.api_key), None)
    if waiting is None:
        oid = ids.new_oid(world, state)
        waiting = accounts.open_account(world, Account(oid, f"Account {oid}", password=world.chance.alphanumeric(12)))
    state.accounts[waiting.oid] = replace(waiting, permitted=True, edition=ENTERPRISE)
    holder = accounts.issue_key(world, waiting.oid, ids.minted_key(world))
    if not plans.of_account(state, holder.oid):
        plans.open_plan(
            world,
            Plan(
                hash="",
                oid=holder.oid,
                number=0,
                name="Plan",
                public_name="Plan",
                sender_name="Sender",
                sender_mail="sender@example.com",
            ),
        )
    return _shown(state, holder)


def credentials(world: World) -> Mapping[str, Any]:
    """The first account that may use the API and has a key; empty texts when there is none."""
    state = state_of(world)
    usable = (each for each in state.accounts.values() if each.api_key and each.may_use_api)
    return _shown(state, next(usable, Account("")))


def account_names(world: World) -> list[str]:
    """The limit counts by OID."""
    return sorted(state_of(world).accounts)


def reclaim(world: World) -> None:
    """Claim again what a restored state holds. Raises ValueError for what its own records contradict."""
    state = state_of(world)
    for what, oids in (("keys", state.keys.values()), ("plans", [plan.oid for plan in state.plans.values()])):
        if missing := sorted(set(oids) - set(state.accounts)):
            raise ValueError(f"orange_mail.{what}: there is no account {missing[0]!r}")
    for hash_, plan in state.plans.items():
        if plan.hash != hash_:
            raise ValueError(f"orange_mail.plans: {hash_!r} is the plan {plan.hash!r}")
    for key in state.keys:
        world.claims.claim(NAME, key_claim(key), world.name)
    for hash_ in state.plans:
        world.claims.claim(NAME, hash_, world.name)


def _shown(state: State, holder: Account) -> Mapping[str, Any]:
    own = [{"hash": plan.hash} for plan in plans.of_account(state, holder.oid)]
    return {"api_key": holder.api_key, "oid": holder.oid, "password": holder.password, "plans": own}
