"""Named scripts of events. A rule chooses one for each delivery; the address can ask for one by itself.

All times and most names are ours (*assumed*); the names `bounce`, `dropped`, `late-bounce`, `reversed`, `slow` and
their times are the specification's defaults for tests. Vendors translate events and causes into their own words.
"""

from dataclasses import dataclass
from datetime import timedelta

from . import events
from .events import Step


@dataclass(frozen=True, slots=True)
class Outcome:
    name: str
    timeline: tuple[Step, ...]
    summary: str


def _script(name: str, summary: str, *steps: tuple[float, str] | tuple[float, str, str]) -> Outcome:
    return Outcome(name, tuple(Step(timedelta(seconds=s[0]), *s[1:]) for s in steps), summary)


_SENT = (0.0, events.SENT)
_DELIVERED = (2.0, events.DELIVERED)

OUTCOMES: dict[str, Outcome] = {
    outcome.name: outcome
    for outcome in (
        _script("delivered", "sent, delivered after 2 s", _SENT, _DELIVERED),
        _script("bounce", "refused for good after 5 s", _SENT, (5, events.BOUNCED, "hard_bounce")),
        _script(
            "soft-bounce",
            "deferred after 5 s, given up after 65 s",
            _SENT,
            (5, events.DEFERRED, "soft_bounce"),
            (65, events.BOUNCED, "soft_bounce"),
        ),
        _script("unknown", "mailbox does not exist", _SENT, (5, events.BOUNCED, "unknown_mailbox")),
        _script("full", "mailbox is full", _SENT, (5, events.BOUNCED, "mailbox_full")),
        _script("no-mx", "domain has no mail server", _SENT, (5, events.BOUNCED, "no_mx")),
        _script("spam", "refused as spam", _SENT, (5, events.BOUNCED, "spam")),
        _script("policy", "refused by the provider's policy", _SENT, (5, events.BOUNCED, "policy")),
        _script("blocked", "sender is on a blocklist", _SENT, (5, events.BOUNCED, "blocked")),
        _script("dropped", "not sent at all", (0, events.DROPPED, "excluded")),
        _script("rejected", "request found invalid", (0, events.DROPPED, "invalid_request")),
        _script("internal-error", "the service failed", (2, events.DROPPED, "internal")),
        _script(
            "late-bounce",
            "delivered, bounced after 2 min",
            _SENT,
            _DELIVERED,
            (120, events.BOUNCED, "late_bounce"),
        ),
        _script(
            "reversed",
            "bounced after 2 s, delivered after 5 s",
            _SENT,
            (2, events.BOUNCED, "soft_bounce"),
            (5, events.DELIVERED),
        ),
        _script("slow", "delivered after 80 s", _SENT, (80, events.DELIVERED)),
        _script("pending", "sent, nothing more is ever heard", _SENT),
        _script("expired", "validity runs out after 48 h", _SENT, (48 * 3600, events.EXPIRED, "validity")),
        _script("opened", "opened after 30 s", _SENT, _DELIVERED, (30, events.OPENED)),
        _script(
            "clicked",
            "opened, first link clicked after 40 s",
            _SENT,
            _DELIVERED,
            (30, events.OPENED),
            (40, events.CLICKED),
        ),
        _script(
            "unsubscribed",
            "opened, unsubscribed after 60 s",
            _SENT,
            _DELIVERED,
            (30, events.OPENED),
            (60, events.UNSUBSCRIBED),
        ),
        _script("complaint", "reported as spam after 60 s", _SENT, _DELIVERED, (60, events.COMPLAINED)),
    )
}

DELIVERED = OUTCOMES["delivered"]


def dropped(detail: str) -> Outcome:
    """Not sent at all, for a reason the vendor knows."""
    return Outcome("dropped", (Step(timedelta(), events.DROPPED, detail),), f"not sent: {detail}")
