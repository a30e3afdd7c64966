"""The tester's view of messaging: bulks, uploads, inbound mail, and what the platform tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Literal

from ....wire import refusals
from ....wire.refusals import Refusal
from ...contract import Handle
from .. import accounts, bulks, inbound, platform_events
from ..bulks import Bulk
from ..inbound import Arrival
from ..platform_events import BounceRate
from ..uploads import Content
from ..world_rows import Model
from .listing import listed

if TYPE_CHECKING:
    from ....mail.world import World
    from ..state import State

NAME = "infobip"

Path = Mapping[str, str]
Query = Mapping[str, str]


class BulkRow(Model):
    """The status a bulk is to have."""

    status: Literal["PENDING", "PAUSED", "PROCESSING", "CANCELED", "FINISHED", "FAILED"]


class InboundRow(Model):
    """A message that comes in, as text or in Base64. Without `url` it goes where its domain's mail goes."""

    mime: str
    url: str | None = None
    domain: str | None = None
    to: str = ""
    account: str = accounts.DEFAULT_ACCOUNT
    spf: str = "pass"
    dkim: str = "pass"
    sender_ip: str = "198.51.100.7"


class AddressRow(Model):
    """Where a receiving domain's mail is posted."""

    url: str


class BounceRateRow(Model):
    """A bounce rate that subscribers are told of."""

    domain: str
    type: Literal["HIGH_BOUNCE_RATE_WARNING", "HIGH_BOUNCE_RATE_BLOCKED"] = "HIGH_BOUNCE_RATE_WARNING"
    account: str = accounts.DEFAULT_ACCOUNT
    bounce_rate: float = 4.1
    threshold: float | None = None
    scope: Literal["HOURLY", "DAILY"] = "HOURLY"


# -- bulks and uploads -----------------------------------------------------------------------------


def list_bulks(world: World, _: Path, query: Query, __: None) -> object:
    return listed(query, list(reversed(_state(world).bulks.values())), lambda bulk: _bulk(world, bulk))


def force_bulk(world: World, path: Path, _: Query, body: BulkRow) -> object:
    state = _state(world)
    found = state.bulks.get(path["id"]) or next(
        (bulk for bulk in reversed(state.bulks.values()) if bulk.bulk_id == path["id"]), None
    )
    if found is None:
        raise Refusal(refusals.NOT_FOUND, detail="no such bulk; `GET infobip/bulks` lists them")
    return _bulk(world, bulks.force(world, found, body.status))


def _bulk(world: World, bulk: Bulk) -> Mapping[str, Any]:
    shown = asdict(bulks.refreshed(world, bulk))
    return {**shown, "messages": [f"msg-{number}" for number in bulk.messages]}


def list_uploads(world: World, _: Path, query: Query, __: None) -> object:
    def shown(content: Content) -> Mapping[str, Any]:
        return {**{name: value for name, value in asdict(content).items() if name != "data"}, "size": len(content.data)}

    return listed(query, list(reversed(_state(world).contents.values())), shown)


# -- inbound mail and the platform -----------------------------------------------------------------


def list_inbound(world: World, _: Path, query: Query, __: None) -> object:
    rows = list(_state(world).inbound.items())
    return listed(query, rows, lambda row: {"id": row[0], "domain": row[0], "url": row[1]})


def set_inbound(world: World, path: Path, _: Query, body: AddressRow) -> object:
    domain = path["domain"].lower()
    _state(world).inbound[domain] = body.url
    return {"id": domain, "domain": domain, "url": body.url}


def forget_inbound(world: World, path: Path, _: Query, __: None) -> None:
    _state(world).inbound.pop(path["domain"].lower(), None)


def receive(world: World, _: Path, __: Query, body: InboundRow) -> object:
    try:
        source = inbound.source_of(body.mime)
    except ValueError as error:
        raise Refusal(refusals.INVALID, detail=str(error)) from None
    url = body.url or _inbound_address(world, body, source)
    call = inbound.arrive(
        world, Arrival(source, url, body.account, body.spf, body.dkim, body.sender_ip, body.to)
    )
    return {"id": call.id, "url": url}


def _inbound_address(world: World, body: InboundRow, source: bytes) -> str:
    to = [body.to] if body.to else inbound.recipients(source)
    wanted = [body.domain] if body.domain else [address.rpartition("@")[2] for address in to]
    for domain in wanted:
        if (url := _state(world).inbound.get(domain.lower())) is not None:
            return url
    names = ", ".join(wanted) or "no recipient"
    raise Refusal(
        refusals.CONFLICT, detail=f"no address for mail to {names}; give `url`, or `PUT infobip/inbound/{{domain}}`"
    )


def tell_bounce_rate(world: World, _: Path, __: Query, body: BounceRateRow) -> object:
    rate = BounceRate(body.type, body.account, body.domain, body.bounce_rate, body.scope, body.threshold)
    told, subscribers = platform_events.tell(world, rate)
    return {"id": told["eventId"], "event": told, "subscriptions": subscribers}


# -- inside ----------------------------------------------------------------------------------------


def _state(world: World) -> State:
    state: State = world.state(NAME)
    return state


_HELLO = "From: a@example.com\nTo: b@example.com\nSubject: Hi\n\nHello"

HANDLES = (
    Handle("GET", "bulks", "list_bulks", "Scheduled bulks, the newest first", list_bulks),
    Handle(
        "PUT",
        "bulks/<id>",
        "force_bulk",
        "Give a bulk any status, by either of its ids",
        force_bulk,
        BulkRow,
        example={"status": "PROCESSING"},
    ),
    Handle("GET", "uploads", "list_uploads", "Uploaded content, the newest first", list_uploads),
    Handle("GET", "inbound", "list_inbound", "Where inbound mail is posted, by receiving domain", list_inbound),
    Handle(
        "PUT",
        "inbound/<domain>",
        "set_inbound",
        "Say where a receiving domain's mail is posted",
        set_inbound,
        AddressRow,
        example={"url": "http://127.0.0.1:9100/inbound"},
    ),
    Handle("DELETE", "inbound/<domain>", "forget_inbound", "Post a domain's mail nowhere", forget_inbound),
    Handle(
        "POST",
        "inbound",
        "receive_inbound",
        "Let a MIME message come in: it is parsed and posted",
        receive,
        InboundRow,
        202,
        {"url": "http://127.0.0.1:9100/inbound", "mime": _HELLO},
    ),
    Handle(
        "POST",
        "platform-events",
        "tell_bounce_rate",
        "Tell subscribers of a bounce rate; BLOCKED blocks the domain for a day",
        tell_bounce_rate,
        BounceRateRow,
        202,
        {"domain": "news.example.com", "bounce_rate": 4.1},
    ),
)
