"""Who is asking: the Authorization header's four prefixes, and which world each credential belongs to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...wire.bodies import read_form, read_object
from ...wire.credentials import scheme_and_token, user_and_password
from ...wire.current import Request
from ...wire.refusals import Refusal
from . import tokens
from .state import ALL_SCOPES, State

if TYPE_CHECKING:
    from ...mail.world import World

NAME = "infobip"


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose request it is and what it may do."""

    account: str
    scopes: tuple[str, ...]

    def may(self, any_of: tuple[str, ...]) -> bool:
        return self.scopes == ALL_SCOPES or not any_of or not set(any_of).isdisjoint(self.scopes)


@dataclass(frozen=True, slots=True)
class Scheme:
    """One prefix of the header: the text `world.claims` knows the credential by, and how the caller is found."""

    claim: Callable[[str], str | None]
    caller: Callable[[World, State, str], Caller | None]


def claim_of_key(key: str) -> str:
    return f"key {key}"


def claim_of_user(username: str) -> str:
    return f"user {username}"


def _key_caller(_: World, state: State, token: str) -> Caller | None:
    key = state.keys.get(token)
    return None if key is None else Caller(key.account, key.scopes)


def _basic_claim(token: str) -> str | None:
    pair = user_and_password(token)
    return None if pair is None else claim_of_user(pair[0])


def _basic_caller(_: World, state: State, token: str) -> Caller | None:
    pair = user_and_password(token)
    return None if pair is None else user_caller(state, *pair)


def user_caller(state: State, username: str, password: str) -> Caller | None:
    """Who a user name and a password stand for."""
    user = state.users.get(username)
    if user is None or user.password != password:
        return None
    return Caller(user.account, user.scopes)


def _token_caller(kind: tokens.Kind) -> Callable[[World, State, str], Caller | None]:
    def find(world: World, state: State, token: str) -> Caller | None:
        user = state.users.get(tokens.user_of(world, kind, token) or "")
        return None if user is None else Caller(user.account, user.scopes)

    return find


SCHEMES: Mapping[str, Scheme] = {
    "app": Scheme(claim_of_key, _key_caller),
    "basic": Scheme(_basic_claim, _basic_caller),
    "ibsso": Scheme(tokens.claim_of_token, _token_caller("session")),
    "bearer": Scheme(tokens.claim_of_token, _token_caller("access")),
}
"""By the prefix in lower case: clients in the wild write `APP` and `BASIC` too."""


LOGINS: Mapping[str, tuple[Callable[[bytes], Mapping[str, object]], str]] = {
    "/auth/1/session": (read_object, "username"),
    "/auth/1/oauth2/token": (lambda body: {part.name: part.text for part in read_form(body)}, "client_id"),
}
"""Where nobody is known yet: how the body is read, and which field names the user whose world it is."""


def credential(request: Request) -> str | None:
    """The text by which the world of a request is found."""
    if request.method == "POST" and request.path in LOGINS:
        return _login(request)
    scheme, token = scheme_and_token(request.authorization)
    known = SCHEMES.get(scheme)
    return known.claim(token) if known is not None and token else None


def _login(request: Request) -> str | None:
    read, field = LOGINS[request.path]
    try:
        username = read(request.body).get(field)
    except Refusal:
        return None  # the operation says what is wrong with it
    return claim_of_user(username) if isinstance(username, str) else None


def caller(world: World, request: Request) -> Caller | None:
    """None for a missing, malformed, unknown or ended credential: all are answered alike."""
    scheme, token = scheme_and_token(request.authorization)
    known = SCHEMES.get(scheme)
    return known.caller(world, world.state(NAME), token) if known is not None and token else None
