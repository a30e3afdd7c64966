"""What happened to a delivery, told to the customer: reports offered to the pull and pushed to `notifyUrl`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import orjson

from ...mail import events
from ...mail.message import Delivery, Event, Message
from ...mail.webhooks import Call, RetryPlan
from . import content, logkeeping, report_items, statuses, subscriptions, suppression, tracking
from .errors import printable
from .readings import Reading, reading

if TYPE_CHECKING:
    from ...mail.world import World
    from .state import State

NAME = "infobip"
REPORT = "delivery report"
RETRIES = 20

PAUSES = tuple(timedelta(minutes=1 + n * n) for n in range(RETRIES))
"""1, 2, 5, 10, … 362 minutes: 1 min + 1 min · n² (*documented*); that there are 20 is *observed*."""

PLAN = RetryPlan(PAUSES, basis="documented")
STRICT_PLAN = RetryPlan(PAUSES, accepts=(200, 200), basis="documented")


def plan(world: World) -> RetryPlan:
    """Any 2xx is an acceptance (*assumed*), or 200 alone (*documented*) where the switch says so."""
    state: State = world.state(NAME)
    return STRICT_PLAN if state.switches.strict_200 or world.settings.strict else PLAN


def on_event(world: World, delivery: Delivery, event: Event) -> None:
    """Keep the log, offer the report, and put the calls on the agenda that the message asked for."""
    if event.name in events.BY_READER:
        suppression.on_event(world, world.message_of(delivery), delivery, event)
        tracking.on_event(world, delivery, event)
        return
    if statuses.meaning(event.name, event.detail) is None:
        return
    message = world.message_of(delivery)
    read = reading(delivery, event.at)
    before = reading(delivery, event.at, before=1)
    if before.attempts == 0:  # nothing had happened yet
        logkeeping.enter(world, message, delivery, read)
    elif before.group != read.group:
        logkeeping.move(world, message, delivery, before.group, read.group)
    if event.name in events.FINAL:
        suppression.on_event(world, message, delivery, event)
        _report(world, message, delivery, event, read)
        if event.name == events.BOUNCED and before.final == events.DELIVERED:
            tracking.on_event(world, delivery, event)
    elif b'"intermediate":true' in message.content:
        _push(world, message, delivery, event, read, key="")


def _report(world: World, message: Message, delivery: Delivery, event: Event, read: Reading) -> None:
    """A duplicate was reported in the answer to its send already."""
    if read.status == statuses.DUPLICATE:
        return
    tags = (("account", message.account), ("id", delivery.id), *message.tags)
    report = world.ledgers[NAME].offer(delivery.number, event.number, event.at, tags)
    _push(world, message, delivery, event, read, key=str(report.number))


def _push(world: World, message: Message, delivery: Delivery, event: Event, read: Reading, *, key: str) -> None:
    """To the message's own URL, else to a subscription; nowhere when `notify` is false (*documented*)."""
    if b'"notify' not in message.content:
        subscriptions.take_report(world, message, delivery, event, read, key)
        return
    mail = content.of(message)
    if mail.get("notify") is False:
        return
    url = mail.get("notify_url")
    if not url:
        subscriptions.take_report(world, message, delivery, event, read, key)
        return
    item = report_items.pushed(message, delivery, read, event.at)
    body, content_type = as_xml([item]) if mail.get("notify_xml") else as_json([item])
    world.post(
        Call(
            number=0,
            provider=NAME,
            account=message.account,
            subject=REPORT if key else f"intermediate {REPORT}",
            url=url,
            body=body,
            content_type=content_type,
            created=world.now,
            plan=plan(world),
            deliveries=(delivery.number,),
            events=(event.number,),
            key=key,
        )
    )


def on_call(world: World, call: Call) -> None:
    """A call ended: a pushed report leaves the pull queue once its receiver accepted it (*assumed*)."""
    if call.state != "delivered" or not call.key:
        return
    ledger = world.ledgers[NAME]
    for number in call.key.split(","):
        if number.isdecimal() and ledger.get(int(number)) is not None:
            ledger.withdraw(int(number), world.now, f"push {call.id}")


def as_json(items: list[dict[str, Any]]) -> tuple[bytes, str]:
    """(body, content type) of a push of reports."""
    return orjson.dumps({"results": items}), "application/json"


def as_xml(items: list[dict[str, Any]]) -> tuple[bytes, str]:
    """The same names as elements (*assumed*)."""
    results = "".join(f"<result>{_elements(item)}</result>" for item in items)
    text = f'<?xml version="1.0" encoding="UTF-8"?><reportResponse><results>{results}</results></reportResponse>'
    return text.encode(), "application/xml"


def _elements(values: dict[str, Any]) -> str:
    return "".join(f"<{name}>{_text(value)}</{name}>" for name, value in values.items())


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return _elements(value)
    if isinstance(value, bool):
        return str(value).lower()
    return escape(printable(str(value)))
