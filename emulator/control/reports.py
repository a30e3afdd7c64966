"""The read-once ledger: what waits to be read, what was read by which request, and putting it back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import Field

from ..mail.ledger import Report
from ..wire import times
from . import pages, shapes
from .row import Exchange, Model, Problem, Row, not_found


class ListQuery(pages.Page):
    vendor: str | None = None
    taken: bool | None = Field(None, description="false: what a read would still give, without reading it")
    taken_by: str | None = Field(None, description="only what this request took, such as req-7")
    message: str | None = Field(None, description="only of this delivery, such as dlv-7")


class Restore(Model):
    """Which of the taken reports are put back; all that are given must hold."""

    vendor: str | None = None
    taken_by: str | None = Field(None, description="what this request took, such as req-7")


def row(exchange: Exchange, vendor: str, report: Report) -> dict[str, Any]:
    world = exchange.world
    delivery = world.deliveries.get(report.delivery)
    status = ""
    if delivery is not None:
        status = str(exchange.services.providers[vendor].describe(world, delivery, world.now)["status"])
    return {
        "id": f"{vendor}:{report.id}",
        "vendor": vendor,
        "vendor_id": "" if delivery is None else delivery.id,
        "message": f"dlv-{report.delivery}",
        "to": "" if delivery is None else delivery.recipient,
        "event": f"evt-{report.event}",
        "status": status,
        "available": times.iso(report.available),
        "taken": None if report.taken is None else times.iso(report.taken),
        "taken_by": report.taken_by or None,
    }


def _reports(exchange: Exchange, query: ListQuery) -> Iterator[dict[str, Any]]:
    """Vendor by vendor, newest first; after the row where the page before ended."""
    after_vendor, _, after_number = (query.after or "").rpartition(":")
    if query.after is not None and after_vendor not in exchange.world.ledgers:
        raise pages.unknown_cursor()
    going = query.after is None
    last = 0 if going else pages.read_number(after_number)
    for vendor, ledger in exchange.world.ledgers.items():
        here = vendor == after_vendor
        if not (going or here):
            continue
        for report in ledger.reports() if query.vendor in (None, vendor) else ():
            if (
                (going or report.number < last)
                and query.taken in (None, report.taken is not None)
                and query.taken_by in (None, report.taken_by)
                and query.message in (None, f"dlv-{report.delivery}")
            ):
                yield row(exchange, vendor, report)
        going = True


def listing(exchange: Exchange) -> object:
    query: ListQuery = exchange.query
    return pages.page(
        _reports(exchange, query), query, lambda each: f"{each['vendor']}:{str(each['id']).rpartition('-')[2]}"
    )


def restore(exchange: Exchange) -> object:
    name = exchange.path["id"]
    vendor, _, number = name.rpartition(":rep-")
    ledger = exchange.world.ledgers.get(vendor)
    report = ledger.get(int(number)) if ledger is not None and number.isdecimal() and len(number) < 12 else None
    if ledger is None or report is None:
        raise not_found("report", name, "reports")
    if report.taken_by == "superseded":
        detail = "a later event of the same delivery replaced this report; restore the later one"
        raise Problem(409, "Superseded", detail, "superseded")
    return row(exchange, vendor, ledger.restore(report.number))


def restore_many(exchange: Exchange) -> object:
    body: Restore = exchange.body
    restored = []
    for vendor, ledger in exchange.world.ledgers.items():
        if body.vendor not in (None, vendor):
            continue
        for report in list(ledger.reports(newest_first=False)):
            taken = report.taken is not None and report.taken_by != "superseded"
            if taken and body.taken_by in (None, report.taken_by):
                restored.append(row(exchange, vendor, ledger.restore(report.number)))
    return {"results": restored, "next": None}


ROWS = (
    Row(
        "GET",
        "/reports",
        "list reports",
        "The read-once ledger, newest first; looking takes nothing",
        listing,
        query=ListQuery,
        reply=shapes.Page[shapes.Report],
    ),
    Row(
        "POST",
        "/reports/restore",
        "restore reports",
        "Put back all taken reports, or what one request took",
        restore_many,
        body=Restore,
        reply=shapes.Page[shapes.Report],
        example={"taken_by": "req-7"},
    ),
    Row(
        "POST",
        "/reports/<id>/restore",
        "restore report",
        "Put a taken report back",
        restore,
        reply=shapes.Report,
        refusals=(409,),
    ),
)
