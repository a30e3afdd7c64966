"""The manual's own samples run against the demo world, and the published limit is kept."""

import json
from datetime import timedelta
from typing import Any

from emulator import Emulator
from emulator.providers.orange_mail.state import state_of

from .setting import FIXTURES, stage


def demo() -> Emulator:
    return Emulator(world="demo", seed="1", standing=True)


def send(emulator: Emulator, sample: dict[str, Any]) -> Any:
    return emulator.app.test_client().post(
        f"/api/v0/{sample['operation']}",
        headers={"Authorization": "Bearer orange-demo-key", "Content-type": "application/json"},
        data=json.dumps(sample["json"]),
    )


def test_the_four_samples_of_the_manual_are_accepted_in_its_order() -> None:
    emulator = demo()
    for sample in json.loads((FIXTURES / "manual_samples.json").read_text()):
        answer = send(emulator, sample)
        assert (answer.status_code, answer.data) == (200, b'{"message":"OK"}'), sample["operation"]


def test_the_sample_dated_2017_is_sent_at_the_next_run() -> None:
    emulator = demo()
    sample = json.loads((FIXTURES / "manual_samples.json").read_text())[0]
    assert send(emulator, sample).status_code == 200
    emulator.post_office.advance(emulator.world, emulator.world.now + timedelta(minutes=2))
    (mailing,) = state_of(emulator.world).mailings.values()
    assert mailing.recipients == 12


def test_the_hundred_and_first_request_waits_for_ten_minutes() -> None:
    scene = stage()
    for number in range(100):
        operation = ("customer/add", "customer/mod", "customer/del", "mail/make")[number % 4]
        assert scene.api(operation, {}).status_code == 400  # every one counts, whatever comes of it
    refused = scene.api("customer/add", {"plan": "Ab3K", "add": {"mail": "late@example.com"}})
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "600")
    scene.advance(minutes=10)
    assert scene.api("customer/add", {"plan": "Ab3K", "add": {"mail": "late@example.com"}}).status_code == 200


def test_what_does_not_count() -> None:
    scene = stage()
    for _ in range(150):
        scene.client.post("/api/v0/customer/add", json={})
        scene.api("customer/add", {}, key="wrong")
        scene.api("customer/add", {}, key="emu-key-0002")
        scene.api("customer/list", {})
        scene.api("customer/add", method="PUT")
    assert scene.api("customer/add", {}).status_code == 400


def test_refused_requests_do_not_prolong_the_wait() -> None:
    scene = stage()
    for _ in range(130):
        scene.api("customer/add", {})
    scene.advance(minutes=10)
    assert [scene.api("customer/add", {}).status_code for _ in range(101)] == [400] * 100 + [429]


def test_a_new_key_does_not_reset_the_count() -> None:
    from emulator.providers.orange_mail import accounts

    scene = stage()
    for _ in range(100):
        scene.api("customer/add", {})
    key = accounts.issue_key(scene.world, "1000001").api_key
    assert scene.api("customer/add", {}, key=key).status_code == 429
