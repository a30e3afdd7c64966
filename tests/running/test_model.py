"""Whatever a tester does in whatever order, the world agrees with a model of twenty lines.

`make test` walks 200 times; `make nightly` 2,000 times 50 steps.
"""

import copy
import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from emulator import Emulator
from tests.pigeon import FakeCourier

API = "/_emulator/api"
AUTH = {"Authorization": "App infobip-demo-key"}
USED = ("send_email__v3", "get_email_delivery_reports__v1", "get_email_logs__v1", "update_scheduled_email_statuses")
NIGHTLY = os.environ.get("MAIL_EMULATOR_NIGHTLY") == "1"


@dataclass
class Model:
    """Seconds passed; of each mail when it is sent and whether it was read or called off."""

    now: int = 0
    sent_at: dict[str, int] = field(default_factory=dict)
    bulk_of: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    called_off: set[str] = field(default_factory=set)

    def waiting(self) -> set[str]:
        """What the next read must give: delivered two seconds after it was sent, neither read nor called off."""
        return {
            name for name, at in self.sent_at.items() if at + 2 <= self.now and name not in self.gone | self.called_off
        }

    def logged(self) -> set[str]:
        return {name for name, at in self.sent_at.items() if at <= self.now and name not in self.called_off}


class World(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        emulator = Emulator(world="demo", standing=True, seed="1", courier=FakeCourier())
        self.client: Any = emulator.app.test_client()
        self.model, self.kept, self.count, self.broken = Model(), None, 0, False
        self.unlimited()

    def unlimited(self) -> None:
        for operation in USED:
            self.client.put(f"{API}/limits/{operation}", json={"enabled": False})

    def post(self, **fields: str) -> Any:
        self.count += 1
        name = f"mail-{self.count}"
        form = {"from": "a@b.test", "to": "n@x.test", "subject": "S", "text": "T", "messageId": name, **fields}
        answer = self.client.post("/email/3/send", data=form, headers=AUTH)
        if self.broken:
            assert answer.status_code == 503
            self.broken = False
            return None
        assert answer.status_code == 200, answer.json
        return name

    @rule()
    def send(self) -> None:
        if name := self.post():
            self.model.sent_at[name] = self.model.now

    @rule(after=st.integers(1, 3600))
    def schedule(self, after: int) -> None:
        now = self.client.get(f"{API}/clock").json["now"]
        at = datetime.fromisoformat(now) + timedelta(seconds=after)
        bulk = f"bulk-{self.count}"
        if name := self.post(sendAt=at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z", bulkId=bulk):
            self.model.sent_at[name] = self.model.now + after
            self.model.bulk_of[name] = bulk

    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        open_ = sorted(
            name
            for name in self.model.bulk_of
            if self.model.sent_at[name] > self.model.now and name not in self.model.called_off
        )
        if open_:
            name = data.draw(st.sampled_from(open_))
            path = f"/email/1/bulks/status?bulkId={self.model.bulk_of[name]}"
            assert self.client.put(path, json={"status": "CANCELED"}, headers=AUTH).status_code == 200
            self.model.called_off.add(name)

    @rule(seconds=st.integers(0, 1200))
    def advance(self, seconds: int) -> None:
        assert self.client.post(f"{API}/clock/advance", json={"by": seconds}).status_code == 200
        self.model.now += seconds

    @rule()
    def read(self) -> None:
        rows = self.client.get("/email/1/reports?limit=1000", headers=AUTH).json["results"]
        found = {row["messageId"] for row in rows if row["status"]["groupName"] == "DELIVERED"}
        assert found == self.model.waiting()
        self.model.gone |= found

    @rule()
    def look(self) -> None:
        rows = self.client.get("/email/1/logs?limit=1000", headers=AUTH).json["results"]
        assert {row["messageId"] for row in rows} - self.model.called_off == self.model.logged()

    @precondition(lambda self: not self.broken)
    @rule()
    def fault(self) -> None:
        body = {"kind": "status", "status": 503, "operation": "send_email__v3", "times": 1}
        assert self.client.post(f"{API}/faults", json=body).status_code < 300
        self.broken = True

    @rule()
    def snapshot(self) -> None:
        assert self.client.post(f"{API}/snapshots", json={"name": "kept"}).status_code == 201
        self.kept = copy.deepcopy((self.model, self.broken))

    @precondition(lambda self: self.kept is not None)
    @rule()
    def restore(self) -> None:
        assert self.client.post(f"{API}/snapshots/kept/restore", json={}).status_code == 200
        self.model, self.broken = copy.deepcopy(self.kept)

    @rule()
    def reset(self) -> None:
        assert self.client.post(f"{API}/reset", json={}).status_code == 200
        self.model, self.broken = Model(), False
        self.unlimited()


TestWorld = World.TestCase
TestWorld.settings = settings(
    max_examples=2000 if NIGHTLY else 200,
    stateful_step_count=50 if NIGHTLY else 15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
