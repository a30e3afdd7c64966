"""The clock: it stands or runs, is walked forward with a ledger of what happened, and never goes back."""

from datetime import timedelta
from typing import Any

import pytest

from emulator import post_office
from emulator.mail.clock import Clock
from emulator.wire.times import iso, read_iso
from tests.control.loft import HOOK, Loft, loft


def now(world: Loft) -> str:
    moment: str = world.get("clock")["now"]
    return moment


def later(moment: str, **by: float) -> str:
    return iso(read_iso(moment) + timedelta(**by))


def test_a_standing_clock_shows_the_same_time_until_it_is_moved() -> None:
    world = loft()
    shown = world.get("clock")
    assert (shown["mode"], shown["next"], shown["pending"]) == ("standing", None, 0)
    assert now(world) == shown["now"] == now(world)


def test_a_running_clock_follows_the_machines() -> None:
    """Its source is handed in, so that the test need not wait."""
    world = loft()
    machine = iter(range(10**6))
    start = world.emulator.world.now
    world.emulator.world.clock = Clock(now=start, source=lambda: start + timedelta(seconds=next(machine)))
    first, second = now(world), now(world)
    assert second > first
    world.put("clock", {"mode": "standing"})
    assert now(world) == now(world)
    assert world.put("clock", {"mode": "running"})["mode"] == "running"


def test_the_next_thing_to_happen_is_shown() -> None:
    world = loft()
    world.send("slow+30m@x.test")
    shown = world.get("clock")
    assert shown["next"] == {"at": later(shown["now"], minutes=30), "what": "pigeon delivered"}
    assert shown["pending"] == 1


def test_a_walk_tells_what_happened_and_when() -> None:
    world = loft(hook=HOOK)
    start = now(world)
    world.send("slow+10m@x.test")
    walked = world.post("clock/advance", {"by": "1h"})
    assert (walked["from"], walked["to"]) == (start, later(start, hours=1))
    assert [(each["what"], each["id"], each["at"]) for each in walked["fired"]] == [
        ("sent", "dlv-1", start),
        ("delivered", "dlv-1", later(start, minutes=10)),
        ("call report", "call-1", later(start, minutes=10)),
    ]
    assert world.courier.posted[0][0] == read_iso(start) + timedelta(minutes=10)


@pytest.mark.parametrize("by", ["90s", "1.5m", 90, 90.0])
def test_a_duration_is_a_text_or_seconds(by: Any) -> None:
    world = loft()
    start = now(world)
    assert world.post("clock/advance", {"by": by})["to"] == later(start, seconds=90)


def test_the_clock_moves_to_a_moment_of_any_zone() -> None:
    world = loft()
    moment = later(now(world), days=2)
    told = f"{moment[:-1]}+00:00"
    assert world.post("clock/advance", {"to": told})["to"] == moment
    assert world.put("clock", {"now": later(moment, days=1)})["now"] == later(moment, days=1)


def test_setting_the_clock_forward_lets_happen_what_is_due_on_the_way() -> None:
    world = loft()
    world.send("slow+30m@x.test")
    world.put("clock", {"now": later(now(world), hours=1)})
    assert world.get("messages/dlv-1")["event"] == "delivered"


def test_until_idle_stops_at_the_last_thing_that_happens() -> None:
    world = loft()
    start = now(world)
    world.send("slow+3h@x.test")
    walked = world.post("clock/run-until-idle", {})
    assert walked["to"] == now(world) == later(start, hours=3)
    assert world.post("clock/run-until-idle", {})["fired"] == []


def test_until_idle_goes_no_further_than_it_may() -> None:
    world = loft()
    world.send("slow+3h@x.test")
    assert [each["what"] for each in world.post("clock/run-until-idle", {"longest": "2h"})["fired"]] == ["sent"]
    assert world.get("clock")["pending"] == 1


def test_the_agenda_lists_what_is_to_come_in_order() -> None:
    world = loft(500, hook=HOOK)
    world.send("a@x.test", "slow+2h@x.test", "slow+1h@x.test")
    world.advance("30s")
    rows = world.rows("clock/agenda")
    assert [(row["kind"], row["about"]) for row in rows] == [("call", "call-1"), ("event", "dlv-3"), ("event", "dlv-2")]
    assert [row["at"] for row in rows] == sorted(row["at"] for row in rows)


# -- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "field"), [("POST", "clock/advance", "to"), ("PUT", "clock", "now")], ids=["advance", "set"]
)
def test_time_only_moves_forward(method: str, path: str, field: str) -> None:
    world = loft()
    before = world.get("clock")
    problem = world.refused(method, path, {field: "2001-01-01T00:00:00Z"})
    assert (problem["status"], problem["type"]) == (409, "urn:mail-emulator:backwards")
    assert "`POST reset` begins again" in problem["detail"]
    assert world.get("clock") == before


def test_a_clock_that_cannot_be_set_keeps_its_mode() -> None:
    world = loft()
    world.refused("PUT", "clock", {"mode": "running", "now": "2001-01-01T00:00:00Z"})
    assert world.get("clock")["mode"] == "standing"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("clock/advance", {"by": "367d"}),
        ("clock/advance", {"to": "2999-01-01T00:00:00Z"}),
        ("clock/advance", {"to": "9999-12-31T23:59:59Z"}),
        ("clock/advance", {"by": 9_999_999_999}),
        ("clock/run-until-idle", {"longest": "367d"}),
    ],
)
def test_one_advance_covers_a_year_and_a_day_at_most(path: str, body: Any) -> None:
    world = loft()
    before = now(world)
    problem = world.refused("POST", path, body)
    assert (problem["status"], problem["type"]) == (422, "urn:mail-emulator:too-far")
    assert "smaller steps" in problem["detail"]
    assert now(world) == before


def test_one_advance_carries_out_so_many_things_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """It stops where the last of them happened, says so, and the next advance goes on from there."""
    world = loft()
    start = now(world)
    world.send(*(f"slow+{minutes}m@x.test" for minutes in range(1, 6)))
    world.advance("1s")
    monkeypatch.setattr(post_office.PostOffice.advance, "__kwdefaults__", {"most": 3})
    problem = world.refused("POST", "clock/advance", {"by": "1h"})
    assert (problem["status"], problem["type"]) == (409, "urn:mail-emulator:too-much")
    assert "has happened" in problem["detail"]
    assert now(world) == later(start, minutes=3)
    assert len(world.rows("reports")) == 3
    assert [each["id"] for each in world.post("clock/advance", {"by": "90s"})["fired"]] == ["dlv-4"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, 'give either "by" (such as "10m") or "to" (a time)'),
        ({"by": "1m", "to": "2999-01-01T00:00:00Z"}, "give either"),
        ({"by": "soon"}, "write 90s, 10m, 2h, 1d or a number of seconds"),
        ({"by": -1}, "not a duration"),
        ({"by": True}, "a duration is a number of seconds"),
        ({"by": {"minutes": 1}}, "a duration is a number of seconds"),
        ({"to": "tomorrow"}, "not an ISO 8601 time"),
        ({"to": 1772615730}, "2026-03-04T09:15:30.120Z"),
        ({"too": "x"}, "did you mean to?"),
    ],
)
def test_what_is_wrong_with_an_advance_is_said(body: Any, words: str) -> None:
    problem = loft().refused("POST", "clock/advance", body)
    assert problem["status"] == 422
    assert words in problem["detail"], problem["detail"]
    assert problem["accepts"] == {"body": ["by", "to"]}
    assert problem["example"] == {"by": "10m"}


def test_a_clock_either_stands_or_runs() -> None:
    problem = loft().refused("PUT", "clock", {"mode": "stopped"})
    assert "'running' or 'standing'" in problem["detail"]
