"""The first calls that a vendor offers to newcomers: sent in their order, they lead to a mail, a bounce and a call."""

from __future__ import annotations

from typing import Any

import pytest

from emulator import Emulator
from emulator.providers.discovery import providers
from tests.pigeon import FakeCourier

OFFERING = [name for name, provider in providers().items() if provider.samples is not None]
RECEIVER = "http://127.0.0.1:9/hook"


def made(emulator: Emulator, workspace: str, vendor: str) -> list[dict[str, Any]]:
    """Every sample sent, and what is offered then."""
    client = emulator.app.test_client()
    below = "/_emulator/api" if workspace == "default" else f"/_emulator/api/workspaces/{workspace}"
    where = f"{below}/samples?vendor={vendor}&receiver={RECEIVER}"
    for sample in client.get(where).json["results"]:
        answer = client.open(
            sample["path"], method=sample["method"], json=sample["body"], headers=dict(sample["headers"])
        )
        assert answer.status_code < 300, (sample, answer.text)
    client.post(f"{below}/clock/advance", json={"by": "1m"})
    found: list[dict[str, Any]] = client.get(where).json["results"]
    return found


@pytest.mark.parametrize("world", ["demo", "minted"])
@pytest.mark.parametrize("vendor", OFFERING)
def test_the_samples_lead_to_a_mail_a_bounce_and_a_webhook_call(vendor: str, world: str) -> None:
    """In the demo world and in a minted one."""
    courier = FakeCourier()
    emulator = Emulator(world="demo", seed="1", standing=True, courier=courier)
    name = "default"
    if world == "minted":
        name = emulator.workspaces.create("mine", mode="standing").name
    after = made(emulator, name, vendor)
    rows = list(emulator.workspaces.get(name).deliveries.values())
    ends = {row.recipient: [step.name for _, step in row.happened(emulator.workspaces.get(name).now)] for row in rows}
    assert ends["bounce@example.com"][-1] == "bounced"
    assert all(each["to"] in ends for each in after if each["to"])
    assert {"delivered"} <= {events[-1] for events in ends.values()}
    assert courier.posted and {url for _, url, _ in courier.posted} == {RECEIVER}


@pytest.mark.parametrize("vendor", OFFERING)
def test_a_world_without_credentials_offers_nothing(vendor: str) -> None:
    """No call that could not work, and no curl line either."""
    emulator = Emulator(world="empty")
    provider = emulator.providers[vendor]
    assert provider.samples is not None and provider.demo_curl is not None
    assert provider.samples(emulator.world, RECEIVER) == ()
    assert provider.demo_curl(emulator.world, "http://127.0.0.1:1") == ""
