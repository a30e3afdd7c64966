"""One isolated world: its clock, agenda, mail, rules, limits, journal and webhooks, all behind one lock.

It knows providers only as `Behaviour`: functions it calls when something happens to their mail.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from ..store.memory import MemoryLog, MemoryTable
from .agenda import Agenda, Item
from .bounds import Counters, Settings
from .chance import Chance
from .claims import Claims
from .clock import Clock
from .faults import Faults
from .journal import Entry, Journal
from .ledger import Ledger
from .limits import Limit, Limiter
from .message import Delivery, Draft, Event, Message
from .outcomes import Outcome
from .rules import Candidate, Rules
from .texts import Texts
from .walking import Fired
from .webhooks import Attempt, Call


class Behaviour(Protocol):
    """What a world needs to know of a provider. Each is called with the world's lock held."""

    @property
    def new_state(self) -> Callable[[], Any]: ...
    @property
    def limits(self) -> tuple[Limit, ...]: ...
    @property
    def verdict(self) -> Callable[[World, Message, Delivery], Outcome | None]: ...
    @property
    def on_event(self) -> Callable[[World, Delivery, Event], None]: ...
    @property
    def on_appointment(self) -> Callable[[World, Item], None]: ...
    @property
    def on_call(self) -> Callable[[World, Call], None]: ...


def _by_id(delivery: Delivery) -> Iterable[str]:
    return (delivery.id,)


def _by_recipient(delivery: Delivery) -> Iterable[str]:
    lowered = delivery.recipient.lower()
    return (delivery.recipient if lowered == delivery.recipient else lowered,)  # one text rather than two


class World:
    """Everything one workspace remembers. Reset means a fresh one."""

    def __init__(
        self,
        name: str,
        behaviours: Mapping[str, Behaviour],
        *,
        clock: Clock,
        seed: str,
        claims: Claims,
        settings: Settings | None = None,
    ) -> None:
        self.name = name
        self.behaviours = behaviours
        self.clock = clock
        self.chance = Chance(seed)
        self.claims = claims
        self.settings = settings or Settings()
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.walking = threading.Lock()
        self.ended = False
        """Another world has taken this one's place (reset, import), or the workspace was dropped."""
        self.agenda = Agenda()
        self.rules = Rules(self.chance)
        self.faults = Faults()
        self.limits = Limiter(limit for each in behaviours.values() for limit in each.limits)
        self.journal = Journal(self.settings.max_journal)
        self.messages: MemoryTable[Message] = MemoryTable()
        self.deliveries: MemoryTable[Delivery] = MemoryTable({"id": _by_id, "recipient": _by_recipient})
        self.events: MemoryLog[Event] = MemoryLog()
        self.calls: MemoryTable[Call] = MemoryTable()
        self.ledgers = {name: Ledger() for name in behaviours}
        self.states: dict[str, Any] = {name: each.new_state() for name, each in behaviours.items()}
        self.counters = Counters()
        self._texts = Texts()
        self.last = {"message": 0, "delivery": 0, "event": 0, "call": 0}
        self.link_key = self.chance.mixed(12)
        """The beginning of every link id of this world, by which a server finds it."""

    # -- time ----------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def appoint(self, due: datetime, provider: str, what: str, key: str = "") -> int:
        """Put something on the agenda that `provider` wants to be told. Returns its number, for `cancel`."""
        return self.agenda.add(due, "appointment", provider, what, key).number

    def cancel(self, number: int) -> None:
        """Strike an appointment that has not been told yet."""
        self.agenda.cancel(number)

    # -- mail ----------------------------------------------------------------------------------

    def accept(self, draft: Draft) -> Message:
        """Remember what a client asked for; unless it waits for its time, begin sending."""
        now = self.now
        number = self._next("message")
        first = self.last["delivery"] + 1
        message = Message(
            number=number,
            provider=draft.provider,
            account=draft.account,
            accepted=now,
            sender=self._texts.once(draft.sender),
            subject=self._texts.once(draft.subject),
            group=draft.group,
            content=draft.content,
            tags=draft.tags,
            cause=draft.cause,
            begun=now if draft.begin else None,
            deliveries=(first, first + len(draft.recipients) - 1),
        )
        self.messages.put(number, message)
        for recipient in draft.recipients:
            delivery = Delivery(self._next("delivery"), recipient.id, number, recipient.address, recipient.values)
            if draft.begin:
                self._begin(message, delivery, now)
            else:
                self.deliveries.put(delivery.number, delivery)
        self.counters.messages += 1
        self.counters.content_bytes += len(draft.content)
        self._evict()
        self.changed.notify_all()
        return message

    def begin(self, message: Message) -> Message:
        """Start sending what waited: every delivery meets its outcome, and its first event goes on the agenda."""
        now = self.now
        message = replace(message, begun=now)
        self.messages.put(message.number, message)
        for delivery in self.deliveries_of(message):
            self._begin(message, delivery, now)
        self.changed.notify_all()
        return message

    def end(self, delivery: Delivery) -> None:
        """Nothing more of the timeline will happen (the delivery was called off)."""
        now = self.now
        past = tuple(step for at, step in delivery.happened(now) if step in delivery.timeline)
        self.deliveries.put(delivery.number, replace(delivery, timeline=past))

    def record(self, delivery: Delivery, name: str, detail: str = "", *, source: str, data: bytes = b"") -> Event:
        """Something happened now that was not in the timeline: a reader's click, a tester's wish, a call-off."""
        event = Event(self._next("event"), self.now, delivery.number, name, detail, source, data)
        current = self.deliveries.get(delivery.number) or delivery
        begun = current.begun or event.at
        delivery = replace(current, begun=begun, extra=(*current.extra, event))
        self.deliveries.put(delivery.number, delivery)
        self._happened(delivery, event)
        return event

    def deliveries_of(self, message: Message) -> list[Delivery]:
        first, last = message.deliveries
        found = (self.deliveries.get(number) for number in range(first, last + 1))
        return [delivery for delivery in found if delivery is not None]

    def message_of(self, delivery: Delivery) -> Message:
        message = self.messages.get(delivery.message)
        if message is None:
            raise LookupError(f"message {delivery.message} of delivery {delivery.number} was evicted")
        return message

    def state(self, provider: str) -> Any:
        """What a provider remembers in this world."""
        return self.states[provider]

    # -- webhooks ------------------------------------------------------------------------------

    def post(self, call: Call) -> Call:
        """Put a webhook call on the agenda, due now unless it says otherwise. Its number is given here."""
        call = replace(call, number=self._next("call"), due=call.due or self.now)
        self.calls.put(call.number, call)
        self._put_on_agenda(call)
        if len(self.calls) > self.settings.max_calls and (oldest := self.calls.oldest()):
            self.calls.remove(oldest[0])
            self.counters.evicted_calls += 1
        return call

    def begin_call(self, number: int) -> Call | None:
        call = self.calls.get(number)
        if call is None:
            return None
        call = replace(call, state="posting")
        self.calls.put(number, call)
        return call

    def end_call(self, number: int, attempt: Attempt) -> Call | None:
        """Record an attempt; a retry goes back on the agenda, an ended call is told to its provider."""
        call = self.calls.get(number)
        if call is None:  # evicted, or the world was reset while the call was away
            return None
        call = call.after(attempt, self.now)
        self.calls.put(number, call)
        if call.state == "waiting":
            self._put_on_agenda(call)
        else:
            self.behaviours[call.provider].on_call(self, call)
        self.changed.notify_all()
        return call

    def post_again(self, call: Call) -> None:
        """A call whose answer was lost with the world it left from is due once more, now."""
        call = replace(call, state="waiting", due=self.now)
        self.calls.put(call.number, call)
        self._put_on_agenda(call)

    # -- the agenda, carried out ---------------------------------------------------------------

    def perform(self, item: Item) -> tuple[Fired | None, int | None]:
        """Carry out one item taken off the agenda; the clock shows its due moment meanwhile.

        Returns its line in the ledger, and the number of a call that must now be posted by the shell.
        """
        if item.kind == "call":
            number = int(item.key)
            call = self.calls.get(number)
            if call is None or call.state != "waiting":
                return None, None
            return Fired(item.due, f"call {call.subject}", call.id), number
        shown = self.clock.hold(item.due)
        try:
            if item.kind == "event":
                return self._perform_step(item), None
            self.behaviours[item.provider].on_appointment(self, item)
            return Fired(item.due, f"{item.provider} {item.what}", item.key), None
        finally:
            self.clock.hold(shown)

    def _perform_step(self, item: Item) -> Fired | None:
        delivery = self.deliveries.get(int(item.key))
        if delivery is None or item.step >= len(delivery.timeline):
            return None
        step = delivery.timeline[item.step]
        event = Event(self._next("event"), item.due, delivery.number, step.name, step.detail)
        if item.step + 1 < len(delivery.timeline):
            self._schedule(item.provider, delivery, item.step + 1)
        self._happened(delivery, event)
        return Fired(item.due, step.name, f"dlv-{delivery.number}")

    # -- links ---------------------------------------------------------------------------------

    def link_id(self, purpose: str, delivery: int, extra: str = "") -> str:
        """An unguessable text that `read_link` of this world understands; made without remembering anything."""
        text = f"{delivery:x}.{extra}" if extra else f"{delivery:x}"
        return f"{self.link_key}-{text}-{self.chance.keyed(f'{purpose}|{text}', 16)}"

    def read_link(self, purpose: str, link: str) -> tuple[Delivery, str] | None:
        """The delivery and the extra text of a link made for this purpose; None for any other text."""
        key, _, rest = link.partition("-")
        text, _, mark = rest.rpartition("-")
        if key != self.link_key or not text or mark != self.chance.keyed(f"{purpose}|{text}", 16):
            return None
        number, _, extra = text.partition(".")
        delivery = self.deliveries.get(int(number, 16))
        return None if delivery is None else (delivery, extra)

    # -- inside --------------------------------------------------------------------------------

    def _next(self, kind: str) -> int:
        self.last[kind] += 1
        return self.last[kind]

    def _outcome(self, message: Message, delivery: Delivery) -> Outcome:
        verdict = self.behaviours[message.provider].verdict(self, message, delivery)
        if verdict is not None:
            return verdict
        return self.rules.outcome_for(
            Candidate(message.provider, message.account, message.sender, message.subject, delivery.recipient)
        )

    def _begin(self, message: Message, asked: Delivery, now: datetime) -> None:
        outcome = self._outcome(message, asked)
        number, script = asked.number, outcome.timeline
        # Spelled out, because `replace` takes three times as long.
        delivery = Delivery(
            number, asked.id, asked.message, asked.recipient, asked.values, now, outcome.name, script, asked.extra
        )
        self.deliveries.put(number, delivery)
        if script:
            self._schedule(message.provider, delivery, 0)

    def _schedule(self, provider: str, delivery: Delivery, step: int) -> None:
        begun = delivery.begun
        if begun is not None:
            due = begun + delivery.timeline[step].after
            self.agenda.add(due, "event", provider, delivery.timeline[step].name, str(delivery.number), step)

    def _happened(self, delivery: Delivery, event: Event) -> None:
        self.events.append(event.at, event)
        if len(self.events) > self.settings.max_events:
            # A tenth at once: dropping from the front of a list costs as much for one as for many.
            many = max(self.settings.max_events // 10, 1)
            self.events.drop_oldest(many)
            self.counters.evicted_events += many
        provider = self.message_of(delivery).provider
        self.behaviours[provider].on_event(self, delivery, event)
        self.changed.notify_all()

    def _put_on_agenda(self, call: Call) -> None:
        due = call.due or self.now
        self.agenda.add(due, "call", call.provider, call.subject, str(call.number))

    def _evict(self) -> None:
        settings = self.settings
        while len(self.messages) > 1 and (
            len(self.messages) > settings.max_messages or self.counters.content_bytes > settings.max_content_bytes
        ):
            oldest = self.messages.oldest()
            if oldest is None:
                return
            number, message = oldest
            self.messages.remove(number)
            for delivery in self.deliveries_of(message):
                self.deliveries.remove(delivery.number)
                self.ledgers[message.provider].forget_delivery(delivery.number)
            self.counters.evicted_messages += 1
            self.counters.content_bytes -= len(message.content)

    def open_entry(self, entry: Entry) -> None:
        """Give a journal entry its place. Its number was taken with `journal.next_number`."""
        self.journal.add(entry)
        self.changed.notify_all()
