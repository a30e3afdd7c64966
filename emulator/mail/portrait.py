"""A whole world as plain data and back: what exports, snapshots and world files with a history are made of.

The data is checked against the types of the records before anything is built. Real durations are left out, so that the
same seed, clock and calls give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, make_dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar, Literal

from . import soundness
from .agenda import Item
from .bounds import Counters, Settings
from .claims import Claims
from .clock import Clock, Mode
from .faults import Fault
from .journal import Entry
from .ledger import Report
from .message import Delivery, Event, Message
from .rules import Rule
from .webhooks import Call
from .world import Behaviour, World

# Bytes as base64: contents and states hold files that are no text.
_CONFIG: dict[str, Any] = {
    "ser_json_bytes": "base64",
    "val_json_bytes": "base64",
    "ser_json_timedelta": "float",
    "extra": "forbid",
}


@dataclass(frozen=True, slots=True)
class Restriction:
    """A limit with other numbers than the vendor's."""

    operation: str
    enabled: bool
    limit: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Counting:
    """A request that counts against a limit."""

    operation: str
    account: str
    at: datetime
    leaves: datetime
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Reports:
    """The read-once ledger of one provider; `waiting` are the numbers still to be read, oldest first."""

    last_number: int
    reports: list[Report] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Portrait:
    """Everything a world remembers. `states` holds each provider's own state by its name."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _CONFIG

    format: Literal[1]
    clock: Mode
    now: datetime
    seed: str
    chance: int
    link_key: str
    strict: bool
    last: dict[str, int]
    counters: Counters
    states: Any
    agenda: list[Item] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    ledgers: dict[str, Reports] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    limits: list[Restriction] = field(default_factory=list)
    counting: list[Counting] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    journal: list[Entry] = field(default_factory=list)


def is_portrait(source: Mapping[str, Any]) -> bool:
    """Whether a world file is an export rather than the sections of a beginning."""
    return "format" in source


def taken(world: World) -> bytes:
    """The world as JSON. The caller holds its lock."""
    adapter, states = _adapter(_types(world))
    portrait = Portrait(
        format=1,
        clock=world.clock.mode,
        now=world.now,
        seed=world.chance.seed,
        chance=world.chance.count,
        link_key=world.link_key,
        strict=world.settings.strict,
        last={
            **world.last,
            "item": world.agenda.last_number,
            "entry": world.journal.last_number,
            "rule": world.rules.last_number,
            "fault": world.faults.last_number,
        },
        counters=world.counters,
        states=states(**{_field(name): state for name, state in world.states.items()}),
        agenda=world.agenda.pending(),
        messages=list(world.messages.values()),
        deliveries=list(world.deliveries.values()),
        events=list(world.events.between(None, None)),
        ledgers={
            name: Reports(ledger.last_number, sorted(ledger.reports(), key=lambda each: each.number), ledger.order())
            for name, ledger in world.ledgers.items()
        },
        calls=[_timeless(call) for call in world.calls.values()],
        limits=[Restriction(*row) for row in world.limits.changed()],
        counting=[Counting(*row) for row in world.limits.counted()],
        rules=world.rules.all(),
        faults=world.faults.all(),
        journal=[replace(entry, milliseconds=0.0) for entry in world.journal.entries(newest_first=False)],
    )
    data: bytes = adapter.dump_json(portrait)
    return data


def _timeless(call: Call) -> Call:
    return replace(call, attempts=tuple(replace(attempt, milliseconds=0.0) for attempt in call.attempts))


def built(
    data: Mapping[str, Any] | bytes,
    name: str,
    behaviours: Mapping[str, Behaviour],
    *,
    claims: Claims,
    settings: Settings,
) -> World:
    """A world from its portrait. Raises ValueError (pydantic's among them) and changes nothing then."""
    reader = _reader(tuple((name, type(each.new_state())) for name, each in behaviours.items()))
    if not isinstance(data, bytes):
        import orjson

        data = orjson.dumps(data)
    portrait: Portrait = reader.validate_json(data)
    soundness.check(portrait, behaviours)
    world = World(
        name,
        behaviours,
        clock=Clock(mode=portrait.clock, now=portrait.now),
        seed=portrait.seed,
        claims=claims,
        settings=replace(settings, strict=portrait.strict),
    )
    _fill(world, portrait)
    return world


def _fill(world: World, portrait: Portrait) -> None:
    last = portrait.last
    world.chance.count = portrait.chance
    world.link_key = portrait.link_key
    world.last.update({kind: last.get(kind, 0) for kind in world.last})
    world.counters = portrait.counters
    for name in world.states:
        world.states[name] = getattr(portrait.states, _field(name))
    for message in portrait.messages:
        world.messages.put(message.number, message)
    for delivery in portrait.deliveries:
        world.deliveries.put(delivery.number, delivery)
    for event in portrait.events:
        world.events.append(event.at, event)
    for name, reports in portrait.ledgers.items():
        ledger = world.ledgers[name]
        for report in reports.reports:
            ledger.put(report)
        ledger.reorder(reports.waiting)
        ledger.last_number = max(ledger.last_number, reports.last_number)
    _fill_agenda(world, portrait)
    _fill_handles(world, portrait)


def _fill_agenda(world: World, portrait: Portrait) -> None:
    for item in portrait.agenda:
        world.agenda.put_back(item)
    world.agenda.last_number = max(world.agenda.last_number, portrait.last.get("item", 0))
    for call in portrait.calls:
        world.calls.put(call.number, call)
        if call.state == "posting":  # it was away when the portrait was taken: it leaves again
            world.post_again(call)


def _fill_handles(world: World, portrait: Portrait) -> None:
    last = portrait.last
    for row in portrait.limits:
        if world.limits.get(row.operation) is not None:
            world.limits.change_to(row.operation, row.enabled, row.limit, row.seconds)
    for count in portrait.counting:
        world.limits.count_again(count.operation, count.account, count.at, count.leaves, count.ref)
    for rule in portrait.rules:
        world.rules.add(rule)
    world.rules.last_number = max(world.rules.last_number, last.get("rule", 0))
    for fault in portrait.faults:
        world.faults.add(fault)
    world.faults.last_number = max(world.faults.last_number, last.get("fault", 0))
    for entry in portrait.journal:
        world.journal.add(entry)
    world.journal.last_number = max(world.journal.last_number, last.get("entry", 0))


def _field(name: str) -> str:
    return name.replace("-", "_")


def _types(world: World) -> tuple[tuple[str, type[Any]], ...]:
    return tuple((name, type(state)) for name, state in world.states.items())


@lru_cache(maxsize=8)
def _reader(types: tuple[tuple[str, type[Any]], ...]) -> Any:
    """The checker of portraits that come from outside: a time without its zone could not be compared with others."""
    from pydantic_core import SchemaValidator

    adapter, _ = _adapter(types)
    return SchemaValidator(soundness.bounded(adapter.core_schema))


@lru_cache(maxsize=8)
def _adapter(types: tuple[tuple[str, type[Any]], ...]) -> tuple[Any, Callable[..., Any]]:
    """The checker for worlds with these providers' states, and the type that holds the states."""
    from pydantic import TypeAdapter

    states = make_dataclass("States", [(_field(name), kind) for name, kind in types])
    whole = make_dataclass("Portrait", [("states", states)], bases=(Portrait,), frozen=True, kw_only=True)
    return TypeAdapter(whole), states
