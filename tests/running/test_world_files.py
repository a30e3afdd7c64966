"""World files: whatever is wrong with one, a sentence says where, and nothing is left over."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from emulator import Emulator
from emulator.worlds import fixture

DEMO = json.loads(fixture("worlds/demo.json").read_text(encoding="utf-8"))
WRONG: list[Any] = [7, -1, 1.5, True, None, "", "x" * 300, "\x00", [], [7], {}, {"x": 7}, [[]], [None]]

RICH: dict[str, Any] = {
    "infobip": {
        "accounts": [
            {
                "name": "shop",
                "api_keys": ["k-1", {"key": "k-2", "scopes": ["email:manage"]}],
                "users": [{"username": "u", "password": "p"}],
                "scopes": ["*"],
            }
        ],
        "switches": {"strict_200": True, "trial_recipients": ["a@b.test"]},
        "domains": [{"name": "shop.example", "account": "shop", "verified": ["SPF"], "pools": [{"pool": "own"}]}],
        "ips": [{"addresses": ["203.0.113.9"], "account": "shop"}],
        "pools": [{"name": "own", "addresses": ["203.0.113.9"], "account": "shop"}],
        "templates": [{"html": "<p>Hi</p>", "account": "shop", "files": [{"file_name": "a", "data": "QQ=="}]}],
        "suppressions": [{"domain": "shop.example", "type": "BOUNCE", "addresses": ["a@b.test"], "account": "shop"}],
        "zones": {"new.example": {"missing": ["MX"], "delay": "1h"}},
    },
    "orange_mail": {
        "accounts": [
            {
                "oid": "1000009",
                "name": "店",
                "api_key": "orange-key",
                "plans": [
                    {
                        "hash": "aB3d",
                        "name": "News",
                        "sender_mail": "news@example.com",
                        "webhook": {"url": "http://127.0.0.1:9/hook", "events": ["Bounce"]},
                        "subscribers": [
                            {"mail": "a@example.com", "sei": "山田"},
                            {"invent": 2, "as": {"mail": "{email}", "sei": "{family_name}"}, "locale": "en_US"},
                        ],
                        "stopped": ["a@example.com"],
                        "blacklist": ["b@example.com"],
                    }
                ],
                "blacklist": ["c@example.com"],
            }
        ],
        "options": {"batch": 100},
        "limit": {"limit": 5, "window_seconds": 60},
        "first_event_id": 5,
    },
}


def places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value inside, the whole included."""
    yield place
    for key, each in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(each, (*place, key))


def changed(world: Any, place: tuple[Any, ...], value: Any) -> Any:
    if not place:
        return value
    world = copy.deepcopy(world)
    inside = world
    for key in place[:-1]:
        inside = inside[key]
    inside[place[-1]] = value
    return world


EVERYWHERE = [place for place in places(RICH) if place]


def test_the_whole_file_is_a_world() -> None:
    emulator = Emulator(world=RICH)
    assert {"shop"} <= set(emulator.providers["infobip"].accounts(emulator.world))


@pytest.mark.parametrize("place", EVERYWHERE, ids=lambda place: ".".join(map(str, place)))
def test_a_wrong_value_anywhere_is_taken_or_refused_in_words(place: tuple[Any, ...]) -> None:
    for value in WRONG:
        for mint in (False, True):
            emulator = Emulator(world="empty", seed="1")
            try:
                emulator.workspaces.create("w", source=emulator.read_world(changed(RICH, place, value), "1"), mint=mint)
            except ValueError as error:
                assert str(error)
                assert [name for name, _ in emulator.workspaces] == ["default"]


def test_every_problem_says_where_it_is() -> None:
    wrong = changed(RICH, ("infobip", "accounts", 0, "api_keys", 1, "scopes"), "email:manage")
    with pytest.raises(ValueError, match=r"infobip\.accounts\[0\]\.api_keys\[1\]\.scopes"):
        Emulator(world=wrong)


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        ({"invent": "many"}, "invent.invent"),
        ({"invent": 1_000_000_000}, "less than or equal to 100000"),
        ({"invent": 1, "as": 5}, "invent.as"),
        ({"invent": 1, "locale": "xx_XX"}, "take ja_JP or en_US"),
        ({"invent": 1, "domain": "a b"}, "invent.domain"),
        ({"invent": 1, "sa": {}}, "invent.sa"),
    ],
)
def test_a_wish_for_invented_people_that_cannot_be_read_says_why(wish: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Emulator(world={"orange_mail": {"accounts": [wish]}})


def test_a_format_in_a_world_file_is_text_and_nothing_more() -> None:
    wish = {"invent": 1, "as": {"mail": "{email}", "sei": "{email.__class__}{nobody}{0}"}}
    emulator = Emulator(world=changed(RICH, ("orange_mail", "accounts", 0, "plans", 0, "subscribers", 1), wish))
    assert "__class__" in str(emulator.world.state("orange-mail"))


def test_a_misspelt_part_is_told() -> None:
    with pytest.raises(ValueError, match=r"no part infobib; it has infobip, orange_mail"):
        Emulator(world={"infobib": {}})


def test_the_demo_world_begins_many_workspaces() -> None:
    emulator = Emulator(world=DEMO)
    keys = {
        provider.credentials(emulator.workspaces.create(source=DEMO))["api_key"]
        for _ in range(2)
        for provider in emulator.providers.values()
    }
    assert len(keys) == 4 and not {"infobip-demo-key", "orange-demo-key"} & keys
