"""Webhook calls: every attempt with request and answer, replay, and running the vendors' regular runs now."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any, Literal

from pydantic import Field

from ..mail.webhooks import Attempt, Call
from ..mail.world import World
from ..wire import times
from . import matching, pages, shapes, waiting
from .clock import line
from .matching import Difference, Wanted
from .row import Exchange, Model, Row, not_found, number_in


class Filter(Model):
    """All given criteria must hold; `url` and `subject` are parts, globs or, behind `re:`, regular expressions."""

    vendor: str | None = None
    state: Literal["waiting", "posting", "delivered", "failed", "refused"] | None = None
    url: Wanted | None = None
    subject: Wanted | None = None
    message: str | None = Field(None, description="only about this delivery, such as dlv-7")


class ListQuery(Filter, pages.Page):
    pass


class WaitQuery(Filter, waiting.Wait):
    ended: bool = Field(False, description="only calls that were delivered or given up")


def row(call: Call) -> dict[str, Any]:
    return {
        "id": call.id,
        "vendor": call.provider,
        "account": call.account,
        "subject": call.subject,
        "url": call.url,
        "state": call.state,
        "created": times.iso(call.created),
        "due": None if call.due is None else times.iso(call.due),
        "attempts": [_attempt(each) for each in call.attempts],
        "retries_left": max(len(call.plan.pauses) + 1 - len(call.attempts), 0) if call.state == "waiting" else 0,
        "messages": [f"dlv-{number}" for number in call.deliveries[:1000]],
        "events": [f"evt-{number}" for number in call.events[:1000]],
        "replay_of": call.replay_of or None,
    }


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "at": times.iso(attempt.at),
        "status": attempt.status or None,
        "error": attempt.error or None,
        "milliseconds": attempt.milliseconds,
        "headers": [{"name": name, "value": value} for name, value in attempt.headers],
        "body": attempt.body.decode("utf-8", "replace"),
    }


def _differences(query: Filter, call: Call) -> Iterator[Difference]:
    yield from matching.exact("vendor", query.vendor, call.provider)
    yield from matching.exact("state", query.state, call.state)
    yield from matching.text("url", query.url, call.url)
    yield from matching.text("subject", query.subject, call.subject)
    if query.message is not None and not any(query.message == f"dlv-{number}" for number in call.deliveries):
        yield Difference("message", query.message, [f"dlv-{number}" for number in call.deliveries[:20]])
    if isinstance(query, WaitQuery) and query.ended and call.state in ("waiting", "posting"):
        yield Difference("ended", True, call.state)


def _fitting(world: World, query: Filter) -> Iterator[Call]:
    for call in world.calls.values(newest_first=True):
        if next(_differences(query, call), None) is None:
            yield call


def listing(exchange: Exchange) -> object:
    query: ListQuery = exchange.query
    before = query.before
    fitting = (row(call) for call in _fitting(exchange.world, query) if before is None or call.number < before)
    return pages.page(fitting, query, pages.number)


def _nearest(world: World, query: Filter) -> list[dict[str, Any]]:
    candidates = islice(world.calls.values(newest_first=True), matching.CONSIDERED)
    return matching.nearest((call.id, list(_differences(query, call))) for call in candidates)


def wait(exchange: Exchange) -> object:
    query: WaitQuery = exchange.query
    return waiting.for_rows(
        exchange,
        "webhook calls",
        lambda world: [row(call) for call in _fitting(world, query)],
        lambda world: _nearest(world, query),
    )


def call_of(exchange: Exchange) -> Call:
    name = exchange.path["id"]
    call = exchange.world.calls.get(number_in(name, "call-"))
    if call is None:
        raise not_found("webhook call", name, "webhooks")
    return call


def show(exchange: Exchange) -> object:
    call = call_of(exchange)
    return {
        **row(call),
        "request": {
            "method": "POST",
            "headers": [
                {"name": name, "value": value} for name, value in (("Content-Type", call.content_type), *call.headers)
            ],
            "body": call.body.decode("utf-8", "replace"),
        },
    }


def replay(exchange: Exchange) -> object:
    """Post the same request once more, now, as a call of its own without retries."""
    call = call_of(exchange)
    world = exchange.world
    again = replace(
        call,
        number=0,
        state="waiting",
        attempts=(),
        created=world.now,
        due=world.now,
        replay_of=call.id,
        plan=replace(call.plan, pauses=()),
    )
    with world.lock:
        posted = world.post(again)
        exchange.services.post_office.catch_up(world)
    exchange.services.post_office.settle(world, call.plan.deadline + 1)
    with world.lock:
        return row(world.calls.get(posted.number) or posted)


def run(exchange: Exchange) -> object:
    """What the vendors do once a minute or later, now: regular runs, and the calls that are due."""
    world = exchange.world
    with world.lock:
        exchange.services.post_office.catch_up(world)
        for provider in exchange.services.providers.values():
            if provider.due_soon is not None:
                provider.due_soon(world)
        fired = exchange.services.post_office.catch_up(world)
    settled = exchange.services.post_office.settle(world, 15)
    return {"fired": [line(each) for each in fired], "settled": settled}


ROWS = (
    Row(
        "GET",
        "/webhooks",
        "list webhook calls",
        "Every call with its attempts, newest first",
        listing,
        query=ListQuery,
        reply=shapes.Page[shapes.Call],
    ),
    Row(
        "GET",
        "/webhooks/wait",
        "wait for webhook calls",
        "Wait until enough calls fit",
        wait,
        query=WaitQuery,
        waits=True,
        reply=shapes.Page[shapes.Call],
        refusals=(408, 503),
    ),
    Row(
        "POST",
        "/webhooks/run",
        "run webhooks",
        "Run now what runs once a minute",
        run,
        waits=True,
        reply=shapes.RunNow,
    ),
    Row("GET", "/webhooks/<id>", "show webhook call", "One call as it was posted", show, reply=shapes.WholeCall),
    Row(
        "POST",
        "/webhooks/<id>/replay",
        "replay webhook call",
        "Post it once more",
        replay,
        waits=True,
        status=201,
        reply=shapes.Call,
    ),
)
