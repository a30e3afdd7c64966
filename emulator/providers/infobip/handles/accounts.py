"""The tester's view of who may do what: accounts, keys, users, and the switches of behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

from pydantic import create_model

from ....wire import refusals
from ....wire.refusals import Refusal
from ...contract import Handle
from .. import accounts, auth, ids, platform_events
from ..state import ALL_SCOPES, Key, Switches, User
from ..world_rows import Model
from .listing import listed

if TYPE_CHECKING:
    from ....mail.world import World
    from ..state import State

NAME = "infobip"

Path = Mapping[str, str]
Query = Mapping[str, str]
Row = TypeVar("Row")


class KeyRow(Model):
    """An API key; invented when the body names none. Without `scopes` it may do everything."""

    key: str | None = None
    account: str = accounts.DEFAULT_ACCOUNT
    scopes: list[str] | None = None


class UserRow(Model):
    """A user for Basic, sessions and tokens; a password is invented when the body names none."""

    username: str
    password: str | None = None
    account: str = accounts.DEFAULT_ACCOUNT
    scopes: list[str] | None = None


class ScopesRow(Model):
    """What a credential may do; null for everything."""

    scopes: list[str] | None


SwitchesRow = create_model(
    "SwitchesRow",
    __base__=Model,
    __doc__="The switches to change; what is left out stays as it is.",
    **{name: (kind | None, None) for name, kind in get_type_hints(Switches).items()},  # type: ignore[call-overload]
)

# -- accounts --------------------------------------------------------------------------------------


def list_accounts(world: World, _: Path, query: Query, __: None) -> object:
    state = _state(world)

    def shown(name: str) -> Mapping[str, Any]:
        keys = [_key(key) for key in state.keys.values() if key.account == name]
        users = [_user(user) for user in state.users.values() if user.account == name]
        return {"id": name, "account_key": platform_events.account_key(world, name), "keys": keys, "users": users}

    return listed(query, accounts.names(world), shown)


def add_key(world: World, _: Path, __: Query, body: KeyRow) -> object:
    state = _state(world)
    key = Key(body.key or ids.api_key(world.chance), body.account, _scopes(body.scopes))
    if key.key in state.keys or not world.claims.claim(NAME, auth.claim_of_key(key.key), world.name):
        raise Refusal(refusals.CONFLICT, detail="this key exists; every credential has one world")
    state.keys[key.key] = key
    return _key(key)


def change_key(world: World, path: Path, _: Query, body: ScopesRow) -> object:
    state = _state(world)
    key = state.keys[path["key"]] = replace(_known(state.keys, path["key"]), scopes=_scopes(body.scopes))
    return _key(key)


def remove_key(world: World, path: Path, _: Query, __: None) -> None:
    key = _known(_state(world).keys, path["key"])
    del _state(world).keys[key.key]
    world.claims.release(NAME, auth.claim_of_key(key.key), world.name)


def add_user(world: World, _: Path, __: Query, body: UserRow) -> object:
    state = _state(world)
    user = User(body.username, body.password or world.chance.mixed(20), body.account, _scopes(body.scopes))
    if user.username in state.users or not world.claims.claim(NAME, auth.claim_of_user(user.username), world.name):
        raise Refusal(refusals.CONFLICT, detail="this user exists; every credential has one world")
    state.users[user.username] = user
    return _user(user)


def change_user(world: World, path: Path, _: Query, body: ScopesRow) -> object:
    state = _state(world)
    user = state.users[path["user"]] = replace(_known(state.users, path["user"]), scopes=_scopes(body.scopes))
    return _user(user)


def remove_user(world: World, path: Path, _: Query, __: None) -> None:
    """The user's sessions and tokens end with it."""
    user = _known(_state(world).users, path["user"])
    del _state(world).users[user.username]
    world.claims.release(NAME, auth.claim_of_user(user.username), world.name)


def _key(key: Key) -> Mapping[str, Any]:
    return {"id": key.key, "key": key.key, "account": key.account, "scopes": _shown_scopes(key.scopes)}


def _user(user: User) -> Mapping[str, Any]:
    return {
        "id": user.username,
        "username": user.username,
        "password": user.password,
        "account": user.account,
        "scopes": _shown_scopes(user.scopes),
    }


def _scopes(scopes: list[str] | None) -> tuple[str, ...]:
    return ALL_SCOPES if scopes is None else tuple(scopes)


def _shown_scopes(scopes: tuple[str, ...]) -> list[str] | None:
    return None if scopes == ALL_SCOPES else list(scopes)


# -- switches --------------------------------------------------------------------------------------


def show_switches(world: World, _: Path, __: Query, ___: None) -> object:
    return asdict(_state(world).switches)


def set_switches(world: World, _: Path, __: Query, body: Model) -> object:
    """What the body names is changed."""
    accounts.load_switches(_state(world).switches, body.model_dump(exclude_none=True))
    return asdict(_state(world).switches)


# -- inside ----------------------------------------------------------------------------------------


def _state(world: World) -> State:
    state: State = world.state(NAME)
    return state


def _known(rows: Mapping[str, Row], id: str) -> Row:
    row = rows.get(id)
    if row is None:
        raise Refusal(refusals.NOT_FOUND, detail="no such credential; `GET infobip/accounts` lists them")
    return row


HANDLES = (
    Handle("GET", "accounts", "list_accounts", "Accounts with their keys and users", list_accounts),
    Handle("POST", "keys", "add_key", "Add an API key", add_key, KeyRow, 201, {"scopes": ["email:message:send"]}),
    Handle("PUT", "keys/<key>", "change_key", "Say what a key may do", change_key, ScopesRow, example={"scopes": None}),
    Handle("DELETE", "keys/<key>", "remove_key", "Withdraw a key", remove_key),
    Handle("POST", "users", "add_user", "Add a user", add_user, UserRow, 201, {"username": "nora"}),
    Handle(
        "PUT", "users/<user>", "change_user", "Say what a user may do", change_user, ScopesRow, example={"scopes": None}
    ),
    Handle("DELETE", "users/<user>", "remove_user", "Withdraw a user, and its sessions and tokens", remove_user),
    Handle("GET", "switches", "show_switches", "Behaviour the sources leave open", show_switches),
    Handle(
        "PUT",
        "switches",
        "set_switches",
        "Choose among behaviours the sources leave open",
        set_switches,
        SwitchesRow,
        example={"bulk_epoch": True},
    ),
)
