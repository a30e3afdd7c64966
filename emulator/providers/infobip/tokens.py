"""Sessions and access tokens: what a user name and a password are exchanged for, and when it ends by the world's clock.

*Documented*: a session ends after 60 idle minutes, an access token after `expires_in`. *Assumed*: the default of 3600
seconds, and that a token has the scopes its user has at the moment of each request.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from ...mail.world import World
    from .state import State

NAME = "infobip"
IDLE = timedelta(minutes=60)
MOST = 10_000
"""Sessions, and access tokens, that one world remembers; the oldest goes first."""

Kind = Literal["session", "access"]


@dataclass(frozen=True, slots=True)
class Token:
    """Stands for `username` until `ends`."""

    token: str
    username: str
    ends: datetime


def claim_of_token(token: str) -> str:
    return f"token {token}"


def begin_session(world: World, username: str) -> Token:
    return _issue(world, "session", username, world.chance.uuid, IDLE)


def grant_access(world: World, username: str) -> Token:
    state: State = world.state(NAME)
    life = timedelta(seconds=state.switches.token_seconds)
    return _issue(world, "access", username, lambda: world.chance.mixed(48), life)


def user_of(world: World, kind: Kind, token: str) -> str | None:
    """The user a token stands for; None for an unknown or an ended one. Using a session keeps it alive."""
    tokens = _tokens(world.state(NAME), kind)
    found = tokens.get(token)
    if found is None:
        return None
    if found.ends <= world.now:
        _forget(world, tokens, token)
        return None
    if kind == "session":
        del tokens[token]  # to the end of the line: the first one is always the one that ends first
        tokens[token] = replace(found, ends=world.now + IDLE)
    return found.username


def end_session(world: World, token: str) -> None:
    _forget(world, _tokens(world.state(NAME), "session"), token)


def _issue(world: World, kind: Kind, username: str, invent: Callable[[], str], life: timedelta) -> Token:
    tokens = _tokens(world.state(NAME), kind)
    _tidy(world, tokens)
    text = invent()
    while not world.claims.claim(NAME, claim_of_token(text), world.name):
        text = invent()  # another world of the same seed has it
    token = Token(text, username, world.now + life)
    tokens[text] = token
    return token


def _tidy(world: World, tokens: dict[str, Token]) -> None:
    while tokens:
        first = next(iter(tokens.values()))
        if first.ends > world.now and len(tokens) < MOST:
            return
        _forget(world, tokens, first.token)


def _forget(world: World, tokens: dict[str, Token], token: str) -> None:
    del tokens[token]
    world.claims.release(NAME, claim_of_token(token), world.name)


def _tokens(state: State, kind: Kind) -> dict[str, Token]:
    return state.sessions if kind == "session" else state.access_tokens
