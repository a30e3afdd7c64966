"""The document tells every handle, is a valid OpenAPI document, and what it says of answers is so."""

from typing import Any

import pytest
from openapi_spec_validator import validate

from emulator import Emulator
from emulator.control import ROUTES, Row, routes
from emulator.providers.discovery import providers
from emulator.wire.current import MARK as MARK_NAME
from tests.control.told import API, MARK, Told, client_of
from tests.pigeon import KEY, FakeCourier, pigeon_emulator

ROWS = routes(providers())
CHANGES = ("POST", "PUT", "PATCH", "DELETE")


@pytest.fixture(scope="module")
def told() -> Told:
    emulator = Emulator(world="empty", standing=True, seed="1")
    return Told(emulator.app.test_client().get(f"{API}/openapi.json").json)


def title(row: Row) -> str:
    return f"{row.method} {row.path}"


def operation(told: Told, row: Row) -> dict[str, Any]:
    found: dict[str, Any] = told.operations[row.method, row.path.replace("<", "{").replace(">", "}")]
    return found


def test_every_handle_is_told_and_the_document_is_valid(told: Told) -> None:
    validate(told.document)
    assert len(told.operations) == sum(1 if row.server_wide else 2 for row in ROWS)
    ids = [each["operationId"] for each in told.operations.values()]
    assert len(ids) == len(set(ids))


def test_every_schema_that_is_told_is_used(told: Told) -> None:
    text = str(told.document)
    for name in told.document["components"]["schemas"]:
        assert f"'#/components/schemas/{name}'" in text, name


@pytest.mark.parametrize("row", ROWS, ids=title)
def test_every_answer_has_a_shape(told: Told, row: Row) -> None:
    responses = operation(told, row)["responses"]
    if row.status == 204:
        assert "content" not in responses["204"]
    else:
        assert row.reply is not None
        assert responses[str(row.status)]["content"][row.media]["schema"]
    for status, response in responses.items():
        if status >= "400":
            refusal = told.document["components"]["responses"][response["$ref"].rpartition("/")[2]]
            assert list(refusal["content"]) == ["application/problem+json"]


@pytest.mark.parametrize("row", [row for row in ROWS if row.body is not None], ids=title)
def test_every_body_is_told_with_an_example_that_is_right(told: Told, row: Row) -> None:
    media = operation(told, row)["requestBody"]["content"]["application/json"]
    if row in ROUTES:
        assert "example" in media
    if "example" in media:
        assert told.flaws(media["schema"], media["example"]) == []
        assert row.body is not None and row.body.model_validate(media["example"])


@pytest.mark.parametrize("row", ROWS, ids=title)
def test_a_change_is_told_to_need_the_header_unless_it_has_a_json_body(told: Told, row: Row) -> None:
    found = operation(told, row)
    headers = [(each["name"], each["required"]) for each in found["parameters"] if each["in"] == "header"]
    needed = "requestBody" not in found
    assert headers == ([(MARK_NAME, needed)] if row.method in CHANGES else [])


def test_parameters_are_told_with_types_limits_and_formats(told: Told) -> None:
    found = {each["name"]: each for each in told.operations["GET", "/messages/wait"]["parameters"]}
    assert found["timeout"]["schema"] | {"title": ""} == {
        "type": "number",
        "minimum": 0,
        "maximum": 60.0,
        "default": 10.0,
        "title": "",
    }
    assert found["since"]["schema"]["format"] == "date-time"
    assert "null" not in str(found)
    (place, number) = told.operations["GET", "/messages/{id}/attachments/{n}"]["parameters"]
    assert (place["schema"]["type"], number["schema"]["type"]) == ("string", "integer")


# -- as it is ----------------------------------------------------------------------------------

TOUR: tuple[tuple[str, str, Any], ...] = (
    ("POST", "/clock/advance", {"by": "10m"}),
    ("PUT", "/clock", {"mode": "standing"}),
    ("GET", "/clock", None),
    ("GET", "/clock/agenda", None),
    ("GET", "/messages", None),
    ("GET", "/messages/wait?timeout=0", None),
    ("GET", "/messages/dlv-1", None),
    ("GET", "/messages/dlv-1/text", None),
    ("GET", "/messages/dlv-1/html", None),
    ("GET", "/messages/dlv-1/eml", None),
    ("GET", "/messages/dlv-1/attachments/0", None),
    ("POST", "/messages/dlv-1/events", {"event": "opened"}),
    ("GET", "/events", None),
    ("GET", "/statistics", None),
    ("GET", "/requests", None),
    ("GET", "/requests/wait?timeout=0", None),
    ("GET", "/requests/har", None),
    ("GET", "/requests/req-1", None),
    ("POST", "/requests/verify", {"match": {}, "count": 100}),
    ("GET", "/reports", None),
    ("POST", "/reports/restore", {}),
    ("POST", "/reports/pigeon:rep-1/restore", None),
    ("GET", "/webhooks", None),
    ("GET", "/webhooks/wait?timeout=0", None),
    ("GET", "/webhooks/call-1", None),
    ("POST", "/webhooks/call-1/replay", None),
    ("POST", "/webhooks/run", None),
    ("GET", "/limits", None),
    ("POST", "/limits/prime", {"operation": "send", "remaining": 1}),
    ("PUT", "/limits/send", {"limit": 7, "window": "1h"}),
    ("GET", "/limits/send", None),
    ("DELETE", "/limits/send", None),
    ("POST", "/rules", {"outcome": ["bounce", "delivered"]}),
    ("GET", "/rules", None),
    ("GET", "/rules/rule-1", None),
    ("DELETE", "/rules/rule-1", None),
    ("DELETE", "/rules", None),
    ("GET", "/outcomes", None),
    ("POST", "/faults", {"kind": "latency", "latency": "1s", "lasting": "1m"}),
    ("POST", "/faults", {"kind": "status"}),
    ("GET", "/faults", None),
    ("GET", "/faults/fault-1", None),
    ("DELETE", "/faults/fault-1", None),
    ("DELETE", "/faults", None),
    ("GET", "/findings", None),
    ("GET", "/findings/checks", None),
    ("GET", "/state", None),
    ("POST", "/snapshots", {"name": "before"}),
    ("GET", "/snapshots", None),
    ("POST", "/snapshots/before/restore", None),
    ("DELETE", "/snapshots/before", None),
    ("GET", "/health", None),
    ("GET", "/ready", None),
    ("GET", "/samples", None),
    ("GET", "/version", None),
    ("GET", "/metrics", None),
    ("GET", "/openapi.json", None),
    ("GET", "/provenance", None),
    ("POST", "/workspaces", {"name": "mine", "clock": "standing"}),
    ("GET", "/workspaces", None),
    ("GET", "/workspaces/mine", None),
    ("DELETE", "/workspaces/mine", None),
    ("POST", "/clock/run-until-idle", {}),
    ("POST", "/reset", None),
)
"""One call of every handle, in an order in which each has something to show."""


def test_every_handle_answers_as_it_is_told() -> None:
    emulator = pigeon_emulator(FakeCourier(statuses=[500, 0]))
    emulator.world.state("pigeon").hook = "http://127.0.0.1:9/hook"
    client = client_of(emulator)
    for to in ("a@x.test", "bounce@x.test"):
        client.post("/pigeon/send", json={"to": [to], "text": "T"}, headers={"Authorization": f"Bearer {KEY}"})
    export: dict[str, Any] = {}
    toured = set()
    for method, address, body in TOUR:
        if body is None:
            answer = client.open(API + address, method=method, headers=MARK)
        else:
            answer = client.open(API + address, method=method, json=body)
        path = client.application.told.path(method, address.partition("?")[0])
        toured.add((method, path))
        absent = path in ("/messages/{id}/html", "/messages/{id}/attachments/{n}")
        assert answer.status_code == 404 if absent else answer.status_code < 300, (address, answer.text)
        export = answer.json if path == "/state" else export
    assert client.put(f"{API}/state", json=export).status_code == 200
    every = {(row.method, row.path.replace("<", "{").replace(">", "}")) for row in ROUTES}
    assert every - toured == {("PUT", "/state")}


@pytest.mark.parametrize("address", ["messages", "limits", "rules/rule-1", "requests/wait?timeout=0"])
def test_the_handles_of_another_workspace_answer_as_they_are_told(address: str) -> None:
    client = client_of(pigeon_emulator())
    client.post(f"{API}/workspaces", json={"name": "mine"})
    for workspace, status in (("mine", (200, 404, 408)), ("nobodys", (404,))):
        assert client.get(f"{API}/workspaces/{workspace}/{address}").status_code in status


def test_the_lists_of_the_services_answer_as_they_are_told() -> None:
    client = client_of(Emulator(world="demo", standing=True, seed="1", courier=FakeCourier()))
    for row in ROWS:
        if row.method == "GET" and "<" not in row.path:
            wait = "?timeout=0" if row.path.endswith("/wait") else ""
            assert client.get(f"{API}{row.path}{wait}").status_code in (200, 408)
