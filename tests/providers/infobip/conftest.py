"""One emulator per test, with a standing clock, spoken to in the process; its webhooks land in a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from emulator.emulator import Emulator
from emulator.gateway import Gateway
from emulator.mail.walking import Fired
from emulator.mail.webhooks import Attempt, Call
from emulator.mail.world import World
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


class Post:
    """The courier of the one emulator: hands every call to the receiver of the test that runs."""

    receiver = Receiver()

    def post(self, call: Call, at: datetime) -> Attempt:
        return self.receiver.post(call, at)


@pytest.fixture(scope="session")
def house() -> Iterator[tuple[Emulator, Post]]:
    """One emulator for all tests of a process: a test has a workspace of its own."""
    post = Post()
    emulator = Emulator(courier=post)
    yield emulator, post
    emulator.stop()


@contextmanager
def opened(house: tuple[Emulator, Post], *, strict: bool = False) -> Iterator[Desk]:
    emulator, post = house
    post.receiver = Receiver()
    world = emulator.workspaces.create(
        "desk", source=WORLD, seed="desk", mode="standing", start=START, strict=strict, mint=False, keep=True
    )
    yield Desk(emulator, post.receiver, world)
    emulator.post_office.settle(world, 10)
    for name, _ in emulator.workspaces:
        emulator.workspaces.drop(name)


@pytest.fixture
def desk(house: tuple[Emulator, Post]) -> Iterator[Desk]:
    with opened(house) as found:
        yield found


@pytest.fixture
def strict_desk(house: tuple[Emulator, Post]) -> Iterator[Desk]:
    """The same desk, where nothing unproven is let through."""
    with opened(house, strict=True) as found:
        yield found
