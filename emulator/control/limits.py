"""Rate limits: which requests count, when the next place opens; change, switch off, set to `n left`."""

from datetime import timedelta
from typing import Any

from pydantic import Field, field_validator

from ..mail.limits import Limit
from ..mail.world import World
from ..wire import times
from . import pages, shapes
from .clock import Duration
from .row import Exchange, Model, Row, invalid, not_found


class Change(Model):
    enabled: bool | None = None
    limit: int | None = Field(None, ge=0, description="0 admits nothing; switch off with enabled")
    window: Duration | None = None

    @field_validator("window")
    @classmethod
    def _some_time(cls, window: timedelta | None) -> timedelta | None:
        if window is not None and window <= timedelta():
            raise ValueError("a window lasts longer than nothing")
        return window


class Prime(Model):
    operation: str
    remaining: int = Field(ge=0)
    account: str | None = Field(None, description="default: every account that is known")


class ListQuery(pages.Part):
    operation: str | None = None
    used: bool | None = None


def row(world: World, limit: Limit) -> dict[str, Any]:
    now = world.now
    return {
        "id": limit.operation,
        "operation": limit.operation,
        "kind": limit.kind,
        "limit": limit.limit,
        "window": times.write_duration(limit.window),
        "enabled": limit.enabled,
        "basis": limit.basis,
        "published": _published(world, limit),
        "accounts": [_account(world, limit, account) for account in world.limits.accounts(limit.operation)],
        "now": times.iso(now),
    }


def _published(world: World, limit: Limit) -> dict[str, Any]:
    """The vendor's own numbers."""
    own = world.limits.published(limit.operation)
    return {"limit": own.limit, "window": times.write_duration(own.window), "enabled": own.enabled}


def _account(world: World, limit: Limit, account: str) -> dict[str, Any]:
    counted = world.limits.counting(limit.operation, account, world.now)
    never = limit.enabled and limit.limit == 0
    slot = None if never else times.iso(world.limits.next_slot(limit.operation, account, world.now))
    return {
        "account": account,
        "used": len(counted),
        "remaining": max(limit.limit - len(counted), 0),
        "next_slot": slot,
        "requests": [
            {"at": times.iso(each.at), "leaves": times.iso(each.leaves), "request": each.ref or None}
            for each in counted[-1000:]
        ],
    }


def listing(exchange: Exchange) -> object:
    query: ListQuery = exchange.query
    rows = (
        row(exchange.world, limit)
        for limit in exchange.world.limits.all()
        if query.operation in (None, limit.operation)
        and (query.used is None or query.used == bool(exchange.world.limits.accounts(limit.operation)))
    )
    return pages.part(rows, query)


def _existing(exchange: Exchange, operation: str) -> Limit:
    limit = exchange.world.limits.get(operation)
    if limit is None:
        raise not_found("limit for", operation, "limits")
    return limit


def show(exchange: Exchange) -> object:
    return row(exchange.world, _existing(exchange, exchange.path["operation"]))


def change(exchange: Exchange) -> object:
    body: Change = exchange.body
    operation = _existing(exchange, exchange.path["operation"]).operation
    limit = exchange.world.limits.change(operation, enabled=body.enabled, limit=body.limit, window=body.window)
    return row(exchange.world, limit)


def publish_again(exchange: Exchange) -> object:
    operation = _existing(exchange, exchange.path["operation"]).operation
    return row(exchange.world, exchange.world.limits.publish_again(operation))


def prime(exchange: Exchange) -> object:
    body: Prime = exchange.body
    world = exchange.world
    limit = _existing(exchange, body.operation)
    if body.remaining > limit.limit:
        why = f"{body.operation} admits {limit.limit} in all; `PUT limits/{body.operation}` changes that"
        raise invalid("remaining", why)
    known = _known_accounts(exchange, body.operation)
    if body.account is not None and body.account not in known:
        why = f"nobody counts as {body.account!r} for {body.operation}; there are {', '.join(known)}"
        raise invalid("account", why)
    for account in known if body.account is None else [body.account]:
        world.limits.prime(body.operation, account, body.remaining, world.now)
    return row(world, limit)


def _known_accounts(exchange: Exchange, operation: str) -> list[str]:
    """Those of the vendor whose limit it is."""
    for provider in exchange.services.providers.values():
        if any(limit.operation == operation for limit in provider.limits):
            return list(provider.accounts(exchange.world))
    return exchange.world.limits.accounts(operation)


ROWS = (
    Row(
        "GET",
        "/limits",
        "list limits",
        "Every limit and what counts now",
        listing,
        query=ListQuery,
        reply=shapes.Page[shapes.Limit],
    ),
    Row(
        "POST",
        "/limits/prime",
        "prime limit",
        "Leave room for n requests",
        prime,
        body=Prime,
        reply=shapes.Limit,
        example={"operation": "orange-mail", "remaining": 1},
        refusals=(404,),
    ),
    Row("GET", "/limits/<operation>", "show limit", "One limit and what counts now", show, reply=shapes.Limit),
    Row(
        "PUT",
        "/limits/<operation>",
        "change limit",
        "Other numbers, or off",
        change,
        body=Change,
        reply=shapes.Limit,
        example={"limit": 100, "window": "10s"},
    ),
    Row(
        "DELETE",
        "/limits/<operation>",
        "publish limit again",
        "Back to the vendor's numbers",
        publish_again,
        reply=shapes.Limit,
    ),
)
