"""The typed client: a method for every handle, what it sends, and what its errors say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from emulator import Emulator
from emulator.client import Client, ClientError, Unmet
from emulator.control.routes import routes
from emulator.testing import in_process
from emulator.workspaces import DEFAULT
from tests.pigeon import KEY, pigeon_emulator

START = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


class Recorded:
    """An emulator's client that remembers each call."""

    def __init__(self, emulator: Emulator) -> None:
        self.calls: list[tuple[str, str, Mapping[str, str], Any]] = []
        self._exchange = in_process.exchange(emulator)
        self.client = Client(emulator.base_url, exchange=self)

    def __call__(self, method: str, path: str, query: Mapping[str, str], body: Any) -> tuple[int, str, bytes]:
        self.calls.append((method, path.removeprefix("/_emulator/api"), query, body))
        return self._exchange(method, path, query, body)


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    world = {"pigeon": {"keys": [KEY], "hook": "http://127.0.0.1:9/hook"}}
    with pigeon_emulator(standing=True, start=START, world=world) as running:
        yield running


@pytest.fixture
def client(emulator: Emulator) -> Client:
    return in_process.client(emulator, DEFAULT)


def send(emulator: Emulator, to: str = "nora@x.test", subject: str = "Hello", **fields: Any) -> None:
    answer = emulator.app.test_client().post(
        "/pigeon/send", json={"to": [to], "subject": subject, **fields}, headers={"Authorization": f"Bearer {KEY}"}
    )
    assert answer.status_code == 200


def use_everything(client: Client, emulator: Emulator) -> None:
    """Every method once, in a session as a tester might have."""
    client.health(), client.ready(), client.version(), client.provenance(), client.openapi(), client.metrics()
    client.workspaces.mint(name="other", seed=1)
    client.workspaces.list(), client.workspaces.get("other"), client.workspaces.drop("other")

    client.rules.add("delivered", to="*@x.test", times=5)
    rule = client.rules.add(timeline=[{"after": "1m", "event": "delivered"}], subject="later")
    client.rules.list(), client.rules.get(rule["id"]), client.rules.remove(rule), client.rules.outcomes()
    fault = client.faults.add("status", status=503, times=1, lasting=timedelta(minutes=1))
    client.faults.list(), client.faults.get(fault["id"]), client.faults.remove(fault), client.faults.clear()

    send(emulator)
    (
        client.clock.show(),
        client.clock.stand(),
        client.clock.advance("1m"),
        client.clock.agenda(),
        client.clock.run_until_idle(),
    )
    client.messages.list(to="nora@"), client.messages.wait_for(), client.messages.get("dlv-1")
    client.messages.text("dlv-1"), client.messages.source("dlv-1")
    with pytest.raises(ClientError, match="no HTML part"):
        client.messages.html("dlv-1")
    with pytest.raises(ClientError, match="attachment"):
        client.messages.attachment("dlv-1", 0)
    client.messages.happen("dlv-1", "opened")
    client.events.list(), client.rules.clear()
    client.requests.list(), client.requests.get("req-1"), client.requests.wait_for(), client.requests.har()
    client.requests.verify(count=1, path="/pigeon/send")
    emulator.app.test_client().get("/pigeon/reports", headers={"Authorization": f"Bearer {KEY}"})
    client.reports.restore(client.reports.list(taken=True)[0]), client.reports.restore_all()
    (call,) = client.webhooks.list()
    client.webhooks.get(call["id"]), client.webhooks.wait_for(ended=True), client.webhooks.replay(call)
    client.webhooks.run(), client.statistics(span="1h"), client.samples()
    client.findings.list(), client.findings.checks()

    operation = client.limits.list()[0]["operation"]
    client.limits.get(operation), client.limits.prime(operation, 0), client.limits.off(operation)
    client.limits.publish_again(operation)
    client.snapshots.keep("now"), client.snapshots.list(), client.snapshots.restore("now")
    client.snapshots.delete("now"), client.state.bring(client.state.export())
    client.reset()


def test_there_is_a_method_for_every_handle(emulator: Emulator) -> None:
    recorded = Recorded(emulator)
    use_everything(recorded.client, emulator)
    used = {(method, path) for method, path, *_ in recorded.calls}
    missed = [
        f"{row.method} {row.path}"
        for row in routes(emulator.providers)
        if not any(
            method == row.method and re.fullmatch(re.sub(r"<[^>]+>", "[^/]+", row.path), path) for method, path in used
        )
    ]
    assert missed == []


def test_what_a_service_adds_is_reached_below_its_name() -> None:
    with Emulator(world="demo", standing=True) as running:
        client = in_process.client(running, DEFAULT)
        for provider in running.providers.values():
            for handle in provider.handles():
                if handle.method == "GET" and "<" not in handle.path:
                    assert isinstance(client.vendor(provider.name).get(handle.path), dict)


def test_times_and_durations_are_written_as_the_api_reads_them(emulator: Emulator) -> None:
    recorded = Recorded(emulator)
    client = recorded.client
    client.messages.list(sender="me@", since=START)
    client.reports.list(taken=True, vendor="pigeon")
    client.faults.add("latency", latency=timedelta(milliseconds=1500), until=START + timedelta(hours=1))
    client.clock.advance_to(START + timedelta(minutes=1))
    assert [(query, body) for _, _, query, body in recorded.calls] == [
        ({"from": "me@", "since": "2026-03-04T09:00:00.000Z", "limit": "1000"}, None),
        ({"taken": "true", "vendor": "pigeon", "limit": "1000"}, None),
        ({}, {"kind": "latency", "latency": 1.5, "until": "2026-03-04T10:00:00.000Z"}),
        ({}, {"to": "2026-03-04T09:01:00.000Z"}),
    ]
    assert client.clock.now == START + timedelta(minutes=1)


def test_a_list_is_read_to_its_end_however_long(client: Client, emulator: Emulator) -> None:
    for number in range(3):
        send(emulator, subject=f"Number {number}")
    assert len(client.messages) == 3
    assert [row["subject"] for row in client.messages.list(most=2)] == ["Number 2", "Number 1"]


def test_a_client_for_another_workspace_sees_another_world(client: Client, emulator: Emulator) -> None:
    minted = client.workspaces.mint(clock="standing")
    other = client.at(minted["name"])
    send(emulator)
    assert (len(client.messages), len(other.messages)) == (1, 0)
    assert other.workspaces.get(minted["name"])["name"] == minted["name"]


def test_waiting_in_vain_is_a_failed_assertion_that_shows_what_came_near(client: Client, emulator: Emulator) -> None:
    send(emulator, subject="Welcome")
    with pytest.raises(AssertionError) as unmet:
        client.messages.wait_for(subject="Invoice", timeout=0)
    assert str(unmet.value) == "0 of 1 messages after 0 s; nearest:\n  dlv-1: subject is 'Welcome', not 'Invoice'"
    assert isinstance(unmet.value, Unmet) and unmet.value.status == 408


def test_verifying_in_vain_is_a_failed_assertion_too(client: Client, emulator: Emulator) -> None:
    send(emulator, subject="Welcome")
    client.requests.verify(body={"subject": "Welcome"})
    with pytest.raises(Unmet, match=r"1 requests fit, 2 were wanted"):
        client.requests.verify(count=2, path="/pigeon/send")
    with pytest.raises(Unmet, match=r"body\.subject is 'Welcome', not 'Invoice'"):
        client.requests.verify(body={"subject": "Invoice"})


def test_a_refusal_says_what_to_do_next_and_keeps_the_problem(client: Client) -> None:
    with pytest.raises(ClientError, match="`GET messages` lists them") as refused:
        client.messages.get("dlv-99")
    assert (refused.value.status, refused.value.problem["title"]) == (404, "Not found")


def test_nobody_there_says_how_to_start_one() -> None:
    with pytest.raises(ClientError, match="mail-emulator serve") as nobody:
        Client("http://127.0.0.1:1").health()
    assert nobody.value.status == 0


def test_a_state_goes_out_and_comes_back_as_text_or_object(client: Client, emulator: Emulator) -> None:
    send(emulator)
    kept = client.state.export()
    client.reset()
    assert client.state.bring(kept)["messages"] == 1
    with pytest.raises(ClientError, match="not a JSON object"):
        client.state.bring(b"{broken")
    assert len(client.messages) == 1


def test_priming_a_limit_fills_it_for_the_accounts_of_its_own_service_and_is_no_finding() -> None:
    with Emulator(world="demo", standing=True) as running:
        client = in_process.client(running, DEFAULT)
        providers = list(running.providers.values())
        for provider in providers:
            operation = provider.limits[0].operation
            client.limits.change(operation, limit=100)
            client.limits.prime(operation, 1)
            accounts = {each["account"] for each in client.limits.get(operation)["accounts"]}
            assert accounts == set(provider.accounts(running.world))
        assert client.findings.list(check="near-rate-limit") == []
