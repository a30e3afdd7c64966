"""The requests that are measured, and an emulator made ready for them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from tests.bench import load
from tests.served import Served, served

TEXT = "It is on its way. " * 20
CONTENT = len(TEXT)
APP_KEY = "App infobip-demo-key"
BEARER = "Bearer orange-demo-key"
PLAN = "Oay9"
FORM = f"multipart/form-data; boundary={load.BOUNDARY}"


def mail(*addresses: str) -> bytes:
    """The body of a v3 send."""
    to = [("to", address) for address in addresses]
    return load.form(("from", "orders@shop.example"), *to, ("subject", "Your order"), ("text", TEXT))


def send_to(*addresses: str) -> bytes:
    """`POST /email/3/send`"""
    return load.post("/email/3/send", FORM, APP_KEY, mail(*addresses))


def send(number: int, recipients: int = 1) -> bytes:
    """`POST /email/3/send` to addresses that only this number has."""
    return send_to(*(f"reader{number}x{each}@north.example" for each in range(recipients)))


def messages(number: int) -> bytes:
    """`POST /email/4/messages`"""
    message = {
        "sender": "orders@shop.example",
        "destinations": [{"to": [{"destination": f"reader{number}@north.example"}]}],
        "content": {"subject": "Your order", "text": TEXT},
    }
    return _json("/email/4/messages", APP_KEY, {"messages": [message]})


def add(number: int) -> bytes:
    """`POST /api/v0/customer/add`"""
    reader = {"mail": f"reader{number}@north.example", "sei": "田中", "mei": "花子", "free1": "x" * 250}
    return _json("/api/v0/customer/add", BEARER, {"plan": PLAN, "add": reader})


def make() -> bytes:
    """`POST /api/v0/mail/make`, to be sent at once."""
    letter = {
        "plan": PLAN,
        "from": {"mail": "news@shop.example", "name": "Shop"},
        "content": {"type": "text/plain", "subject": "News", "body": TEXT},
        "send_time": "2017-06-01 10:00:00",
    }
    return _json("/api/v0/mail/make", BEARER, letter)


def reports(limit: int) -> bytes:
    """`GET /email/1/reports`"""
    return load.get(f"/email/1/reports?limit={limit}", APP_KEY)


def logs(query: str) -> bytes:
    """`GET /email/1/logs`"""
    return load.get(f"/email/1/logs?{query}", APP_KEY)


@contextmanager
def emulator() -> Iterator[Served]:
    """The demo world without rate limits."""
    with served("--world", "demo") as server:
        for limit in server.control("GET", "limits")["results"]:
            server.control("PUT", f"limits/{limit['operation']}", json={"enabled": False})
        yield server


def fill(server: Served, stored: int, recipients: int = 100, at_once: int = 50_000) -> None:
    """Stores that many messages, a hundred recipients a request, and lets all of them be delivered.

    In portions, because one advance carries out a bounded number of items.
    """
    for first in range(0, stored, at_once):
        portion = min(at_once, stored - first)
        load.rate(server.port, partial(_from, first, recipients), times=portion // recipients)
        server.control("POST", "clock/advance", json={"by": "10m"})


def _from(first: int, recipients: int, number: int) -> bytes:
    return send(first + number, recipients)


def _json(path: str, authorization: str, body: object) -> bytes:
    return load.post(path, "application/json", authorization, json.dumps(body).encode())
