"""The webhook: events wait in a queue per plan, and each minute run posts one batch of them, once."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit, urlunsplit

from ...mail.message import Delivery, Event
from ...mail.webhooks import ONCE, Call
from ...wire.bodies import compact
from . import times
from .state import NAME, Plan, Queued, Series, State, state_of

if TYPE_CHECKING:
    from ...mail.world import World

USER_AGENT = "OrangeMail-Webhook-Emulator"


def queue(state: State, plan: Plan, delivery: Delivery, event: Event, word: str) -> bool:
    """Let an event wait for the next run, if the permission, the URL and the choice of events say so now."""
    if word not in plan.webhook_events or not plan.webhook_url or not state.accounts[plan.oid].permitted:
        return False
    waiting = state.queues.setdefault(plan.hash, {})
    series = waiting.get(delivery.id)
    if series is None:
        series = waiting[delivery.id] = Series(delivery.recipient, delivery.number)
    series.events.append(Queued(word, event.at, event.number))
    return True


def post_queued(world: World) -> None:
    """One batch for each plan that has something to tell and is not still posting."""
    state = state_of(world)
    for hash_ in list(state.queues):
        plan = state.plans.get(hash_)
        if plan is None or not plan.webhook_url or not state.accounts[plan.oid].permitted:
            del state.queues[hash_]  # nobody may be told any more: what waits is thrown away
        elif not busy(world, hash_):
            call = world.post(_call(world, plan, _batch(state, hash_)))
            state.last_calls[hash_] = call.number


def busy(world: World, hash_: str) -> bool:
    """Whether the last batch of a plan is still under way; then the plan sits this run out."""
    call = world.calls.get(state_of(world).last_calls.get(hash_, 0))
    return call is not None and call.state in ("waiting", "posting")


def of_plan(world: World, hash_: str) -> Iterator[Call]:
    """The POSTs of a plan, newest first."""
    calls = world.calls.values(newest_first=True)
    return (call for call in calls if call.provider == NAME and call.key == hash_)


def waiting(state: State, hash_: str) -> int:
    """How many events of a plan wait for the next run."""
    return sum(len(series.events) for series in state.queues.get(hash_, {}).values())


def _batch(state: State, hash_: str) -> list[tuple[str, Series]]:
    """Whole series, in the order of their first waiting event, until there are enough events; taken off the queue.

    Inside the batch they stand in the order of their ids.
    """
    waiting = state.queues[hash_]
    batch: list[tuple[str, Series]] = []
    events = 0
    for id_, series in waiting.items():
        batch.append((id_, series))
        events += len(series.events)
        if events >= state.options.batch:
            break
    if len(batch) == len(waiting):
        del state.queues[hash_]
    else:
        for id_, _ in batch:
            del waiting[id_]
    return sorted(batch, key=lambda each: int(each[0]))


def _call(world: World, plan: Plan, batch: list[tuple[str, Series]]) -> Call:
    url, authorization = _with_basic_authentication(plan.webhook_url)
    body = [
        {"event": each.event, "hash": plan.hash, "email": series.mail, "time": times.write(each.at), "id": id_}
        for id_, series in batch
        for each in series.events
    ]
    return Call(
        number=0,
        provider=NAME,
        account=plan.oid,
        subject=f"webhook {plan.hash}",
        url=url,
        body=compact(body),
        content_type="application/json",
        created=world.now,
        plan=ONCE,
        headers=(("User-Agent", USER_AGENT), *authorization),
        deliveries=tuple(series.delivery for _, series in batch),
        events=tuple(each.number for each in chain.from_iterable(series.events for _, series in batch)),
        key=plan.hash,
    )


def _with_basic_authentication(url: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """`https://user:password@host/` as an address and the header it stands for."""
    parts = urlsplit(url)
    if parts.username is None:
        return url, ()
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    token = base64.b64encode(pair.encode()).decode()
    bare = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    return bare, (("Authorization", f"Basic {token}"),)
