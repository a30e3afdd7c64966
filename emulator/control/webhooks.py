"""Webhook calls: every attempt with request and answer, replay, and running the vendors' regular runs now."""

from dataclasses import replace
from typing import Any, Literal

from pydantic import Field

from ..mail.webhooks import Attempt, Call
from ..wire import paging, times
from .clock import line
from .row import Exchange, Model, Problem, Row, not_found


class ListQuery(Model):
    vendor: str | None = None
    state: Literal["waiting", "posting", "delivered", "failed"] | None = None
    url: str | None = None
    subject: str | None = None
    limit: int = Field(50, ge=1, le=1000)
    cursor: str | None = None


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


def listing(exchange: Exchange) -> object:
    query: ListQuery = exchange.query
    try:
        before = None if query.cursor is None else int(paging.read_cursor(query.cursor))
    except ValueError:
        raise Problem(422, "Unknown cursor", "use the `next` of the page before", "invalid-cursor") from None
    fitting = (
        call
        for call in exchange.world.calls.values(newest_first=True)
        if (before is None or call.number < before)
        and query.vendor in (None, call.provider)
        and query.state in (None, call.state)
        and (query.url is None or query.url in call.url)
        and (query.subject is None or query.subject in call.subject)
    )
    calls, cursor = paging.page(fitting, query.limit, lambda call: str(call.number))
    return {"results": [row(call) for call in calls], "next": cursor}


def call_of(exchange: Exchange) -> Call:
    name = exchange.path["id"]
    number = name.removeprefix("call-")
    call = exchange.world.calls.get(int(number)) if number.isdigit() else None
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
    Row("GET", "/webhooks", "list webhook calls", "Every call with its attempts", listing, query=ListQuery),
    Row("GET", "/webhooks/<id>", "show webhook call", "One call with the request as posted", show),
    Row("POST", "/webhooks/<id>/replay", "replay webhook call", "Post it once more", replay, waits=True, status=201),
    Row("POST", "/webhooks/run", "run webhooks", "Run now what runs once a minute", run, waits=True),
)
