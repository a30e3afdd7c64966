"""The life of a mailing: 予約 → 配信中 → 配信済. Recipients are read when sending starts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ...mail.message import Draft, Recipient
from ...wire import refusals
from ...wire.bodies import compact
from ...wire.refusals import Refusal
from . import ids, subscribers
from .state import ITEMS, NAME, Mailing, Plan, State, Subscriber, state_of
from .statuses import CANCELLED, DROPPED, PROCESSED, RESERVED, SENDING, SENT, MailingState

if TYPE_CHECKING:
    from ...mail.world import World


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be sent, and when."""

    from_mail: str
    from_name: str
    subject: str
    body: str
    send_time: datetime


def reserve(world: World, plan: Plan, letter: Letter, *, source: str, cause: str = "") -> Mailing:
    """A mailing in state 予約; the minute run that starts it goes on the agenda with `minute.arrange`."""
    state = state_of(world)
    mailing = Mailing(
        number=ids.new_mailing_number(state),
        plan=plan.hash,
        oid=plan.oid,
        from_mail=letter.from_mail,
        from_name=letter.from_name,
        subject=letter.subject,
        body=_lines(letter.body),
        send_time=letter.send_time,
        created=world.now,
        source=source,
        cause=cause,
    )
    state.mailings[mailing.number] = mailing
    state.reserved[mailing.number] = mailing.send_time
    return mailing


def edit(world: World, number: int, letter: Letter) -> Mailing:
    """Change a mailing that still waits. Raises Refusal(CONFLICT) for any other."""
    state = state_of(world)
    before = waiting(state, number)
    changed = replace(
        before,
        from_mail=letter.from_mail,
        from_name=letter.from_name,
        subject=letter.subject,
        body=_lines(letter.body),
        send_time=letter.send_time,
    )
    state.mailings[number] = changed
    state.reserved[number] = changed.send_time
    return changed


def cancel(world: World, number: int) -> Mailing:
    """取消: it stays in the list and is never sent. Raises Refusal(CONFLICT) once sending began."""
    state = state_of(world)
    cancelled = replace(waiting(state, number), cancelled=world.now)
    state.mailings[number] = cancelled
    state.reserved.pop(number, None)
    return cancelled


def delete(world: World, number: int) -> None:
    """Forget a mailing that was not sent. Raises Refusal(CONFLICT) once sending began."""
    state = state_of(world)
    if mailing(state, number).begun is not None:
        raise _too_late(number)
    del state.mailings[number]
    state.reserved.pop(number, None)


def mailing(state: State, number: int) -> Mailing:
    """Raises Refusal(NOT_FOUND)."""
    found = state.mailings.get(number)
    if found is None:
        raise Refusal(refusals.NOT_FOUND, detail=f"there is no mailing {number}; GET mailings lists those there are")
    return found


def of_plan(state: State, hash_: str) -> Iterator[Mailing]:
    """Newest first."""
    return (mailing for mailing in reversed(state.mailings.values()) if mailing.plan == hash_)


def due(state: State, now: datetime) -> list[int]:
    """The reserved mailings whose time has come, in the order of their times."""
    return [number for at, number in sorted((at, number) for number, at in state.reserved.items()) if at <= now]


def start(world: World, number: int) -> None:
    """Send to everybody who is in the plan now: one message in the world, one delivery and one series each."""
    state = state_of(world)
    reserved = state.mailings[number]
    plan = state.plans[reserved.plan]
    del state.reserved[number]
    state.tallies[number] = {}
    everybody = subscribers.recipients(state, plan)
    begun = replace(reserved, begun=world.now, recipients=len(everybody))
    state.mailings[number] = begun
    if not everybody:
        return
    message = world.accept(
        Draft(
            provider=NAME,
            account=plan.oid,
            sender=begun.from_mail,
            subject=begun.subject,
            group=str(number),
            content=compact(content_of(state, plan, begun)),
            recipients=tuple(
                Recipient(ids.new_series(state), each.mail, compact(values_of(each))) for each in everybody
            ),
            tags=(("plan", plan.hash), ("mailing", str(number))),
            cause=begun.cause,
        )
    )
    state.mailings[number] = replace(begun, message=message.number)


def content_of(state: State, plan: Plan, mailing: Mailing) -> dict[str, Any]:
    """What later pages need of a mailing as it was sent; templates and tokens can change afterwards."""
    return {
        "mailing": mailing.number,
        "plan": plan.hash,
        "oid": mailing.oid,
        "from_mail": mailing.from_mail,
        "from_name": mailing.from_name,
        "subject": mailing.subject,
        "body": mailing.body,
        "header": plan.header,
        "footer": plan.footer,
        "tokens": state.tokens,
        "clicks": state.options.click_analysis,
        "cut": state.options.cut_at_machine_dependent,
    }


def values_of(subscriber: Subscriber) -> dict[str, Any]:
    """What a mail needs of its reader; empty items are left out."""
    values: dict[str, Any] = {"number": subscriber.number, "mail": subscriber.mail}
    for name in ITEMS:
        if text := subscriber.item(name):
            values[name] = text
    return values


def standing(world: World, mailing: Mailing) -> MailingState:
    """The state a screen shows, from what has happened."""
    if mailing.cancelled is not None:
        return CANCELLED
    if mailing.begun is None:
        return RESERVED
    tally = state_of(world).tallies.get(mailing.number, {})
    if tally.get(PROCESSED, 0) + tally.get(DROPPED, 0) >= mailing.recipients:
        return SENT
    return SENDING if mailing.message in world.messages else SENT


def _lines(body: str) -> str:
    return body.replace("\r\n", "\n")


def waiting(state: State, number: int) -> Mailing:
    """A mailing that can still be changed. Raises Refusal(CONFLICT) for any other."""
    found = mailing(state, number)
    if found.begun is not None or found.cancelled is not None:
        raise _too_late(number)
    return found


def _too_late(number: int) -> Refusal:
    return Refusal(refusals.CONFLICT, detail=f"mailing {number} does not wait any more: it was sent or cancelled")
