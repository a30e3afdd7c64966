"""Shapes of captured mail: messages, events, reports, and figures about them."""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict

from .basic import Duration, Header, Time, open_ended

_From = TypedDict("_From", {"from": str})


@open_ended
class MessageRow(_From):
    """One mail to one recipient, with what its vendor says of it; `status` is the vendor's word."""

    id: str
    vendor: str
    vendor_id: str
    message: str
    group: str
    to: str
    subject: str
    accepted: Time
    begun: Time | None
    outcome: str
    event: str | None
    request: str | None
    status: str


class Recipients(TypedDict):
    to: list[str]
    cc: list[str]
    reply_to: list[str]


class Attachment(TypedDict):
    n: int
    filename: str
    content_type: str
    size: int
    content_id: str | None


class Happening(TypedDict):
    at: Time
    event: str
    detail: str


class Timeline(TypedDict):
    past: list[Happening]
    coming: list[Happening]


class Message(MessageRow):
    """One mail as one recipient gets it; `values` are the recipient's own."""

    values: Any
    text: str | None
    html: str | None
    headers: list[Header]
    recipients: Recipients
    attachments: list[Attachment]
    timeline: Timeline
    calls: list[str]


class Event(TypedDict):
    """`source` is `timeline`, or who made it happen."""

    id: str
    at: Time
    vendor: str
    message: str
    event: str
    detail: str | None
    source: str


class Report(TypedDict):
    """`taken` and `taken_by` say when and by which request it was read; null while it waits."""

    id: str
    vendor: str
    vendor_id: str
    message: str
    to: str
    event: str
    status: str
    available: Time
    taken: Time | None
    taken_by: str | None


class EventCounts(TypedDict):
    event: str
    total: int
    counts: list[int]


class Delays(TypedDict):
    """Deliveries that took no longer than `up_to`, and longer than the group before; null: longer than all."""

    up_to: Duration | None
    count: int


class Totals(TypedDict):
    messages: int
    events: int
    requests: int
    webhooks: int
    reports_waiting: int
    pending: int


class Statistics(TypedDict):
    """`complete` is false when there were more events than one answer looks at."""

    since: Time
    until: Time
    bucket: Duration
    events: list[EventCounts]
    delays: list[Delays]
    complete: bool
    totals: Totals
