"""`/subscriptions/1/subscription/EMAIL`: which events are pushed where, when a message names no address."""

from __future__ import annotations

from typing import Any

from ....wire import refusals
from ....wire.current import Answer, Current
from ....wire.refusals import Refusal
from .. import ids
from ..fields import Fields, read_body
from ..subscriptions import CHANNEL, EVENTS, Profile, Security, Subscriber, Subscription
from . import profiles
from .subscribing import TAKEN, created, inner, known, ok, own_id, page_of, profile_ids, subscriber, texts

MOST = 255
FILTERS = ("applicationId", "entityId")


def get_subscriptions(current: Current) -> Answer:
    everything = _channel(current)
    asked = [(name, value) for name, value in current.request.args if value]
    rows = [each for each in reversed(everything.subscriptions.values()) if _matches(each, asked)]
    return ok(page_of(current).with_totals(rows, lambda row: _shown(row, everything)))


def create_subscription(current: Current) -> Answer:
    everything = _channel(current)
    fields = read_body(current.request)
    id = own_id(fields, "subscriptionId") or ids.short(current.world.chance)
    if id in everything.subscriptions:
        fields.wrong("subscriptionId", TAKEN)
    settings = _settings(fields)
    profile, brought, security = _profile(current, fields, everything)
    fields.finish()
    if brought is not None:
        profiles.keep(everything, brought, security)
    everything.subscriptions[id] = Subscription(id, profile, settings)
    return created(current, id, _ids(everything.subscriptions[id], everything))


def get_subscription(current: Current) -> Answer:
    everything = _channel(current)
    return ok(_shown(known(everything.subscriptions, current.path["subscription_id"]), everything))


def update_subscription(current: Current) -> Answer:
    everything = _channel(current)
    before = known(everything.subscriptions, current.path["subscription_id"])
    fields = read_body(current.request)
    settings = _settings(fields)
    named = inner(fields, "profile", required=True)
    profile = own_id(named, "profileId", required=True) if named is not None else ""
    fields.finish()
    known(everything.profiles, profile)
    everything.subscriptions[before.id] = Subscription(before.id, profile, settings)
    return ok(_ids(everything.subscriptions[before.id], everything))


def delete_subscription(current: Current) -> Answer:
    everything = _channel(current)
    subscription = known(everything.subscriptions, current.path["subscription_id"])
    answer = ok(_ids(subscription, everything))
    del everything.subscriptions[subscription.id]
    return answer


def _channel(current: Current) -> Subscriber:
    """Other channels are not here."""
    if current.path["channel"] != CHANNEL:
        raise Refusal(refusals.NOT_FOUND)
    return subscriber(current)


def _settings(fields: Fields) -> dict[str, Any]:
    """Events the channel does not have are ignored (*documented*)."""
    found = fields.items("events", low=0, high=MOST)
    for index, event in enumerate(found):
        if not isinstance(event, str):
            fields.wrong(f"events[{index}]", "must be a string")
    settings: dict[str, Any] = {"events": [event for event in EVENTS if event in found]}
    if (name := fields.text("name", low=1, high=MOST)) is not None:
        settings["name"] = name
    if fields.has("criteria"):
        rows = fields.rows("criteria", low=0, high=MOST)
        settings["criteria"] = [_pair(row) for row in rows]
    for name in ("resources", "users"):
        if (values := texts(fields, name)) is not None:
            settings[name] = values
    return settings


def _pair(row: Fields) -> dict[str, str]:
    found = {name: row.text(name, low=1, high=MOST) for name in FILTERS}
    return {name: value for name, value in found.items() if value is not None}


def _profile(
    current: Current, fields: Fields, everything: Subscriber
) -> tuple[str, Profile | None, Security | None]:
    """The id of a profile that exists, or a new one with the security settings it brings (*documented*)."""
    inside = inner(fields, "profile", required=True)
    if inside is None:
        return "", None, None
    id = own_id(inside, "profileId")
    if id in everything.profiles:
        return id, None, None
    if id and not inside.has("webhook"):
        raise Refusal(refusals.NOT_FOUND)
    profile, security = profiles.read_profile(current, inside, everything, id)
    return profile.id, profile, security


def _matches(subscription: Subscription, asked: list[tuple[str, str]]) -> bool:
    """All that is asked for must be there (*documented*)."""
    settings = subscription.settings
    held = {
        "resource": settings.get("resources", []),
        "user": settings.get("users", []),
        **{name: [pair.get(name) for pair in settings.get("criteria", [])] for name in FILTERS},
    }
    return all(value in held[name] for name, value in asked if name in held)


def _ids(subscription: Subscription, everything: Subscriber) -> dict[str, Any]:
    profile = everything.profiles[subscription.profile]
    return {"subscriptionId": subscription.id, "profile": profile_ids(profile)}


def _shown(subscription: Subscription, everything: Subscriber) -> dict[str, Any]:
    return {**_ids(subscription, everything), **subscription.settings}
