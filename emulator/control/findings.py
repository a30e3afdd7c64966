"""What works here and would hurt in production, with the records it rests on."""

from typing import Any

from ..mail.checks import GENERAL
from ..mail.findings import Check, Finding, Severity, found
from . import pages, shapes
from .row import Exchange, Row, Services

SHOWN = 50
"""Places that are listed of one finding, the newest; all are counted."""


class ListQuery(pages.Part):
    vendor: str | None = None
    severity: Severity | None = None
    check: str | None = None


def checks(services: Services) -> tuple[Check, ...]:
    """The checks for every service, and those the services add."""
    return (*GENERAL, *(check for provider in services.providers.values() for check in provider.checks))


def row(finding: Finding) -> dict[str, Any]:
    check, places = finding.check, finding.places
    newest = places[-SHOWN:]
    return {
        "id": check.id,
        "vendor": check.vendor or None,
        "severity": check.severity,
        "title": check.title,
        "sentence": check.sentence,
        "count": len(places),
        "seen": list(dict.fromkeys(place.seen for place in newest)),
        "requests": [place.request for place in newest if place.request],
        "calls": [place.call for place in newest if place.call],
        "rules": [place.rule for place in newest if place.rule],
        "source": check.link or None,
    }


def listing(exchange: Exchange) -> object:
    query: ListQuery = exchange.query
    wanted = [
        check
        for check in checks(exchange.services)
        if query.vendor in (None, check.vendor)
        and query.severity in (None, check.severity)
        and query.check in (None, check.id)
    ]
    return pages.part((row(each) for each in found(exchange.world, wanted)), query)


def listing_checks(exchange: Exchange) -> object:
    rows = [
        {"id": each.id, "vendor": each.vendor or None, "severity": each.severity, "title": each.title}
        | {"sentence": each.sentence, "source": each.link or None}
        for each in checks(exchange.services)
    ]
    return pages.part(rows, exchange.query)


ROWS = (
    Row(
        "GET",
        "/findings",
        "list findings",
        "What would hurt in production",
        listing,
        query=ListQuery,
        reply=shapes.Page[shapes.Finding],
    ),
    Row(
        "GET",
        "/findings/checks",
        "list checks",
        "Everything that is looked for",
        listing_checks,
        query=pages.Part,
        reply=shapes.Page[shapes.CheckRow],
    ),
)
