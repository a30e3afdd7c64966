"""`/subscriptions/1/profiles`: where pushes go, and how."""

from __future__ import annotations

import re
from typing import Any

from ....wire import refusals
from ....wire.bodies import unprintable
from ....wire.current import Answer, Current
from ....wire.refusals import Refusal
from .. import ids
from ..fields import Fields, read_body
from ..subscriptions import Profile, Security, Subscriber
from .security_settings import referred
from .subscribing import TAKEN, created, in_use, inner, known, ok, own_id, page_of, profile_ids, subscriber

NUMBERS = {
    "maxBucketSize": (1, 2000),
    "windowSize": (20, 10000),
    "connectTimeout": (300, 30000),
    "readTimeout": (1000, 90000),
    "rateLimit": (1, 5000),
}
"""*Documented* bounds. `rateLimit` is kept and not obeyed."""

REGEXES = ("responseRegex", "responseBodyRegex")
PROTOCOLS = ("TLSv1.2", "TLSv1.3")
CONTENT_TYPES = ("application/json", "application/xml")
LONGEST_URL = 512
LONGEST_REGEX = 500
_URL = re.compile(r"https?://[^\s/?#]+[^\s]*", re.IGNORECASE)
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
NOT_OURS = frozenset({"host", "content-length", "transfer-encoding", "connection"})


def get_profiles(current: Current) -> Answer:
    rows = list(reversed(subscriber(current).profiles.values()))
    return ok(page_of(current).with_totals(rows, _shown))


def create_profile(current: Current) -> Answer:
    everything = subscriber(current)
    fields = read_body(current.request)
    profile, security = read_profile(current, fields, everything, own_id(fields, "profileId"))
    if profile.id in everything.profiles:
        fields.wrong("profileId", TAKEN)
    fields.finish()
    keep(everything, profile, security)
    return created(current, profile.id, profile_ids(profile))


def get_profile(current: Current) -> Answer:
    return ok(_shown(known(subscriber(current).profiles, current.path["profile_id"])))


def update_profile(current: Current) -> Answer:
    everything = subscriber(current)
    before = known(everything.profiles, current.path["profile_id"])
    fields = read_body(current.request)
    profile, security = read_profile(current, fields, everything, before.id)
    fields.finish()
    keep(everything, profile, security)
    return ok(profile_ids(profile))


def delete_profile(current: Current) -> Answer:
    everything = subscriber(current)
    profile = known(everything.profiles, current.path["profile_id"])
    if any(each.profile == profile.id for each in everything.subscriptions.values()):
        raise in_use("profileId")
    del everything.profiles[profile.id]
    return ok(profile_ids(profile))


def read_profile(
    current: Current, fields: Fields, everything: Subscriber, id: str
) -> tuple[Profile, Security | None]:
    """A profile as a body defines it, and the security settings it brings; problems are noted in the body."""
    settings: dict[str, Any] = {"webhook": _webhook(fields)}
    for name, (low, high) in NUMBERS.items():
        if (number := fields.whole(name, low=low, high=high)) is not None:
            settings[name] = number
    for name in REGEXES:
        if (regex := fields.text(name, high=LONGEST_REGEX)) is not None:
            _check_regex(fields, name, regex)
            settings[name] = regex
    settings.update(_protocols(fields), **_headers(fields), **_certificate(fields, everything))
    security_id, security = "", None
    if (inside := inner(fields, "security")) is not None:
        security_id, security = referred(inside, everything)
    return Profile(id or ids.short(current.world.chance), settings, security_id), security


def keep(everything: Subscriber, profile: Profile, security: Security | None) -> None:
    if security is not None:
        everything.securities[security.id] = security
    everything.profiles[profile.id] = profile


def _webhook(fields: Fields) -> dict[str, Any]:
    webhook = inner(fields, "webhook", required=True)
    if webhook is None:
        return {}
    url = webhook.text("notifyUrl", required="null", high=LONGEST_URL)
    if url is not None and not _URL.fullmatch(url):
        webhook.wrong("notifyUrl", "is not a valid url")
    kind = webhook.choice("contentType", CONTENT_TYPES)
    return {"notifyUrl": url, **({"contentType": kind} if kind else {})}


def _check_regex(fields: Fields, name: str, regex: str) -> None:
    try:
        re.compile(regex)
    except (re.error, OverflowError, RecursionError):
        fields.wrong(name, "must be a regular expression")


def _protocols(fields: Fields) -> dict[str, Any]:
    if not fields.has("enabledSSLProtocols"):
        return {}
    found = fields.items("enabledSSLProtocols", low=0, high=len(PROTOCOLS))
    if any(value not in PROTOCOLS for value in found):
        fields.wrong("enabledSSLProtocols", f"must be of {', '.join(PROTOCOLS)}")
    return {"enabledSSLProtocols": found}


def _headers(fields: Fields) -> dict[str, Any]:
    headers = inner(fields, "headers")
    if headers is None:
        return {}
    for name, value in headers.values.items():
        if not _HEADER.fullmatch(name) or name.lower() in NOT_OURS:
            headers.wrong(name, "is not a header that can be set")
        elif not isinstance(value, str) or unprintable(value) or not value.isascii():
            headers.wrong(name, "must be one line of ASCII text")
    return {"headers": headers.values}


def _certificate(fields: Fields, everything: Subscriber) -> dict[str, Any]:
    id = fields.text("clientCertificateId", low=1, high=255)
    if id is None:
        return {}
    if id not in everything.certificates:
        raise Refusal(refusals.NOT_FOUND)
    return {"clientCertificateId": id}


def _shown(profile: Profile) -> dict[str, Any]:
    return {**profile_ids(profile), **profile.settings}
