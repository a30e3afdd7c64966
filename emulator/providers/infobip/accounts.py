"""Accounts, keys and users: from a world file, freshly minted, shown, and claimed for their world."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from . import auth, ids, tokens
from .state import ALL_SCOPES, Key, State, Switches, User

if TYPE_CHECKING:
    from ...mail.world import World

NAME = "infobip"
DEFAULT_ACCOUNT = "main"

FIELDS = frozenset({"name", "api_key", "api_keys", "username", "password", "users", "scopes"})


def load(world: World, section: Mapping[str, Any]) -> None:
    """Read `{"account": {…}}` or `{"accounts": [{…}, …]}`; every other part of the section has its own reader.

    An account: `{"name", "api_key", "username", "password", "scopes", "api_keys": [{"key", "scopes"}],
    "users": [{"username", "password", "scopes"}]}`, all optional.
    """
    state: State = world.state(NAME)
    for place, account in _accounts(section):
        _load_account(state, place, account)
    load_switches(state.switches, section.get("switches", {}))
    claim_all(world)


def _accounts(section: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if "account" in section:
        yield "infobip.account", section["account"]
    accounts = section.get("accounts", [])
    if isinstance(accounts, Mapping):
        accounts = [{"name": name, **account} for name, account in accounts.items()]
    for number, account in enumerate(accounts):
        yield f"infobip.accounts[{number}]", account


def _load_account(state: State, place: str, account: Mapping[str, Any]) -> None:
    if not isinstance(account, Mapping):
        raise ValueError(f'{place} must be an object such as {{"api_key": "…"}}')
    unknown = set(account) - FIELDS
    if unknown:
        raise ValueError(f"{place} has unknown fields {sorted(unknown)}; known are {sorted(FIELDS)}")
    name = str(account.get("name", DEFAULT_ACCOUNT))
    scopes = _scopes(place, account)
    keys = [{"key": account["api_key"]}] if "api_key" in account else []
    for number, row in enumerate([*keys, *account.get("api_keys", [])]):
        row = {"key": row} if isinstance(row, str) else row
        key = _text(row, f"{place}.api_keys[{number}]", "key")
        state.keys[key] = Key(key, name, _scopes(place, row, scopes))
    users = [account] if "username" in account else []
    for number, row in enumerate([*users, *account.get("users", [])]):
        username = _text(row, f"{place}.users[{number}]", "username")
        password = _text(row, f"{place}.users[{number}]", "password")
        state.users[username] = User(username, password, name, _scopes(place, row, scopes))


def freed(world: World, section: Mapping[str, Any]) -> Mapping[str, Any]:
    """The section with fresh keys and users in the place of those another world holds."""
    if "account" in section:
        return {**section, "account": _freed_account(world, section["account"])}
    accounts = section.get("accounts", [])
    if isinstance(accounts, Mapping):
        return {**section, "accounts": {name: _freed_account(world, each) for name, each in accounts.items()}}
    return {**section, "accounts": [_freed_account(world, each) for each in accounts]}


def _freed_account(world: World, account: Mapping[str, Any]) -> Mapping[str, Any]:
    if not isinstance(account, Mapping):
        return account  # `load` says what is wrong with it
    free = dict(_freed_user(world, account)) if "username" in account else dict(account)
    if "api_key" in free:
        free["api_key"] = _freed_key(world, free["api_key"])
    if "api_keys" in free:
        free["api_keys"] = [
            {**row, "key": _freed_key(world, row.get("key"))} if isinstance(row, Mapping) else _freed_key(world, row)
            for row in free["api_keys"]
        ]
    if "users" in free:
        free["users"] = [_freed_user(world, row) for row in free["users"]]
    return free


def _freed_key(world: World, key: Any) -> Any:
    free = world.claims.free(NAME, auth.claim_of_key(str(key)), world.name)
    return key if free else ids.api_key(world.chance)


def _freed_user(world: World, row: Mapping[str, Any]) -> Mapping[str, Any]:
    if world.claims.free(NAME, auth.claim_of_user(str(row.get("username"))), world.name):
        return row
    return {**row, "username": f"user-{world.chance.alphanumeric(10)}", "password": world.chance.mixed(20)}


def _text(row: Mapping[str, Any], place: str, field: str) -> str:
    value = row.get(field) if isinstance(row, Mapping) else None
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{place}.{field} must be a text that is not empty")
    return value


def _scopes(place: str, row: Mapping[str, Any], default: tuple[str, ...] = ALL_SCOPES) -> tuple[str, ...]:
    scopes = row.get("scopes")
    if scopes is None:
        return default
    if not isinstance(scopes, list) or not all(isinstance(scope, str) for scope in scopes):
        raise ValueError(f'{place}.scopes must be a list of scopes such as ["email:manage"]')
    return tuple(scopes)


def load_switches(switches: Switches, wanted: Mapping[str, Any]) -> None:
    """All of them or none. Raises ValueError."""
    for name, value in wanted.items():
        if not hasattr(switches, name):
            raise ValueError(f"infobip.switches.{name} is unknown; known are {list(Switches.__slots__)}")
        if type(value) is not type(getattr(switches, name)):
            raise ValueError(f"infobip.switches.{name} must be a {type(getattr(switches, name)).__name__}")
    for name, value in wanted.items():
        setattr(switches, name, value)


def mint(world: World) -> Mapping[str, Any]:
    """A fresh key and a fresh user of one account."""
    state: State = world.state(NAME)
    key = ids.api_key(world.chance)
    username = f"user-{world.chance.alphanumeric(10)}"
    password = world.chance.mixed(20)
    state.keys[key] = Key(key, DEFAULT_ACCOUNT)
    state.users[username] = User(username, password, DEFAULT_ACCOUNT)
    claim_all(world)
    return credentials_of(state, key, username)


def credentials(world: World) -> Mapping[str, Any]:
    """The first key and user the world has."""
    state: State = world.state(NAME)
    return credentials_of(state, next(iter(state.keys), ""), next(iter(state.users), ""))


def credentials_of(state: State, key: str, username: str) -> Mapping[str, Any]:
    user = state.users.get(username)
    return {"api_key": key, "username": username, "password": user.password if user else ""}


def client_arguments(credentials: Mapping[str, Any]) -> Mapping[str, Any]:
    """Keyword arguments for `infobip_api_client.Configuration`, given the credentials and the base URL."""
    return {"host": credentials["base_url"], "api_key": credentials["api_key"]}


def names(world: World) -> list[str]:
    """Every account that has a key or a user."""
    state: State = world.state(NAME)
    owners = [key.account for key in state.keys.values()] + [user.account for user in state.users.values()]
    return list(dict.fromkeys(owners))


def claim_all(world: World) -> None:
    """Claim every credential. Raises ValueError when another world holds one."""
    state: State = world.state(NAME)
    for text in _claims(state):
        if not world.claims.claim(NAME, text, world.name):
            kind, _, name = text.partition(" ")
            shown = name if kind == "user" else f"{name[:4]}…"
            raise ValueError(f"the Infobip {kind} {shown} belongs to another workspace; every credential has one world")


def _claims(state: State) -> Iterator[str]:
    yield from map(auth.claim_of_key, state.keys)
    yield from map(auth.claim_of_user, state.users)
    yield from map(tokens.claim_of_token, state.sessions)
    yield from map(tokens.claim_of_token, state.access_tokens)
