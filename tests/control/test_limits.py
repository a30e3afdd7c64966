"""The limiter's X-ray: which requests count, when each leaves, when the next slot opens; and other numbers."""

from datetime import timedelta
from typing import Any

import pytest

from emulator.wire.times import iso, read_iso
from tests.control.loft import Loft, demo, loft


def limit(world: Loft, operation: str = "send") -> Any:
    return world.get(f"limits/{operation}")


def account(world: Loft, operation: str = "send") -> Any:
    [found] = limit(world, operation)["accounts"]
    return found


def later(moment: str, **by: float) -> str:
    return iso(read_iso(moment) + timedelta(**by))


def test_a_limit_shows_the_vendors_numbers_before_anything_was_asked() -> None:
    shown = limit(loft())
    assert (shown["limit"], shown["window"], shown["kind"], shown["enabled"]) == (5, "10m", "sliding", True)
    assert shown["published"] == {"limit": 5, "window": "10m", "enabled": True}
    assert shown["accounts"] == []


def test_every_request_that_counts_says_when_it_leaves() -> None:
    world = loft()
    start = world.get("clock")["now"]
    world.send()
    world.advance("1m")
    world.send()
    found = account(world)
    assert (found["account"], found["used"], found["remaining"]) == ("loft", 2, 3)
    assert found["next_slot"] == limit(world)["now"], "there is room now"
    assert found["requests"] == [
        {"at": start, "leaves": later(start, minutes=10), "request": "req-1"},
        {"at": later(start, minutes=1), "leaves": later(start, minutes=11), "request": "req-2"},
    ]


def test_the_next_slot_is_when_the_oldest_leaves_and_then_there_is_room() -> None:
    world = loft()
    start = world.get("clock")["now"]
    for _ in range(5):
        world.send()
    world.send(status=429)
    assert account(world)["next_slot"] == later(start, minutes=10)
    assert account(world)["used"] == 5, "a refused request does not count"
    world.post("clock/advance", {"to": later(start, minutes=10, milliseconds=-1)})
    world.send(status=429)
    world.post("clock/advance", {"to": later(start, minutes=10)})
    world.send()
    assert account(world)["used"] == 1


def test_a_limit_is_primed_to_one_left() -> None:
    world = loft()
    primed = world.post("limits/prime", {"operation": "send", "remaining": 1})
    assert [(each["used"], each["remaining"]) for each in primed["accounts"]] == [(4, 1)]
    assert {each["request"] for each in account(world)["requests"]} == {None}
    world.send()
    world.send(status=429)


def test_a_limit_is_primed_to_all_left() -> None:
    world = loft()
    for _ in range(5):
        world.send()
    world.post("limits/prime", {"operation": "send", "remaining": 5})
    assert account(world)["used"] == 0
    world.send()


def test_only_the_accounts_of_the_limits_own_vendor_are_primed() -> None:
    world = demo()
    primed = world.post("limits/prime", {"operation": "orange-mail", "remaining": 1})
    own = [row["id"] for row in world.rows("orange-mail/accounts")]
    assert [each["account"] for each in primed["accounts"]] == own
    assert {each["remaining"] for each in primed["accounts"]} == {1}


def test_other_numbers_hold_at_once_for_what_was_counted_before() -> None:
    world = loft()
    for _ in range(4):
        world.send()
    changed = world.put("limits/send", {"limit": 3, "window": "1m"})
    assert (changed["limit"], changed["window"], changed["published"]["limit"]) == (3, "1m", 5)
    assert account(world)["remaining"] == 0
    world.send(status=429)
    world.advance("1m")
    world.send()


def test_a_limit_that_is_off_refuses_nobody_and_comes_on_again() -> None:
    world = loft()
    world.put("limits/send", {"enabled": False})
    for _ in range(9):
        world.send()
    assert limit(world)["accounts"] == []
    again = world.delete("limits/send")
    assert (again["enabled"], again["limit"]) == (True, 5)
    world.post("limits/prime", {"operation": "send", "remaining": 0})
    world.send(status=429)


def test_a_limit_of_none_never_opens() -> None:
    world = loft()
    world.put("limits/send", {"limit": 0})
    world.send(status=429)
    assert account(world)["next_slot"] is None


def test_limits_are_listed_all_or_those_that_are_used() -> None:
    world = loft()
    assert [row["id"] for row in world.rows("limits")] == ["send", "reports"]
    world.read_reports()
    assert [row["id"] for row in world.rows("limits", used="true")] == ["reports"]
    assert [row["id"] for row in world.rows("limits", used="false")] == ["send"]
    assert [row["id"] for row in world.rows("limits", operation="send")] == ["send"]


def test_each_workspace_has_its_own() -> None:
    world = loft()
    world.post("workspaces", {"name": "mine"})
    world.put("workspaces/mine/limits/send", {"limit": 1})
    assert limit(world)["limit"] == 5
    assert world.get("workspaces/mine/limits/send")["limit"] == 1


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "words"),
    [
        ("GET", "limits/fly", None, 404, "`GET limits` lists them"),
        ("PUT", "limits/fly", {"limit": 1}, 404, "`GET limits` lists them"),
        ("DELETE", "limits/fly", None, 404, "`GET limits` lists them"),
        ("PUT", "limits/send", {"limit": -1}, 422, "greater than or equal to 0"),
        ("PUT", "limits/send", {"limit": "many"}, 422, "valid integer"),
        ("PUT", "limits/send", {"window": "0s"}, 422, "longer than nothing"),
        ("PUT", "limits/send", {"window": "soon"}, 422, "write 90s, 10m, 2h, 1d"),
        ("PUT", "limits/send", {"windw": "1m"}, 422, "did you mean window?"),
        ("POST", "limits/prime", {"operation": "send"}, 422, "remaining"),
        ("POST", "limits/prime", {"operation": "fly", "remaining": 1}, 404, "`GET limits` lists them"),
        ("POST", "limits/prime", {"operation": "send", "remaining": 6}, 422, "admits 5 in all"),
        ("POST", "limits/prime", {"operation": "send", "remaining": 1, "account": "lofd"}, 422, "there are loft"),
    ],
)
def test_what_is_wrong_is_said(method: str, path: str, body: Any, status: int, words: str) -> None:
    problem = loft().refused(method, path, body)
    assert problem["status"] == status
    assert words in problem["detail"]
