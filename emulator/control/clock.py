"""The world's clock: look, stand, run, advance, run until nothing is left to happen."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator

from ..mail.agenda import Item
from ..mail.clock import TimeOnlyMovesForward
from ..mail.walking import Fired, TooMuchAtOnce
from ..mail.world import World
from ..wire import paging, times
from . import pages, shapes
from .row import Exchange, Model, Problem, Row

ClockMode = Literal["running", "standing"]


def _read_duration(value: Any) -> timedelta:
    return value if isinstance(value, timedelta) else times.read_duration(value)


def _read_moment(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str):
        raise ValueError("a time is a text such as 2026-03-04T09:15:30.120Z")
    return times.read_iso(value).astimezone(UTC)


Duration = Annotated[
    timedelta,
    BeforeValidator(_read_duration),
    PlainSerializer(times.write_duration),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "examples": ["90s", "10m", "2h", "1d"]}, {"type": "number", "minimum": 0}]}
    ),
]
Moment = Annotated[
    datetime,
    BeforeValidator(_read_moment),
    PlainSerializer(times.iso),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-03-04T09:15:30.120Z"]}),
]

LONGEST = timedelta(days=366)

AS_GOOD_AS_NOW = timedelta(seconds=1)
"""A running clock may have passed a moment by so much when it is set to it."""


class ClockChange(Model):
    mode: ClockMode | None = None
    now: Moment | None = None


class Advance(Model):
    by: Duration | None = Field(None, description="how far")
    to: Moment | None = Field(None, description="until when")

    @model_validator(mode="after")
    def _one_of_both(self) -> "Advance":
        if (self.by is None) == (self.to is None):
            raise ValueError('give either "by" (such as "10m") or "to" (a time)')
        return self


class UntilIdle(Model):
    longest: Duration = timedelta(days=7)


def shown(world: World) -> dict[str, object]:
    item = world.agenda.peek()
    return {
        "mode": world.clock.mode,
        "now": times.iso(world.now),
        "next": None if item is None else {"at": times.iso(item.due), "what": f"{item.provider} {item.what}"},
        "pending": len(world.agenda),
        "changes": _changes(world),
    }


def _changes(world: World) -> int:
    """A number that grows whenever mail, an event, a request or a call was recorded: cheap to poll."""
    counters = world.counters
    recorded = counters.messages + len(world.events) + world.journal.last_number + len(world.calls)
    return recorded + counters.evicted_calls


def show(exchange: Exchange) -> object:
    return shown(exchange.world)


def agenda(exchange: Exchange) -> object:
    """In the order of time, and what is due at one moment in the order in which it was entered."""
    query: pages.Page = exchange.query
    last = None if query.after is None else _read_place(query.after)
    coming = exchange.world.agenda.pending(query.limit + 1, last)
    found, cursor = paging.page(coming, query.limit, lambda item: f"{item.due.isoformat()}/{item.number}")
    return {"results": [_item(each) for each in found], "next": cursor}


def _read_place(text: str) -> tuple[datetime, int]:
    due, _, number = text.partition("/")
    try:
        return times.read_iso(due), pages.read_number(number)
    except ValueError:
        raise pages.unknown_cursor() from None


def _item(item: Item) -> dict[str, str]:
    names = {"event": f"dlv-{item.key}", "call": f"call-{item.key}"}
    return {
        "id": f"item-{item.number}",
        "at": times.iso(item.due),
        "kind": item.kind,
        "vendor": item.provider,
        "what": item.what,
        "about": names.get(item.kind, item.key),
    }


def change(exchange: Exchange) -> object:
    body: ClockChange = exchange.body
    world = exchange.world
    if body.now is not None and body.now > world.now:
        _advance(exchange, body.now)
    with world.lock:
        now = world.now
        if body.now is not None and body.now < now - AS_GOOD_AS_NOW:
            raise _backwards(f"the clock shows {times.iso(now)}; {times.iso(body.now)} is before it")
        world.clock.set(body.mode or world.clock.mode, None if body.now is None else max(body.now, now))
    return shown(world)


def advance(exchange: Exchange) -> object:
    body: Advance = exchange.body
    start = exchange.world.now
    fired = _advance(exchange, body.by if body.to is None else body.to)
    return {"from": times.iso(start), "to": times.iso(exchange.world.now), "fired": [line(each) for each in fired]}


def until_idle(exchange: Exchange) -> object:
    body: UntilIdle = exchange.body
    start = exchange.world.now
    if body.longest > LONGEST:
        raise _too_far()
    try:
        fired = exchange.services.post_office.run_until_idle(exchange.world, longest=body.longest)
    except TooMuchAtOnce as error:
        raise _too_much(error) from None
    return {"from": times.iso(start), "to": times.iso(exchange.world.now), "fired": [line(each) for each in fired]}


def line(fired: Fired) -> dict[str, str]:
    return {"at": times.iso(fired.at), "what": fired.what, "id": fired.id}


def _advance(exchange: Exchange, to: datetime | timedelta | None) -> list[Fired]:
    to = timedelta() if to is None else to
    if (to if isinstance(to, timedelta) else to - exchange.world.now) > LONGEST:
        raise _too_far()
    try:
        return exchange.services.post_office.advance(exchange.world, to)
    except TooMuchAtOnce as error:
        raise _too_much(error) from None
    except TimeOnlyMovesForward as error:
        raise _backwards(error) from None


def _too_far() -> Problem:
    return Problem(422, "Too far", "one advance may cover 366 days at most; advance in smaller steps", "too-far")


def _too_much(error: Exception) -> Problem:
    return Problem(409, "Too much at once", f"{error}; what fired until then has happened", "too-much")


def _backwards(error: object) -> Problem:
    return Problem(409, "Time only moves forward", f"{error}; `POST reset` begins again", "backwards")


ROWS = (
    Row("GET", "/clock", "show clock", "Mode, time, and what is due next", show, reply=shapes.Clock),
    Row(
        "PUT",
        "/clock",
        "set clock",
        "Run or stand, and move forward to a time",
        change,
        body=ClockChange,
        waits=True,
        reply=shapes.Clock,
        example={"mode": "standing"},
        refusals=(409,),
    ),
    Row(
        "POST",
        "/clock/advance",
        "advance clock",
        "Walk through time; the ledger of what happened comes back",
        advance,
        body=Advance,
        waits=True,
        reply=shapes.Walked,
        example={"by": "10m"},
        refusals=(409,),
    ),
    Row(
        "POST",
        "/clock/run-until-idle",
        "run until idle",
        "Advance until nothing is left to happen, but no further than `longest`",
        until_idle,
        body=UntilIdle,
        waits=True,
        reply=shapes.Walked,
        example={"longest": "1d"},
        refusals=(409,),
    ),
    Row(
        "GET",
        "/clock/agenda",
        "show agenda",
        "What is still to come, in order",
        agenda,
        query=pages.Page,
        reply=shapes.Page[shapes.AgendaItem],
    ),
)
