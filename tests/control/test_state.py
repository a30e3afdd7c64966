"""A world is plain data: taken away, brought back, and gone back to."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from emulator import Emulator
from tests.control.told import client_of
from tests.pigeon import FakeCourier

API = "/_emulator/api"
INFOBIP = {"Authorization": "App infobip-demo-key"}
ORANGE = {"Authorization": "Bearer orange-demo-key"}
START = datetime(2030, 1, 1, tzinfo=UTC)


def emulator(*statuses: int) -> Emulator:
    return Emulator(world="demo", standing=True, start=START, seed="1", courier=FakeCourier(statuses=list(statuses)))


def lived(client: Any) -> None:
    """A bit of everything: sends, a schedule, a mailing, a rule, a fault, a limit, a failed webhook, a read report."""
    rule = {"when": {"recipient": "*@x.test"}, "outcome": ["bounce", "delivered"]}
    assert client.post(f"{API}/rules", json=rule).status_code < 300
    hook = {"notifyUrl": "http://127.0.0.1:1/dlr"}
    for more in ({}, {}, hook, {"sendAt": "2030-01-02T00:00:00Z", "bulkId": "later"}):
        form = {"from": "a@b.test", "to": "n@x.test", "subject": "S", "html": "<p>ü</p>", **more}
        assert client.post("/email/3/send", data=form, headers=INFOBIP).status_code == 200
    mailing = {
        "plan": "Oay9",
        "from": {"mail": "news@example.com", "name": "編集部"},
        "content": {"type": "text/plain", "subject": "件名", "body": "%sei%様"},
        "send_time": "2017-08-25 14:00:00",
    }
    assert client.post("/api/v0/mail/make", json=mailing, headers=ORANGE).status_code == 200
    client.post(f"{API}/clock/advance", json={"by": "61s"})
    client.get("/email/1/reports?limit=1", headers=INFOBIP)
    client.put(f"{API}/limits/orange-mail", json={"limit": 7})
    fault = {"kind": "status", "status": 503, "times": 1, "operation": "get_email_logs"}
    assert client.post(f"{API}/faults", json=fault).status_code < 300


def exported(client: Any) -> bytes:
    answer = client.get(f"{API}/state")
    assert answer.status_code == 200
    data: bytes = answer.data
    return data


def test_the_same_seed_clock_and_calls_give_the_same_bytes() -> None:
    clients = [client_of(emulator(500)) for _ in range(2)]
    for client in clients:
        lived(client)
    assert exported(clients[0]) == exported(clients[1])


def test_an_export_brought_back_is_the_same_world() -> None:
    """To the byte, and what was due in it still happens."""
    client, other = client_of(emulator(500)), client_of(emulator())
    lived(client)
    data = exported(client)
    assert other.put(f"{API}/state", data=data, content_type="application/json").status_code == 200
    assert exported(other) == data
    for each in (client, other):
        each.post(f"{API}/clock/advance", json={"by": "1d"})
    assert exported(other) == exported(client)
    assert len(other.get("/email/1/logs?bulkId=later", headers=INFOBIP).json["results"]) == 1


def test_a_snapshot_is_a_moment_to_go_back_to() -> None:
    client = client_of(emulator())
    lived(client)
    before = exported(client)
    assert client.post(f"{API}/snapshots", json={"name": "here"}).status_code == 201
    waiting = client.get("/email/1/reports", headers=INFOBIP).json["results"]
    client.post(f"{API}/clock/advance", json={"by": "2h"})
    assert waiting and client.get("/email/1/reports", headers=INFOBIP).json["results"] == []
    assert client.post(f"{API}/snapshots/here/restore", json={}).status_code == 200
    assert exported(client) == before
    assert client.get("/email/1/reports", headers=INFOBIP).json["results"] == waiting
    assert [each["name"] for each in client.get(f"{API}/snapshots").json["results"]] == ["here"]
    assert client.delete(f"{API}/snapshots/here", headers={"X-Mail-Emulator": "1"}).status_code == 204
    assert client.post(f"{API}/snapshots/here/restore", json={}).status_code == 404


def broken(state: dict[str, Any]) -> list[tuple[str, Any]]:
    return [
        ("not an object", []),
        ("format", {key: value for key, value in state.items() if key != "format"}),
        ("format", {**state, "format": 2}),
        ("messages", {**state, "messages": [{"number": "x"}]}),
        ("missing", {**state, "messages": []}),
        ("unknown", {**state, "unknown": 1}),
        ("now", {**state, "now": "soon"}),
        ("content", {**state, "messages": [{**state["messages"][0], "content": "no base64 ü"}]}),
    ]


@pytest.mark.parametrize("number", range(8))
def test_a_broken_file_changes_nothing(number: int) -> None:
    client = client_of(emulator())
    lived(client)
    before = exported(client)
    says, content = broken(json.loads(before))[number]
    answer = client.put(f"{API}/state", json=content)
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert says in str(answer.json) or says == "not an object"
    assert exported(client) == before
    assert client.get("/email/1/logs", headers=INFOBIP).status_code == 200


def test_an_export_can_begin_a_server_but_not_a_second_workspace_with_the_same_credentials() -> None:
    client = client_of(emulator())
    lived(client)
    data = exported(client)
    begun = client_of(Emulator(world=json.loads(data), standing=True, courier=FakeCourier()))
    assert exported(begun) == data
    answer = begun.post(f"{API}/workspaces", json={"world": json.loads(data)})
    assert answer.status_code == 422 and "belongs to another workspace" in answer.json["detail"]
    assert begun.get("/email/1/logs", headers=INFOBIP).status_code == 200
