"""What happened to a delivery, told to the customer: reports offered to the pull and pushed to `notifyUrl`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ...mail import events
from ...mail.message import Delivery, Event, Message
from ...mail.webhooks import Call
from . import content, logkeeping, posting, pushes, report_items, statuses, suppression, tracking
from .readings import Reading, readings

if TYPE_CHECKING:
    from ...mail.world import World

NAME = "infobip"


def on_event(world: World, delivery: Delivery, event: Event) -> None:
    """Keep the log, offer the report, and put the calls on the agenda that the message asked for."""
    if event.name in events.BY_READER:
        suppression.on_event(world, world.message_of(delivery), delivery, event)
        tracking.on_event(world, delivery, event)
        return
    if statuses.meaning(event.name, event.detail) is None:
        return
    message = world.message_of(delivery)
    read, before = readings(delivery, event.at)
    if before is None:
        logkeeping.enter(world, message, delivery, read)
    elif before.group != read.group:
        logkeeping.move(world, message, delivery, before.group, read.group)
    if event.name in events.FINAL:
        suppression.on_event(world, message, delivery, event)
        _report(world, message, delivery, event, read)
        if event.name == events.BOUNCED and before is not None and before.final == events.DELIVERED:
            tracking.on_event(world, delivery, event)
    elif b'"intermediate":true' in message.content:
        _push(world, message, delivery, event, read, key="")


def _report(world: World, message: Message, delivery: Delivery, event: Event, read: Reading) -> None:
    """A duplicate was reported in the answer to its send already."""
    if read.status == statuses.DUPLICATE:
        return
    tags = (_account_tag(message.account), ("id", delivery.id), *message.tags)
    report = world.ledgers[NAME].offer(delivery.number, event.number, event.at, tags)
    _push(world, message, delivery, event, read, key=str(report.number))


@lru_cache(maxsize=64)
def _account_tag(account: str) -> tuple[str, str]:
    """One pair for all reports of an account."""
    return "account", account


def _push(world: World, message: Message, delivery: Delivery, event: Event, read: Reading, *, key: str) -> None:
    """To the message's own URL, else to a subscription; nowhere when `notify` is false (*documented*)."""
    if b'"notify' not in message.content:
        pushes.take_report(world, message, delivery, event, read, key)
        return
    mail = content.of(message)
    if mail.get("notify") is False:
        return
    url = mail.get("notify_url")
    if not url:
        pushes.take_report(world, message, delivery, event, read, key)
        return
    item = report_items.pushed(world, message, delivery, read, event.at)
    body, content_type = posting.as_xml([item]) if mail.get("notify_xml") else posting.as_json([item])
    world.post(
        Call(
            number=0,
            provider=NAME,
            account=message.account,
            subject=posting.REPORT if key else posting.INTERMEDIATE,
            url=url,
            body=body,
            content_type=content_type,
            created=world.now,
            plan=posting.plan(world),
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
