"""One server, many worlds: minted with credentials of their own, apart from each other, and dropped."""

from typing import Any

import pytest

from tests.control.loft import Loft, loft


def mint(world: Loft, /, **wishes: Any) -> Any:
    return world.post("workspaces", wishes)


def test_a_minted_world_has_a_name_and_credentials_that_work() -> None:
    world = loft()
    mine = mint(world)
    assert mine["name"] == mine["id"]
    assert mine["pigeon"]["base_url"] == world.emulator.base_url
    world.send("a@x.test", key=mine["pigeon"]["api_key"])
    assert [row["to"] for row in world.rows(f"workspaces/{mine['name']}/messages")] == ["a@x.test"]
    assert world.rows("messages") == []


def test_no_two_worlds_share_a_credential() -> None:
    world = loft()
    keys = [mint(world)["pigeon"]["api_key"] for _ in range(20)]
    assert len(set(keys)) == 20


def test_worlds_do_not_see_each_other() -> None:
    """Rules, faults, limits, clock and journal are each world's own."""
    world = loft()
    mint(world, name="mine", clock="standing")
    mint(world, name="yours", clock="standing")
    world.post("workspaces/mine/rules", {"outcome": "bounce"})
    world.post("workspaces/mine/faults", {"kind": "drop"})
    world.post("workspaces/mine/clock/advance", {"by": "1d"})
    for what in ("rules", "faults", "requests", "events", "snapshots"):
        assert world.rows(f"workspaces/yours/{what}") == world.rows(what) == []
    moments = {name: world.get(f"workspaces/{name}/clock")["now"] for name in ("mine", "yours")}
    assert moments["mine"] > moments["yours"]


def test_a_world_is_minted_with_a_clock_a_time_and_a_seed() -> None:
    world = loft()
    mint(world, name="mine", clock="standing", now="2026-03-04T09:15:30Z", seed=7, strict=True)
    shown = world.get("workspaces/mine")
    assert shown["clock"] == {"mode": "standing", "now": "2026-03-04T09:15:30.000Z"}
    assert (shown["seed"], shown["strict"]) == ("7", True)


def test_the_same_seed_makes_the_same_world() -> None:
    first = mint(loft(), name="mine", seed="s")
    second = mint(loft(), name="mine", seed="s")
    assert first["pigeon"]["api_key"] == second["pigeon"]["api_key"]


def test_a_world_is_minted_from_the_content_of_a_world_file() -> None:
    world = loft()
    mine = mint(world, name="mine", world={"pigeon": {"keys": ["a-key-of-my-own"]}})
    assert mine["pigeon"]["api_key"] == "a-key-of-my-own"
    world.send("a@x.test", key="a-key-of-my-own")
    assert len(world.rows("workspaces/mine/messages")) == 1


def test_worlds_are_listed_with_what_is_in_them() -> None:
    world = loft()
    mint(world, name="mine", clock="standing")
    world.send("a@x.test", "b@x.test")
    rows = {row["id"]: row for row in world.rows("workspaces")}
    assert (rows["default"]["messages"], rows["default"]["requests"]) == (2, 1)
    assert (rows["mine"]["messages"], rows["mine"]["keep"]) == (0, False)


def test_a_reset_world_is_as_it_was_minted_with_the_same_credentials() -> None:
    world = loft()
    mine = mint(world, name="mine", clock="standing")
    world.send("a@x.test", key=mine["pigeon"]["api_key"])
    again = world.post("workspaces/mine/reset")
    assert again["pigeon"]["api_key"] == mine["pigeon"]["api_key"]
    assert world.rows("workspaces/mine/messages") == []
    world.send("a@x.test", key=mine["pigeon"]["api_key"])


def test_a_dropped_world_and_its_credential_are_gone() -> None:
    world = loft()
    mine = mint(world, name="mine")
    world.delete("workspaces/mine")
    assert [row["id"] for row in world.rows("workspaces")] == ["default"]
    world.send("a@x.test", key=mine["pigeon"]["api_key"], status=401)
    problem = world.refused("GET", "workspaces/mine/messages")
    assert problem["status"] == 404
    assert "it was never made, was dropped, or expired" in problem["detail"]
    mint(world, name="mine")


def test_the_default_world_stays() -> None:
    problem = loft().refused("DELETE", "workspaces/default")
    assert (problem["status"], problem["detail"]) == (409, "the workspace `default` stays; `POST reset` empties it")


def test_a_name_is_given_once() -> None:
    world = loft()
    mint(world, name="mine")
    problem = world.refused("POST", "workspaces", {"name": "mine"})
    assert (problem["status"], problem["type"]) == (409, "urn:mail-emulator:name-taken")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "a/b"}, "name"),
        ({"name": ""}, "name"),
        ({"name": "x" * 65}, "name"),
        ({"clock": "stopped"}, "clock"),
        ({"now": "soon"}, "now"),
        ({"strict": "yes"}, "strict"),
        ({"keep": 1}, "keep"),
        ({"nmae": "mine"}, "nmae"),
    ],
)
def test_what_is_wrong_with_a_wish_is_said(body: Any, field: str) -> None:
    world = loft()
    problem = world.refused("POST", "workspaces", body)
    assert problem["status"] == 422
    assert [each["field"] for each in problem["problems"]] == [field]
    assert problem["example"] == {"name": "mine", "clock": "standing"}
    assert len(world.rows("workspaces")) == 1


@pytest.mark.parametrize("source", ["/no/such/file.json", "nothing", {"pigeon": {"keys": "x", "hook": 3}, "raven": {}}])
def test_a_world_that_cannot_be_used_makes_none(source: Any) -> None:
    world = loft()
    problem = world.refused("POST", "workspaces", {"name": "mine", "world": source})
    assert (problem["status"], problem["type"]) == (422, "urn:mail-emulator:invalid-world")
    assert len(world.rows("workspaces")) == 1


def test_a_world_that_is_not_there() -> None:
    for method, path in (("GET", "workspaces/nobodys"), ("DELETE", "workspaces/nobodys")):
        assert loft().refused(method, path)["status"] == 404
