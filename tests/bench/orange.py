"""A mailing to many subscribers, announced by webhook."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import perf_counter

from tests.bench import load
from tests.bench.figures import Figures, at_most
from tests.bench.mail import PLAN, emulator, make
from tests.served import Served

SUBSCRIBERS = 50_000
IMPORTED = 20_000
"""Subscribers in one import."""
EVENTS = ["Processed", "Delivered"]


class Receiver(ThreadingHTTPServer):
    """Counts the events it is sent and the time it takes for that."""

    events = 0
    posts = 0
    seconds = 0.0


class _Handler(BaseHTTPRequestHandler):
    server: Receiver
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        began = perf_counter()
        self.server.events += len(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.server.posts += 1
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()
        self.server.seconds += perf_counter() - began

    def log_message(self, *_: object) -> None:
        """Nothing to say."""


def orange_run() -> Figures:
    """Two events for each of 50,000 subscribers: the walk with a webhook, less the walk without, less the receiver."""
    with emulator() as ours, _receiver() as receiver:
        ours.control("PUT", "clock", json={"mode": "standing"})
        before = ours.control("GET", f"orange-mail/plans/{PLAN}")["subscribers"]
        rows = [{"mail": f"reader{number}@north.example"} for number in range(SUBSCRIBERS - before)]
        began = perf_counter()
        for first in range(0, len(rows), IMPORTED):
            portion = {"subscribers": rows[first : first + IMPORTED]}
            ours.control("POST", f"orange-mail/plans/{PLAN}/subscribers/import", json=portion)
        importing = (perf_counter() - began) * IMPORTED / len(rows)
        hook = f"orange-mail/plans/{PLAN}/webhook"
        quiet = _mailing(ours)
        url = f"http://127.0.0.1:{receiver.server_port}/"
        ours.control("PUT", hook, json={"url": url, "events": EVENTS})
        announced = _mailing(ours)
    assert receiver.events == 2 * SUBSCRIBERS, f"{receiver.events} events arrived"
    note = f"{receiver.events:,} events in {receiver.posts} posts, receiver {receiver.seconds:.2f} s"
    seconds = announced - quiet - receiver.seconds
    yield at_most(f"{IMPORTED:,} subscribers imported", importing, 5, " s")
    yield at_most("batch, post and record", seconds, 2, " s", note)
    yield at_most("a mailing's events without webhook", quiet, 10, " s")


def _mailing(ours: Served) -> float:
    load.send(ours.port, make())
    began = perf_counter()
    ours.control("POST", "clock/advance", json={"by": "40m"})
    return perf_counter() - began


@contextmanager
def _receiver() -> Iterator[Receiver]:
    with Receiver(("127.0.0.1", 0), _Handler) as receiver:
        thread = threading.Thread(target=receiver.serve_forever, daemon=True)
        thread.start()
        yield receiver
        receiver.shutdown()
        thread.join()
