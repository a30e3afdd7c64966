"""What would hurt in production is said, with the records it rests on."""

from typing import Any

import pytest

from emulator import Emulator
from tests.control.told import client_of
from tests.pigeon import KEY, FakeCourier, pigeon_emulator

API = "/_emulator/api"
AUTH = {"Authorization": f"Bearer {KEY}"}
INFOBIP = {"Authorization": "App infobip-demo-key"}
ORANGE = {"Authorization": "Bearer orange-demo-key"}


def ids(client: Any) -> set[str]:
    return {each["id"] for each in client.get(f"{API}/findings").json["results"]}


@pytest.fixture
def pigeon() -> Any:
    return client_of(pigeon_emulator(FakeCourier(statuses=[302, 500, 0])))


@pytest.fixture
def demo() -> Any:
    return client_of(Emulator(world="demo", standing=True, seed="1", courier=FakeCourier()))


def send(client: Any, **body: Any) -> Any:
    return client.post("/pigeon/send", json={"to": ["a@x.test"], **body}, headers=AUTH)


def test_there_are_at_least_fifteen_checks_with_a_sentence(demo: Any) -> None:
    checks = demo.get(f"{API}/findings/checks").json["results"]
    assert len(checks) >= 15
    assert len({each["id"] for each in checks}) == len(checks)
    assert all(each["sentence"].endswith(".") for each in checks)
    assert all(each["source"] for each in checks if each["vendor"])


def test_nothing_is_found_where_nothing_happened(pigeon: Any) -> None:
    assert ids(pigeon) == set()


def test_a_refused_client_that_calls_again_at_once(pigeon: Any) -> None:
    for number in range(5):
        send(pigeon, subject=str(number))
    assert "near-rate-limit" not in ids(pigeon)
    assert send(pigeon).status_code == 429
    send(pigeon)
    found = ids(pigeon)
    assert "rate-limited" in found


def test_the_same_mail_twice(pigeon: Any) -> None:
    send(pigeon, subject="A"), send(pigeon, subject="B")
    assert "duplicate-send" not in ids(pigeon)
    send(pigeon, subject="A")
    assert "duplicate-send" in ids(pigeon)


def test_wrong_credentials_three_times(pigeon: Any) -> None:
    for count in range(3):
        assert ("login-loop" in ids(pigeon)) == (count == 3)
        pigeon.post("/pigeon/send", json={}, headers={"Authorization": "Bearer wrong"})
    assert "login-loop" in ids(pigeon)


def test_a_wrong_request_repeated_and_a_path_that_is_none(pigeon: Any) -> None:
    for _ in range(3):
        send(pigeon, to=[])
    pigeon.get("/pigeon/nest")
    assert {"same-mistake", "no-such-call"} <= ids(pigeon)


def test_what_a_receiver_does_wrong() -> None:
    emulator = pigeon_emulator(FakeCourier(statuses=[302, 500, 0]))
    pigeon = client_of(emulator)
    emulator.world.state("pigeon").hook = "http://127.0.0.1:1/hook"
    send(pigeon)
    pigeon.post(f"{API}/clock/advance", json={"by": "1h"})
    found = ids(pigeon)
    assert {"webhook-refused", "webhook-redirect", "webhook-unreachable", "webhook-plain-http"} <= found


def test_reports_that_nobody_reads(pigeon: Any) -> None:
    send(pigeon)
    pigeon.post(f"{API}/clock/advance", json={"by": "25h"})
    assert "reports-unread" in ids(pigeon)


def test_a_rule_that_never_decides(pigeon: Any) -> None:
    pigeon.post(f"{API}/rules", json={"when": {"recipient": "bounce"}, "outcome": "bounce"})
    assert "hopeless-rule" in ids(pigeon)


def test_the_services_add_their_own(demo: Any) -> None:
    """An old version, an unknown field, a list of which only the first page was read, a past time, odd characters."""
    form = {"from": "a@b.test", "to": "n@x.test", "subject": "S", "text": "T", "trackk": "1"}
    for version in (2, 3, 3):
        demo.post(f"/email/{version}/send", data=form, headers=INFOBIP)
    demo.get("/email/1/logs?limit=1", headers=INFOBIP)
    mailing = {
        "plan": "Oay9",
        "from": {"mail": "news@example.com", "name": "編集部"},
        "content": {"type": "text/plain", "subject": "①番 😀", "body": "本文"},
        "send_time": "2017-08-25 14:00:00",
    }
    demo.post("/api/v0/mail/make", json=mailing, headers=ORANGE)
    assert {
        "unknown-field",
        "deprecated-version",
        "duplicate-send",
        "infobip-only-first-page",
        "orange-mail-past-send-time",
        "orange-mail-characters",
        "orange-mail-iso-2022-jp",
    } <= ids(demo)


def test_a_finding_names_its_records_and_can_be_asked_for_alone(demo: Any) -> None:
    demo.post(
        "/email/3/send",
        data={"from": "a@b.test", "to": "n@x.test", "subject": "S", "text": "T", "x": "1"},
        headers=INFOBIP,
    )
    (finding,) = demo.get(f"{API}/findings?check=unknown-field").json["results"]
    assert finding["requests"] == ["req-1"] and "x" in finding["seen"][0]
    assert demo.get(f"{API}/findings?severity=error").json["results"] == []
