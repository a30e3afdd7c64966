"""Rules over HTTP: outcomes by name, by a timeline of one's own, in sequences; and events by hand."""

from typing import Any

import pytest

from tests.control.told import client_of
from tests.pigeon import KEY, pigeon_emulator

AUTH = {"Authorization": f"Bearer {KEY}"}
API = "/_emulator/api"
MARK = {"X-Mail-Emulator": "1"}


@pytest.fixture
def client() -> Any:
    client = client_of(pigeon_emulator())
    client.put(f"{API}/limits/send", json={"enabled": False})
    return client


def outcome(client: Any, to: str = "nora@x.test", **more: Any) -> str:
    client.post("/pigeon/send", json={"to": [to], **more}, headers=AUTH)
    found: str = client.get(f"{API}/messages").json["results"][0]["outcome"]
    return found


def test_a_rule_decides_and_says_how_often(client: Any) -> None:
    made = client.post(f"{API}/rules", json={"when": {"domain": "x.test"}, "outcome": "bounce", "times": 2})
    assert (made.status_code, made.json["id"]) == (201, "rule-1")
    assert [outcome(client) for _ in range(3)] == ["bounce", "bounce", "delivered"]
    assert client.get(f"{API}/rules/rule-1").json["met"] == 2


def test_a_sequence_and_the_grammar_of_addresses(client: Any) -> None:
    client.post(f"{API}/rules", json={"when": {"recipient": "nora@*"}, "outcome": ["soft-bounce", "slow+30m"]})
    assert [outcome(client) for _ in range(2)] == ["soft-bounce", "slow"]
    coming = client.get(f"{API}/messages/dlv-2").json["timeline"]["coming"]
    assert [each["event"] for each in coming] == ["delivered"]


def test_a_timeline_of_ones_own(client: Any) -> None:
    steps = [{"after": "1m", "event": "deferred"}, {"after": "2h", "event": "bounced", "detail": "mailbox_full"}]
    client.post(f"{API}/rules", json={"timeline": steps})
    client.post("/pigeon/send", json={"to": ["nora@x.test"]}, headers=AUTH)
    fired = client.post(f"{API}/clock/advance", json={"by": "1d"}).json["fired"]
    assert [each["what"] for each in fired] == ["deferred", "bounced"]
    assert client.get(f"{API}/events").json["results"][0]["detail"] == "mailbox_full"


def test_the_first_rule_wins_and_position_puts_one_before_it(client: Any) -> None:
    client.post(f"{API}/rules", json={"outcome": "bounce"})
    client.post(f"{API}/rules", json={"outcome": "spam", "position": 0})
    assert outcome(client) == "spam"
    rows = client.get(f"{API}/rules").json["results"]
    assert [each["id"] for each in rows] == ["rule-2", "rule-1"]
    assert "rule-2" in rows[1]["never"]
    client.delete(f"{API}/rules/rule-2", headers=MARK)
    assert outcome(client) == "bounce"
    client.delete(f"{API}/rules", headers=MARK)
    assert outcome(client) == "delivered"


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({"outcome": "bonce"}, "there is no outcome 'bonce'"),
        ({"outcome": []}, "1 to 1000"),
        ({}, "either"),
        ({"outcome": "bounce", "timeline": [{"event": "sent"}]}, "either"),
        ({"timeline": [{"after": "2s", "event": "sent"}, {"after": "1s", "event": "delivered"}]}, "order"),
        ({"timeline": [{"event": "exploded"}]}, "timeline.0.event"),
        ({"outcome": "bounce", "when": {"subject": "re:("}}, "when.subject"),
        ({"outcome": "bounce", "when": {"vendor": "raven"}}, "there are pigeon"),
        ({"outcome": "bounce", "probability": 0}, "probability"),
        ({"outcome": "bounce", "wenn": {}}, "wenn"),
    ],
)
def test_what_cannot_be_a_rule_is_refused_with_words_and_an_example(client: Any, body: Any, word: str) -> None:
    answer = client.post(f"{API}/rules", json=body)
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert word in answer.json["detail"]
    assert client.get(f"{API}/rules").json["results"] == []


def test_outcomes_with_a_name_are_listed(client: Any) -> None:
    names = [each["name"] for each in client.get(f"{API}/outcomes").json["results"]]
    assert {"delivered", "soft-bounce", "complaint"} <= set(names)
