"""Subscriptions of channel EMAIL: which events go where, when the message itself names no address.

Subscriptions, profiles, security settings and certificates of an account are kept apart and refer to each other by id.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .content import Content
    from .state import State

CHANNEL = "EMAIL"

DELIVERY = "DELIVERY"
EVENTS = (
    "CLICK",
    "COMPLAINT",
    DELIVERY,
    "HIGH_BOUNCE_RATE_BLOCKED",
    "HIGH_BOUNCE_RATE_WARNING",
    "LATE_BOUNCE",
    "OPEN",
    "UNSUBSCRIBE",
)
"""*Documented* for this channel."""

OF_NOTIFICATION = {
    "OPENED": "OPEN",
    "CLICKED": "CLICK",
    "UNSUBSCRIBED": "UNSUBSCRIBE",
    "COMPLAINED": "COMPLAINT",
    "LATE_BOUNCE": "LATE_BOUNCE",
}
"""The event of a subscription that covers a notification's type."""

ALGORITHMS = {
    "HMAC_MD5": "md5",
    "HMAC_SHA_1": "sha1",
    "HMAC_SHA_224": "sha224",
    "HMAC_SHA_256": "sha256",
    "HMAC_SHA_384": "sha384",
    "HMAC_SHA_512": "sha512",
}


@dataclass(frozen=True, slots=True)
class Security:
    """How a push shows who it is from. `type` is BASIC, HMAC, OAUTH or CUSTOM; the last two send nothing."""

    id: str
    type: str
    credentials: dict[str, str]


@dataclass(frozen=True, slots=True)
class Profile:
    """Where and how pushes go. `settings` are the published ones but for `security`, as they were given."""

    id: str
    settings: dict[str, Any]
    security: str = ""

    @property
    def url(self) -> str:
        return str(self.settings.get("webhook", {}).get("notifyUrl", ""))


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the service would present to a receiver. The emulator keeps what it says of itself and never presents it."""

    id: str
    issued_by: str
    issued_to: str
    valid_from: datetime
    valid_until: datetime
    serial_number: str


@dataclass(frozen=True, slots=True)
class Subscription:
    """`settings` are events, name, criteria, resources and users as they were given."""

    id: str
    profile: str
    settings: dict[str, Any]

    def covers(self, event: str, mail: Content, sender: str) -> bool:
        """Whether an event of a mail is told. No criteria or resources match every mail (*assumed*)."""
        settings = self.settings
        if event not in settings["events"]:
            return False
        if (resources := settings.get("resources")) and sender not in resources:
            return False
        criteria = settings.get("criteria")
        return not criteria or any(_fits(pair, mail) for pair in criteria)


@dataclass(slots=True)
class Subscriber:
    """What one account has subscribed to, everything by id, the newest last."""

    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    profiles: dict[str, Profile] = field(default_factory=dict)
    securities: dict[str, Security] = field(default_factory=dict)
    certificates: dict[str, Certificate] = field(default_factory=dict)


def of_account(state: State, account: str) -> Subscriber:
    return state.subscribers.setdefault(account, Subscriber())


def covering(state: State, account: str, event: str, mail: Content, sender: str) -> list[Subscription]:
    """The account's subscriptions that want to know."""
    subscriber = state.subscribers.get(account)
    if subscriber is None:
        return []
    return [each for each in subscriber.subscriptions.values() if each.covers(event, mail, sender)]


def _fits(pair: dict[str, str], mail: Content) -> bool:
    """A pair may name only one of the two (*documented*)."""
    return pair.get("applicationId") in (None, mail.get("application")) and pair.get("entityId") in (
        None,
        mail.get("entity"),
    )
