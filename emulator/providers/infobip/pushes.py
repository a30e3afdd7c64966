"""Pushes to subscriptions: reports gathered into buckets, events one by one, each signed as its profile says.

*Documented*: what a profile can set. *Assumed*: `windowSize` read as the milliseconds a bucket stays open, one second
without it; a bucket of one when `maxBucketSize` is absent; the name of the HMAC header, and that the body is signed.
"""

from __future__ import annotations

import hmac
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import orjson

from ...mail.message import Delivery, Event, Message
from ...mail.webhooks import Call, RetryPlan
from . import addresses, content, posting, report_items, subscriptions
from .readings import Reading
from .subscriptions import ALGORITHMS, DELIVERY, OF_NOTIFICATION, Profile, Security, Subscription

if TYPE_CHECKING:
    from ...mail.world import World
    from .state import State

NAME = "infobip"
BUCKET = "subscription bucket"
DEFAULT_WINDOW = 1000  # milliseconds
XML = "application/xml"


@dataclass(slots=True)
class Bucket:
    """Reports that wait for a subscription's next push. `keys` name them in the pull queue."""

    account: str
    subscription: str
    items: list[bytes] = field(default_factory=list)
    deliveries: list[int] = field(default_factory=list)
    events: list[int] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    appointment: int = 0


@dataclass(frozen=True, slots=True)
class Push:
    """What is to be posted to one subscription."""

    subject: str
    body: bytes
    content_type: str = "application/json"
    deliveries: tuple[int, ...] = ()
    events: tuple[int, ...] = ()
    key: str = ""


def take_report(world: World, message: Message, delivery: Delivery, event: Event, read: Reading, key: str) -> None:
    """A report that no address was given for. `key` names it in the pull queue; empty for an intermediate one."""
    state: State = world.state(NAME)
    if not state.subscribers:
        return
    found = _covering(state, message, DELIVERY)
    if not found:
        return
    item = orjson.dumps(report_items.pushed(world, message, delivery, read, event.at))
    for subscription in found:
        _put(world, state, message.account, subscription, (item, delivery.number, event.number, key))


def take_event(world: World, message: Message, delivery: Delivery, event: Event, body: Mapping[str, Any]) -> None:
    """A tracking event that no address was given for: a push of its own for each subscription."""
    state: State = world.state(NAME)
    kind = body["notificationType"]
    for subscription in _covering(state, message, OF_NOTIFICATION[kind]):
        push = Push(kind, orjson.dumps(body), deliveries=(delivery.number,), events=(event.number,))
        _post(world, state, message.account, subscription, push)


def tell_platform(world: World, account: str, body: Mapping[str, Any]) -> int:
    """An event of the platform itself. Returns how many subscriptions are told."""
    state: State = world.state(NAME)
    kind = body["eventDetails"]["type"]
    found = subscriptions.covering(state, account, kind, {}, "")
    for subscription in found:
        _post(world, state, account, subscription, Push(kind, orjson.dumps(body)))
    return len(found)


def flush(world: World, key: str) -> None:
    """A bucket is full, or its time is over."""
    state: State = world.state(NAME)
    bucket = state.buckets.pop(key, None)
    if bucket is None:
        return
    if bucket.appointment:
        world.cancel(bucket.appointment)
    subscriber = subscriptions.of_account(state, bucket.account)
    subscription = subscriber.subscriptions.get(bucket.subscription)
    if subscription is None:
        return  # deleted meanwhile: its reports stay in the pull queue
    profile = subscriber.profiles[subscription.profile]
    items = [orjson.loads(item) for item in bucket.items]
    as_xml = profile.settings["webhook"].get("contentType") == XML
    body, content_type = posting.as_xml(items) if as_xml else posting.as_json(items)
    push = Push(
        posting.REPORT,
        body,
        content_type,
        tuple(bucket.deliveries),
        tuple(bucket.events),
        ",".join(filter(None, bucket.keys)),
    )
    _post(world, state, bucket.account, subscription, push)


def close(world: World, key: str) -> None:
    """The time of a bucket is over; its appointment has been told."""
    state: State = world.state(NAME)
    bucket = state.buckets.get(key)
    if bucket is not None:
        bucket.appointment = 0
        flush(world, key)


def _covering(state: State, message: Message, event: str) -> list[Subscription]:
    sender = addresses.bare(message.sender)
    return subscriptions.covering(state, message.account, event, content.of(message), sender)


def _put(
    world: World, state: State, account: str, subscription: Subscription, row: tuple[bytes, int, int, str]
) -> None:
    key = f"{account}/{subscription.id}"
    bucket = state.buckets.setdefault(key, Bucket(account, subscription.id))
    item, delivery, event, report = row
    bucket.items.append(item)
    bucket.deliveries.append(delivery)
    bucket.events.append(event)
    bucket.keys.append(report)
    settings = subscriptions.of_account(state, account).profiles[subscription.profile].settings
    if len(bucket.items) >= settings.get("maxBucketSize", 1):
        flush(world, key)
    elif not bucket.appointment:
        window = timedelta(milliseconds=settings.get("windowSize", DEFAULT_WINDOW))
        bucket.appointment = world.appoint(world.now + window, NAME, BUCKET, key)


def _post(world: World, state: State, account: str, subscription: Subscription, push: Push) -> None:
    subscriber = subscriptions.of_account(state, account)
    profile = subscriber.profiles[subscription.profile]
    security = subscriber.securities.get(profile.security)
    world.post(
        Call(
            number=0,
            provider=NAME,
            account=account,
            subject=push.subject,
            url=profile.url,
            body=push.body,
            content_type=push.content_type,
            created=world.now,
            plan=_plan(world, profile),
            headers=_headers(state, profile, security, push.body),
            deliveries=push.deliveries,
            events=push.events,
            key=push.key,
        )
    )


def _plan(world: World, profile: Profile) -> RetryPlan:
    plan = posting.plan(world)
    settings = profile.settings
    if "connectTimeout" in settings or "readTimeout" in settings:
        waits = settings.get("connectTimeout", 0) + settings.get("readTimeout", 0)
        plan = replace(plan, deadline=waits / 1000)
    if "responseRegex" in settings:
        plan = replace(plan, accepts=_accepted(settings["responseRegex"]))
    return plan


def _accepted(regex: str) -> tuple[int, int]:
    """The statuses a profile calls a success, from the lowest to the highest that match (*assumed*)."""
    pattern = re.compile(regex)
    matching = [status for status in range(100, 600) if pattern.search(str(status))]
    return (matching[0], matching[-1]) if matching else (0, -1)


def _headers(state: State, profile: Profile, security: Security | None, body: bytes) -> tuple[tuple[str, str], ...]:
    """Those of the profile; `Authorization` among them gives way to the security settings (*documented*)."""
    headers = dict(profile.settings.get("headers", {}))
    if security is None:
        return tuple(headers.items())
    if security.type == "BASIC":
        pair = f"{security.credentials['username']}:{security.credentials['password']}"
        headers = {name: value for name, value in headers.items() if name.lower() != "authorization"}
        headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    elif security.type == "HMAC" and state.switches.hmac_header:
        algorithm = ALGORITHMS[security.credentials["algorithm"]]
        secret = security.credentials["secretKey"].encode()
        headers[state.switches.hmac_header] = hmac.new(secret, body, algorithm).hexdigest()
    return tuple(headers.items())
