"""The message filter made ready for very many deliveries: prepared once, judged as seldom as can be.

What concerns the message alone is judged once for all its deliveries, a sender or subject that many have once for all
of them, and the vendor's word for a state once for all deliveries with the same past.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from ..mail.message import Delivery, Message
from ..mail.patterns import is_literal
from .matching import holds

if TYPE_CHECKING:
    from .messages import Filter

Judge = Callable[[str], bool]
StatusOf = Callable[[Delivery, Message], str]
Subjects = Callable[[Message], Callable[[Delivery], str] | None]

REMEMBERED = 4096


def judge(wanted: str) -> Judge:
    """Whether a text holds what is wanted."""
    if wanted and not is_literal(wanted):
        return lambda text: holds(wanted, text)
    lowered = wanted.lower()
    return lambda text: lowered in text.lower()


class Sieve:
    """Lets the deliveries through that fit at `now`.

    `status_of` is the vendor's word for the state of one, `subjects` tells how each recipient's subject comes to be.
    """

    def __init__(self, query: Filter, now: datetime, status_of: StatusOf, subjects: Subjects) -> None:
        self._now = now
        self._subjects = subjects
        self._subject = None if query.subject is None else judge(query.subject)
        self._seen_subject = None if self._subject is None else lru_cache(REMEMBERED)(self._subject)
        self._checks = tuple(_checks(query))
        self._to = None if query.to is None else judge(query.to)
        self._text = None if query.text is None else judge(query.text)
        self._seen_text = None if self._text is None else lru_cache(REMEMBERED)(self._text)
        self._vendor_id = query.vendor_id
        self._any_status = query.status is None
        self._status = judge(query.status or "")
        self._status_of = status_of
        self._states: dict[tuple[str, int, int], bool] = {}
        self._message = 0
        self._fitting = self._text_fits = False
        self._own_subject: Callable[[Delivery], str] | None = None

    def lets(self, delivery: Delivery, message: Message) -> bool:
        """Whether the delivery fits."""
        if message.number != self._message:
            self._look_at(message)
        return (
            self._fitting
            and (self._to is None or self._to(delivery.recipient))
            and (self._text is None or self._text_fits or self._text(delivery.recipient) or self._own_text(delivery))
            and (self._own_subject is None or self._subject is None or self._subject(self._own_subject(delivery)))
            and self._vendor_id in (None, delivery.id)
            and (self._any_status or self._state_fits(delivery, message))
        )

    def _look_at(self, message: Message) -> None:
        self._message = message.number
        self._fitting = all(check(message) for check in self._checks)
        if not self._fitting:
            return
        asked = self._seen_text is not None or self._seen_subject is not None
        self._own_subject = self._subjects(message) if asked else None
        if self._own_subject is None and self._seen_subject is not None:
            self._fitting = self._seen_subject(message.subject)
        if (seen := self._seen_text) is not None:
            self._text_fits = seen(message.sender) or (self._own_subject is None and seen(message.subject))

    def _own_text(self, delivery: Delivery) -> bool:
        own = self._own_subject
        return own is not None and self._text is not None and self._text(own(delivery))

    def _state_fits(self, delivery: Delivery, message: Message) -> bool:
        if delivery.extra:
            return self._status(self._status_of(delivery, message))
        state = (message.provider, id(delivery.timeline), _due(delivery, self._now))
        fits = self._states.get(state)
        if fits is None:
            fits = self._states[state] = self._status(self._status_of(delivery, message))
        return fits


def _due(delivery: Delivery, now: datetime) -> int:
    """How many steps of the timeline have happened; -1 when sending has not begun."""
    if delivery.begun is None:
        return -1
    elapsed = now - delivery.begun
    return sum(step.after <= elapsed for step in delivery.timeline)


def _checks(query: Filter) -> Iterator[Callable[[Message], bool]]:
    """What is asked of the message itself."""
    if query.vendor is not None:
        yield lambda message: message.provider == query.vendor
    if query.group is not None:
        yield lambda message: message.group == query.group
    if query.request is not None:
        yield lambda message: message.cause == query.request
    if (since := query.since) is not None:
        yield lambda message: message.accepted >= since
    if (until := query.until) is not None:
        yield lambda message: message.accepted <= until
    if query.sender is not None:
        sender = lru_cache(REMEMBERED)(judge(query.sender))
        yield lambda message: sender(message.sender)
