"""Every case under fixtures/infobip/: the request or the story, and what must come of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from pydantic import TypeAdapter

from emulator.providers.infobip import PROVIDER
from emulator.providers.infobip.state import State
from emulator.wire.bodies import read_multipart
from tests.providers.infobip.cases import Play, paths, read
from tests.providers.infobip.conftest import Desk

CASES = paths("cases")
BUILT = {route.operation for route in PROVIDER.routes} | {"unknown_path"}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_request_gets_the_answer_of_its_case(desk: Desk, path: Path) -> None:
    case = read(path)
    if case["operation"] not in BUILT:
        pytest.skip(f"{case['operation']} is not built yet")
    play = Play(desk, case)
    play.prepare(case.get("before", []))
    answer = play.ask(case["request"])
    expected = case["answer"]
    assert answer.status_code == expected["status"], answer.get_data(as_text=True)
    for name, value in expected.get("headers", {}).items():
        if name == "Retry-After":
            assert re.fullmatch(r"[1-9]\d*", answer.headers[name])
        else:
            assert answer.headers[name] == value
    if "text" in expected:
        assert answer.get_data(as_text=True) == expected["text"]
    elif "json" in expected:
        play.compare(expected["json"], answer.json)
    else:
        assert answer.get_data() == b""


REFUSED = [path for path in CASES if read(path)["answer"]["status"] >= 400]


@pytest.mark.parametrize("path", REFUSED, ids=lambda path: path.stem)
def test_a_refused_request_changes_nothing(desk: Desk, path: Path) -> None:
    case = read(path)
    play = Play(desk, case)
    play.prepare(case.get("before", []))
    before = everything(desk)
    play.ask(case["request"])
    assert everything(desk) == before


def everything(desk: Desk) -> tuple[Any, ...]:
    world = desk.world
    state = TypeAdapter(State).dump_json(desk.state)
    return state, len(world.messages), len(world.deliveries), world.ledgers["infobip"].waiting, len(world.calls)


@pytest.mark.parametrize("path", paths("webhook"), ids=lambda path: path.stem)
def test_the_receiver_gets_the_posts_of_its_case(desk: Desk, path: Path) -> None:
    case = read(path)
    play = Play(desk, case)
    play.prepare(case["before"])
    assert len(desk.received.calls) == len(case["posts"])
    for call, post in zip(desk.received.calls, case["posts"], strict=True):
        assert (call.url, call.content_type.partition(";")[0]) == (post["url"], post["content_type"])
        if "json" in post:
            play.compare(sorted_keys(post["json"]), sorted_keys(json.loads(call.body)))
        if "parts" in post:
            play.compare_parts(post["parts"], read_multipart(call.body, call.content_type))
        for place, text in post.get("elements", {}).items():
            found = ElementTree.fromstring(call.body).find(place)
            assert found is not None and found.text == text


def sorted_keys(value: Any) -> Any:
    """Where keys come in another order than the sample's."""
    return json.loads(json.dumps(value, sort_keys=True))
