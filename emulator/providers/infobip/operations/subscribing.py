"""What the operations on subscriptions, profiles, security settings and certificates have in common."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from ....wire import refusals
from ....wire.current import Answer, Current, json_answer
from ....wire.refusals import Refusal
from .. import subscriptions
from ..errors import JSON_UTF8
from ..fields import Fields, read_query
from ..paging import Page, read_page
from ..subscriptions import Profile, Subscriber

Row = TypeVar("Row")

PLAIN_ID = re.compile(r"[A-Za-z0-9._~-]+")
"""*Documented*: an id needs no URL encoding."""

TAKEN = "is already used"
IN_USE = "is in use"
DEFAULT_SIZE, MOST = 20, 100


def subscriber(current: Current) -> Subscriber:
    return subscriptions.of_account(current.world.state("infobip"), current.account)


def known(rows: Mapping[str, Row], id: str) -> Row:
    row = rows.get(id)
    if row is None:
        raise Refusal(refusals.NOT_FOUND)
    return row


def own_id(fields: Fields, name: str, *, required: bool = False) -> str:
    """The caller's id; empty when there is none. Subscriptions and profiles may be left to the service (*assumed*)."""
    id = fields.text(name, required="null" if required else None, low=1, high=255)
    if id and not PLAIN_ID.fullmatch(id):
        fields.wrong(name, "must not include characters that require URL encoding")
    return id or ""


def inner(fields: Fields, name: str, *, required: bool = False) -> Fields | None:
    """An object within the body."""
    value = fields.values.get(name)
    if isinstance(value, dict):
        return Fields(value, f"{fields.path}{name}.", fields.problems)
    if value is not None:
        fields.wrong(name, "must be an object")
    elif required:
        fields.wrong(name, "must not be null")
    return None


def texts(fields: Fields, name: str, *, most: int = 255) -> list[str] | None:
    """An optional list of texts."""
    if not fields.has(name):
        return None
    found = fields.items(name, low=0, high=most)
    for index, value in enumerate(found):
        if not isinstance(value, str):
            fields.wrong(f"{name}[{index}]", "must be a string")
        elif len(value) > 255:
            fields.wrong(f"{name}[{index}]", "size must be between 0 and 255")
    return found


def in_use(name: str) -> Refusal:
    """*Documented* for certificates that a profile names; the answer, and the same for the others, is *assumed*."""
    return Refusal(refusals.INVALID, problems={name: [IN_USE]})


def page_of(current: Current) -> Page:
    query = read_query(current.request)
    page = read_page(query, default=DEFAULT_SIZE, high=MOST)
    query.finish()
    return page


def ok(body: Mapping[str, Any]) -> Answer:
    return json_answer(body, content_type=JSON_UTF8)


def created(current: Current, id: str, body: Mapping[str, Any]) -> Answer:
    location = f"{current.request.path.rstrip('/')}/{id}"
    return json_answer(body, 201, JSON_UTF8, (("Location", location),))


def profile_ids(profile: Profile) -> dict[str, Any]:
    security = {"security": {"authId": profile.security}} if profile.security else {}
    return {"profileId": profile.id, **security}
