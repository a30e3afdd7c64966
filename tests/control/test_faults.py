"""Planned failures over HTTP: what a client meets, and that nobody else has to wait for it."""

import select
import socket
from typing import Any

import pytest
import requests

from emulator import Emulator
from tests.control.told import client_of
from tests.pigeon import KEY, pigeon_emulator
from tests.served import Served, served

AUTH = {"Authorization": f"Bearer {KEY}"}
API = "/_emulator/api"
MARK = {"X-Mail-Emulator": "1"}
MAIL = {"to": ["a@x.test"]}


@pytest.fixture
def client() -> Any:
    return client_of(pigeon_emulator())


def send(client: Any) -> Any:
    return client.post("/pigeon/send", json=MAIL, headers=AUTH)


def plan(client: Any, **fault: Any) -> Any:
    return client.post(f"{API}/faults", json=fault)


def sent(client: Any) -> int:
    return len(client.get(f"{API}/messages").json["results"])


def test_a_status_has_the_vendors_own_body_and_nothing_is_carried_out(client: Any) -> None:
    plan(client, kind="status", status=429, times=1, retry_after=7)
    answer = send(client)
    assert (answer.status_code, answer.json["coo"]) == (429, "too many requests")
    assert answer.headers["Retry-After"] == "7"
    assert sent(client) == 0
    assert send(client).status_code == 200
    newest, oldest = client.get(f"{API}/requests").json["results"]
    assert (newest["fault"], oldest["fault"]) == (None, "fault-1")


def test_a_status_the_vendor_never_gives_has_the_body_of_its_server_error(client: Any) -> None:
    plan(client, kind="status", status=503, when="after")
    answer = send(client)
    assert (answer.status_code, answer.json["coo"]) == (503, "server error")
    assert sent(client) == 1  # carried out, only the answer says otherwise


def test_a_malformed_answer_is_no_json(client: Any) -> None:
    plan(client, kind="malformed")
    answer = send(client)
    assert answer.status_code == 200
    with pytest.raises(ValueError):
        requests.models.complexjson.loads(answer.get_data(as_text=True))


@pytest.mark.parametrize(("when", "carried_out"), [("before", 0), ("after", 1)])
def test_a_dropped_connection_before_or_after_the_state_changed(client: Any, when: str, carried_out: int) -> None:
    plan(client, kind="drop", when=when, times=1)
    with pytest.raises(ConnectionResetError):
        send(client)
    assert sent(client) == carried_out
    assert client.get(f"{API}/requests").json["results"][0]["status"] is None


def test_a_read_once_report_is_lost_with_its_answer_and_can_be_put_back(client: Any) -> None:
    send(client)
    client.post(f"{API}/clock/advance", json={"by": "1m"})
    plan(client, kind="drop", when="after", operation="reports", times=1)
    with pytest.raises(ConnectionResetError):
        client.get("/pigeon/reports", headers=AUTH)
    assert client.get("/pigeon/reports", headers=AUTH).json["reports"] == []
    report = client.get(f"{API}/reports").json["results"][0]
    client.post(f"{API}/reports/{report['id']}/restore", headers=MARK)
    assert client.get("/pigeon/reports", headers=AUTH).json["reports"] == [1]


def test_a_fault_for_one_account(client: Any) -> None:
    plan(client, kind="status", status=500, account="loft")
    assert send(client).status_code == 500
    assert client.post("/pigeon/send", json=MAIL).status_code == 401


def test_a_fault_that_could_never_be_met_is_refused_with_a_hint(client: Any) -> None:
    answer = plan(client, kind="drop", operation="sent")
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert "did you mean send?" in answer.json["detail"]
    answer = plan(client, kind="drop", vendor="raven")
    assert "there are pigeon" in answer.json["detail"]
    answer = plan(client, kind="drop", path="re:(")
    assert "not a regular expression" in answer.json["detail"]


def test_what_is_wrong_with_a_fault_is_said_with_an_example(client: Any) -> None:
    answer = plan(client, kind="explode", probability=2, latancy="1s").json
    assert {each["field"] for each in answer["problems"]} == {"kind", "probability", "latancy"}
    assert "latency" in answer["accepts"]["body"]
    assert answer["example"]["kind"] == "status"


def test_faults_are_listed_shown_and_removed(client: Any) -> None:
    made = plan(client, kind="latency", latency="2s", distribution="uniform", spread=1, lasting="10m")
    assert (made.status_code, made.json["latency"]) == (201, "2s")
    assert client.get(f"{API}/faults/fault-1").json == made.json
    assert client.delete(f"{API}/faults/fault-1", headers=MARK).status_code == 204
    assert client.delete(f"{API}/faults/fault-1", headers=MARK).status_code == 404
    plan(client, kind="drop")
    assert client.delete(f"{API}/faults", headers=MARK).status_code == 204
    assert client.get(f"{API}/faults").json["results"] == []


def test_an_answer_cut_short_over_a_real_connection() -> None:
    """`truncate` ends within the body, `drop` before the first byte; the connection is closed both times."""
    with pigeon_emulator() as emulator:
        for kind, answered in (("truncate", True), ("drop", False)):
            emulator.app.test_client().post(f"{API}/faults", json={"kind": kind, "times": 1})
            received = exchanged(emulator)
            assert received.startswith(b"HTTP/1.1 200") is answered, kind
            assert not received.endswith(b"}")
        assert requests.post(f"{emulator.base_url}/pigeon/send", json=MAIL, headers=AUTH, timeout=10).ok


def exchanged(emulator: Emulator) -> bytes:
    """Everything that comes back on one connection, until it is closed."""
    body = b'{"to":["a@x.test"]}'
    head = (
        f"POST /pigeon/send HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {KEY}\r\nContent-Length: {len(body)}"
    )
    with socket.create_connection(("127.0.0.1", emulator.port or 0), timeout=10) as connection:
        connection.sendall(head.encode() + b"\r\n\r\n" + body)
        received = b""
        while chunk := connection.recv(4096):
            received += chunk
    return received


# -- as it is served ---------------------------------------------------------------------------


def vendor_request(emulator: Served) -> bytes:
    """A request that is let in nowhere but reaches an operation's faults first."""
    found = emulator.control("GET", "workspaces/default")
    key = found["infobip"]["api_key"]
    return f"GET /email/1/reports HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: App {key}\r\n\r\n".encode()


def metrics(emulator: Served) -> str:
    return requests.get(f"{emulator.url}{API}/metrics", timeout=10).text


def waiting(connections: list[socket.socket]) -> int:
    """How many have not been answered."""
    return len(connections) - len(select.select(connections, [], [], 0)[0])


def test_two_hundred_held_requests_starve_nobody() -> None:
    """While 200 requests are held back, health, lists and the removal of the fault are answered; the removal lets the
    200 go before their time. How soon is a figure of the bench."""
    with served() as emulator:
        emulator.control("POST", "faults", json={"kind": "latency", "latency": "5m", "vendor": "infobip"})
        port = int(emulator.url.rpartition(":")[2])
        request = vendor_request(emulator)
        held = [socket.create_connection(("127.0.0.1", port), timeout=60) for _ in range(200)]
        try:
            for connection in held:
                connection.sendall(request)
            while emulator.control("GET", "faults/fault-1")["played"] < 200:
                pass
            emulator.control("GET", "health")
            emulator.control("GET", "messages")
            assert waiting(held) == 200
            emulator.control("DELETE", "faults/fault-1", headers=MARK)
            for connection in held:
                assert connection.recv(12).startswith(b"HTTP/1.1 ")
        finally:
            for connection in held:
                connection.close()


def test_who_finds_no_seat_is_answered_at_once() -> None:
    """The budget of threads is bounded: what is beyond it gets the vendor's 503, and is counted."""
    with served("--threads", "8") as emulator:
        emulator.control("POST", "faults", json={"kind": "latency", "latency": "5m", "vendor": "infobip"})
        port = int(emulator.url.rpartition(":")[2])
        request = vendor_request(emulator)
        connections = [socket.create_connection(("127.0.0.1", port), timeout=60) for _ in range(6)]
        try:
            for connection in connections:
                connection.sendall(request)
            while emulator.control("GET", "faults/fault-1")["played"] < 6 or waiting(connections) > 4:
                pass
            emulator.control("GET", "health")
            assert waiting(connections) == 4
            emulator.control("DELETE", "faults/fault-1", headers=MARK)
            answers = [connection.recv(12) for connection in connections]
            assert answers.count(b"HTTP/1.1 503") == 2
            assert 'held_back_refused_total{workspace="default"} 2' in metrics(emulator)
        finally:
            for connection in connections:
                connection.close()
