"""One captured mail as its recipient gets it: whole, and each of its parts as a file."""

from __future__ import annotations

from typing import Any

import orjson

from ..mail.message import Delivery
from ..wire import mime, times
from ..wire.current import Answer
from . import shapes
from .messages import row
from .row import Exchange, Problem, Row, not_found


def delivery_of(exchange: Exchange) -> Delivery:
    """The delivery an address names: `dlv-7`, or the vendor's own id."""
    name = exchange.path["id"]
    world = exchange.world
    if name.startswith("dlv-") and name[4:].isdecimal() and len(name) < 20:
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
        "subject": mail.subject,
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
    if not number.isdecimal() or len(number) > 9 or int(number) >= len(attachments):
        raise Problem(404, "Not found", f"this message has {len(attachments)} attachments, counted from 0")
    found_file = attachments[int(number)]
    return Answer(
        200,
        found_file.data,
        "application/octet-stream",
        (*_QUARANTINE, ("Content-Disposition", mime.content_disposition(found_file.filename))),
    )


ROWS = (
    Row("GET", "/messages/<id>", "show message", "One mail with its timeline", show, reply=shapes.Message),
    Row("GET", "/messages/<id>/html", "message html", "The HTML part", html, media="text/html", reply=str),
    Row("GET", "/messages/<id>/text", "message text", "The text part", text, media="text/plain", reply=str),
    Row("GET", "/messages/<id>/eml", "message source", "The whole source", eml, media="message/rfc822", reply=str),
    Row(
        "GET",
        "/messages/<id>/attachments/<n>",
        "message attachment",
        "One attached file, counted from 0",
        attachment,
        media="application/octet-stream",
        reply=bytes,
    ),
)
