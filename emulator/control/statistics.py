"""Events counted over time and how long deliveries took: what a plot needs, without every single event."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from pydantic import Field

from ..mail import events
from ..mail.world import World
from ..wire import times
from . import shapes
from .clock import Duration, Moment
from .events import vendor_of
from .row import Exchange, Model, Row

MOST = 100_000
"""Events one answer looks at; of more, the earliest: ask for a shorter span then."""

DELAYS = (1, 2, 5, 10, 30, 60, 300, 1800, 3600, 86400)
"""Upper bounds in seconds of the groups of delivery delays; one more group holds what took longer."""


class StatisticsQuery(Model):
    since: Moment | None = Field(None, description="default: `span` before now")
    span: Duration = Field(timedelta(hours=1), description="how far back, when `since` is not given")
    buckets: int = Field(60, ge=1, le=500)
    vendor: str | None = None


def statistics(exchange: Exchange) -> object:
    query: StatisticsQuery = exchange.query
    world = exchange.world
    now = world.now
    since = query.since or now - query.span
    width = max((now - since) / query.buckets, timedelta(milliseconds=1))
    counts: dict[str, list[int]] = {}
    delays: Counter[int] = Counter()
    totals: Counter[str] = Counter()
    looked_at = 0
    for event in islice(world.events.between(since, now), MOST):
        looked_at += 1
        delivery = world.deliveries.get(event.delivery)
        if query.vendor is not None and vendor_of(world, event) != query.vendor:
            continue
        bucket = min(int((event.at - since) / width), query.buckets - 1)
        counts.setdefault(event.name, [0] * query.buckets)[bucket] += 1
        totals[event.name] += 1
        if event.name == events.DELIVERED and delivery is not None and delivery.begun is not None:
            delays[_group(event.at, delivery.begun)] += 1
    return {
        "since": times.iso(since),
        "until": times.iso(now),
        "bucket": times.write_duration(width),
        "events": [
            {"event": name, "total": totals[name], "counts": counts[name]} for name in events.NAMES if name in counts
        ],
        "delays": [
            {"up_to": None if number == len(DELAYS) else f"{DELAYS[number]}s", "count": delays[number]}
            for number in range(len(DELAYS) + 1)
        ],
        "complete": looked_at < MOST,
        "totals": _totals(world),
    }


def _totals(world: World) -> dict[str, Any]:
    return {
        "messages": len(world.deliveries),
        "events": len(world.events),
        "requests": world.journal.last_number,
        "webhooks": len(world.calls),
        "reports_waiting": sum(ledger.waiting for ledger in world.ledgers.values()),
        "pending": len(world.agenda),
    }


def _group(at: datetime, begun: datetime) -> int:
    seconds = (at - begun).total_seconds()
    return next((number for number, bound in enumerate(DELAYS) if seconds <= bound), len(DELAYS))


ROWS = (
    Row(
        "GET",
        "/statistics",
        "statistics",
        "Events counted over time, and delivery delays",
        statistics,
        query=StatisticsQuery,
        reply=shapes.Statistics,
    ),
)
