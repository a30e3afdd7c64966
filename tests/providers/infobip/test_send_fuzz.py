"""Whatever JSON or form arrives: an answer of the contract, no bug, and nothing stored unless it is a 200."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emulator.providers.infobip.form_fields import FIELDS, FILES
from tests.providers.infobip.cases import form
from tests.providers.infobip.conftest import Desk
from tests.providers.infobip.mails import message

ALIKE = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
    st.sampled_from(
        ["", "a@b.test", "{}", "[]", "true", "http://x", "2026-03-05T00:00:00Z", "{{n}}", "\r\n", "MONDAY"]
    ),
)
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)

FULL = message(
    {"destination": "nora@north.test", "messageId": "m", "placeholders": "{}"},
    content={
        "subject": "x",
        "html": "x",
        "attachments": [{"type": "binary", "content": "", "contentType": "a/b", "fileName": "f"}],
    },
    options={
        "platform": {"entityId": "e"},
        "validityPeriod": {"amount": 1, "timeUnit": "HOURS"},
        "deliveryTimeWindow": {"days": ["MONDAY"], "from": {"hour": 1, "minute": 0}, "to": {"hour": 5, "minute": 0}},
    },
    webhooks={"delivery": {"url": "http://127.0.0.1:9/"}, "callbackData": "c"},
    placeholdersMasking=[{"name": "n", "skipChars": ["-"]}],
    storage={"skipActive": True},
)
WHOLE = {"messages": [FULL], "options": {"schedule": {"bulkId": "b"}, "tracking": {"track": True}}}


def places(value: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value."""
    found = [place]
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inside:
        found += places(each, (*place, key))
    return found


def changed(value: Any, place: tuple[Any, ...], new: Any) -> Any:
    if not place:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[place[0]] = changed(value[place[0]], place[1:], new)
    return copy


def count(desk: Desk) -> int:
    for limit in desk.world.limits.all():
        desk.world.limits.change(limit.operation, enabled=False)
    return len(desk.world.messages)


def judge(desk: Desk, before: int, answer: Any) -> None:
    assert answer.status_code in (200, 400), answer.get_data(as_text=True)
    assert (len(desk.world.messages) > before) is (answer.status_code == 200)
    desk.advance(seconds=5)
    for path in ("/email/1/logs", "/email/4/reports"):
        assert desk.get(path).status_code == 200
    assert [entry.error for entry in desk.world.journal.failures()] == []


@ALIKE
@given(place=st.sampled_from(places(WHOLE)), new=ANYTHING)
def test_v4_messages_with_anything_anywhere(desk: Desk, place: tuple[Any, ...], new: Any) -> None:
    before = count(desk)
    body = json.dumps(changed(WHOLE, place, new))
    judge(desk, before, desk.post("/email/4/messages", data=body, content_type="application/json"))


NAMES = st.sampled_from([*(field.name for field in FIELDS), *FILES, "to[0]", "unknown", "TO"])
VALUES = st.text(max_size=20) | st.sampled_from(
    ["", "a@b.test", "{}", '{"to":"a@b.test"}', "true", "\x00", "\r\n", "9" * 25]
)
FINE = [{"name": n, "value": v} for n, v in (("from", "a@b.test"), ("to", "c@d.test"), ("subject", "x"), ("text", "y"))]


@ALIKE
@given(more=st.lists(st.tuples(NAMES, VALUES, st.booleans()), max_size=4), keep=st.integers(0, 4))
def test_v3_forms_with_anything_anywhere(desk: Desk, more: list[tuple[str, str, bool]], keep: int) -> None:
    before = count(desk)
    rows = FINE[:keep] + [
        {"name": name, "value": value, **({"filename": value, "content_type": "a/b"} if as_file else {})}
        for name, value, as_file in more
    ]
    body, content_type = form(rows)
    judge(desk, before, desk.post("/email/3/send", data=body, content_type=content_type))


@ALIKE
@given(data=st.binary(max_size=200))
def test_mime_sources_with_anything_in_them(desk: Desk, data: bytes) -> None:
    before = count(desk)
    source = b"From: a@b.test\nTo: c@d.test\n" + data
    body = json.dumps({"mimeMessage": b64encode(source).decode(), "destinations": ["x@y.test"]})
    judge(desk, before, desk.post("/email/4/mime", data=body, content_type="application/json"))
