"""The journal: requests of all vendors with what they caused; verified, waited for, exported."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from pydantic import Field, model_validator

from ..mail.journal import Entry
from ..mail.world import World
from ..wire import times
from . import events, har, journaled, matching, pages, shapes, waiting
from .clock import Moment
from .journaled import Match
from .matching import Wanted
from .row import Exchange, Model, Row, not_found, number_in

MOST_EVENTS = 1000
MOST_MESSAGES = 1000


class Filter(Model):
    """All given criteria must hold. `path` is a part of the path, a glob or, behind `re:`, a regular expression."""

    vendor: str | None = None
    operation: str | None = None
    method: str | None = None
    path: Wanted | None = None
    status: int | None = None
    account: str | None = None
    refusal: Wanted | None = None
    faulted: bool | None = Field(None, description="a planned fault was played, or not")
    claimed: bool | None = Field(None, description="the credential belongs to this workspace, or to none")
    failed: bool | None = Field(None, description="only bugs of the emulator, or everything else")
    since: Moment | None = None
    until: Moment | None = None

    @property
    def match(self) -> Match:
        return Match(**{name: getattr(self, name) for name in Filter.model_fields})


class ListQuery(Filter, pages.Page):
    pass


class WaitQuery(Filter, waiting.Wait):
    pass


class Verify(Model):
    """How many requests fit `match` (at least one unless said otherwise), or whether some came in this `order`."""

    match: Match | None = None
    count: int | None = Field(None, ge=0, description="exactly so many")
    at_least: int | None = Field(None, ge=0)
    at_most: int | None = Field(None, ge=0)
    none: bool = Field(False, description="not a single one")
    order: list[Match] | None = Field(None, min_length=1, max_length=1000, description="others may come between")

    @model_validator(mode="after")
    def _one_question(self) -> Verify:
        if (self.match is None) == (self.order is None):
            raise ValueError('give either "match" or "order"')
        counts = sum(each is not None for each in (self.count, self.at_least, self.at_most)) + self.none
        if self.order is not None and counts:
            raise ValueError('"order" has no count')
        if counts > 1 and (self.count is not None or self.none):
            raise ValueError('give "count", "none", or "at_least" and "at_most"')
        return self

    def problem(self, found: int) -> str | None:
        """Why so many are not what was wanted."""
        least, most = self.at_least, self.at_most
        if self.none or self.count is not None:
            least = most = self.count or 0
        elif least is None and most is None:
            least = 1
        if least is not None and found < least:
            return f"{found} requests fit, {least} were wanted"
        if most is not None and found > most:
            return f"{found} requests fit, {most} were allowed"
        return None


def row(entry: Entry) -> dict[str, Any]:
    first, last = entry.deliveries
    return {
        "id": entry.id,
        "at": times.iso(entry.at),
        "vendor": entry.provider,
        "operation": entry.operation or None,
        "method": entry.method,
        "path": entry.path,
        "query": entry.query,
        "account": entry.account or None,
        "claimed": entry.claimed,
        "status": entry.status or None,
        "refusal": entry.refusal or None,
        "fault": entry.fault or None,
        "failed": bool(entry.error),
        "notes": list(entry.notes),
        "milliseconds": round(entry.milliseconds, 3),
        "messages": [f"dlv-{number}" for number in range(first, min(last, first + MOST_MESSAGES - 1) + 1)],
    }


def _fitting(world: World, match: Match, *, newest_first: bool = True) -> Iterator[Entry]:
    for entry in world.journal.entries(newest_first=newest_first):
        if journaled.fits(match, entry):
            yield entry


def listing(exchange: Exchange) -> object:
    query: ListQuery = exchange.query
    before = query.before
    fitting = (row(entry) for entry in _fitting(exchange.world, query.match) if before is None or entry.number < before)
    return pages.page(fitting, query, pages.number)


def show(exchange: Exchange) -> object:
    name = exchange.path["id"]
    world = exchange.world
    entry = world.journal.get(number_in(name, "req-"))
    if entry is None:
        raise not_found("request", name, "requests")
    first, last = entry.deliveries
    caused = events.of_deliveries(world, first, last, entry.at) if last >= first else iter(())
    return {
        **row(entry),
        "headers": [{"name": name, "value": value} for name, value in entry.headers],
        "body": entry.body.decode("utf-8", "replace"),
        "answer": {
            "headers": [{"name": name, "value": value} for name, value in entry.answer_headers],
            "body": entry.answer_body.decode("utf-8", "replace"),
        },
        "error": entry.error or None,
        "events": list(islice(caused, MOST_EVENTS)),
        "calls": [
            call.id
            for call in (world.calls.values() if last >= first else ())
            if any(first <= number <= last for number in call.deliveries)
        ],
    }


def verify(exchange: Exchange) -> object:
    body: Verify = exchange.body
    if body.order is not None:
        return _verify_order(exchange.world, body.order)
    match = body.match or Match()
    found = [entry.id for entry in _fitting(exchange.world, match, newest_first=False)]
    problem = body.problem(len(found))
    few = problem is not None and (body.at_most is None or len(found) <= body.at_most) and not body.none
    return {
        "verified": problem is None,
        "count": len(found),
        "requests": found[:1000],
        "problem": problem,
        "nearest": _nearest(exchange.world, match) if few else [],
    }


def _verify_order(world: World, order: list[Match]) -> dict[str, Any]:
    """Each in turn, from the oldest on: the first request that fits comes after the one found before."""
    left = iter(list(world.journal.entries(newest_first=False)))
    found: list[str] = []
    for position, match in enumerate(order):
        entry = next((each for each in left if journaled.fits(match, each)), None)
        if entry is None:
            after = f" after {found[-1]}" if found else ""
            problem = f"no request{after} fits number {position + 1} of the order"
            near = _nearest(world, match)
            return {"verified": False, "count": len(found), "requests": found, "problem": problem, "nearest": near}
        found.append(entry.id)
    return {"verified": True, "count": len(found), "requests": found, "problem": None, "nearest": []}


def _nearest(world: World, match: Match) -> list[dict[str, Any]]:
    candidates = islice(world.journal.entries(), matching.CONSIDERED)
    return matching.nearest((entry.id, list(journaled.differences(match, entry))) for entry in candidates)


def wait(exchange: Exchange) -> object:
    query: WaitQuery = exchange.query
    match = query.match
    return waiting.for_rows(
        exchange,
        "requests",
        lambda world: [row(entry) for entry in _fitting(world, match)],
        lambda world: _nearest(world, match),
    )


def as_har(exchange: Exchange) -> object:
    """The requests that fit; of the webhook calls those of the vendor, or only those that the requests caused."""
    query: Filter = exchange.query
    entries = list(_fitting(exchange.world, query.match, newest_first=False))
    calls = (call for call in exchange.world.calls.values() if query.vendor in (None, call.provider))
    if query.model_dump(exclude={"vendor"}, exclude_none=True):
        caused = {number for each in entries for number in range(each.deliveries[0], each.deliveries[1] + 1)}
        calls = (call for call in calls if not caused.isdisjoint(call.deliveries))
    return har.document(entries, calls, exchange.services.version)


EXAMPLE = {"match": {"operation": "send", "body": {"subject": "Hello"}}, "count": 1}

ROWS = (
    Row(
        "GET",
        "/requests",
        "list requests",
        "The journal, newest first",
        listing,
        query=ListQuery,
        reply=shapes.Page[shapes.RequestRow],
    ),
    Row(
        "POST",
        "/requests/verify",
        "verify requests",
        "Count, order, none; with the nearest misses",
        verify,
        body=Verify,
        reply=shapes.Verified,
        example=EXAMPLE,
    ),
    Row(
        "GET",
        "/requests/wait",
        "wait for requests",
        "Wait until enough requests fit",
        wait,
        query=WaitQuery,
        waits=True,
        reply=shapes.Page[shapes.RequestRow],
        refusals=(408, 503),
    ),
    Row(
        "GET",
        "/requests/har",
        "export requests",
        "Requests and webhook calls as HAR 1.2",
        as_har,
        query=Filter,
        reply=shapes.Har,
    ),
    Row(
        "GET",
        "/requests/<id>",
        "show request",
        "One request with its answer and all it caused; credentials masked",
        show,
        reply=shapes.Request,
    ),
)
