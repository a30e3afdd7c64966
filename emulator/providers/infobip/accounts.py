"""Accounts, keys and users: from a world file, freshly minted, shown, and claimed for their world."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from . import auth, ids, tokens
from .state import ALL_SCOPES, Key, State, Switches, User

if TYPE_CHECKING:
    from ...mail.world import World

NAME = "infobip"
DEFAULT_ACCOUNT = "main"

Text = Annotated[str, Field(pattern=r"\S")]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", defer_build=True)


class _Keyed(_Closed):
    scopes: list[str] | None = None


class KeyRow(_Keyed):
    """An API key; its text alone will do."""

    key: Text


class UserRow(_Keyed):
    username: Text
    password: Text


def _key_row(given: Any) -> Any:
    return {"key": given} if isinstance(given, str) else given


class AccountRow(_Keyed):
    """One account; `scopes` are those of its keys and users that name none."""

    name: str = DEFAULT_ACCOUNT
    api_key: Text | None = None
    api_keys: list[Annotated[KeyRow, BeforeValidator(_key_row)]] = []
    username: Text | None = None
    password: Text | None = None
    users: list[UserRow] = []

    @model_validator(mode="after")
    def _with_password(self) -> AccountRow:
        if (self.username is None) != (self.password is None):
            raise ValueError("a username needs a password, and a password a username")
        return self

    @property
    def keys(self) -> list[KeyRow]:
        return [*([KeyRow(key=self.api_key)] if self.api_key else []), *self.api_keys]

    @property
    def everybody(self) -> list[UserRow]:
        own = [UserRow(username=self.username, password=self.password)] if self.username and self.password else []
        return [*own, *self.users]


def _list_of_accounts(given: Any) -> Any:
    """Accounts may stand under their names."""
    if isinstance(given, Mapping):
        return [{"name": name, **row} if isinstance(row, Mapping) else row for name, row in given.items()]
    return given


class Accounts(_Closed):
    """The parts of the section `infobip` that are read here."""

    account: AccountRow | None = None
    accounts: Annotated[list[AccountRow], BeforeValidator(_list_of_accounts)] = []
    switches: dict[str, Any] = {}

    @property
    def all(self) -> list[AccountRow]:
        return [*([self.account] if self.account else []), *self.accounts]


def read(section: Any) -> Accounts:
    """Raises ValueError that says which fields are wrong."""
    if not isinstance(section, Mapping):
        raise ValueError('infobip must be an object such as {"account": {"api_key": "…"}}')
    try:
        return Accounts.model_validate({name: section[name] for name in Accounts.model_fields if name in section})
    except ValidationError as error:
        raise ValueError("; ".join(sentence(each) for each in error.errors())) from None


def sentence(error: Any) -> str:
    """One problem of a world file with its place."""
    place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error["loc"])
    return f"infobip{place}: {error['msg']}"


def load(world: World, section: Mapping[str, Any]) -> None:
    """Read `{"account": {…}}`, `{"accounts": [{…}, …]}` or `{"accounts": {name: {…}, …}}`, and the switches.

    Every other part of the section has its own reader. Raises ValueError.
    """
    state: State = world.state(NAME)
    wanted = read(section)
    for account in wanted.all:
        for key in account.keys:
            state.keys[key.key] = Key(key.key, account.name, _scopes(key, account))
        for user in account.everybody:
            state.users[user.username] = User(user.username, user.password, account.name, _scopes(user, account))
    load_switches(state.switches, wanted.switches)
    claim_all(world)


def _scopes(row: _Keyed, account: AccountRow) -> tuple[str, ...]:
    scopes = account.scopes if row.scopes is None else row.scopes
    return ALL_SCOPES if scopes is None else tuple(scopes)


def freed(world: World, section: Mapping[str, Any]) -> Mapping[str, Any]:
    """The section with fresh keys and users in the place of those another world holds. Raises ValueError."""
    rows = [
        {
            "name": account.name,
            "scopes": account.scopes,
            "api_keys": [{**row.model_dump(), "key": _freed_key(world, row.key)} for row in account.keys],
            "users": [_freed_user(world, row.model_dump()) for row in account.everybody],
        }
        for account in read(section).all
    ]
    return {**{name: part for name, part in section.items() if name != "account"}, "accounts": rows}


def _freed_key(world: World, key: str) -> str:
    free = world.claims.free(NAME, auth.claim_of_key(key), world.name)
    return key if free else ids.api_key(world.chance)


def _freed_user(world: World, row: Mapping[str, Any]) -> Mapping[str, Any]:
    if world.claims.free(NAME, auth.claim_of_user(row["username"]), world.name):
        return row
    return {**row, "username": f"user-{world.chance.alphanumeric(10)}", "password": world.chance.mixed(20)}


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
