"""`/subscriptions/1/security`: how pushes show the receiver who they are from."""

from __future__ import annotations

from typing import Any

from ....wire import refusals
from ....wire.current import Answer, Current
from ....wire.refusals import Refusal
from ..fields import Fields, read_body
from ..subscriptions import ALGORITHMS, Security, Subscriber
from .subscribing import TAKEN, created, in_use, inner, known, ok, own_id, page_of, subscriber

TYPES = ("BASIC", "HMAC", "OAUTH", "CUSTOM")
CREDENTIALS = {"BASIC": ("username", "password"), "HMAC": ("secretKey",)}


def get_security_settings(current: Current) -> Answer:
    rows = list(reversed(subscriber(current).securities.values()))
    return ok(page_of(current).with_totals(rows, _shown))


def create_security_settings(current: Current) -> Answer:
    rows = subscriber(current).securities
    fields = read_body(current.request)
    security = read_security(fields, own_id(fields, "authId", required=True))
    if security.id in rows:
        fields.wrong("authId", TAKEN)
    fields.finish()
    rows[security.id] = security
    return created(current, security.id, {"authId": security.id})


def get_security_setting(current: Current) -> Answer:
    return ok(_shown(known(subscriber(current).securities, current.path["auth_id"])))


def update_security_settings(current: Current) -> Answer:
    rows = subscriber(current).securities
    before = known(rows, current.path["auth_id"])
    fields = read_body(current.request)
    security = read_security(fields, before.id)
    fields.finish()
    rows[security.id] = security
    return ok({"authId": security.id})


def delete_security_settings(current: Current) -> Answer:
    everything = subscriber(current)
    security = known(everything.securities, current.path["auth_id"])
    if any(profile.security == security.id for profile in everything.profiles.values()):
        raise in_use("authId")
    del everything.securities[security.id]
    return ok({"authId": security.id})


def read_security(fields: Fields, id: str) -> Security:
    """Settings as a body defines them; problems are noted in it."""
    type_ = fields.choice("type", TYPES, required="null") or ""
    credentials = inner(fields, "credentials", required=True)
    found: dict[str, str] = {}
    if credentials is not None:
        for name in CREDENTIALS.get(type_, ()):
            found[name] = credentials.text(name, required="null", low=1, high=255) or ""
        if type_ == "HMAC":
            found["algorithm"] = credentials.choice("algorithm", tuple(ALGORITHMS), required="null") or ""
        if type_ not in CREDENTIALS:
            found = {str(name): value for name, value in credentials.values.items() if isinstance(value, str)}
    return Security(id, type_, found)


def referred(fields: Fields, everything: Subscriber) -> tuple[str, Security | None]:
    """The id a profile names, and the new settings when it defines them. Raises Refusal(NOT_FOUND) for neither."""
    id = own_id(fields, "authId", required=True)
    if not id or id in everything.securities:
        return id, None  # a definition of settings that exist is ignored (*documented*)
    if not (fields.has("type") or fields.has("credentials")):
        raise Refusal(refusals.NOT_FOUND)
    return id, read_security(fields, id)


def _shown(security: Security) -> dict[str, Any]:
    return {"authId": security.id, "type": security.type, "credentials": security.credentials}
