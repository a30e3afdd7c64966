"""GET /email/1/reports and /email/4/reports: one queue, each report read once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from ....mail.ledger import Report
from ....mail.message import Delivery, Message, Tags
from ....wire.current import Answer, Current, json_answer
from .. import reading_lists, report_items
from ..errors import JSON_UTF8
from ..readings import Reading, reading
from ..state import State

NAME = "infobip"
WINDOW = timedelta(hours=48)

FILTERS = {
    "bulkId": "bulk",
    "messageId": "id",
    "campaignReferenceId": "campaign",
    "applicationId": "application",
    "entityId": "entity",
}

Item = Callable[..., dict[str, Any]]


def get_email_delivery_reports__v1(current: Current) -> Answer:
    return _reports(current, report_items.report_v1)


def get_email_delivery_reports(current: Current) -> Answer:
    return _reports(current, report_items.report_v4)


def _reports(current: Current, item: Item) -> Answer:
    """Filters narrow what is taken: only returned reports are consumed (*assumed*)."""
    world = current.world
    limit = reading_lists.limit(current.request)
    taken = world.ledgers[NAME].take(world.now, WINDOW, limit, _wanted(current), current.cause)
    state: State = world.state(NAME)
    channel = state.switches.channel
    rows = (_row(current, report) for report in taken)
    results = [item(*row, channel=channel) for row in rows if row is not None]
    return json_answer({"results": results}, content_type=JSON_UTF8)


def _wanted(current: Current) -> Tags:
    tags = [("account", current.account)]
    for name, tag in FILTERS.items():
        value = current.request.arg(name)
        if value:
            tags.append((tag, value))
    return tuple(tags)


def _row(current: Current, report: Report) -> tuple[Message, Delivery, Reading] | None:
    delivery = current.world.deliveries.get(report.delivery)
    if delivery is None:
        return None
    message = current.world.messages.get(delivery.message)
    return None if message is None else (message, delivery, reading(delivery, report.available))
