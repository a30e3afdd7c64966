"""What readers do with a mail, and bounces after delivery, told to `trackingUrl` or a subscription, one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson

from ...mail import events
from ...mail.message import Delivery, Event, Message
from ...mail.webhooks import Call
from . import addresses, content, ids, posting, pushes, readers, render, times, tracked_html
from .content import Content

if TYPE_CHECKING:
    from ...mail.world import World

NAME = "infobip"

TYPES: Mapping[str, str] = {
    events.OPENED: "OPENED",
    events.CLICKED: "CLICKED",
    events.UNSUBSCRIBED: "UNSUBSCRIBED",
    events.COMPLAINED: "COMPLAINED",
    events.BOUNCED: "LATE_BOUNCE",
}
"""*Documented*."""

WITH_SENDER = frozenset({"COMPLAINED", "LATE_BOUNCE"})
"""These name the sender; the others the reader's device and place (*documented*)."""

FOLLOWED: Mapping[str, str] = {events.OPENED: "opens", events.CLICKED: "clicks"}
"""What is only known when it was tracked."""


def on_event(world: World, delivery: Delivery, event: Event) -> None:
    """Called for OPENED, CLICKED, UNSUBSCRIBED, COMPLAINED, and for a BOUNCED that follows a DELIVERED."""
    message = world.message_of(delivery)
    mail = content.of(message)
    wish = mail.get("tracking", {})
    if not wish.get(FOLLOWED.get(event.name, ""), True):
        return
    body = told(world, message, delivery, event)
    url = wish.get("url", "")
    if not url:
        pushes.take_event(world, message, delivery, event, body)
        return
    world.post(
        Call(
            number=0,
            provider=NAME,
            account=message.account,
            subject=TYPES[event.name],
            url=url,
            body=orjson.dumps(body),
            content_type="application/json",
            created=world.now,
            plan=posting.plan(world),
            deliveries=(delivery.number,),
            events=(event.number,),
        )
    )


def told(world: World, message: Message, delivery: Delivery, event: Event) -> dict[str, Any]:
    """The event as the customer is told it."""
    mail = content.of(message)
    kind = TYPES[event.name]
    sender = addresses.bare(message.sender)
    found: dict[str, Any] = {
        "notificationType": kind,
        "eventId": ids.uuid(world.chance),
        "domain": sender.rpartition("@")[2],
        "recipient": delivery.recipient,
    }
    known: dict[str, Any] = orjson.loads(event.data) if event.data else {}
    if kind in WITH_SENDER:
        found["sender"] = sender
    if kind == "CLICKED":
        found["url"] = known.get("url") or first_link(world, message, delivery)
    found["sendDateTime"] = times.epoch(delivery.begun or event.at)
    found["messageId"] = delivery.id
    found["bulkId"] = message.group
    if "callback" in mail:
        found["callbackData"] = mail["callback"]
    if kind not in WITH_SENDER:
        reader = readers.imagined(world, delivery.recipient)
        found |= {name: known.get(name, reader[name]) for name in reader}
    return found | _references(mail)


def _references(mail: Content) -> dict[str, str]:
    named = {"entityId": mail.get("entity"), "applicationId": mail.get("application")}
    named["campaignReferenceId"] = mail.get("campaign")
    return {name: value for name, value in named.items() if value}


def first_link(world: World, message: Message, delivery: Delivery) -> str:
    """What a click that nobody made led to; empty when the mail holds no link."""
    link = next(tracked_html.links(render.untracked_html(world, message, delivery)), None)
    return link.url if link else ""
