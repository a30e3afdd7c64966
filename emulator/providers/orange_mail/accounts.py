"""Accounts of the service: permission, password, key. API, control API and screens all come through here."""

from __future__ import annotations

import hmac
from dataclasses import replace
from typing import TYPE_CHECKING

from ...wire import refusals
from ...wire.refusals import Refusal
from . import ids
from .auth import key_claim
from .state import NAME, Account, State, state_of

if TYPE_CHECKING:
    from ...mail.world import World

WRONG_PASSWORD = "パスワードが正しくありません。"
NOT_ALLOWED = "APIの使用が許可されていません。"


def account(state: State, oid: str) -> Account:
    """Raises Refusal(NOT_FOUND)."""
    found = state.accounts.get(oid)
    if found is None:
        raise Refusal(
            refusals.NOT_FOUND, detail=f"there is no account with the OID {oid!r}; GET accounts lists those there are"
        )
    return found


def open_account(world: World, new: Account) -> Account:
    """Raises Refusal(CONFLICT) when the OID or the key is taken."""
    state = state_of(world)
    if new.oid in state.accounts:
        raise Refusal(refusals.CONFLICT, detail=f"the OID {new.oid} exists; leave it out and a free one is chosen")
    if new.api_key:
        _claim(world, new.api_key)
        state.keys[new.api_key] = new.oid
    state.accounts[new.oid] = new
    return new


def permit(world: World, oid: str, allowed: bool) -> Account:
    """The administrator's flag for API and Webhook together. A key that was issued is kept and works again later."""
    return _change(world, replace(account(state_of(world), oid), permitted=allowed))


def edit(world: World, oid: str, **values: str) -> Account:
    """Change name, edition or password."""
    return _change(world, replace(account(state_of(world), oid), **values))  # type: ignore[arg-type]


def password_is_right(holder: Account, password: str) -> bool:
    return bool(holder.password) and hmac.compare_digest(holder.password.encode(), password.encode())


def show_key(world: World, oid: str, password: str) -> Account:
    """The button 「API情報を発行・表示」: the first press makes the key, every later one shows the same.

    Raises Refusal(FORBIDDEN) without the permission or the edition, Refusal(INVALID) for a wrong password.
    """
    holder = account(state_of(world), oid)
    if not holder.may_use_api:
        raise Refusal(refusals.FORBIDDEN, detail=NOT_ALLOWED)
    if not password_is_right(holder, password):
        raise Refusal(refusals.INVALID, problems={"password": [WRONG_PASSWORD]})
    return holder if holder.api_key else issue_key(world, oid)


def issue_key(world: World, oid: str, key: str = "") -> Account:
    """A new key in the place of the old one, which stops working. Raises Refusal(CONFLICT) for somebody else's."""
    state = state_of(world)
    holder = account(state, oid)
    key = key or ids.secret_key()
    if key == holder.api_key:
        return holder
    _claim(world, key)
    if holder.api_key:
        revoke(world, oid)
    state.keys[key] = oid
    return _change(world, replace(holder, api_key=key))


def revoke(world: World, oid: str) -> Account:
    """Take the key away; the emulator's administrator can, the service's users cannot."""
    state = state_of(world)
    holder = account(state, oid)
    state.keys.pop(holder.api_key, None)
    world.claims.release(NAME, key_claim(holder.api_key), world.name)
    return _change(world, replace(holder, api_key=""))


def _change(world: World, changed: Account) -> Account:
    state_of(world).accounts[changed.oid] = changed
    return changed


def _claim(world: World, key: str) -> None:
    if not world.claims.claim(NAME, key_claim(key), world.name):
        raise Refusal(
            refusals.CONFLICT,
            detail=f"the API key ending in {key[-4:]!r} belongs to another workspace; give this one a key of its own",
            problems={"api_key": ["belongs to another workspace"]},
        )
    if key in state_of(world).keys:
        raise Refusal(
            refusals.CONFLICT,
            detail="another account of this workspace has this API key",
            problems={"api_key": ["belongs to another account"]},
        )
