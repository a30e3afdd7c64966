"""Counters of the server and its worlds for Prometheus, as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ..mail.world import World
from ..wire.current import Answer
from .row import Exchange, Row

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
PREFIX = "mail_emulator"

Values = Iterable[tuple[dict[str, str], float]]


@dataclass(frozen=True, slots=True)
class Metric:
    """One number of each world; a name that ends in `_total` is a counter, any other a gauge."""

    name: str
    help: str
    values: Callable[[World], Values]


def _one(name: str, help: str, value: Callable[[World], float]) -> Metric:
    return Metric(name, help, lambda world: [({}, value(world))])


def _calls(world: World) -> Values:
    states = Counter(call.state for call in world.calls.values())
    return [({"state": state}, states[state]) for state in ("waiting", "posting", "delivered", "failed", "refused")]


METRICS = (
    _one("requests_total", "requests to the vendors' APIs", lambda world: world.journal.last_number),
    _one("journal_evicted_total", "journal entries that had to go", lambda world: world.journal.evicted),
    _one("messages_total", "messages accepted", lambda world: world.counters.messages),
    _one("messages_evicted_total", "messages that had to go", lambda world: world.counters.evicted_messages),
    _one("events_evicted_total", "events that had to go", lambda world: world.counters.evicted_events),
    _one("messages_held", "messages kept", lambda world: len(world.messages)),
    _one("content_bytes", "bytes of content kept", lambda world: world.counters.content_bytes),
    _one("deliveries_held", "deliveries kept", lambda world: len(world.deliveries)),
    _one("events_total", "events of deliveries", lambda world: len(world.events) + world.counters.evicted_events),
    _one("agenda_items", "things still to happen", lambda world: len(world.agenda)),
    Metric("webhook_calls", "webhook calls kept", _calls),
    _one("webhook_calls_evicted_total", "webhook calls that had to go", lambda world: world.counters.evicted_calls),
    Metric(
        "reports_waiting",
        "read-once reports nobody has taken",
        lambda world: [({"vendor": name}, ledger.waiting) for name, ledger in world.ledgers.items()],
    ),
    _one("rules", "rules", lambda world: len(world.rules)),
    _one("faults", "planned faults", lambda world: len(world.faults)),
    _one(
        "faults_played",
        "requests that met a fault which is still listed",
        lambda world: sum(fault.played for fault in world.faults.all()),
    ),
    _one(
        "held_back_refused_total",
        "requests answered 503 because no more could be held back",
        lambda world: world.faults.turned_away,
    ),
)


def text(exchange: Exchange) -> object:
    services = exchange.services
    room = services.waiting_room
    lines: list[str] = []
    figures = {**services.figures(), "waiting_seats": room.seats, "waiting_taken": room.taken}
    figures["waiting_turned_away_total"] = room.turned_away
    for name, value in figures.items():
        lines += [_type(name), _line(name, {}, value)]
    worlds = [(name, workspace.world) for name, workspace in services.workspaces]
    for metric in METRICS:
        lines += [f"# HELP {PREFIX}_{metric.name} {metric.help}", _type(metric.name)]
        for name, world in worlds:
            with world.lock:
                lines += [_line(metric.name, {"workspace": name} | labels, n) for labels, n in metric.values(world)]
    return Answer(200, ("\n".join(lines) + "\n").encode(), CONTENT_TYPE)


def _type(name: str) -> str:
    return f"# TYPE {PREFIX}_{name} {'counter' if name.endswith('_total') else 'gauge'}"


def _line(name: str, labels: dict[str, str], value: float) -> str:
    shown = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
    number = str(int(value)) if value == int(value) else repr(value)
    return f"{PREFIX}_{name}{{{shown}}} {number}" if shown else f"{PREFIX}_{name} {number}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


ROWS = (
    Row(
        "GET",
        "/metrics",
        "metrics",
        "Counters for Prometheus",
        text,
        server_wide=True,
        waits=True,
        media="text/plain",
        reply=str,
    ),
)
