"""The records of mail: what a client asked for, one copy to one recipient, and what happened to it."""

from dataclasses import dataclass
from datetime import datetime

from .events import Step

Tags = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Message:
    """What a client asked for, kept whole.

    `content` is the provider's own compact JSON, decoded only when a page needs it.
    `tags` are the (name, value) pairs a provider's filters ask for, such as ("bulk", "b1").
    `begun` is the moment sending started; None while it is scheduled.
    """

    number: int
    provider: str
    account: str
    accepted: datetime
    sender: str
    subject: str
    group: str
    content: bytes
    tags: Tags = ()
    cause: str = ""
    begun: datetime | None = None
    deliveries: tuple[int, int] = (0, -1)  # first and last number, both included

    @property
    def id(self) -> str:
        return f"msg-{self.number}"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a delivery. `detail` is its cause, `data` the provider's compact JSON."""

    number: int
    at: datetime
    delivery: int
    name: str
    detail: str = ""
    source: str = "timeline"
    data: bytes = b""

    @property
    def id(self) -> str:
        return f"evt-{self.number}"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one recipient. Its state is computed from `timeline`, `begun`, `extra` and now."""

    number: int
    id: str
    message: int
    recipient: str
    values: bytes = b""
    begun: datetime | None = None
    outcome: str = ""
    timeline: tuple[Step, ...] = ()
    extra: tuple[Event, ...] = ()

    def happened(self, now: datetime) -> list[tuple[datetime, Step]]:
        """The steps of the timeline that are due, and the events added by hand, in order of time."""
        if self.begun is None:
            return []
        begun = self.begun
        past = [(begun + step.after, step) for step in self.timeline if begun + step.after <= now]
        if self.extra:
            past += [(event.at, Step(event.at - begun, event.name, event.detail)) for event in self.extra]
            past.sort(key=lambda pair: pair[0])
        return past

    def coming(self, now: datetime) -> list[tuple[datetime, Step]]:
        """The steps still to come."""
        if self.begun is None:
            return []
        begun = self.begun
        return [(begun + step.after, step) for step in self.timeline if begun + step.after > now]


@dataclass(frozen=True, slots=True)
class Recipient:
    """One recipient of a draft: the vendor's id for the delivery, the address, and values for it alone."""

    id: str
    address: str
    values: bytes = b""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a provider hands the world to accept. With `begin` False the provider begins it later."""

    provider: str
    account: str
    sender: str
    subject: str
    group: str
    content: bytes
    recipients: tuple[Recipient, ...]
    tags: Tags = ()
    cause: str = ""
    begin: bool = True
