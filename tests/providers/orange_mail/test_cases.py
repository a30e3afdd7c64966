"""Every case under fixtures/orange_mail/: the request or the story, and what must come of it."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from emulator.providers.orange_mail import accounts, times
from emulator.providers.orange_mail.limits import LIMIT

from .setting import ALL_EVENTS, FIXTURES, OID, PLAN, Stage, stage

API = sorted((FIXTURES / "cases").glob("*.json"))
WEBHOOK = sorted((FIXTURES / "webhook").glob("*.json"))


def read(path: Path) -> Any:
    return json.loads(path.read_text())


@pytest.mark.parametrize("path", API, ids=lambda path: path.stem)
def test_a_request_gets_the_answer_of_its_case(path: Path) -> None:
    case = read(path)
    scene = stage(strict=case.get("before", {}).get("strict", False))
    prepare(scene, case.get("before", {}))
    answer = request(scene, **case["request"])
    expected = case["answer"]
    assert answer.status_code == expected["status"], answer.text
    assert answer.json == expected["json"]
    for name, value in expected["headers"].items():
        assert answer.headers[name] == value
    if isinstance(case.get("state_after"), dict):
        number = scene.state.rolls[PLAN].present[case["state_after"]["mail"]]
        stored = scene.state.subscribers[number]
        wanted = dict(case["state_after"])
        assert stored.standing == wanted.pop("status")
        assert {name: stored.item(name) for name in wanted} == wanted


@pytest.mark.parametrize("path", [path for path in API if read(path)["answer"]["status"] != 200], ids=lambda p: p.stem)
def test_a_refused_request_changes_nothing(path: Path) -> None:
    case = read(path)
    scene = stage(strict=case.get("before", {}).get("strict", False))
    prepare(scene, case.get("before", {}))
    before = repr(scene.state)
    request(scene, **case["request"])
    assert repr(scene.state) == before


@pytest.mark.parametrize("path", WEBHOOK, ids=lambda path: path.stem)
def test_the_receiver_gets_the_posts_of_its_case(path: Path) -> None:
    case = read(path)
    before, expected = case["before"], case["expected"]
    people = [*before["subscribers"], *(f"reader{n}@example.com" for n in range(1, before.get("invented", 0) + 1))]
    scene = stage(
        subscribers=people,
        events=before.get("events", ALL_EVENTS),
        status=case.get("receiver_answers", 200),
        first_event_id=before.get("first_event_id", 1),
    )
    for step in case["steps"]:
        take(scene, step)
    start = expected.get("after", 0)
    assert scene.receiver.moments[start:] == expected["at"]
    batches = scene.receiver.batches[start:]
    if "events" in expected:
        assert [event for batch in batches for event in batch] == expected["events"]
    if "counts" in expected:
        assert [len(batch) for batch in batches] == expected["counts"]
    for _, call in scene.receiver.calls:
        assert call.content_type == "application/json"
        assert call.url == "http://127.0.0.1:9000/hooks/orange"


def request(scene: Stage, method: str, path: str, headers: dict[str, str], **body: Any) -> Any:
    data = body["raw"] if "raw" in body else json.dumps(body["json"], ensure_ascii=False) if "json" in body else None
    headers = headers or {"Authorization": "Bearer emu-key-0001", "Content-Type": "application/json"}
    return scene.client.open(path, method=method, headers=headers, data=data)


def prepare(scene: Stage, before: dict[str, Any]) -> None:
    for each in before.get("requests", ()):
        assert request(scene, each["method"], each["path"], {}, json=each["json"]).status_code == 200
    if counted := before.get("counted"):
        at = scene.world.now - timedelta(seconds=counted["seconds_ago"])
        for _ in range(counted["requests"]):
            assert scene.world.limits.admit(LIMIT.operation, OID, at) is None
    if fault := before.get("fault"):
        if not hasattr(scene.world, "faults"):
            pytest.skip("planned faults are not built yet")
        answer = scene.client.post(
            "/_emulator/api/workspaces/stage/faults",
            json={"kind": "status", "vendor": "orange-mail", "status": fault["status"], "times": 1},
        )
        assert answer.status_code < 300, answer.text


def take(scene: Stage, step: dict[str, Any]) -> None:
    if "make" in step:
        made = read(FIXTURES / "cases" / f"{step['make']}.json")
        assert request(scene, **made["request"]).status_code == 200
    if "advance_to" in step:
        scene.emulator.post_office.advance(scene.world, times.read(step["advance_to"]))
    if "permit" in step:
        accounts.permit(scene.world, OID, step["permit"])
