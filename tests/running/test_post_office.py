"""A hanging receiver delays neither other receivers nor the API."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from emulator import Emulator
from emulator.mail.clock import Clock
from emulator.mail.webhooks import Attempt, Call
from tests.pigeon import KEY, pigeon_emulator

AUTH = {"Authorization": f"Bearer {KEY}"}
API = "/_emulator/api"


class StuckCourier:
    """Posts to `/slow` hang until the test lets them go; others are answered at once."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.done: list[str] = []
        self.arrived = threading.Event()

    def post(self, call: Call, at: datetime) -> Attempt:
        if call.url.endswith("/slow"):
            self.go.wait(20)
        self.done.append(call.url)
        self.arrived.set()
        return Attempt(at, 200, "", 1.0)


def send_with_hook(emulator: Emulator, client: Any, hook: str) -> None:
    emulator.world.state("pigeon").hook = hook
    client.post("/pigeon/send", json={"to": ["dropped@x.test"]}, headers=AUTH)
    emulator.post_office.beat([emulator.world])


def test_a_hanging_receiver_disturbs_nobody() -> None:
    courier = StuckCourier()
    emulator = pigeon_emulator(courier)
    client = emulator.app.test_client()
    send_with_hook(emulator, client, "http://127.0.0.1:1/slow")
    send_with_hook(emulator, client, "http://127.0.0.1:1/quick")
    assert courier.arrived.wait(10)
    assert courier.done == ["http://127.0.0.1:1/quick"]
    assert client.get(f"{API}/messages").status_code == 200
    courier.go.set()
    assert emulator.post_office.settle(emulator.world, 10)
    assert client.get(f"{API}/webhooks?state=delivered").json["results"][0]["state"] == "delivered"


def test_calls_to_one_receiver_keep_their_order() -> None:
    courier = StuckCourier()
    emulator = pigeon_emulator(courier)
    client = emulator.app.test_client()
    for number in range(4):
        emulator.world.state("pigeon").hook = "http://127.0.0.1:1/slow"
        client.post("/pigeon/send", json={"to": [f"dropped+{number}@x.test"]}, headers=AUTH)
    emulator.post_office.beat([emulator.world])
    courier.go.set()
    assert emulator.post_office.settle(emulator.world, 10)
    calls = client.get(f"{API}/webhooks").json["results"]
    assert [each["messages"] for each in reversed(calls)] == [[f"dlv-{n}"] for n in (1, 2, 3, 4)]
    assert all(each["state"] == "delivered" for each in calls)


def test_an_advance_waits_for_the_answers_of_each_moment() -> None:
    emulator = pigeon_emulator(StuckCourier())
    client = emulator.app.test_client()
    send_with_hook(emulator, client, "http://127.0.0.1:1/quick")
    client.post(f"{API}/clock/advance", json={"by": "1m"})
    assert client.get(f"{API}/webhooks").json["results"][0]["state"] == "delivered"


def test_run_until_idle_stops_at_the_last_thing_that_happens() -> None:
    emulator = pigeon_emulator()
    client = emulator.app.test_client()
    client.post("/pigeon/send", json={"to": ["late-bounce@x.test"]}, headers=AUTH)
    start = emulator.world.now
    answer = client.post(f"{API}/clock/run-until-idle", json={}).json
    assert [each["what"] for each in answer["fired"]] == ["sent", "delivered", "bounced"]
    assert (emulator.world.now - start).total_seconds() == 120


def test_time_does_not_go_back() -> None:
    client = pigeon_emulator().app.test_client()
    answer = client.post(f"{API}/clock/advance", json={"to": "2001-01-01T00:00:00Z"})
    assert answer.status_code == 409 and "is before it" in answer.json["detail"]


class LeapingWall:
    """A machine's clock that is a second and a half further whenever somebody looks; nobody may look for ever."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 4, 9, tzinfo=UTC)
        self.looks = 0

    def __call__(self) -> datetime:
        self.looks += 1
        assert self.looks < 10_000, "the walk does not end"
        self.now += timedelta(seconds=1.5)
        return self.now


def test_an_advance_of_a_running_clock_ends_though_something_else_is_due_by_then() -> None:
    """What falls due between the end of the step and the machine's time is left to the heartbeat, and comes."""
    emulator = pigeon_emulator()
    world = emulator.world
    emulator.app.test_client().post("/pigeon/send", json={"to": ["a@x.test"]}, headers=AUTH)
    world.clock = Clock(mode="running", now=world.now, source=LeapingWall())
    emulator.post_office.advance(world, timedelta(milliseconds=100))
    emulator.post_office.beat([world])
    assert [event.name for event in world.events.between(None, None)] == ["sent", "delivered"]


def test_so_far_is_measured_from_when_the_walk_begins() -> None:
    """A clock that runs on while a call waits for its turn has not gone past what was asked for."""
    emulator = pigeon_emulator()
    world = emulator.world
    world.clock = Clock(mode="running", now=world.now, source=LeapingWall())
    answer = emulator.app.test_client().post(f"{API}/clock/advance", json={"by": 0})
    assert answer.status_code == 200, answer.json


class BrokenCourier:
    def post(self, call: Call, at: datetime) -> Attempt:
        raise UnicodeError("label empty or too long")


def test_a_bug_on_the_way_out_ends_the_attempt_and_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    """It is logged, shown with the call, and an advance does not wait for it for ever."""
    emulator = pigeon_emulator(BrokenCourier(), start=datetime(2026, 3, 4, 9, tzinfo=UTC))
    client = emulator.app.test_client()
    send_with_hook(emulator, client, "http://127.0.0.1:1/hook")
    assert client.post(f"{API}/clock/advance", json={"by": "1h"}).status_code == 200
    (call,) = client.get(f"{API}/webhooks").json["results"]
    assert call["state"] == "failed"
    assert [each["at"][11:16] for each in call["attempts"]] == ["09:00", "09:01", "09:03", "09:08"]
    assert {each["error"] for each in call["attempts"]} == {
        "the emulator failed: UnicodeError: label empty or too long"
    }
    assert "Traceback" in caplog.text
