"""One emulator per test, with a standing clock, spoken to in the process; its webhooks land in a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from emulator.emulator import Emulator
from emulator.gateway import Gateway
from emulator.mail.webhooks import Attempt, Call
from emulator.mail.world import Fired, World
from emulator.providers.contract import Provider
from emulator.providers.infobip.state import State
from emulator.wire.current import Answer, Route
from tests.providers.infobip import contract

KEY = "App test-key-0001"
START = datetime(2026, 3, 4, 9, 15, 30, 120_000, tzinfo=UTC)
WORLD: Mapping[str, Any] = {
    "infobip": {
        "accounts": [
            {
                "name": "main",
                "api_keys": [
                    {"key": "test-key-0001"},
                    {"key": "send-only-key", "scopes": ["email:message:send"]},
                    {"key": "logs-only-key", "scopes": ["email:logs:read"]},
                ],
                "users": [
                    {"username": "tester", "password": "s3cret"},
                    {"username": "sender", "password": "s3cret", "scopes": ["email:message:send"]},
                ],
            },
            {"name": "other", "api_key": "other-key"},
        ]
    }
}


@dataclass
class Receiver:
    """A courier that answers by itself and remembers every call. `statuses` are given out first, then `status`."""

    status: int = 200
    statuses: list[int] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)

    def post(self, call: Call, at: datetime) -> Attempt:
        self.calls.append(call)
        status = self.statuses.pop(0) if self.statuses else self.status
        return Attempt(at, status, "", 1.0)


@dataclass
class Desk:
    """What a test does with an emulator."""

    emulator: Emulator
    received: Receiver
    world: World

    def __post_init__(self) -> None:
        self.client = self.emulator.app.test_client()

    def ask(self, method: str, path: str, *, key: str | None = KEY, **arguments: Any) -> Any:
        """A request with `key` as its Authorization header; None sends none."""
        headers = {**({"Authorization": key} if key else {}), **arguments.pop("headers", {})}
        return self.client.open(path, method=method, headers=headers, **arguments)

    def get(self, path: str, **arguments: Any) -> Any:
        return self.ask("GET", path, **arguments)

    def post(self, path: str, **arguments: Any) -> Any:
        return self.ask("POST", path, **arguments)

    def put(self, path: str, **arguments: Any) -> Any:
        return self.ask("PUT", path, **arguments)

    @property
    def state(self) -> State:
        state: State = self.world.state("infobip")
        return state

    def advance(self, **by: float) -> list[Fired]:
        """Move the clock: `advance(minutes=10)`."""
        return self.emulator.post_office.advance(self.world, self.world.now + timedelta(**by))


@pytest.fixture(autouse=True)
def every_answer_keeps_the_contract(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever a test provokes is held against the published document; see `contract`."""
    answer_as_before = Gateway.answer
    departures: list[str] = []

    def answer(self: Gateway, provider: Provider, route: Route, *rest: Any) -> Answer:
        found = answer_as_before(self, provider, route, *rest)
        if provider.name == "infobip" and (why := contract.departure(route, found)):
            departures.append(why)
        return found

    monkeypatch.setattr(Gateway, "answer", answer)
    yield
    assert departures == []


@pytest.fixture
def desk() -> Iterator[Desk]:
    received = Receiver()
    emulator = Emulator(courier=received)
    world = emulator.workspaces.create(
        "desk", source=WORLD, seed="desk", mode="standing", start=START, mint=False, keep=True
    )
    yield Desk(emulator, received, world)
    emulator.stop()


@pytest.fixture
def strict_desk() -> Iterator[Desk]:
    """The same desk, where nothing unproven is let through."""
    received = Receiver()
    emulator = Emulator(courier=received)
    world = emulator.workspaces.create(
        "desk", source=WORLD, seed="desk", mode="standing", start=START, strict=True, mint=False, keep=True
    )
    yield Desk(emulator, received, world)
    emulator.stop()
