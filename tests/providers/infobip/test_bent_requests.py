"""Requests that are right but for one value: never a 500, and what is refused changes nothing."""

from __future__ import annotations

import copy
import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from emulator.providers.infobip.state import State
from tests.providers.infobip.conftest import Desk
from tests.providers.infobip.test_subscriptions import BASIC, PROFILE, SUBSCRIPTION

SUB = "/subscriptions/1"
EMAIL = f"{SUB}/subscription/EMAIL"

REQUESTS: dict[str, tuple[str, str, Any]] = {
    "session": ("POST", "/auth/1/session", {"username": "tester", "password": "s3cret", "unsafe": True}),
    "reschedule": ("PUT", "/email/1/bulks?bulkId=nightly", {"sendAt": "2026-03-05T00:00:00.000+0000"}),
    "status": ("PUT", "/email/1/bulks/status?bulkId=nightly", {"status": "PAUSED"}),
    "subscription": ("POST", EMAIL, SUBSCRIPTION),
    "subscription again": ("PUT", f"{EMAIL}/there", {"events": ["OPEN"], "profile": {"profileId": "there"}}),
    "profile": ("POST", "/subscriptions/1/profiles", PROFILE),
    "profile again": ("PUT", "/subscriptions/1/profiles/there", PROFILE),
    "security": ("POST", "/subscriptions/1/security", BASIC),
    "certificate": ("POST", "/subscriptions/1/certificates", {"certificateId": "c", "certificateContent": "aGk="}),
    "connection": (
        "POST",
        "/subscriptions/1/certificates/test/webhook",
        {"certificateId": "c", "webhookUrl": "https://hook.test"},
    ),
}

ODD: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(["\x00", "a\r\nb", "{{x}}", "http://", "http://[", "(", "9" * 400, "٣", "\U0001f600", "../x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place of a body where a value stands."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, each in inner for place in places(each, (*path, key)))]


@st.composite
def bent(draw: st.DrawFn, body: Any) -> Any:
    """The body with an odd value in one or two of its places."""
    body = copy.deepcopy(body)
    for place in draw(st.lists(st.sampled_from(places(body)), min_size=1, max_size=2, unique=True)):
        odd = draw(ODD)
        if not place:
            return odd
        with suppress(TypeError, KeyError, IndexError):  # the place went with the one before
            holder = body
            for key in place[:-1]:
                holder = holder[key]
            holder[place[-1]] = odd
    return body


def prepared(desk: Desk) -> None:
    form = {"from": "a@shop.test", "to": "b@north.test", "subject": "s", "text": "t", "bulkId": "nightly"}
    form["sendAt"] = "2026-03-06T00:00:00Z"
    assert desk.post("/email/3/send", data=form, content_type="multipart/form-data").status_code == 200
    profile = {"profileId": "there", "webhook": PROFILE["webhook"]}
    there = {**SUBSCRIPTION, "subscriptionId": "there", "profile": profile}
    assert desk.post(EMAIL, json=there).status_code == 201
    for limit in desk.world.limits.all():
        desk.world.limits.change(limit.operation, enabled=False)


def kept(desk: Desk) -> bytes:
    return TypeAdapter(State).dump_json(desk.state)


@pytest.mark.parametrize("name", REQUESTS)
def test_a_bent_body_is_taken_or_refused_and_a_refusal_changes_nothing(desk: Desk, name: str) -> None:
    method, path, body = REQUESTS[name]
    prepared(desk)

    @given(bent(body))
    @settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def ask(wanted: Any) -> None:
        before = kept(desk)
        answer = desk.ask(method, path, data=json.dumps(wanted), content_type="application/json")
        assert answer.status_code in (200, 201, 400, 401, 404, 409), answer.data
        if answer.status_code >= 400:
            assert kept(desk) == before
            json.loads(answer.data)

    ask()


QUERIES = ["/email/1/bulks", "/email/1/bulks/status", EMAIL, f"{SUB}/profiles", f"{SUB}/certificates"]


@pytest.mark.parametrize("path", QUERIES)
def test_a_bent_query_is_taken_or_refused(desk: Desk, path: str) -> None:
    prepared(desk)
    names = st.sampled_from(["bulkId", "page", "size", "applicationId", "resource", "search", "direction", "sortBy"])

    @given(st.dictionaries(names, st.text(max_size=12), max_size=4))
    @settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def ask(query: dict[str, str]) -> None:
        usable = {name: value.encode("utf-8", "replace").decode() for name, value in query.items()}
        assert desk.get(path, query_string=usable).status_code in (200, 400, 404)

    ask()


@pytest.mark.parametrize("path", ["/email/track/o/", "/email/track/c/", "/email/track/u/"])
def test_any_text_at_all_as_a_link_leads_nowhere(desk: Desk, path: str) -> None:
    key = desk.world.link_key

    @given(st.text("0123456789abcdefxyz.-_~%", min_size=1, max_size=60), st.booleans())
    @settings(max_examples=100, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def ask(text: str, ours: bool) -> None:
        link = f"{key}-{text}" if ours else text
        assert desk.get(path + link, key=None).status_code == 404

    ask()
