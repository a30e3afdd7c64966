"""Long polls: answered as soon as enough is there; otherwise 408 with what came nearest."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.control.loft import HOOK, Loft, loft
from tests.control.told import API

ALL = ("messages", "requests", "webhooks")


def one_of_each() -> Loft:
    world = loft(hook=HOOK)
    world.send("nora@x.test", subject="Your code")
    world.advance("1m")
    return world


@contextmanager
def asking(world: Loft, path: str) -> Iterator[list[Any]]:
    """A wait in another thread; its answer is in the list after the block."""
    answers: list[Any] = []
    client = world.emulator.app.test_client()
    thread = threading.Thread(target=lambda: answers.append(client.get(f"{API}/{path}")))
    thread.start()
    while not world.emulator.waiting_room.taken and thread.is_alive():
        pass
    yield answers
    thread.join(30)


@pytest.mark.parametrize("what", ALL)
def test_what_is_there_already_is_not_waited_for(what: str) -> None:
    world = one_of_each()
    found = world.get(f"{what}/wait", timeout=0)
    assert found == {"results": world.rows(what), "next": None}


@pytest.mark.parametrize("what", ALL)
def test_a_wait_ends_as_soon_as_it_is_there(what: str) -> None:
    world = loft(hook=HOOK)
    with asking(world, f"{what}/wait?timeout=30") as answers:
        world.send("nora@x.test")
        world.advance("1m")
    [answer] = answers
    assert answer.status_code == 200
    assert len(answer.json["results"]) == 1


@pytest.mark.parametrize("what", ALL)
def test_a_wait_for_several_counts_those_that_fit(what: str) -> None:
    world = one_of_each()
    assert world.refused("GET", f"{what}/wait", timeout=0, count=2)["status"] == 408
    world.send("nora@x.test")
    world.advance("1m")
    assert len(world.get(f"{what}/wait", timeout=0, count=2)["results"]) == 2


@pytest.mark.parametrize(
    ("path", "query", "differences"),
    [
        (
            "messages",
            {"to": "nora", "subject": "invoice"},
            [{"field": "subject", "wanted": "invoice", "found": "Your code"}],
        ),
        (
            "requests",
            {"operation": "send", "status": 429},
            [{"field": "status", "wanted": 429, "found": 200}],
        ),
        (
            "webhooks",
            {"state": "failed", "url": "hook"},
            [{"field": "state", "wanted": "failed", "found": "delivered"}],
        ),
    ],
)
def test_in_vain_shows_what_came_nearest(path: str, query: dict[str, Any], differences: list[Any]) -> None:
    problem = one_of_each().refused("GET", f"{path}/wait", timeout=0, **query)
    assert (problem["status"], problem["type"]) == (408, "urn:mail-emulator:timeout")
    assert problem["detail"].startswith("0 of 1 ")
    assert problem["nearest"][0]["differences"] == differences


def test_a_wait_for_calls_that_ended_passes_by_those_that_are_tried_again() -> None:
    world = loft(500, hook=HOOK)
    world.send("nora@x.test")
    world.advance("30s")
    problem = world.refused("GET", "webhooks/wait", timeout=0, ended="true")
    assert problem["nearest"][0]["differences"] == [{"field": "ended", "wanted": True, "found": "waiting"}]
    world.advance("10m")
    assert world.get("webhooks/wait", timeout=0, ended="true")["results"][0]["state"] == "delivered"


def test_a_wait_goes_on_across_a_reset() -> None:
    """Who waits looks at the world that is there, not at the one that was there when the wait began."""
    world = one_of_each()
    with asking(world, "messages/wait?timeout=30&count=1&subject=after") as answers:
        world.post("reset")
        world.send("nora@x.test", subject="after")
    assert [row["subject"] for row in answers[0].json["results"]] == ["after"]


def test_who_finds_no_seat_is_told_at_once() -> None:
    world = loft()
    world.emulator.waiting_room.seats = 0
    problem = world.refused("GET", "messages/wait", timeout=60)
    assert (problem["status"], problem["type"]) == (503, "urn:mail-emulator:no-room")
    assert "--threads" in problem["detail"]


@pytest.mark.parametrize("what", ALL)
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"timeout": 61}, "timeout"),
        ({"timeout": -1}, "timeout"),
        ({"timeout": "soon"}, "timeout"),
        ({"count": 0}, "count"),
        ({"cuont": 1}, "cuont"),
    ],
)
def test_what_is_wrong_with_a_wait_is_said(what: str, query: dict[str, Any], field: str) -> None:
    problem = loft().refused("GET", f"{what}/wait", **query)
    assert problem["status"] == 422
    assert [each["field"] for each in problem["problems"]] == [field]
    assert {"count", "timeout"} <= set(problem["accepts"]["query"])
