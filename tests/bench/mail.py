"""The requests that are measured, and an emulator made ready for them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.bench import load
from tests.served import Served, served

TEXT = "It is on its way. " * 20
CONTENT = len(TEXT)


@dataclass(frozen=True)
class Emulator:
    """A served emulator with the demo world's credentials and no rate limits."""

    server: Served
    app_key: str = "App infobip-demo-key"
    bearer: str = "Bearer orange-demo-key"
    plan: str = "Oay9"

    @property
    def port(self) -> int:
        return int(self.server.url.rpartition(":")[2])

    def send(self, number: int, recipients: int = 1) -> bytes:
        """`POST /email/3/send`"""
        return self.send_to(*(f"reader{number}x{each}@north.example" for each in range(recipients)))

    def send_to(self, *addresses: str) -> bytes:
        to = [("to", address) for address in addresses]
        fields = [("from", "orders@shop.example"), *to, ("subject", "Your order"), ("text", TEXT)]
        kind = f"multipart/form-data; boundary={load.BOUNDARY}"
        return load.post("/email/3/send", kind, self.app_key, load.form(*fields))

    def messages(self, number: int) -> bytes:
        """`POST /email/4/messages`"""
        message = {
            "sender": "orders@shop.example",
            "destinations": [{"to": [{"destination": f"reader{number}@north.example"}]}],
            "content": {"subject": "Your order", "text": TEXT},
        }
        return self._json("/email/4/messages", self.app_key, {"messages": [message]})

    def add(self, number: int) -> bytes:
        """`POST /api/v0/customer/add`"""
        add = {"mail": f"reader{number}@north.example", "sei": "田中", "mei": "花子", "free1": "x" * 400}
        return self._json("/api/v0/customer/add", self.bearer, {"plan": self.plan, "add": add})

    def make(self, plan: str) -> bytes:
        """`POST /api/v0/mail/make`, to be sent at once"""
        letter = {
            "plan": plan,
            "from": {"mail": "news@shop.example", "name": "Shop"},
            "content": {"type": "text/plain", "subject": "News", "body": TEXT},
            "send_time": "2017-06-01 10:00:00",
        }
        return self._json("/api/v0/mail/make", self.bearer, letter)

    def reports(self, limit: int = 50) -> bytes:
        """`GET /email/1/reports`"""
        return load.get(f"/email/1/reports?limit={limit}", self.app_key)

    def logs(self, query: str) -> bytes:
        """`GET /email/1/logs`"""
        return load.get(f"/email/1/logs?{query}", self.app_key)

    def fill(self, messages: int, recipients: int = 100) -> None:
        """Stores that many messages, a hundred recipients a request, and lets all of them be delivered."""
        load.rate(self.port, lambda number: self.send(number, recipients), times=messages // recipients)
        self.server.control("POST", "clock/advance", json={"by": "10m"})

    def _json(self, path: str, authorization: str, body: object) -> bytes:
        return load.post(path, "application/json", authorization, json.dumps(body).encode())


@contextmanager
def emulator(*arguments: str) -> Iterator[Emulator]:
    with served("--world", "demo", *arguments) as server:
        for limit in server.control("GET", "limits?limit=1000")["results"]:
            server.control("PUT", f"limits/{limit['operation']}", json={"enabled": False})
        yield Emulator(server)
