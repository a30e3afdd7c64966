"""Subscribers (読者) of a plan: add, modify, unsubscribe, find. One address is in a plan once, whatever its case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ...wire import refusals
from ...wire.refusals import Refusal
from . import blacklist, ids, times
from .errors import REFUSED_BY_OWNER, REGISTERED, UNKNOWN_SUBSCRIBER
from .state import ACTIVE, FREE_ITEMS, LEFT, Plan, Standing, State, Subscriber, state_of

if TYPE_CHECKING:
    from ...mail.world import World

ROUTE = "API"
"""`form_id` when none is given; the value of the manual's sample."""


def add(world: World, plan: Plan, values: Mapping[str, str]) -> Subscriber:
    """A new subscriber, active at once. Raises Refusal(REGISTERED, REFUSED_BY_OWNER)."""
    state = state_of(world)
    _refuse_taken(state, plan, values["mail"])
    return _enter(state, plan, values, times.write(world.now))


def modify(world: World, plan: Plan, mail: str, values: Mapping[str, str]) -> Subscriber:
    """Change what is given. A changed address keeps the record. Raises Refusal."""
    state = state_of(world)
    before = present(state, plan, mail)
    new_mail = values.get("mail", before.mail)
    if new_mail.lower() != before.mail.lower():
        _refuse_taken(state, plan, new_mail)
        roll = state.rolls[plan.hash]
        del roll.present[before.mail.lower()]
        roll.present[new_mail.lower()] = before.number
    return _keep(state, _with(before, values))


def unsubscribe(world: World, plan: Plan, mail: str) -> Subscriber:
    """The record stays and is no longer a subscriber. Raises Refusal(UNKNOWN_SUBSCRIBER)."""
    state = state_of(world)
    leaving = present(state, plan, mail)
    del state.rolls[plan.hash].present[leaving.mail.lower()]
    return _keep(state, replace(leaving, standing=LEFT))


def set_standing(world: World, subscriber: Subscriber, standing: Standing) -> Subscriber:
    """Stop sending to a subscriber, or send again. Raises Refusal for one who left."""
    state = state_of(world)
    if subscriber.standing == LEFT:
        raise Refusal(UNKNOWN_SUBSCRIBER)
    if standing == LEFT:
        return unsubscribe(world, state.plans[subscriber.plan], subscriber.mail)
    if standing == ACTIVE:
        state.bounces.pop(subscriber.number, None)
    return _keep(state, replace(subscriber, standing=standing))


def import_all(world: World, plan: Plan, rows: Iterable[Mapping[str, str]]) -> tuple[list[Subscriber], int]:
    """Add many at once. Addresses that are there, or refused, are passed over and counted."""
    state = state_of(world)
    now = times.write(world.now)
    present_now = state.rolls[plan.hash].present
    added: list[Subscriber] = []
    passed_over = 0
    for values in rows:
        mail = values["mail"]
        if mail.lower() in present_now or blacklist.refused(state, plan, mail):
            passed_over += 1
        else:
            added.append(_enter(state, plan, values, now))
    return added, passed_over


def present(state: State, plan: Plan, mail: str) -> Subscriber:
    """Who is in the plan under this address. Raises Refusal(UNKNOWN_SUBSCRIBER)."""
    number = state.rolls[plan.hash].present.get(mail.lower())
    if number is None:
        raise Refusal(UNKNOWN_SUBSCRIBER)
    return state.subscribers[number]


def by_number(state: State, number: int) -> Subscriber:
    """Any record, also of somebody who left. Raises Refusal(NOT_FOUND)."""
    found = state.subscribers.get(number)
    if found is None:
        raise Refusal(refusals.NOT_FOUND, detail=f"there is no subscriber record {number}")
    return found


def recipients(state: State, plan: Plan) -> list[Subscriber]:
    """Everybody a mailing goes to now, in order of registration; the stopped ones too, whose mail is dropped."""
    everybody = (state.subscribers[number] for number in state.rolls[plan.hash].numbers)
    return [subscriber for subscriber in everybody if subscriber.standing != LEFT]


def search(state: State, plan: Plan, text: str = "", standing: str = "", after: int = 0) -> Iterator[Subscriber]:
    """Records of a plan in order of their number: text found in address, names or items, after a number."""
    wanted = text.lower()
    for number in state.rolls[plan.hash].numbers:
        subscriber = state.subscribers[number]
        if number <= after or (standing and subscriber.standing != standing):
            continue
        if not wanted or any(wanted in value.lower() for value in _searched(subscriber)):
            yield subscriber


def count(state: State, plan: Plan) -> int:
    """How many are in the plan now."""
    return len(state.rolls[plan.hash].present)


def _searched(subscriber: Subscriber) -> tuple[str, ...]:
    return (subscriber.mail, subscriber.sei, subscriber.mei, subscriber.form_id, *subscriber.free)


def _refuse_taken(state: State, plan: Plan, mail: str) -> None:
    if mail.lower() in state.rolls[plan.hash].present:
        raise Refusal(REGISTERED)
    if blacklist.refused(state, plan, mail):
        raise Refusal(REFUSED_BY_OWNER)


def _enter(state: State, plan: Plan, values: Mapping[str, str], now: str) -> Subscriber:
    number = ids.new_subscriber_number(state)
    subscriber = Subscriber(
        number=number,
        plan=plan.hash,
        mail=values["mail"],
        sei=values.get("sei", ""),
        mei=values.get("mei", ""),
        form_id=values.get("form_id", ROUTE),
        point=values.get("point", "0"),
        insert_date=values.get("insert_date", now),
        free=tuple(values.get(name, "") for name in FREE_ITEMS),
    )
    state.subscribers[number] = subscriber
    roll = state.rolls[plan.hash]
    roll.numbers.append(number)
    roll.present[subscriber.mail.lower()] = number
    return subscriber


def _with(before: Subscriber, values: Mapping[str, str]) -> Subscriber:
    plain = {name: text for name, text in values.items() if not name.startswith("free")}
    free = tuple(values.get(name, before.item(name)) for name in FREE_ITEMS)
    return replace(before, **plain, free=free)  # type: ignore[arg-type]


def _keep(state: State, subscriber: Subscriber) -> Subscriber:
    state.subscribers[subscriber.number] = subscriber
    return subscriber
