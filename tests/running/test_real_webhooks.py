"""Webhooks that really leave: both services against a real receiver, by the world's clock."""

from datetime import UTC, datetime
from typing import Any

import pytest

from emulator import Emulator
from tests.receiver import receiving

API = "/_emulator/api"
INFOBIP = {"Authorization": "App infobip-demo-key"}
ORANGE = {"Authorization": "Bearer orange-demo-key"}


@pytest.fixture
def emulator() -> Emulator:
    return Emulator(world="demo", standing=True, start=datetime(2030, 1, 1, tzinfo=UTC), seed="1")


def advance(client: Any, by: str) -> None:
    assert client.post(f"{API}/clock/advance", json={"by": by}).status_code == 200


def test_one_post_per_plan_and_minute(emulator: Emulator) -> None:
    """Two plans with mailings, over several minutes: each run posts once for each plan that has something to tell."""
    client = emulator.app.test_client()
    with receiving() as receiver:
        for plan in ("Oay9", "zxS9"):
            hook = {"url": f"{receiver.url}/{plan}", "events": ["Processed", "Delivered", "Bounce", "Dropped"]}
            assert client.put(f"{API}/orange-mail/plans/{plan}/webhook", json=hook).status_code == 200
            mailing = {
                "plan": plan,
                "from": {"mail": "news@example.com", "name": "編集部"},
                "content": {"type": "text/plain", "subject": "件名", "body": "本文"},
                "send_time": "2017-08-25 14:00:00",
            }
            for reader in ("slow@example.com", "late-bounce@example.com"):
                client.post("/api/v0/customer/add", json={"plan": plan, "add": {"mail": reader}}, headers=ORANGE)
            assert client.post("/api/v0/mail/make", json=mailing, headers=ORANGE).json == {"message": "OK"}
        counts = []
        for _ in range(6):
            before = len(receiver.arrived)
            advance(client, "1m")
            counts.append(len(receiver.arrived) - before)
        assert counts == [0, 2, 2, 0, 0, 0]
        for plan in ("Oay9", "zxS9"):
            posts = receiver.bodies(f"/{plan}")
            events = [(event["email"], event["event"]) for post in posts for event in post]
            assert len(events) == len(set(events)) and {event["hash"] for post in posts for event in post} == {plan}
            assert ("slow@example.com", "Delivered") in events and ("late-bounce@example.com", "Bounce") in events
            ids = {event["id"] for post in posts for event in post if event["email"] == "late-bounce@example.com"}
            assert len(ids) == 1
            assert len(posts) == 2


def test_a_report_is_posted_again_after_1_2_and_5_minutes(emulator: Emulator) -> None:
    """The receiver answers 500 three times; once it accepted, nothing is left to pull."""
    client = emulator.app.test_client()
    with receiving(500, 500, 500) as receiver:
        form = {
            "from": "news@fjord-shop.test",
            "to": "nora@north.test",
            "subject": "Hi",
            "text": "Hello",
            "notifyUrl": f"{receiver.url}/dlr",
        }
        answer = client.post("/email/3/send", data=form, headers=INFOBIP, content_type="multipart/form-data")
        assert answer.status_code == 200
        seen = []
        for by in ("2s", "59s", "1s", "1m", "1m", "299s", "1s", "1h"):
            advance(client, by)
            seen.append(len(receiver.arrived))
        assert seen == [1, 1, 2, 2, 3, 3, 4, 4]
        assert len({str(body) for _, _, body in receiver.arrived}) == 1
        call = client.get(f"{API}/webhooks").json["results"][0]
        assert [each["status"] for each in call["attempts"]] == [500, 500, 500, 200]
        assert client.get("/email/1/reports", headers=INFOBIP).json == {"results": []}
