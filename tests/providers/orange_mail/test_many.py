"""A mailing to 20,000 subscribers: 40,000 events reach a real receiver in 14 posts, none lost, none twice."""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from emulator import Emulator
from emulator.providers.orange_mail import times
from emulator.providers.orange_mail.state import state_of
from emulator.wire.times import read_iso

from .setting import ALONE, BASE, KEY, PLAN

READERS = 20_000


@contextmanager
def receiver() -> Iterator[tuple[str, list[list[dict[str, str]]], list[dict[str, str]]]]:
    """An HTTP server that keeps the batches and the headers it gets."""
    batches: list[list[dict[str, str]]] = []
    headers: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            batches.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            headers.append(dict(self.headers))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing to say."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/hook", batches, headers
        server.shutdown()
        thread.join()


def test_twenty_thousand_subscribers() -> None:
    emulator = Emulator(world="empty", seed="1", services=ALONE)
    world = emulator.workspaces.create(
        "many", source=BASE["world"], seed="1", mode="standing", start=read_iso(BASE["clock"]), mint=False
    )
    client = emulator.app.test_client()

    def control(method: str, path: str, body: Any) -> Any:
        answer = client.open(f"/_emulator/api/workspaces/many/orange-mail/{path}", method=method, json=body)
        assert answer.status_code < 300, answer.text
        return answer.json

    control("POST", "plans", {"oid": "1000001", "hash": "Many"})
    rows = [{"mail": f"reader{n}@example.com", "sei": "山田"} for n in range(READERS)]
    assert control("POST", "plans/Many/subscribers/import", {"subscribers": rows})["added"] == READERS
    with receiver() as (url, batches, headers):
        control("PUT", "plans/Many/webhook", {"url": url, "events": ["Processed", "Delivered"]})
        made = {
            "plan": "Many",
            "from": {"mail": "news@example.com", "name": "編集部"},
            "content": {"type": "text/plain", "subject": "件名", "body": "%sei%様 https://example.com/"},
            "send_time": "2024-06-03 10:05:00",
        }
        answer = client.post("/api/v0/mail/make", json=made, headers={"Authorization": f"Bearer {KEY}"})
        assert answer.status_code == 200
        emulator.post_office.advance(world, times.read("2024-06-03 10:05:30"))
        assert (len(world.messages), len(world.deliveries)) == (1, READERS)
        assert sum(len(each.events) for each in state_of(world).queues["Many"].values()) == 2 * READERS
        emulator.post_office.advance(world, world.now + timedelta(minutes=30))
    sizes = [len(batch) for batch in batches]
    assert sizes == [3000] * 13 + [1000]
    told = Counter((event["email"], event["event"], event["id"]) for batch in batches for event in batch)
    assert len(told) == 2 * READERS
    assert set(told.values()) == {1}
    assert {mail for mail, _, _ in told} == {row["mail"] for row in rows}
    assert len({id_ for _, _, id_ in told}) == READERS
    calls = list(world.calls.values())
    moments = [times.write(call.attempts[0].at) for call in calls]
    assert moments == [f"2024-06-03 10:{6 + minute:02}:00" for minute in range(14)]
    assert {call.state for call in calls} == {"delivered"}
    assert headers[0]["User-Agent"] == "OrangeMail-Webhook-Emulator"
    assert headers[0]["Content-Type"] == "application/json"
    assert len(world.agenda) == 0
    assert PLAN not in {event["hash"] for batch in batches for event in batch}
