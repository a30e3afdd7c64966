"""What a delivery's timeline says at a moment, in Infobip's numbers."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from ...mail import events
from ...mail.message import Delivery
from . import statuses


class Reading(NamedTuple):
    """`done` is when the status became final; None while it is pending. `final` names the event that made it so."""

    status: int
    error: int
    sent: datetime | None
    done: datetime | None
    attempts: int
    final: str = ""

    @property
    def group(self) -> str:
        return statuses.group_name(self.status)


Change = tuple[datetime, str, tuple[int, int]]


def reading(delivery: Delivery, at: datetime) -> Reading:
    """The state of a delivery at `at`."""
    return _read(delivery, _changes(delivery, at))


def readings(delivery: Delivery, at: datetime) -> tuple[Reading, Reading | None]:
    """The state at `at`, and the one before its latest change; None when nothing had happened before."""
    changes = _changes(delivery, at)
    return _read(delivery, changes), _read(delivery, changes[:-1]) if len(changes) > 1 else None


def _changes(delivery: Delivery, at: datetime) -> list[Change]:
    return [
        (moment, step.name, pair)
        for moment, step in delivery.happened(at)
        if (pair := statuses.meaning(step.name, step.detail)) is not None
    ]


def _read(delivery: Delivery, changes: list[Change]) -> Reading:
    if not changes:
        waiting = statuses.ACCEPTED if delivery.begun is not None else statuses.TIME_VIOLATION
        return Reading(waiting, statuses.NO_ERROR, delivery.begun, None, 0)
    moment, name, (status, error) = changes[-1]
    attempts = 1
    for change in changes:
        if change[1] == events.DEFERRED:
            attempts += 1
    if name in events.FINAL:
        return Reading(status, error, delivery.begun, moment, attempts, name)
    return Reading(status, error, delivery.begun, None, attempts)


SMTP = {
    0: "250 2.0.0 OK",
    6006: "550 5.1.1 unknown mailbox",
    6007: "450 4.2.1 mailbox temporarily unavailable",
    6009: "550 5.2.1 mailbox disabled",
    6010: "452 4.2.2 mailbox full",
    6011: "421 4.3.0 try again later",
    6012: "550 5.1.1 unknown mailbox",
    6017: "554 5.7.1 sending address is blocked",
    6037: "550 5.1.2 domain has no mail server",
    6042: "554 5.7.1 message looks like spam",
    6043: "554 5.7.1 suspicious content",
    6044: "554 5.7.1 poor reputation of the sender",
    6045: "550 5.7.1 refused by policy",
    6046: "450 4.7.1 unsolicited mail",
    6047: "550 5.7.26 sender is not authenticated",
    6048: "550 5.7.1 DMARC policy of the sender's domain",
    6049: "554 5.7.1 sender's domain is blocked",
}
"""What the recipient's server said. *Assumed*, but for the form."""


def first_attempt(delivery: Delivery) -> int:
    """Milliseconds until the first attempt: invented, the same for a delivery each time it is asked."""
    return 120 + delivery.number * 37 % 211
