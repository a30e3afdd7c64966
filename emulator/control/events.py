"""What happened to deliveries: one time line over everything, and events by the tester's hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, get_args

from pydantic import Field

from ..mail import events
from ..mail.message import Delivery, Event
from ..mail.world import World
from ..wire import times
from ..wire.bodies import compact
from . import pages, shapes
from .clock import Moment
from .parts import delivery_of
from .row import Exchange, Model, Problem, Row

EventName = Literal[
    "sent",
    "deferred",
    "delivered",
    "bounced",
    "dropped",
    "expired",
    "cancelled",
    "opened",
    "clicked",
    "unsubscribed",
    "complained",
]


class ListQuery(pages.Page):
    vendor: str | None = None
    name: str | None = None
    message: str | None = Field(None, description="only of this delivery, such as dlv-7")
    since: Moment | None = None
    until: Moment | None = None


class NewEvent(Model):
    """Something that happens to a delivery now."""

    event: EventName
    detail: str = Field("", max_length=200, description="a cause such as mailbox_full, or a code of the vendor")
    url: str = Field("", max_length=4000, description="what was clicked; default: the first link")


def row(event: Event, vendor: str) -> dict[str, Any]:
    return {
        "id": event.id,
        "at": times.iso(event.at),
        "vendor": vendor,
        "message": f"dlv-{event.delivery}",
        "event": event.name,
        "detail": event.detail or None,
        "source": event.source,
    }


def of_deliveries(world: World, first: int, last: int, since: Any) -> Iterator[dict[str, Any]]:
    """Rows of the events of a range of deliveries, oldest first."""
    for event in world.events.between(since, None):
        if first <= event.delivery <= last:
            yield row(event, vendor_of(world, event))


def listing(exchange: Exchange) -> object:
    query: ListQuery = exchange.query
    world = exchange.world
    before = query.before
    fitting = (
        row(event, vendor)
        for event in world.events.between(query.since, query.until, newest_first=True)
        for vendor in [vendor_of(world, event)]
        if (before is None or event.number < before)
        and query.name in (None, event.name)
        and query.message in (None, f"dlv-{event.delivery}")
        and query.vendor in (None, vendor)
    )
    return pages.page(fitting, query, pages.number)


def vendor_of(world: World, event: Event) -> str:
    """Whose mail it happened to; empty when that is no longer kept."""
    delivery = world.deliveries.get(event.delivery)
    message = None if delivery is None else world.messages.get(delivery.message)
    return "" if message is None else message.provider


def by_hand(exchange: Exchange) -> object:
    """The vendor does what it does whenever this happens: webhook, report, suppression, counters."""
    body: NewEvent = exchange.body
    world = exchange.world
    delivery = delivery_of(exchange)
    _check_possible(world, delivery, body.event)
    data = compact({"url": body.url}) if body.url else b""
    event = world.record(delivery, body.event, body.detail, source="tester", data=data)
    exchange.services.post_office.catch_up(world)
    return row(event, world.message_of(delivery).provider)


def _check_possible(world: World, delivery: Delivery, name: str) -> None:
    if delivery.begun is None:
        raise Problem(
            409,
            "Not sent yet",
            f"dlv-{delivery.number} waits for its time; move the clock with `POST clock/advance`, then {name} it",
            "not-sent",
        )
    past = [step.name for _, step in delivery.happened(world.now)]
    if name in events.BY_READER and past and past[-1] in (events.DROPPED, events.CANCELLED):
        raise Problem(
            409,
            "Nobody has it",
            f"dlv-{delivery.number} was {past[-1]}, so no reader can have {name} it; choose a delivered one",
            "never-arrived",
        )


ROWS = (
    Row(
        "GET",
        "/events",
        "list events",
        "One timeline over everything, newest first",
        listing,
        query=ListQuery,
        reply=shapes.Page[shapes.Event],
    ),
    Row(
        "POST",
        "/messages/<id>/events",
        "add event",
        "Open, click, unsubscribe, complain, bounce late, by hand",
        by_hand,
        body=NewEvent,
        status=201,
        reply=shapes.Event,
        example={"event": "opened"},
        refusals=(409,),
    ),
)

if set(events.NAMES) != set(get_args(EventName)):
    raise RuntimeError("EventName must hold the names of mail/events.py")
