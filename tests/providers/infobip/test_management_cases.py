"""Every case under fixtures/infobip/cases/management/: a request on a world set up before, and what must come back."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from emulator.emulator import Emulator
from emulator.wire.times import read_iso

CASES = sorted((Path(__file__).parents[3] / "fixtures/infobip/cases/management").glob("*.json"))
START = "2026-06-10T12:00:00.000Z"
ACCOUNTS = [
    {
        "name": "main",
        "api_keys": [{"key": "emulator-key-7f31"}, {"key": "emulator-key-sends", "scopes": ["email:message:send"]}],
    }
]

INVENTED = {
    "{integer}": r"\d+",
    "{19 digits}": r"\d{19}",
    "{32 hex digits}": r"[0-9A-F]{32}",
    "{64 hex digits}": r"[0-9A-F]{64}",
    "{uuid}": r"[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}",
    "{dkim 1024}": r"v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ[A-Za-z0-9+/]{172}IDAQAB",
    "{dkim 2048}": r"v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA[A-Za-z0-9+/]{342}IDAQAB",
}
"""What stands in a case for something invented."""

_INVENTED = re.compile("|".join(map(re.escape, INVENTED)))


def read(path: Path) -> Any:
    return json.loads(path.read_text())


class Stage:
    """An emulator whose world is as a case wants it before its request."""

    def __init__(self, case: Any) -> None:
        before = case.get("before", {})
        self.emulator = Emulator()
        self.world = self.emulator.workspaces.create(
            "stage",
            source={"infobip": {"accounts": ACCOUNTS, **before.get("world", {})}},
            seed="stage",
            mode="standing",
            start=read_iso(before.get("clock", START)),
            mint=False,
            keep=True,
        )
        self.client = self.emulator.app.test_client()
        self.saved: dict[str, str] = {}
        for request in before.get("requests", ()):
            self._prepare(request)
        if "advance_to" in before:
            self.emulator.post_office.advance(self.world, read_iso(before["advance_to"]))
        for operation, left in before.get("primed", {}).items():
            self.world.limits.prime(operation, "main", left, self.world.now)

    def _prepare(self, request: Any) -> None:
        if "save" in request:  # a read of what the requests before it made; give limits and results their second
            self.emulator.post_office.advance(self.world, read_iso("2026-06-03T09:10:12.000Z"))
        answer = self.ask({"key": "emulator-key-7f31", **request})
        assert answer.status_code < 300, answer.text
        for name, steps in request.get("save", {}).items():
            found = answer.json
            for step in steps:
                found = found[step]
            self.saved[name] = found

    def ask(self, request: Any) -> Any:
        query = {name: self._filled(value) for name, value in request.get("query", {}).items()}
        body: dict[str, Any] = {}
        if "json" in request:
            body["json"] = request["json"]
        elif "parts" in request:
            body |= {"data": request["parts"], "content_type": "multipart/form-data"}
        elif "form" in request:
            body |= {"data": request["form"], "content_type": "application/x-www-form-urlencoded"}
        headers = {"Authorization": f"App {request['key']}"} if request["key"] else {}
        if query:
            body["query_string"] = query
        return self.client.open(request["path"], method=request["method"], headers=headers, **body)

    def _filled(self, value: Any) -> Any:
        if isinstance(value, bool):
            return str(value).lower()
        return self.saved[value[1:-1]] if isinstance(value, str) and value[1:-1] in self.saved else value


def agrees(found: Any, expected: Any) -> bool:
    """Equal, but for what is invented."""
    if isinstance(expected, dict):
        return (
            isinstance(found, dict)
            and found.keys() == expected.keys()
            and all(agrees(found[name], value) for name, value in expected.items())
        )
    if isinstance(expected, list):
        return (
            isinstance(found, list)
            and len(found) == len(expected)
            and all(agrees(one, other) for one, other in zip(found, expected, strict=True))
        )
    if isinstance(expected, str) and _INVENTED.search(expected):
        pattern = _INVENTED.sub(lambda mark: INVENTED[mark[0]], re.sub(r"[.?+]", r"\\\g<0>", expected))
        return re.fullmatch(pattern, str(found)) is not None
    return bool(found == expected and type(found) is type(expected))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_request_gets_the_answer_of_its_case(path: Path) -> None:
    case = read(path)
    stage = Stage(case)
    answer = stage.ask(case["request"])
    expected = case["answer"]
    assert answer.status_code == expected["status"], answer.text
    if "json" in expected:
        assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"
        assert agrees(answer.json, expected["json"]), answer.json
    elif "text" in expected:
        assert answer.text == expected["text"]
    else:
        assert (answer.data, answer.headers.get("Content-Type")) == (b"", None)
    assert not stage.world.journal.failures()


@pytest.mark.parametrize(
    "path", [path for path in CASES if read(path)["answer"]["status"] >= 400], ids=lambda p: p.stem
)
def test_a_refused_request_changes_nothing(path: Path) -> None:
    case = read(path)
    stage = Stage(case)
    before = repr(stage.world.state("infobip")), stage.world.chance.count
    stage.ask(case["request"])
    assert (repr(stage.world.state("infobip")), stage.world.chance.count) == before
