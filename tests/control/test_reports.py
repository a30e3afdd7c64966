"""The read-once ledger: what waits, which request took what, looking without taking, putting back."""

from typing import Any

import pytest

from tests.control.loft import Loft, loft


def reported(many: int = 3) -> Loft:
    """A world whose deliveries all have a report."""
    world = loft()
    world.send(*(f"n{number}@x.test" for number in range(many)))
    world.advance("1m")
    return world


def ids(world: Loft, **query: Any) -> list[str]:
    return [row["id"] for row in world.rows("reports", **query)]


def test_a_report_waits_from_the_moment_of_its_final_event() -> None:
    world = loft()
    world.send("slow+30m@x.test")
    world.advance("29m")
    assert ids(world) == []
    world.advance("1m")
    [report] = world.rows("reports")
    assert (report["message"], report["to"], report["status"]) == ("dlv-1", "slow+30m@x.test", "delivered")
    assert (report["available"], report["taken"], report["taken_by"]) == (world.get("clock")["now"], None, None)


def test_looking_takes_nothing() -> None:
    world = reported()
    for _ in range(3):
        assert len(ids(world, taken="false")) == 3
    assert sorted(world.read_reports()) == [1, 2, 3]


def test_a_report_says_which_request_took_it_and_when() -> None:
    world = reported()
    world.read_reports()
    request = world.rows("requests", operation="reports")[0]
    rows = world.rows("reports", taken_by=request["id"])
    assert {row["taken"] for row in rows} == {request["at"]}
    assert len(rows) == 3 and ids(world, taken="false") == []


def test_a_taken_report_is_given_out_once_more_when_it_is_put_back() -> None:
    world = reported()
    world.read_reports()
    restored = world.post("reports/pigeon:rep-2/restore")
    assert (restored["taken"], restored["taken_by"]) == (None, None)
    assert world.read_reports() == [2]
    assert world.read_reports() == []


def test_everything_one_request_took_is_put_back() -> None:
    world = reported(2)
    world.read_reports()
    world.send("more@x.test")
    world.advance("1m")
    world.read_reports()
    first, second = reversed(world.rows("requests", operation="reports"))
    restored = world.post("reports/restore", {"taken_by": second["id"]})["results"]
    assert [row["message"] for row in restored] == ["dlv-3"]
    assert ids(world, taken_by=first["id"]) == ["pigeon:rep-2", "pigeon:rep-1"]
    assert world.read_reports() == [3]


def test_all_that_was_taken_is_put_back() -> None:
    world = reported()
    world.read_reports()
    assert len(world.post("reports/restore", {})["results"]) == 3
    assert sorted(world.read_reports()) == [1, 2, 3]
    assert world.post("reports/restore", {"vendor": "raven"})["results"] == []


def test_putting_back_what_nobody_took_changes_nothing() -> None:
    world = reported()
    before = world.rows("reports")
    world.post("reports/pigeon:rep-1/restore")
    assert world.rows("reports") == before
    assert sorted(world.read_reports()) == [1, 2, 3]


def test_a_report_that_a_later_event_replaced_stays_away() -> None:
    world = reported(1)
    world.post("messages/dlv-1/events", {"event": "bounced"})
    problem = world.refused("POST", "reports/pigeon:rep-1/restore")
    assert (problem["status"], problem["type"]) == (409, "urn:mail-emulator:superseded")
    assert world.read_reports() == [1]
    assert [row["id"] for row in world.post("reports/restore", {})["results"]] == ["pigeon:rep-2"]


def test_reports_of_one_delivery_or_vendor() -> None:
    world = reported()
    assert ids(world, message="dlv-2") == ["pigeon:rep-2"]
    assert ids(world, vendor="pigeon") == ["pigeon:rep-3", "pigeon:rep-2", "pigeon:rep-1"]
    assert ids(world, vendor="raven") == []


@pytest.mark.parametrize("name", ["pigeon:rep-7", "raven:rep-1", "rep-1", "pigeon:rep-x", "x"])
def test_a_report_that_is_not_there(name: str) -> None:
    problem = loft().refused("POST", f"reports/{name}/restore")
    assert (problem["status"], problem["detail"]) == (404, f"there is no report {name!r}; `GET reports` lists them")


def test_what_is_wrong_with_a_question_is_said() -> None:
    world = loft()
    assert world.refused("GET", "reports", None, taken="perhaps")["problems"][0]["field"] == "taken"
    problem = world.refused("POST", "reports/restore", {"taken_bye": "req-1"})
    assert "did you mean taken_by?" in problem["detail"]
    assert problem["example"] == {"taken_by": "req-7"}
