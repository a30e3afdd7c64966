"""Webhook calls: every attempt with request and answer, once more, and what is due run now."""

from typing import Any

import pytest

from tests.control.loft import HOOK, Loft, demo, loft

ORANGE = {"Authorization": "Bearer orange-demo-key"}


def told(*statuses: int) -> Loft:
    """A world with one call, whose receiver answers these statuses and then 200."""
    world = loft(*statuses, hook=HOOK)
    world.send("nora@x.test")
    world.advance("30s")
    return world


def test_a_call_that_was_accepted() -> None:
    [call] = told().rows("webhooks")
    assert (call["state"], call["url"], call["subject"], call["retries_left"]) == ("delivered", HOOK, "report", 0)
    assert call["messages"] == ["dlv-1"]
    assert [(each["status"], each["error"]) for each in call["attempts"]] == [(200, None)]


def test_a_call_shows_what_was_posted() -> None:
    world = told()
    shown = world.get("webhooks/call-1")
    assert shown["request"]["method"] == "POST"
    assert {"name": "Content-Type", "value": "application/json"} in shown["request"]["headers"]
    vendor_id = world.rows("messages")[0]["vendor_id"]
    assert shown["request"]["body"] == f'{{"id":"{vendor_id}","event":"delivered"}}'


def test_a_refused_call_is_tried_again_at_the_times_the_vendor_keeps() -> None:
    world = told(500, 0)
    [call] = world.rows("webhooks")
    assert (call["state"], call["retries_left"]) == ("waiting", 3)
    due = call["due"]
    world.post("clock/advance", {"to": due})
    [call] = world.rows("webhooks")
    assert [each["at"] for each in call["attempts"]][1] == due
    assert [(each["status"], each["error"]) for each in call["attempts"]] == [(500, None), (None, "refused")]
    world.advance("10m")
    assert world.rows("webhooks")[0]["state"] == "delivered"


def test_a_call_is_given_up_after_its_last_retry() -> None:
    world = told(*[503] * 4)
    world.advance("1h")
    [call] = world.rows("webhooks", state="failed")
    assert (len(call["attempts"]), call["retries_left"], call["due"]) == (4, 0, None)


def test_a_call_is_posted_once_more_as_it_was() -> None:
    """A replay is a call of its own, leaves now, and is not tried again."""
    world = told()
    world.courier.statuses = [500]
    again = world.post("webhooks/call-1/replay")
    assert (again["id"], again["replay_of"], again["state"]) == ("call-2", "call-1", "failed")
    (_, _, first), (at, _, second) = world.courier.posted
    assert first == second and at == world.emulator.world.now
    world.advance("1h")
    assert len(world.courier.posted) == 2


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"state": "waiting"}, ["call-2"]),
        ({"state": "delivered"}, ["call-1"]),
        ({"message": "dlv-2"}, ["call-2"]),
        ({"url": "/hook"}, ["call-2", "call-1"]),
        ({"url": "http://*/hook"}, ["call-2", "call-1"]),
        ({"url": "re:^https:"}, []),
        ({"subject": "REPORT"}, ["call-2", "call-1"]),
        ({"vendor": "raven"}, []),
    ],
)
def test_calls_are_found_by(query: dict[str, Any], ids: list[str]) -> None:
    world = told()
    world.courier.statuses = [500]
    world.send("olaf@x.test")
    world.advance("30s")
    assert [row["id"] for row in world.rows("webhooks", **query)] == ids


def test_what_runs_once_a_minute_runs_now() -> None:
    """Orange Mail's batch leaves without a minute passing."""
    world = demo()
    world.put("orange-mail/plans/Oay9/webhook", {"url": HOOK, "events": ["Processed"]})
    mailing = {
        "plan": "Oay9",
        "from": {"mail": "news@example.com", "name": "N"},
        "content": {"type": "text/plain", "subject": "S", "body": "B"},
        "send_time": "2017-08-25 14:00:00",
    }
    assert world.client.post("/api/v0/mail/make", json=mailing, headers=ORANGE).status_code == 200
    world.post("webhooks/run")
    before = world.get("clock")["now"]
    ran = world.post("webhooks/run")
    assert ran["settled"] is True
    assert world.get("clock")["now"] == before
    assert {row["state"] for row in world.rows("webhooks")} == {"delivered"}


def test_running_does_not_hurry_a_retry() -> None:
    world = told(500)
    assert world.post("webhooks/run")["fired"] == []
    assert world.rows("webhooks")[0]["state"] == "waiting"


def test_a_call_that_is_not_there() -> None:
    world = loft()
    for method, path in (("GET", "webhooks/call-7"), ("POST", "webhooks/call-x/replay")):
        problem = world.refused(method, path)
        assert problem["status"] == 404 and "`GET webhooks` lists them" in problem["detail"]


def test_what_is_wrong_with_a_question_is_said() -> None:
    problem = loft().refused("GET", "webhooks", None, state="gone")
    assert problem["problems"][0]["field"] == "state"
    assert "'delivered'" in problem["detail"]
    assert "did you mean subject?" in loft().refused("GET", "webhooks", None, subjct="x")["detail"]
