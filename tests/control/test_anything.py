"""Whatever is sent to the control API: no bug, no answer the document does not tell of, no bad input let in.

Schemathesis reads the document and makes requests of every kind for each operation: right ones, wrong types, missing
and unknown fields, other methods. Each operation meets a world with something in it, put back before its test.
"""

from __future__ import annotations

import os
from datetime import datetime
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings

from emulator import Emulator
from emulator.control import waiting
from emulator.mail import portrait
from emulator.mail.webhooks import Attempt, Call
from tests.control.told import API

NIGHTLY = os.environ.get("MAIL_EMULATOR_NIGHTLY") == "1"
INFOBIP = {"Authorization": "App infobip-demo-key"}
ORANGE = {"Authorization": "Bearer orange-demo-key"}
MAILS = 8
"""At least 7: the document's examples speak of `dlv-7` and `req-7`."""

NOT_PROMISED = (
    # What fits the schema can still be refused: patterns that do not compile, an unknown vendor, a cursor of one's own.
    "positive_data_acceptance",
    # `GET requests/verify` is `requests/{id}` for a request of that name, so Allow has GET there; it is a 404.
    "allow_header_conformance",
    # A restored snapshot or a reset brings back what was deleted, and takes away what was made.
    "use_after_free",
    "ensure_resource_availability",
)


class Accepting:
    """A receiver of webhooks that takes everything."""

    def post(self, call: Call, at: datetime) -> Attempt:
        return Attempt(at, 200, "", 1.0)


def furnish(client: Any) -> None:
    """Mail of both vendors, read and unread reports, calls, and one of everything a tester can plan."""
    client.put(f"{API}/orange-mail/plans/Oay9/webhook", json={"url": "http://127.0.0.1:9/", "events": ["Processed"]})
    for number in range(MAILS):
        mail = {"from": "shop@example.com", "to": f"n{number}@example.com", "subject": "S", "text": "T", "html": "<p>H"}
        assert client.post("/email/3/send", data=mail, headers=INFOBIP).status_code == 200
    mailing = {
        "plan": "Oay9",
        "from": {"mail": "news@example.com", "name": "N"},
        "content": {"type": "text/plain", "subject": "S", "body": "B"},
        "send_time": "2017-08-25 14:00:00",
    }
    assert client.post("/api/v0/mail/make", json=mailing, headers=ORANGE).status_code == 200
    client.post(f"{API}/clock/advance", json={"by": "3m"})
    client.get("/email/1/reports?limit=3", headers=INFOBIP)
    client.post(f"{API}/rules", json={"when": {"recipient": "late@*"}, "outcome": ["late-bounce", "delivered"]})
    client.post(f"{API}/faults", json={"kind": "latency", "path": "/nowhere", "latency": "1s"})
    mail = {"from": "shop@example.com", "to": "slow+2d@example.com", "subject": "S", "text": "T"}
    client.post("/email/3/send", data=mail, headers=INFOBIP)


class Stage:
    """One emulator for all operations, put back to the same furnished world before each."""

    def __init__(self) -> None:
        self.emulator = Emulator(world="demo", standing=True, seed="1", courier=Accepting())
        self._furnished = b""

    def put_back(self) -> None:
        worlds = self.emulator.workspaces
        if not self._furnished:
            furnish(self.emulator.app.test_client())
            self._furnished = portrait.taken(self.emulator.world)
        for name, _ in worlds:
            worlds.drop(name)
        worlds.restore("default", self._furnished)
        worlds.workspace("default").snapshots.clear()
        worlds.keep("default", "before")
        worlds.create("mine", seed="2", mode="standing")


STAGE = Stage()
DOCUMENT = schemathesis.openapi.from_wsgi(f"{API}/openapi.json", STAGE.emulator.app)
DOCUMENT.config.generation.update(with_security_parameters=False)
for check in NOT_PROMISED:
    getattr(DOCUMENT.config.checks, check).enabled = False
# Below a workspace the same rows answer: every night is often enough for them.
OPERATIONS = DOCUMENT if NIGHTLY else DOCUMENT.exclude(path_regex="^/workspaces/{workspace}/")


@pytest.fixture(autouse=True)
def furnished(monkeypatch: pytest.MonkeyPatch) -> None:
    """The furnished world; and a stopwatch by which any wait is over at the first look."""
    STAGE.put_back()
    moments = iter(range(10**9))
    monkeypatch.setattr(waiting, "stopwatch", lambda: next(moments) * 1000.0)


def so_many(most: int, nightly: int, **more: Any) -> settings:
    """Always the same examples: nothing is drawn by chance, nothing remembered."""
    return settings(
        max_examples=nightly if NIGHTLY else most,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        **more,
    )


@OPERATIONS.parametrize()
@so_many(5, nightly=50)
def test_anything(case: Any) -> None:
    """No server error, no undocumented status, type or field; what violates the document is refused."""
    case.call_and_validate()


def test_anything_after_anything() -> None:
    """The same along walks from operation to operation: what one answers is what the next asks for."""

    class Walk(OPERATIONS.as_state_machine()):  # type: ignore[misc]
        def setup(self) -> None:
            super().setup()
            STAGE.put_back()

    Walk.run(settings=so_many(20, nightly=500, stateful_step_count=10))
