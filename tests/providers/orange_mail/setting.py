"""The worlds these tests play in, and the few verbs they need."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from emulator import Emulator
from emulator.mail.webhooks import Attempt, Call
from emulator.mail.world import World
from emulator.providers.orange_mail import PROVIDER, times
from emulator.providers.orange_mail.state import State, state_of
from emulator.wire.times import read_iso

FIXTURES = Path(__file__).parents[3] / "fixtures" / "orange_mail"
BASE = json.loads((FIXTURES / "base.json").read_text())
KEY, PLAN, OID = "emu-key-0001", "Ab3K", "1000001"
ALONE = {PROVIDER.name: PROVIDER}
ALL_EVENTS = ["Processed", "Delivered", "Bounce", "Dropped"]
LETTER = {
    "plan": PLAN,
    "from": {"mail": "news@example.com", "name": "サンプル編集部"},
    "content": {"type": "text/plain", "subject": "6月のお知らせ", "body": "こんにちは"},
    "send_time": "2024-06-03 10:30:00",
}


class Receiver:
    """A courier that remembers each call and answers what it is told to."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.calls: list[tuple[datetime, Call]] = []

    def post(self, call: Call, at: datetime) -> Attempt:
        self.calls.append((at, call))
        return Attempt(at, self.status, "", 1.0)

    @property
    def batches(self) -> list[list[dict[str, str]]]:
        return [json.loads(call.body) for _, call in self.calls]

    @property
    def moments(self) -> list[str]:
        return [times.write(at) for at, _ in self.calls]

    @property
    def events(self) -> list[dict[str, str]]:
        return [event for batch in self.batches for event in batch]


@dataclass
class Stage:
    """One emulator with the base world of the cases in the workspace `stage`, its clock standing at 10:00:00."""

    emulator: Emulator
    receiver: Receiver

    @property
    def world(self) -> World:
        return self.emulator.workspaces.get("stage")

    @property
    def state(self) -> State:
        return state_of(self.world)

    def api(self, operation: str, body: Any = None, *, key: str = KEY, method: str = "POST", **more: Any) -> Any:
        """The answer of one operation."""
        headers = {"Authorization": f"Bearer {key}", **more.pop("headers", {})}
        if isinstance(body, bytes):
            more = {"data": body, "content_type": "application/json", **more}
        elif body is not None:
            more = {"data": json.dumps(body), "content_type": "application/json", **more}
        return self.client.open(f"/api/v0/{operation}", method=method, headers=headers, **more)

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """The answer of a handle of this provider."""
        url = f"/_emulator/api/workspaces/stage/orange-mail/{path}"
        return self.client.open(url, method=method, data=json.dumps(body or {}), content_type="application/json")

    @property
    def client(self) -> Any:
        return self.emulator.app.test_client()

    def advance(self, **by: float) -> Any:
        return self.emulator.post_office.advance(self.world, self.world.now + timedelta(**by))

    def advance_to(self, jst: str) -> Any:
        return self.emulator.post_office.advance(self.world, times.read(jst))

    def make(self, **changes: Any) -> Any:
        """Reserve a mailing through the API; content's fields can be given by name."""
        content = {**LETTER["content"], **{k: changes.pop(k) for k in ("subject", "body") if k in changes}}  # type: ignore[dict-item]
        answer = self.api("mail/make", {**LETTER, "content": content, **changes})
        assert answer.status_code == 200, answer.text
        return answer


def stage(
    world: Mapping[str, Any] | None = None,
    *,
    subscribers: Sequence[Mapping[str, str] | str] | None = None,
    events: Sequence[str] = ALL_EVENTS,
    options: Mapping[str, Any] | None = None,
    status: int = 200,
    strict: bool = False,
    **section: Any,
) -> Stage:
    """The base world, with other subscribers, webhook events or options where given."""
    source = json.loads(json.dumps(world or BASE["world"]))
    orange = source["orange_mail"]
    plan = orange["accounts"][0]["plans"][0]
    if subscribers is not None:
        plan["subscribers"] = [{"mail": each} if isinstance(each, str) else dict(each) for each in subscribers]
    plan.setdefault("webhook", {})["events"] = list(events)
    if options:
        orange["options"] = dict(options)
    orange.update(section)
    receiver = Receiver(status)
    emulator = Emulator(world="empty", seed="1", courier=receiver, services=ALONE)
    emulator.workspaces.create(
        "stage", source=source, seed="1", mode="standing", start=read_iso(BASE["clock"]), strict=strict, mint=False
    )
    return Stage(emulator, receiver)
