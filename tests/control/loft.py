"""A world of Pigeon Post with handles on it; every answer of the control API is held against its document."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from emulator import Emulator
from tests.control.told import API, MARK, client_of
from tests.pigeon import KEY, FakeCourier, pigeon_emulator

AUTH = {"Authorization": f"Bearer {KEY}"}
HOOK = "http://127.0.0.1:9/hook"


@dataclass
class Loft:
    """One emulator, its client, and the few verbs tests need."""

    emulator: Emulator
    courier: FakeCourier
    client: Any

    def send(self, *to: str, key: str = KEY, status: int = 200, **fields: Any) -> Any:
        """The service's own answer to one message."""
        body = {"to": list(to or ("nora@x.test",)), **fields}
        answer = self.client.post("/pigeon/send", json=body, headers={"Authorization": f"Bearer {key}"})
        assert answer.status_code == status, answer.text
        return answer

    def read_reports(self) -> list[int]:
        """The deliveries whose reports are taken by this read."""
        found: list[int] = self.client.get("/pigeon/reports", headers=AUTH).json["reports"]
        return found

    def get(self, path: str, /, **query: Any) -> Any:
        """The answer's content; the answer must be a success."""
        return self.done("GET", path, query=query)

    def post(self, path: str, body: Any = None) -> Any:
        return self.done("POST", path, body)

    def put(self, path: str, body: Any) -> Any:
        return self.done("PUT", path, body)

    def delete(self, path: str) -> Any:
        return self.done("DELETE", path)

    def done(self, method: str, path: str, body: Any = None, query: Mapping[str, Any] | None = None) -> Any:
        answer = self.ask(method, path, body, query)
        assert answer.status_code < 300, answer.text
        return answer.json if answer.data and "json" in answer.mimetype else answer.get_data(as_text=True)

    def rows(self, path: str, /, **query: Any) -> list[dict[str, Any]]:
        """The rows of a list that is not longer than a page."""
        page = self.get(path, **query)
        assert page["next"] is None
        found: list[dict[str, Any]] = page["results"]
        return found

    def refused(self, method: str, path: str, body: Any = None, /, **query: Any) -> Any:
        """The problem of a request that must be refused; it has a sentence that says what to do."""
        answer = self.ask(method, path, body, query)
        assert answer.status_code >= 400, answer.text
        assert answer.mimetype == "application/problem+json"
        problem = answer.json
        assert problem["status"] == answer.status_code
        assert problem["detail"]
        return problem

    def ask(self, method: str, path: str, body: Any = None, query: Mapping[str, Any] | None = None) -> Any:
        sent = {"json": body} if body is not None else {"headers": MARK}
        return self.client.open(f"{API}/{path}", method=method, query_string=dict(query or {}), **sent)

    def advance(self, by: str) -> list[dict[str, Any]]:
        """What happened on the way."""
        fired: list[dict[str, Any]] = self.post("clock/advance", {"by": by})["fired"]
        return fired


def loft(*statuses: int, hook: str = "", **settings: Any) -> Loft:
    """A fresh world; its receiver of webhooks, if it has one, answers these statuses and then 200."""
    courier = FakeCourier(statuses=list(statuses))
    emulator = pigeon_emulator(courier, **settings)
    emulator.world.state("pigeon").hook = hook
    return Loft(emulator, courier, client_of(emulator))


def demo() -> Loft:
    """The demo world of the real services."""
    emulator = Emulator(world="demo", standing=True, seed="1", courier=FakeCourier())
    return Loft(emulator, FakeCourier(), client_of(emulator))
