"""What a handle is: a row of the routes page; what its view works on; and what it needs from the shell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from ..mail.walking import Fired
from ..mail.world import World
from ..providers.contract import Provider
from ..wire.current import Answer, Request


class Model(BaseModel):
    """A request body or query of the control API: unknown fields are refused, so that misspellings are seen."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, defer_build=True)


class PostOffice(Protocol):
    def catch_up(self, world: World, most: int | None = None) -> list[Fired]: ...
    def advance(self, world: World, to: datetime | timedelta) -> list[Fired]: ...
    def run_until_idle(self, world: World, *, longest: timedelta = ...) -> list[Fired]: ...
    def settle(self, world: World, seconds: float) -> bool: ...


class Workspaces(Protocol):
    expired: int
    evicted: int

    @property
    def create(self) -> Callable[..., World]: ...
    def reset(self, name: str) -> World: ...
    def drop(self, name: str) -> None: ...
    def get(self, name: str) -> World: ...
    def workspace(self, name: str) -> Any: ...
    def restore(self, name: str, portrait_: Mapping[str, Any] | bytes) -> World: ...
    def keep(self, name: str, snapshot: str) -> Any: ...
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[tuple[str, Any]]: ...


class WaitingRoom(Protocol):
    seats: int
    taken: int
    turned_away: int

    def seat(self) -> AbstractContextManager[bool]: ...
    def wake(self) -> None: ...


class Services(Protocol):
    """What the control API needs of the program around it."""

    @property
    def providers(self) -> Mapping[str, Provider]: ...
    @property
    def workspaces(self) -> Workspaces: ...
    @property
    def post_office(self) -> PostOffice: ...
    @property
    def waiting_room(self) -> WaitingRoom: ...
    @property
    def base_url(self) -> str: ...
    @property
    def version(self) -> str: ...
    def read_world(self, source: Any, seed: str) -> Mapping[str, Any]: ...
    def figures(self) -> Mapping[str, float]: ...


@dataclass(slots=True)
class Exchange:
    """What a view works on. `query` and `body` are instances of the row's models, or None."""

    services: Services
    world: World
    request: Request
    path: Mapping[str, str]
    query: Any = None
    body: Any = None


View = Callable[[Exchange], "object | Answer"]


@dataclass(frozen=True, slots=True)
class Row:
    """One handle. `waits` means that the view takes the world's lock itself, for it may wait or walk.

    `reply` is the shape of the answer (of `shapes`), `example` a body that works, `refusals` the statuses by which the
    view itself refuses; all stand in the OpenAPI document. `takes` is the shape of a body that the view reads itself.
    """

    method: str
    path: str
    name: str
    summary: str
    view: View
    body: type[Model] | None = None
    query: type[Model] | None = None
    status: int = 200
    server_wide: bool = False
    waits: bool = False
    media: str = "application/json"
    reply: Any = None
    example: Any = None
    refusals: tuple[int, ...] = ()
    takes: Any = None


class Problem(Exception):
    """A request that cannot be carried out: what is wrong, and what to do next."""

    def __init__(self, status: int, title: str, detail: str, kind: str = "", **more: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.title = title
        self.detail = detail
        self.kind = kind or title.lower().replace(" ", "-")
        self.more = more


def invalid(field: str, problem: str, **more: Any) -> Problem:
    """422 for one field of a request."""
    flaws = [{"field": field, "problem": problem}]
    return Problem(422, "Invalid request", f"{field}: {problem}", "invalid", problems=flaws, **more)


def number_in(name: str, prefix: str) -> int:
    """The number of an id such as `req-7`, with or without its prefix; 0, which no record has, for any other text."""
    number = name.removeprefix(prefix)
    return int(number) if number.isdecimal() and len(number) < 12 else 0


def not_found(what: str, name: str, look: str) -> Problem:
    """404 that says where to look."""
    return Problem(404, "Not found", f"there is no {what} {name!r}; `GET {look}` lists them", "not-found")
