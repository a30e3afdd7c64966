"""Bad input to any handle: a problem that names the field, says what would be accepted, and gives an example."""

import socket
from typing import Any

import pytest

from emulator.control import ROUTES, Row
from emulator.wire.current import MARK as MARK_NAME
from tests.control.loft import HOOK, Loft, loft
from tests.control.told import API
from tests.pigeon import pigeon_emulator

WITH_BODY = [row for row in ROUTES if row.body is not None]
WITH_QUERY = [row for row in ROUTES if row.query is not None]
CHANGES = [row for row in ROUTES if row.method in ("POST", "PUT", "DELETE")]
PLACES = {"<id>": "dlv-1", "<name>": "before", "<operation>": "send", "<n>": "0"}


@pytest.fixture(scope="module")
def world() -> Loft:
    world = loft(hook=HOOK)
    world.send("nora@x.test")
    return world


def title(row: Row) -> str:
    return f"{row.method} {row.path}"


def path(row: Row) -> str:
    found = row.path.lstrip("/")
    for place, name in PLACES.items():
        found = found.replace(place, name)
    return found


@pytest.mark.parametrize("row", WITH_BODY, ids=title)
def test_an_unknown_field_of_a_body(world: Loft, row: Row) -> None:
    problem = world.refused(row.method, path(row), {**row.example, "no_such_field": 1})
    assert (problem["status"], problem["title"]) == (422, "Invalid request")
    assert {"field": "no_such_field", "problem": "there is no such field"} in problem["problems"]
    assert problem["accepts"]["body"]
    assert problem["example"] == row.example


@pytest.mark.parametrize("row", WITH_BODY, ids=title)
@pytest.mark.parametrize("body", ["[]", '"text"', "7", "null", "true"])
def test_a_body_that_is_no_object(world: Loft, row: Row, body: str) -> None:
    answer = world.client.open(f"{API}/{path(row)}", method=row.method, data=body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json["problems"][0]["field"] == "(whole)"
    assert answer.json["example"] == row.example


@pytest.mark.parametrize("row", WITH_BODY, ids=title)
@pytest.mark.parametrize(
    "body", [b"{", b"{'a':1}", b'{"a":1}}', b'"\xff"', b'{"a":NaN}', b"[" * 1000], ids=lambda body: str(body[:8])
)
def test_a_body_that_is_no_json(world: Loft, row: Row, body: bytes) -> None:
    answer = world.client.open(f"{API}/{path(row)}", method=row.method, data=body, content_type="application/json")
    assert (answer.status_code, answer.json["title"]) == (400, "Unreadable body")
    assert answer.json["detail"]
    assert answer.json["example"] == row.example


@pytest.mark.parametrize("row", WITH_QUERY, ids=title)
def test_an_unknown_parameter(world: Loft, row: Row) -> None:
    problem = world.refused(row.method, path(row), None, no_such_parameter="1")
    assert problem["status"] == 422
    assert problem["problems"] == [{"field": "no_such_parameter", "problem": "there is no such field"}]
    assert problem["accepts"]["query"]


@pytest.mark.parametrize("row", CHANGES, ids=title)
def test_a_change_that_another_site_could_have_sent(world: Loft, row: Row) -> None:
    """Neither JSON nor the header: nothing is done, and the answer says what is missing."""
    before = world.get("state")
    answer = world.client.open(f"{API}/{path(row)}", method=row.method, data={"a": "b"})
    assert answer.status_code == 403
    assert MARK_NAME in answer.json["detail"]
    assert world.get("state") == before


@pytest.mark.parametrize(
    ("where", "query"),
    [
        ("messages", {"subject": "re:("}),
        ("messages", {"to": "re:" + "(a{1000}){1000}"}),
        ("messages/wait", {"text": "re:[", "timeout": 0}),
        ("requests", {"path": "re:("}),
        ("requests/har", {"refusal": "re:("}),
        ("webhooks", {"url": "re:*"}),
        ("webhooks/wait", {"subject": "re:(?P<", "timeout": 0}),
    ],
)
def test_a_pattern_that_cannot_be_used_is_refused_in_its_field(world: Loft, where: str, query: dict[str, Any]) -> None:
    problem = world.refused("GET", where, None, **query)
    assert problem["status"] == 422
    assert [each["field"] for each in problem["problems"]] == [next(iter(query))]


@pytest.mark.parametrize(
    ("where", "body", "field"),
    [
        ("rules", {"when": {"vendor": "raven"}, "outcome": "bounce"}, "when.vendor"),
        ("rules", {"when": {"subject": "re:("}, "outcome": "bounce"}, "when.subject"),
        ("rules", {"outcome": "bonce"}, "outcome"),
        ("rules", {"timeline": [{"after": "2h", "event": "sent"}, {"after": "1h", "event": "delivered"}]}, "timeline"),
        ("rules", {"timeline": [{"after": "soon", "event": "sent"}]}, "timeline.0.after"),
        ("faults", {"kind": "drop", "vendor": "raven"}, "vendor"),
        ("faults", {"kind": "drop", "operation": "sent"}, "operation"),
        ("faults", {"kind": "drop", "path": "re:("}, "path"),
        ("faults", {"kind": "latency", "latency": "301s"}, "latency"),
        ("limits/prime", {"operation": "send", "remaining": 99}, "remaining"),
        ("limits/prime", {"operation": "send", "remaining": 1, "account": "nobody"}, "account"),
        ("requests/verify", {"match": {"headers": {"accept": "re:("}}}, "match.headers.accept"),
        ("requests/verify", {"order": [{}, {"query": {"page": "re:("}}]}, "order.1.query.page"),
        ("snapshots", {"name": "a/b"}, "name"),
    ],
)
def test_what_fits_no_field_of_this_world_is_refused_in_its_field(
    world: Loft, where: str, body: Any, field: str
) -> None:
    problem = world.refused("POST", where, body)
    assert problem["status"] == 422
    assert [each["field"] for each in problem["problems"]] == [field], problem
    assert problem["accepts"]["body"] and problem["example"]


def test_a_path_and_a_method_that_do_not_exist(world: Loft) -> None:
    answer = world.client.get(f"{API}/mesages")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert "openapi.json" in answer.json["detail"]
    answer = world.client.open(f"{API}/messages", method="DELETE", headers={MARK_NAME: "1"})
    assert (answer.status_code, answer.mimetype, answer.headers["Allow"]) == (405, "application/problem+json", "GET")


def test_a_body_that_ends_too_early_is_a_refusal_not_a_bug() -> None:
    """The client says how long the body is and then stops sending."""
    head = (
        f"PUT {API}/clock HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n"
    )
    with (
        pigeon_emulator() as emulator,
        socket.create_connection(("127.0.0.1", emulator.port or 0), timeout=10) as connection,
    ):
        connection.sendall(head.encode() + b'{"mode":')
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(4096).startswith(b"HTTP/1.1 400")
