"""Captured mail of every vendor, one row for each recipient: listed, filtered, waited for."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from itertools import chain, islice
from typing import Any

from pydantic import Field

from ..mail.message import Delivery, Message
from ..mail.world import World
from ..providers.contract import Provider
from ..wire import times
from . import matching, pages, shapes, waiting
from .clock import Moment
from .matching import Difference, Wanted, holds
from .row import Exchange, Model, Row, Services
from .sieve import Sieve

log = logging.getLogger("emulator.control")


class Filter(Model):
    """All given criteria must hold. Texts are found anywhere and in any case, except ids; with `*`, `?` or `[` they
    are globs for the whole text, behind `re:` regular expressions."""

    vendor: str | None = None
    to: Wanted | None = None
    sender: Wanted | None = Field(None, alias="from")
    subject: Wanted | None = None
    text: Wanted | None = Field(None, description="in the recipient, the sender or the subject")
    status: Wanted | None = None
    group: str | None = Field(None, description="bulk id or mailing number")
    vendor_id: str | None = Field(None, description="the id the vendor gave")
    request: str | None = Field(None, description="the request that caused it, such as req-7")
    since: Moment | None = None
    until: Moment | None = None


class ListQuery(Filter, pages.Page):
    pass


class WaitQuery(Filter, waiting.Wait):
    pass


def row(services: Services, world: World, delivery: Delivery, message: Message) -> dict[str, Any]:
    """One line of the list."""
    provider = services.providers[message.provider]
    past = delivery.happened(world.now)
    return {
        **_described(provider, world, delivery),
        "id": f"dlv-{delivery.number}",
        "vendor": message.provider,
        "vendor_id": delivery.id,
        "message": message.id,
        "group": message.group,
        "to": delivery.recipient,
        "from": message.sender,
        "subject": subject_of(services, world, delivery, message),
        "accepted": times.iso(message.accepted),
        "begun": None if delivery.begun is None else times.iso(delivery.begun),
        "outcome": delivery.outcome,
        "event": past[-1][1].name if past else None,
        "request": message.cause or None,
    }


def subject_of(services: Services, world: World, delivery: Delivery, message: Message) -> str:
    """The subject as this recipient gets it."""
    own = _subjects(services, world, message)
    return message.subject if own is None else own(delivery)


def _subjects(services: Services, world: World, message: Message) -> Callable[[Delivery], str] | None:
    """How each recipient's subject comes to be. Content that cannot be read does not take the list with it."""
    try:
        own = services.providers[message.provider].subjects(world, message)
    except Exception:
        log.exception("the subjects of %s cannot be told", message.id)
        return None
    if own is None:
        return None

    def told(delivery: Delivery) -> str:
        try:
            return own(delivery)
        except Exception:
            log.exception("the subject of dlv-%s cannot be told", delivery.number)
            return message.subject

    return told


def _described(provider: Provider, world: World, delivery: Delivery) -> Mapping[str, Any]:
    """The vendor's words for a delivery. One that fails does not take the list with it."""
    try:
        return provider.describe(world, delivery, world.now)
    except Exception:
        log.exception("dlv-%s cannot be described", delivery.number)
        return {"status": "(no description)"}


def found(services: Services, world: World, query: Filter, before: int | None = None) -> Iterator[dict[str, Any]]:
    """Rows that fit, newest first."""
    sieve = Sieve(
        query,
        world.now,
        lambda each, of: _status(services, world, each, of),
        lambda message: _subjects(services, world, message),
    )
    for delivery in _candidates(world, query):
        if before is not None and delivery.number >= before:
            continue
        message = world.messages.get(delivery.message)
        if message is not None and sieve.lets(delivery, message):
            yield row(services, world, delivery, message)


def _status(services: Services, world: World, delivery: Delivery, message: Message) -> str:
    return str(_described(services.providers[message.provider], world, delivery)["status"])


def _candidates(world: World, query: Filter) -> Iterator[Delivery]:
    if query.vendor_id is not None:
        return world.deliveries.find("id", query.vendor_id, newest_first=True)
    if query.to is not None and "@" in query.to.strip("@"):
        exact = query.to.lower()
        if world.deliveries.count("recipient", exact):
            return world.deliveries.find("recipient", exact, newest_first=True)
    return world.deliveries.values(newest_first=True)


def _differences(query: Filter, delivery: Delivery, message: Message, subject: str) -> Iterator[Difference]:
    yield from matching.exact("vendor", query.vendor, message.provider)
    yield from matching.text("to", query.to, delivery.recipient)
    yield from matching.text("from", query.sender, message.sender)
    yield from matching.text("subject", query.subject, subject)
    texts = [delivery.recipient, subject, message.sender]
    if query.text is not None and not any(holds(query.text, each) for each in texts):
        yield Difference("text", query.text, texts)
    yield from matching.exact("group", query.group, message.group)
    yield from matching.exact("vendor_id", query.vendor_id, delivery.id)
    yield from matching.exact("request", query.request, message.cause)
    if query.since is not None and message.accepted < query.since:
        yield Difference("since", times.iso(query.since), times.iso(message.accepted))
    if query.until is not None and message.accepted > query.until:
        yield Difference("until", times.iso(query.until), times.iso(message.accepted))


def _nearest(services: Services, world: World, query: Filter) -> list[dict[str, Any]]:
    def judged() -> Iterator[tuple[str, list[Difference]]]:
        for delivery in islice(world.deliveries.values(newest_first=True), matching.CONSIDERED):
            message = world.messages.get(delivery.message)
            if message is not None:
                line = row(services, world, delivery, message)
                status = matching.text("status", query.status, str(line["status"]))
                yield line["id"], list(chain(_differences(query, delivery, message, line["subject"]), status))

    return matching.nearest(judged())


def listing(exchange: Exchange) -> object:
    query: ListQuery = exchange.query
    return pages.page(found(exchange.services, exchange.world, query, query.before), query, pages.number)


def wait(exchange: Exchange) -> object:
    query: WaitQuery = exchange.query
    services = exchange.services
    return waiting.for_rows(
        exchange,
        "messages",
        lambda world: list(found(services, world, query)),
        lambda world: _nearest(services, world, query),
    )


ROWS = (
    Row(
        "GET",
        "/messages",
        "list messages",
        "Captured mail, newest first",
        listing,
        query=ListQuery,
        reply=shapes.Page[shapes.MessageRow],
    ),
    Row(
        "GET",
        "/messages/wait",
        "wait for messages",
        "Wait until enough messages fit",
        wait,
        query=WaitQuery,
        waits=True,
        reply=shapes.Page[shapes.MessageRow],
        refusals=(408, 503),
    ),
)
