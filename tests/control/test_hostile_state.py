"""An export that somebody changed: it is refused in words, or it is a world that goes on without a bug."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from tests.control.test_state import API, INFOBIP, ORANGE, emulator, exported, lived
from tests.running.test_world_files import changed, places

BATCHES = 8
EACH = 25
TIMES = ("2030-01-01T00:00:00", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "-P1D", "P99999999D")
VALUES: tuple[Any, ...] = (7, -1, 1.5, True, None, "", "x", "\x00", [], [7], {}, {"x": 7}, 10**18, *TIMES)

LOOKS = """
    messages events requests reports webhooks limits rules faults findings clock clock/agenda statistics state
    messages/dlv-1 messages/dlv-1/eml messages/dlv-1/html requests/req-1 requests/har webhooks/call-1
    infobip/accounts orange-mail/plans
"""

CONTENTS = {"content", "what", "key"}
"""What a service itself wrote: base64 and words only it can judge."""


def hostile(state: Any, seed: int) -> Iterator[tuple[Any, Any, Any]]:
    """Copies of an export with one value replaced; the same seed, the same copies."""
    chance = random.Random(seed)
    everywhere = [place for place in places(state) if place and place[-1] not in CONTENTS]
    for _ in range(EACH):
        place, value = chance.choice(everywhere), chance.choice(VALUES)
        yield place, value, changed(state, place, value)


def goes_on(client: Any) -> Iterator[tuple[str, int]]:
    """Everything is looked at, both services are asked, and time moves on."""
    for path in LOOKS.split():
        yield path, client.get(f"{API}/{path}").status_code
    mail = {"from": "a@b.test", "to": "n@x.test", "subject": "S", "text": "x"}
    reader = {"plan": "Oay9", "add": {"mail": "r@example.com"}}
    yield "reports", client.get("/email/1/reports", headers=INFOBIP).status_code
    yield "logs", client.get("/email/1/logs", headers=INFOBIP).status_code
    yield "send", client.post("/email/3/send", headers=INFOBIP, data=mail).status_code
    yield "add", client.post("/api/v0/customer/add", headers=ORANGE, json=reader).status_code
    yield "advance", client.post(f"{API}/clock/advance", json={"by": "2d"}).status_code


@pytest.mark.parametrize("seed", range(BATCHES))
def test_a_changed_export_is_refused_or_goes_on(seed: int) -> None:
    origin = emulator(500).app.test_client()
    lived(origin)
    state = json.loads(exported(origin))
    client = emulator(500).app.test_client()
    for place, value, copy in hostile(state, seed):
        answer = client.put(f"{API}/state", json=copy)
        assert answer.status_code in (200, 422), (place, value, answer.json)
        if answer.status_code == 200:
            assert [what for what, status in goes_on(client) if status >= 500] == [], (place, value)


@pytest.mark.parametrize(
    ("place", "value", "says"),
    [
        (("now",), "2030-01-01T00:00:00", "timezone"),
        (("now",), "2029-01-01T00:00:00Z", "before the last event"),
        (("events", 0, "at"), "2031-01-01T00:00:00Z", "comes before the one above"),
        (("deliveries", 1, "number"), 1, "deliveries: number 1 comes after 1"),
        (("agenda", 0, "provider"), "smoke", "not a service here"),
        (("agenda", 0, "due"), "2029-01-01T00:00:00Z", "due before the last event"),
        (("messages", 0, "content"), "", "no JSON object"),
        (("rules", 0, "outcomes"), [], "rules: rule-1 has no outcome"),
        (("states", "orange_mail", "plans", "zxS9", "hash"), "abcd", "'zxS9' is the plan 'abcd'"),
        (("states", "orange_mail", "keys", "orange-demo-key"), "7", "orange_mail.keys: there is no account '7'"),
    ],
)
def test_a_refusal_says_what_cannot_be(place: tuple[Any, ...], value: Any, says: str) -> None:
    client = emulator(500).app.test_client()
    lived(client)
    before = exported(client)
    answer = client.put(f"{API}/state", json=changed(json.loads(before), place, value))
    assert answer.status_code == 422 and says in answer.json["detail"]
    assert exported(client) == before
