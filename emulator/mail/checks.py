"""What is looked for in the worlds of every service: limits, credentials, repeated requests, webhooks, reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from .findings import Check, Place, noted
from .journal import Entry

if TYPE_CHECKING:
    from .world import World

SECONDS_APART = timedelta(seconds=10)
"""Two sends this near to each other are taken for one that happened twice (*assumed*)."""

MANY_SINGLE_SENDS = 50
SLOW_SHARE = 0.5
REPEATED = 3


def _entries(world: World) -> Iterator[Entry]:
    return world.journal.entries(newest_first=False)


def _by_caller(world: World, wanted: Callable[[Entry], bool]) -> Iterator[list[Entry]]:
    """The requests of each account and operation that fit, oldest first."""
    groups: dict[tuple[str, str, str], list[Entry]] = defaultdict(list)
    for entry in _entries(world):
        if wanted(entry):
            groups[entry.provider, entry.account, entry.operation].append(entry)
    yield from groups.values()


def _wait_of(entry: Entry) -> timedelta | None:
    text = next((value for name, value in entry.answer_headers if name.lower() == "retry-after"), "")
    return timedelta(seconds=int(text)) if text.isdigit() else None


def _called_again_too_soon(world: World) -> Iterator[Place]:
    for calls in _by_caller(world, lambda entry: bool(entry.operation)):
        for refused, after in pairwise(calls):
            wait = _wait_of(refused)
            if refused.status == 429 and wait is not None and after.at < refused.at + wait:
                gap = (after.at - refused.at).total_seconds()
                yield Place(f"called again after {gap:g} s; Retry-After said {wait.total_seconds():g} s", after.id)


def _refused_by_limit(world: World) -> Iterator[Place]:
    for entry in _entries(world):
        if entry.status == 429 and not entry.fault:
            yield Place(f"{entry.operation} was refused by the rate limit", entry.id)


def _near_limit(world: World) -> Iterator[Place]:
    for limit in world.limits.all():
        for account in world.limits.accounts(limit.operation):
            counting = world.limits.counting(limit.operation, account, world.now)
            used = sum(bool(each.ref) for each in counting)  # not what a tester primed
            if limit.enabled and limit.limit >= 10 and 0.8 * limit.limit <= used < limit.limit:
                yield Place(f"{used} of {limit.limit} requests of {limit.operation} are used", "", "")


def _login_loop(world: World) -> Iterator[Place]:
    run: list[Entry] = []
    for entry in _entries(world):
        run = [*run, entry] if entry.status == 401 else []
        if len(run) == REPEATED:
            yield Place(f"{REPEATED} requests in a row were refused with 401", entry.id)


def _same_mistake(world: World) -> Iterator[Place]:
    counts: dict[tuple[str, str, bytes, str], int] = defaultdict(int)
    for entry in _entries(world):
        if 400 <= entry.status < 500 and entry.status not in (401, 429) and not entry.fault:
            key = (entry.provider, entry.path, entry.body, entry.query)
            counts[key] += 1
            if counts[key] == REPEATED:
                yield Place(f"the same request was refused {REPEATED} times with {entry.status}", entry.id)


def _sent_twice(world: World) -> Iterator[Place]:
    sent: dict[tuple[str, str, bytes], datetime] = {}
    told: set[tuple[str, str, bytes]] = set()
    for message in world.messages.values():
        for delivery in world.deliveries_of(message)[:1000]:
            key = (delivery.recipient.lower(), message.subject, message.content)
            before = sent.get(key)
            if before is not None and message.accepted - before <= SECONDS_APART and key not in told:
                told.add(key)
                yield Place(f"{delivery.recipient} got {message.subject!r} twice within 10 s", message.cause)
            sent[key] = message.accepted


def _one_by_one(world: World) -> Iterator[Place]:
    for calls in _by_caller(world, lambda entry: entry.deliveries[0] == entry.deliveries[1] and entry.status == 200):
        if len(calls) >= MANY_SINGLE_SENDS:
            span = calls[MANY_SINGLE_SENDS - 1].at - calls[0].at
            if span <= timedelta(minutes=1):
                yield Place(f"{len(calls)} requests carried one recipient each", calls[-1].id)


def _receiver_failed(world: World) -> Iterator[Place]:
    for call in world.calls.values():
        for attempt in call.attempts:
            if attempt.status and not 200 <= attempt.status < 400:
                yield Place(f"{call.url} answered {attempt.status}", "", call.id)
                break


def _receiver_redirects(world: World) -> Iterator[Place]:
    for call in world.calls.values():
        if any(300 <= attempt.status < 400 for attempt in call.attempts):
            yield Place(f"{call.url} answered with a redirect, which is not followed", "", call.id)


def _receiver_unreachable(world: World) -> Iterator[Place]:
    for call in world.calls.values():
        errors = [attempt.error for attempt in call.attempts if attempt.error]
        if errors:
            yield Place(f"{call.url}: {errors[-1]}", "", call.id)


def _receiver_slow(world: World) -> Iterator[Place]:
    for call in world.calls.values():
        slowest = max((attempt.milliseconds for attempt in call.attempts), default=0.0)
        if slowest > SLOW_SHARE * call.plan.deadline * 1000:
            yield Place(f"{call.url} took {slowest / 1000:.1f} s of the {call.plan.deadline:g} s it has", "", call.id)


def _receiver_lost(world: World) -> Iterator[Place]:
    for call in world.calls.values():
        if call.state == "failed":
            yield Place(f"{call.subject} to {call.url} was given up after {len(call.attempts)} attempts", "", call.id)


def _plain_receiver(world: World) -> Iterator[Place]:
    for url in sorted({call.url for call in world.calls.values() if call.url.startswith("http://")}):
        yield Place(f"{url} is plain http")


def _reports_never_read(world: World) -> Iterator[Place]:
    for name, ledger in world.ledgers.items():
        old = sum(
            report.taken is None and world.now - report.available > timedelta(hours=24) for report in ledger.reports()
        )
        if old:
            yield Place(f"{old} reports of {name} wait for more than a day and are gone after two")


def _reports_taken_by_two(world: World) -> Iterator[Place]:
    for name, ledger in world.ledgers.items():
        remotes: dict[str, str] = {}
        for report in ledger.reports(newest_first=False):
            number = report.taken_by.removeprefix("req-")
            entry = world.journal.get(int(number)) if number.isdigit() else None
            if entry is not None:
                agent = next((value for key, value in entry.headers if key == "User-Agent"), "")
                remotes.setdefault(agent, entry.id)
        if len(remotes) > 1:
            yield Place(f"{len(remotes)} different clients took reports of {name}: {', '.join(remotes)}", "")


def _wrong_method(world: World) -> Iterator[Place]:
    for entry in _entries(world):
        if entry.status in (404, 405) and not entry.operation:
            yield Place(f"{entry.method} {entry.path} is no call of the service", entry.id)


def _hopeless_rules(world: World) -> Iterator[Place]:
    for rule, why in world.rules.hopeless():
        yield Place(why, rule=rule.id)


GENERAL: tuple[Check, ...] = (
    Check(
        "retry-after-ignored",
        "Retry-After ignored",
        "A refused client called again before the time it was told.",
        "error",
        _called_again_too_soon,
    ),
    Check(
        "rate-limited",
        "Rate limit met",
        "Requests were refused by the vendor's limit; slow down or send fewer.",
        "warning",
        _refused_by_limit,
    ),
    Check(
        "near-rate-limit",
        "Near the rate limit",
        "More than four fifths of a limit are used; a busier day goes over it.",
        "hint",
        _near_limit,
    ),
    Check(
        "login-loop",
        "Wrong credentials again and again",
        "A client goes on with credentials that are refused; vendors block such callers.",
        "error",
        _login_loop,
    ),
    Check(
        "same-mistake",
        "The same refused request repeated",
        "A request that is wrong stays wrong; retry only 429 and 5xx.",
        "warning",
        _same_mistake,
    ),
    Check(
        "duplicate-send",
        "The same mail twice",
        "One recipient got the same content twice within seconds; a retry without an id of its own does that.",
        "error",
        _sent_twice,
    ),
    Check(
        "one-by-one",
        "One request for each recipient",
        "Many requests with one recipient each; one request can carry many.",
        "hint",
        _one_by_one,
    ),
    Check(
        "unknown-field",
        "Unknown field",
        "A field the vendor does not know was ignored; it may be misspelt.",
        "warning",
        noted("ignored unknown field"),
    ),
    Check(
        "deprecated-version",
        "Deprecated version",
        "An old version of a call was used; move to the current one.",
        "hint",
        noted("deprecated version"),
    ),
    Check(
        "no-such-call",
        "Not a call of the service",
        "A path or method that does not exist was called.",
        "warning",
        _wrong_method,
    ),
    Check(
        "webhook-refused",
        "Webhook not accepted",
        "The receiver answered with an error; what it was told is posted again or lost.",
        "error",
        _receiver_failed,
    ),
    Check(
        "webhook-redirect",
        "Webhook redirected",
        "The receiver answered with a redirect; no vendor follows one.",
        "error",
        _receiver_redirects,
    ),
    Check(
        "webhook-unreachable",
        "Webhook receiver not reached",
        "No whole answer came from the receiver in time.",
        "error",
        _receiver_unreachable,
    ),
    Check(
        "webhook-slow",
        "Webhook receiver slow",
        "The receiver takes more than half of the time it has; answer first, work later.",
        "warning",
        _receiver_slow,
    ),
    Check(
        "webhook-lost",
        "Webhook given up",
        "Every attempt failed; what was to be told is lost.",
        "error",
        _receiver_lost,
    ),
    Check(
        "webhook-plain-http",
        "Webhook over plain http",
        "What the receiver is told can be read and forged on its way; use https.",
        "hint",
        _plain_receiver,
    ),
    Check(
        "reports-unread",
        "Reports not read",
        "Delivery reports wait to be read and are dropped after 48 hours.",
        "warning",
        _reports_never_read,
    ),
    Check(
        "reports-shared",
        "Reports read by several clients",
        "A report is given out once: two clients take them away from each other.",
        "warning",
        _reports_taken_by_two,
    ),
    Check(
        "hopeless-rule", "A rule that never decides", "A rule of this world can never match.", "hint", _hopeless_rules
    ),
)
