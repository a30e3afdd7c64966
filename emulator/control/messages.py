"""Captured mail of every vendor, as each recipient gets it."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from pydantic import Field

from ..mail.clock import stopwatch
from ..mail.message import Delivery, Message
from ..mail.world import World
from ..providers.contract import Provider
from ..wire import mime, paging, times
from ..wire.current import Answer
from .clock import Moment
from .row import Exchange, Model, Problem, Row, Services, not_found

log = logging.getLogger("emulator.control")

LONGEST_WAIT = 60.0


class Filter(Model):
    """All given criteria must hold. Texts are found anywhere and in any case, except ids."""

    vendor: str | None = None
    to: str | None = None
    sender: str | None = Field(None, alias="from")
    subject: str | None = None
    text: str | None = Field(None, description="in the recipient, the sender or the subject")
    status: str | None = None
    group: str | None = Field(None, description="bulk id or mailing number")
    vendor_id: str | None = Field(None, description="the id the vendor gave")
    request: str | None = Field(None, description="the request that caused it, such as req-7")
    since: Moment | None = None
    until: Moment | None = None


class ListQuery(Filter):
    limit: int = Field(50, ge=1, le=1000)
    cursor: str | None = None


class WaitQuery(Filter):
    count: int = Field(1, ge=1, le=100_000)
    timeout: float = Field(10.0, ge=0, le=LONGEST_WAIT)


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
        "subject": message.subject,
        "accepted": times.iso(message.accepted),
        "begun": None if delivery.begun is None else times.iso(delivery.begun),
        "outcome": delivery.outcome,
        "event": past[-1][1].name if past else None,
        "request": message.cause or None,
    }


def _described(provider: Provider, world: World, delivery: Delivery) -> Mapping[str, Any]:
    """The vendor's words for a delivery. One that fails does not take the list with it."""
    try:
        return provider.describe(world, delivery, world.now)
    except Exception:
        log.exception("dlv-%s cannot be described", delivery.number)
        return {"status": "(no description)"}


def found(services: Services, world: World, query: Filter, before: int | None = None) -> Iterator[dict[str, Any]]:
    """Rows that fit, newest first."""
    for delivery in _candidates(world, query):
        if before is not None and delivery.number >= before:
            continue
        message = world.messages.get(delivery.message)
        if message is not None and _fits(query, delivery, message):
            line = row(services, world, delivery, message)
            if query.status is None or query.status.lower() in str(line["status"]).lower():
                yield line


def _candidates(world: World, query: Filter) -> Iterator[Delivery]:
    if query.vendor_id is not None:
        return world.deliveries.find("id", query.vendor_id, newest_first=True)
    if query.to is not None and "@" in query.to.strip("@"):
        exact = query.to.lower()
        if world.deliveries.count("recipient", exact):
            return world.deliveries.find("recipient", exact, newest_first=True)
    return world.deliveries.values(newest_first=True)


def _fits(query: Filter, delivery: Delivery, message: Message) -> bool:
    def holds(wanted: str | None, text: str) -> bool:
        return wanted is None or wanted.lower() in text.lower()

    return (
        query.vendor in (None, message.provider)
        and holds(query.to, delivery.recipient)
        and holds(query.sender, message.sender)
        and holds(query.subject, message.subject)
        and (
            query.text is None
            or holds(query.text, delivery.recipient)
            or holds(query.text, message.subject)
            or holds(query.text, message.sender)
        )
        and query.group in (None, message.group)
        and query.vendor_id in (None, delivery.id)
        and query.request in (None, message.cause)
        and (query.since is None or message.accepted >= query.since)
        and (query.until is None or message.accepted <= query.until)
    )


def listing(exchange: Exchange) -> object:
    query: ListQuery = exchange.query
    try:
        before = None if query.cursor is None else int(paging.read_cursor(query.cursor))
    except ValueError:
        raise Problem(422, "Unknown cursor", "use the `next` of the page before", "invalid-cursor") from None
    rows, cursor = paging.page(
        found(exchange.services, exchange.world, query, before), query.limit, lambda each: str(each["id"])[4:]
    )
    return {"results": rows, "next": cursor}


def wait(exchange: Exchange) -> object:
    query: WaitQuery = exchange.query
    world = exchange.world
    end = stopwatch() + query.timeout
    with world.changed:
        while True:
            exchange.services.post_office.catch_up(world)
            rows = list(found(exchange.services, world, query))
            if len(rows) >= query.count:
                return {"results": rows, "next": None}
            left = end - stopwatch()
            if left <= 0:
                latest, _ = paging.page(found(exchange.services, world, Filter.model_validate({})), 5, lambda _: "")
                raise Problem(
                    408,
                    "Not there in time",
                    f"{len(rows)} of {query.count} messages after {query.timeout:g} s; `nearest` shows the latest ones",
                    "timeout",
                    nearest=latest,
                )
            world.changed.wait(timeout=min(left, 1.0))


def delivery_of(exchange: Exchange) -> Delivery:
    """The delivery an address names: `dlv-7`, or the vendor's own id."""
    name = exchange.path["id"]
    world = exchange.world
    if name.startswith("dlv-") and name[4:].isdigit():
        delivery = world.deliveries.get(int(name[4:]))
    else:
        delivery = next(world.deliveries.find("id", name), None)
    if delivery is None:
        raise not_found("message", name, "messages")
    return delivery


def rendered(exchange: Exchange) -> Any:
    delivery = delivery_of(exchange)
    message = exchange.world.message_of(delivery)
    return exchange.services.providers[message.provider].render(exchange.world, message, delivery)


def show(exchange: Exchange) -> object:
    world = exchange.world
    delivery = delivery_of(exchange)
    message = world.message_of(delivery)
    mail = exchange.services.providers[message.provider].render(world, message, delivery)
    past = delivery.happened(world.now)
    return {
        **row(exchange.services, world, delivery, message),
        "text": mail.text,
        "html": mail.html,
        "headers": [{"name": name, "value": value} for name, value in mail.headers],
        "values": orjson.loads(delivery.values) if delivery.values else None,
        "recipients": {"to": mail.to, "cc": mail.cc, "reply_to": mail.reply_to},
        "attachments": [
            {"n": n, "filename": mime.safe_filename(each.filename), "content_type": each.content_type}
            | {"size": len(each.data), "content_id": each.content_id or None}
            for n, each in enumerate(mail.attachments)
        ],
        "timeline": {
            "past": [{"at": times.iso(at), "event": step.name, "detail": step.detail} for at, step in past],
            "coming": [
                {"at": times.iso(at), "event": step.name, "detail": step.detail}
                for at, step in delivery.coming(world.now)
            ],
        },
        "calls": [call.id for call in world.calls.values() if delivery.number in call.deliveries],
    }


# What a mail brought is never shown as a page of ours: no scripts, no remote loads, no frames around it.
_QUARANTINE = (
    ("Content-Security-Policy", "sandbox; default-src 'none'; img-src data: cid:; style-src 'unsafe-inline'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
)


def html(exchange: Exchange) -> object:
    return _part(rendered(exchange).html, "HTML", "text/html;charset=utf-8")


def text(exchange: Exchange) -> object:
    return _part(rendered(exchange).text, "text", "text/plain;charset=utf-8")


def _part(content: str | None, name: str, content_type: str) -> Answer:
    if content is None:
        raise Problem(404, "Not found", f"this message has no {name} part", "no-such-part")
    return Answer(200, content.encode("utf-8", "replace"), content_type, _QUARANTINE)


def eml(exchange: Exchange) -> object:
    name = f"dlv-{delivery_of(exchange).number}.eml"
    disposition = (("Content-Disposition", f'attachment; filename="{name}"'),)
    return Answer(200, mime.eml(rendered(exchange)), "message/rfc822", _QUARANTINE + disposition)


def attachment(exchange: Exchange) -> object:
    attachments = rendered(exchange).attachments
    number = exchange.path["n"]
    if not number.isdigit() or int(number) >= len(attachments):
        raise Problem(404, "Not found", f"this message has {len(attachments)} attachments, counted from 0")
    found_file = attachments[int(number)]
    return Answer(
        200,
        found_file.data,
        "application/octet-stream",
        (*_QUARANTINE, ("Content-Disposition", mime.content_disposition(found_file.filename))),
    )


ROWS = (
    Row("GET", "/messages", "list messages", "Captured mail, newest first", listing, query=ListQuery),
    Row(
        "GET",
        "/messages/wait",
        "wait for messages",
        "Wait until enough messages fit",
        wait,
        query=WaitQuery,
        waits=True,
    ),
    Row("GET", "/messages/<id>", "show message", "One mail with its timeline", show),
    Row("GET", "/messages/<id>/html", "message html", "The HTML part", html, media="text/html"),
    Row("GET", "/messages/<id>/text", "message text", "The text part", text, media="text/plain"),
    Row("GET", "/messages/<id>/eml", "message source", "The whole source", eml, media="message/rfc822"),
    Row(
        "GET",
        "/messages/<id>/attachments/<n>",
        "message attachment",
        "One attached file, counted from 0",
        attachment,
        media="application/octet-stream",
    ),
)
