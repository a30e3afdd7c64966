"""A crowd on one served emulator: whatever many do at once, nobody meets a bug and nobody waits for ever."""

from __future__ import annotations

import os
import random
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import requests

from emulator.client import Client, ClientError
from tests.receiver import receiving
from tests.served import served

PEOPLE = 8
DEEDS = 800 if os.environ.get("MAIL_EMULATOR_NIGHTLY") == "1" else 40
INFOBIP = {"Authorization": "App infobip-demo-key"}
ORANGE = {"Authorization": "Bearer orange-demo-key"}
ADDRESSES = ("nora@x.test", "bounce@x.test", "opened@x.test", "soft-bounce@x.test")
PAGES = ("", "webhooks", "requests", "clock", "limits", "reports", "findings", "state")
MAILING = {
    "plan": "Oay9",
    "from": {"mail": "news@example.com", "name": "編集部"},
    "content": {"type": "text/plain", "subject": "件名", "body": "%sei%様"},
    "send_time": "2017-08-25 14:00:00",
}


class Person:
    """Somebody with a seed of their own; `met` counts the answers of the services and pages."""

    def __init__(self, url: str, hook: str, seed: int, met: Counter[int]) -> None:
        self.url, self.hook, self.met = url, hook, met
        self.chance = random.Random(seed)
        self.client = Client(url, timeout=60)
        self.session = requests.Session()

    def ask(self, method: str, path: str, **arguments: Any) -> None:
        answer = self.session.request(method, self.url + path, timeout=60, **arguments)
        self.met[answer.status_code] += 1

    def send(self) -> None:
        mail = {"from": "a@b.test", "to": self.chance.choice(ADDRESSES), "subject": "S", "text": "T"}
        if self.chance.random() < 0.5:
            mail["notifyUrl"] = self.hook
        self.ask("POST", "/email/3/send", headers=INFOBIP, files={name: (None, text) for name, text in mail.items()})

    def mint_and_drop(self) -> None:
        name = self.client.workspaces.mint()["name"]
        self.client.at(name).reset()
        self.client.workspaces.drop(name)

    def deeds(self) -> list[tuple[int, Callable[[], Any]]]:
        client, chance = self.client, self.chance
        return [
            (30, self.send),
            (10, lambda: self.ask("GET", "/email/1/reports?limit=100", headers=INFOBIP)),
            (5, lambda: self.ask("GET", "/email/1/logs", headers=INFOBIP)),
            (5, lambda: self.ask("POST", "/api/v0/mail/make", headers=ORANGE, json=MAILING)),
            (3, lambda: self.ask("GET", f"/_emulator/{chance.choice(PAGES)}")),
            (10, lambda: client.clock.advance(chance.choice((0, 1, 60, 600)))),
            (3, self.mint_and_drop),
            (2, client.reset),
            (2, lambda: client.snapshots.keep("here")),
            (2, lambda: client.snapshots.restore("here")),
            (2, client.state.export),
            (4, lambda: client.messages.list(most=50)),
            (4, lambda: client.events.list(most=500)),
            (2, client.findings.list),
            (2, client.requests.har),
            (2, client.webhooks.run),
            (3, lambda: client.messages.wait_for(timeout=0.05)),
            (2, lambda: client.faults.add("latency", latency=0.05, times=2)),
        ]

    def act(self) -> None:
        weights, deeds = zip(*self.deeds(), strict=True)
        for deed in self.chance.choices(deeds, weights, k=DEEDS):
            try:
                deed()
            except ClientError as error:  # no snapshot yet, nothing to wait for, too much at once
                self.met[error.status] += 1


def test_whatever_many_do_at_once_nobody_meets_a_bug() -> None:
    met: Counter[int] = Counter()
    troubles: list[BaseException] = []

    def act(person: Person) -> None:
        try:
            person.act()
        except BaseException as trouble:
            troubles.append(trouble)

    with receiving(*[200, 500, 200] * 100) as hook, served("--world", "demo") as running:
        people = [Person(running.url, hook.url, seed, met) for seed in range(PEOPLE)]
        threads = [threading.Thread(target=act, args=(person,)) for person in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert Client(running.url).health()["status"] == "ok"
    assert troubles == []
    assert met[200] > 0 and {status for status in met if status >= 500 or not status} == set()
