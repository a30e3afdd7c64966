"""What must hold in a portrait beyond the types of its records, so that a world built of it can go on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from .portrait import Portrait


_BOUNDS: dict[str, dict[str, Any]] = {
    "datetime": {
        "tz_constraint": "aware",
        "strict": True,
        "ge": datetime(1900, 1, 1, tzinfo=UTC),
        "le": datetime(5000, 1, 1, tzinfo=UTC),
    },
    "timedelta": {"ge": timedelta(days=-100_000), "le": timedelta(days=100_000)},
}


def check(portrait: Portrait, providers: Iterable[str]) -> None:
    """Raises ValueError that says which record is wrong, and why."""
    known = set(providers)
    _check_providers(portrait, known)
    _check_numbers(portrait)
    _check_references(portrait)
    _check_order(portrait)


def bounded(schema: Any) -> Any:
    """A schema of pydantic's in which every time is a text with its zone, and sums of times stay in range."""
    if isinstance(schema, Mapping):
        found = {key: bounded(each) for key, each in schema.items()}
        return {**found, **_BOUNDS.get(str(found.get("type")), {})}
    return [bounded(each) for each in schema] if isinstance(schema, list) else schema


def _check_providers(portrait: Portrait, known: set[str]) -> None:
    named = (
        *((f"messages: {each.id}", each.provider) for each in portrait.messages),
        *((f"calls: {each.id}", each.provider) for each in portrait.calls),
        *((f"agenda: item {each.number}", each.provider) for each in portrait.agenda),
        *((f"ledgers: {name}", name) for name in portrait.ledgers),
    )
    for what, provider in named:
        if provider not in known:
            raise ValueError(f"{what} belongs to {provider!r}, which is not a service here")


def _check_numbers(portrait: Portrait) -> None:
    """Tables keep their records in the order of their numbers, each number once."""
    for name in ("messages", "deliveries", "events", "calls", "journal"):
        numbers = [0, *(each.number for each in getattr(portrait, name))]
        for before, number in pairwise(numbers):
            if number <= before:
                raise ValueError(f"{name}: number {number} comes after {before}; numbers begin at 1 and ascend")


def _check_references(portrait: Portrait) -> None:
    for rule in portrait.rules:
        if not rule.outcomes:
            raise ValueError(f"rules: {rule.id} has no outcome")
    messages = {message.number for message in portrait.messages}
    for message in portrait.messages:
        if not _is_object(message.content):
            raise ValueError(f"messages: the content of {message.id} is no JSON object")
    for delivery in portrait.deliveries:
        if delivery.message not in messages:
            raise ValueError(f"deliveries: dlv-{delivery.number} belongs to msg-{delivery.message}, which is missing")
    for item in portrait.agenda:
        if item.kind != "appointment" and not (item.key.isascii() and item.key.isdigit()):
            raise ValueError(f"agenda: item {item.number} is about {item.key!r}, which is no number")
    for name, ledger in portrait.ledgers.items():
        missing = set(ledger.waiting) - {report.number for report in ledger.reports}
        if missing:
            raise ValueError(f"ledgers: {name} waits with report {min(missing)}, which is missing")


def _is_object(content: bytes) -> bool:
    try:
        return isinstance(orjson.loads(content), dict)
    except ValueError:
        return False


def _check_order(portrait: Portrait) -> None:
    """What happened is listed as it happened, and nothing that is due comes before it."""
    last = None
    for event in portrait.events:
        if last is not None and event.at < last:
            raise ValueError(f"events: {event.id} comes before the one above it")
        last = event.at
    if last is None:
        return
    if last > portrait.now:
        raise ValueError(f"now: {portrait.now} comes before the last event, at {last}")
    for item in portrait.agenda:
        if item.due < last:
            raise ValueError(f"agenda: item {item.number} is due before the last event, at {last}")
