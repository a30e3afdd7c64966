"""The words for what can happen to a delivery, and one step of a timeline."""

from dataclasses import dataclass
from datetime import timedelta

SENT = "sent"  # handed to the recipient's server
DEFERRED = "deferred"  # refused for now, will be tried again
DELIVERED = "delivered"
BOUNCED = "bounced"  # refused by the recipient's server
DROPPED = "dropped"  # never left the service
EXPIRED = "expired"  # validity ran out
CANCELLED = "cancelled"  # the client called it off
OPENED = "opened"
CLICKED = "clicked"
UNSUBSCRIBED = "unsubscribed"
COMPLAINED = "complained"

NAMES = (
    SENT,
    DEFERRED,
    DELIVERED,
    BOUNCED,
    DROPPED,
    EXPIRED,
    CANCELLED,
    OPENED,
    CLICKED,
    UNSUBSCRIBED,
    COMPLAINED,
)

FINAL = frozenset({DELIVERED, BOUNCED, DROPPED, EXPIRED, CANCELLED})
"""After one of these a vendor has something to report. A later final event replaces an earlier one."""

BY_READER = frozenset({OPENED, CLICKED, UNSUBSCRIBED, COMPLAINED})
"""What a person does with a delivered mail."""


@dataclass(frozen=True, slots=True)
class Step:
    """`name` happens `after` sending began; `detail` says why (a cause of `outcomes`, or a vendor's code)."""

    after: timedelta
    name: str
    detail: str = ""
