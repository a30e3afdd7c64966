"""Two hundred requests that are held back on purpose, and what the others then wait."""

import socket
from contextlib import ExitStack, closing
from time import perf_counter

from tests.bench.figures import Figures, at_most
from tests.bench.mail import emulator, reports
from tests.served import Served

HELD = 200
FAULT = {"kind": "latency", "latency": "5m", "vendor": "infobip"}


def held() -> Figures:
    """Health, a list and the removal of the fault while 200 requests wait for five minutes; then the 200."""
    with emulator() as ours, ExitStack() as stack:
        fault = ours.control("POST", "faults", json=FAULT)["id"]
        request = reports(1)
        waiting = [stack.enter_context(closing(_asked(ours.port, request))) for _ in range(HELD)]
        while ours.control("GET", f"faults/{fault}")["played"] < HELD:
            continue
        yield at_most(f"health, {HELD} held", _milliseconds(ours, "GET", "health"), 500, " ms")
        yield at_most(f"a list of messages, {HELD} held", _milliseconds(ours, "GET", "messages"), 500, " ms")
        began = perf_counter()
        yield at_most("removal of the fault", _milliseconds(ours, "DELETE", f"faults/{fault}"), 500, " ms")
        for connection in waiting:
            assert connection.recv(12).startswith(b"HTTP/1.1 ")
        yield at_most(f"all {HELD} answered after that", perf_counter() - began, 10, " s")


def _asked(port: int, request: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    connection.sendall(request)
    return connection


def _milliseconds(ours: Served, method: str, path: str) -> float:
    began = perf_counter()
    ours.control(method, path, headers={"X-Mail-Emulator": "bench"})
    return (perf_counter() - began) * 1000
