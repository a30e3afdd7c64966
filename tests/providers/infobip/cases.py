"""Plays the cases under fixtures/infobip: what was done before, the request, and whether the answer is the one told.

Times and generated ids are compared by their shape; an id that the case itself gave is compared as it is.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from urllib3 import encode_multipart_formdata

from emulator.wire.bodies import Part, compact

FIXTURES = Path(__file__).parents[3] / "fixtures" / "infobip"

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000")
SHAPES = {
    "bulkId": re.compile(r"[a-z0-9]{20}|[0-9a-f-]{36}|\d{19}"),
    "messageId": re.compile(r"[a-z0-9]{20}|[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
    "uploadedContentId": re.compile(r"[0-9A-F]{68,100}"),
    "token": re.compile(r"[0-9a-f-]{36}"),
    "access_token": re.compile(r"\S+"),
    "nextCursor": re.compile(r"\S+"),
    "profileId": re.compile(r"\S+"),
    "eventId": re.compile(r"[0-9a-f-]{36}"),
    "accountKey": re.compile(r"[0-9A-F]{32}"),
}


if TYPE_CHECKING:
    from tests.providers.infobip.conftest import Desk


def paths(folder: str) -> list[Path]:
    return sorted((FIXTURES / folder).glob("*.json"))


def read(path: Path) -> dict[str, Any]:
    case: dict[str, Any] = json.loads(path.read_text())
    return case


class Play:
    """One case on one desk. `kept` holds what answers before gave for later requests: `${token}`."""

    def __init__(self, desk: Desk, case: Mapping[str, Any]) -> None:
        self.desk = desk
        self.kept: dict[str, str] = {}
        self.given = json.dumps([case.get("before"), case.get("request")])

    def prepare(self, steps: list[dict[str, Any]]) -> None:
        for step in steps:
            if "request" in step:
                answer = self.ask(step["request"])
                assert answer.status_code < 300, answer.get_data(as_text=True)
                for name, place in step.get("keep", {}).items():
                    value = answer.json
                    for key in place.split("."):
                        value = value[key]
                    self.kept[name] = value
            elif "advance" in step:
                self.desk.advance(seconds=step["advance"])
            elif "limit" in step:
                self.desk.world.limits.prime(step["limit"], "main", step["remaining"], self.desk.world.now)
            elif "switch" in step:
                setattr(self.desk.state.switches, step["switch"], True)
            elif "happens" in step:
                self._happen(step)
            elif "handle" in step:
                self._handle(step["handle"])
            elif "break" in step:
                self._break(step["break"])

    def _happen(self, step: Mapping[str, Any]) -> None:
        world = self.desk.world
        data = compact(step["data"]) if "data" in step else b""
        with world.lock:
            delivery = next(world.deliveries.find("id", step["to"]))
            world.record(delivery, step["happens"], step.get("detail", ""), source="control", data=data)

    def _handle(self, request: Mapping[str, Any]) -> None:
        path = f"/_emulator/api/workspaces/desk/infobip/{request['path']}"
        answer = self.desk.client.open(path, method=request["method"], json=request["json"])
        assert answer.status_code < 300, answer.get_data(as_text=True)

    def _break(self, operation: str) -> None:
        fault = {"kind": "status", "status": 500, "operation": operation, "times": 1}
        answer = self.desk.client.post("/_emulator/api/workspaces/desk/faults", json=fault)
        if answer.status_code == 404:
            pytest.skip("planned faults are not built yet")
        assert answer.status_code < 300, answer.get_data(as_text=True)

    def compare_parts(self, expected: list[dict[str, Any]], actual: list[Part]) -> None:
        """The parts of a form, in their order; where a part is JSON its value counts, not how it is spaced."""
        assert [part.name for part in actual] == [row["name"] for row in expected]
        for row, part in zip(expected, actual, strict=True):
            if "filename" in row:
                found = (part.filename, part.content_type, part.data)
                assert found == (row["filename"], row["content_type"], b64decode(row["content_base64"]))
            elif row["value"].startswith(("{", "[{")):
                self.compare(json.loads(row["value"]), json.loads(part.text))
            else:
                self.compare(row["value"], part.text.strip(), "messageId" if row["name"] == "id" else "")

    def ask(self, request: Mapping[str, Any]) -> Any:
        arguments: dict[str, Any] = {"query_string": self._filled(request.get("query", {}))}
        if "json" in request:
            arguments.update(data=json.dumps(request["json"]), content_type="application/json")
        elif "raw" in request:
            arguments["data"] = request["raw"]
        elif "fields" in request:
            arguments["data"], arguments["content_type"] = form(request["fields"])
        headers = self._filled(request.get("headers", {}))
        return self.desk.client.open(request["path"], method=request["method"], headers=headers, **arguments)

    def _filled(self, values: Any) -> Any:
        text = json.dumps(values)
        for name, value in self.kept.items():
            text = text.replace(f"${{{name}}}", value)
        return json.loads(text)

    def compare(self, expected: Any, actual: Any, name: str = "", place: str = "") -> None:
        """Raises AssertionError that says where the two differ."""
        if isinstance(expected, dict):
            assert isinstance(actual, dict) and list(actual) == list(expected), f"{place}: {actual}"
            for key, value in expected.items():
                self.compare(value, actual[key], key, f"{place}.{key}")
        elif isinstance(expected, list):
            assert isinstance(actual, list) and len(actual) == len(expected), f"{place}: {actual}"
            for number, value in enumerate(expected):
                self.compare(value, actual[number], name, f"{place}[{number}]")
        elif isinstance(expected, str) and TIME.fullmatch(expected) and expected not in self.given:
            assert TIME.fullmatch(actual), f"{place}: {actual}"
        elif name in SHAPES and SHAPES[name].fullmatch(expected) and expected not in self.given:
            assert SHAPES[name].fullmatch(actual), f"{place}: {actual}"
        elif name in ("timeToFirstAttempt", "createdAt", "sendDateTime"):
            assert isinstance(actual, int), f"{place}: {actual}"
        else:
            assert actual == expected, f"{place}: {actual!r} instead of {expected!r}"


def form(fields: list[dict[str, Any]]) -> tuple[bytes, str]:
    """A multipart body as clients write it, the order of the fields kept, and its content type."""
    rows = []
    for row in fields:
        if "filename" in row:
            data = b64decode(row["content_base64"]) if "content_base64" in row else row["value"].encode()
            rows.append((row["name"], (row["filename"], data, row["content_type"])))
        else:
            rows.append((row["name"], row["value"]))
    body, content_type = encode_multipart_formdata(rows)
    return body, content_type
