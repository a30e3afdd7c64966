"""Lists over what a world recorded: requests, events, read-once reports."""

from typing import Any

from pydantic import Field

from ..mail.journal import Entry
from ..mail.ledger import Report
from ..mail.message import Event
from ..mail.world import World
from ..wire import paging, times
from .clock import Moment
from .row import Exchange, Model, Problem, Row, not_found


class Page(Model):
    limit: int = Field(50, ge=1, le=1000)
    cursor: str | None = None

    @property
    def before(self) -> int | None:
        """The number the page ends before."""
        if self.cursor is None:
            return None
        try:
            return int(paging.read_cursor(self.cursor))
        except ValueError:
            raise Problem(422, "Unknown cursor", "use the `next` of the page before", "invalid-cursor") from None


class RequestQuery(Page):
    vendor: str | None = None
    operation: str | None = None
    method: str | None = None
    path: str | None = None
    status: int | None = None
    failed: bool | None = Field(None, description="only bugs of the emulator, or everything else")


class EventQuery(Page):
    vendor: str | None = None
    name: str | None = None
    since: Moment | None = None
    until: Moment | None = None


class ReportQuery(Page):
    vendor: str | None = None
    taken: bool | None = None


def entry_row(entry: Entry) -> dict[str, Any]:
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
        "status": entry.status,
        "refusal": entry.refusal or None,
        "fault": entry.fault or None,
        "failed": bool(entry.error),
        "milliseconds": round(entry.milliseconds, 3),
        "messages": [f"dlv-{number}" for number in range(first, min(last, first + 999) + 1)],
    }


def requests(exchange: Exchange) -> object:
    query: RequestQuery = exchange.query
    before = query.before
    fitting = (
        entry
        for entry in exchange.world.journal.entries()
        if (before is None or entry.number < before)
        and query.vendor in (None, entry.provider)
        and query.operation in (None, entry.operation)
        and query.method in (None, entry.method)
        and (query.path is None or query.path in entry.path)
        and query.status in (None, entry.status)
        and (query.failed is None or query.failed == bool(entry.error))
    )
    entries, cursor = paging.page(fitting, query.limit, lambda entry: str(entry.number))
    return {"results": [entry_row(entry) for entry in entries], "next": cursor}


def request(exchange: Exchange) -> object:
    name = exchange.path["id"]
    number = name.removeprefix("req-")
    entry = exchange.world.journal.get(int(number)) if number.isdigit() else None
    if entry is None:
        raise not_found("request", name, "requests")
    return {
        **entry_row(entry),
        "headers": [{"name": name, "value": value} for name, value in entry.headers],
        "body": entry.body.decode("utf-8", "replace"),
        "answer": {
            "headers": [{"name": name, "value": value} for name, value in entry.answer_headers],
            "body": entry.answer_body.decode("utf-8", "replace"),
        },
        "error": entry.error or None,
    }


def event_row(event: Event, vendor: str) -> dict[str, Any]:
    return {
        "id": event.id,
        "at": times.iso(event.at),
        "vendor": vendor,
        "message": f"dlv-{event.delivery}",
        "event": event.name,
        "detail": event.detail or None,
        "source": event.source,
    }


def events(exchange: Exchange) -> object:
    query: EventQuery = exchange.query
    world = exchange.world
    before = query.before
    fitting = (
        event_row(event, vendor)
        for event in reversed(list(world.events.between(query.since, query.until)))
        for vendor in [_vendor(world, event)]
        if (before is None or event.number < before)
        and query.name in (None, event.name)
        and query.vendor in (None, vendor)
    )
    rows, cursor = paging.page(fitting, query.limit, lambda each: str(each["id"])[4:])
    return {"results": rows, "next": cursor}


def _vendor(world: World, event: Event) -> str:
    delivery = world.deliveries.get(event.delivery)
    message = None if delivery is None else world.messages.get(delivery.message)
    return "" if message is None else message.provider


def report_row(vendor: str, report: Report) -> dict[str, Any]:
    return {
        "id": f"{vendor}:{report.id}",
        "vendor": vendor,
        "message": f"dlv-{report.delivery}",
        "event": f"evt-{report.event}",
        "available": times.iso(report.available),
        "taken": None if report.taken is None else times.iso(report.taken),
        "taken_by": report.taken_by or None,
    }


def reports(exchange: Exchange) -> object:
    query: ReportQuery = exchange.query
    before = query.before
    found = [
        report_row(vendor, report)
        for vendor, ledger in exchange.world.ledgers.items()
        if query.vendor in (None, vendor)
        for report in ledger.reports()
        if query.taken in (None, report.taken is not None) and (before is None or report.number < before)
    ]
    rows, cursor = paging.page(found, query.limit, lambda each: str(each["id"]).rpartition("-")[2])
    return {"results": rows, "next": cursor}


def restore(exchange: Exchange) -> object:
    name = exchange.path["id"]
    vendor, _, number = name.rpartition(":rep-")
    ledger = exchange.world.ledgers.get(vendor)
    if ledger is None or not number.isdigit() or ledger.get(int(number)) is None:
        raise not_found("report", name, "reports")
    return report_row(vendor, ledger.restore(int(number)))


ROWS = (
    Row("GET", "/requests", "list requests", "The journal, newest first", requests, query=RequestQuery),
    Row("GET", "/requests/<id>", "show request", "One request with its answer, credentials masked", request),
    Row("GET", "/events", "list events", "One timeline over everything, newest first", events, query=EventQuery),
    Row("GET", "/reports", "list reports", "The read-once ledger, newest first", reports, query=ReportQuery),
    Row("POST", "/reports/<id>/restore", "restore report", "Put a taken report back", restore),
)
