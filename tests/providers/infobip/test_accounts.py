"""Accounts in a world file: keys and users with their scopes, switches, and what is said of a wrong one."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from emulator.emulator import Emulator
from emulator.providers.infobip.state import State
from tests.providers.infobip.conftest import Desk
from tests.providers.infobip.mails import message, send, send_v4


@pytest.mark.parametrize(
    "section",
    [
        {"account": {"api_key": "k", "username": "u", "password": "p"}},
        {"accounts": [{"api_key": "k", "users": [{"username": "u", "password": "p"}]}]},
        {"accounts": {"shop": {"api_keys": ["k"], "username": "u", "password": "p"}}},
    ],
)
def test_an_account_can_be_written_in_several_ways(section: dict[str, Any]) -> None:
    client = Emulator(world={"infobip": section}).app.test_client()
    for header in ("App k", "Basic dTpw"):
        assert client.get("/email/1/logs", headers={"Authorization": header}).status_code == 200


@pytest.mark.parametrize(
    ("section", "says"),
    [
        ({"account": {"apikey": "k"}}, "infobip.account.apikey: "),
        ({"account": {"api_key": " "}}, "infobip.account.api_key: "),
        ({"account": {"username": "u"}}, "a username needs a password"),
        ({"account": {"api_key": "k", "scopes": "email:manage"}}, "infobip.account.scopes: "),
        ({"account": "k"}, "infobip.account: "),
        ({"accounts": 7}, "infobip.accounts: "),
        ({"accounts": {"shop": {"api_keys": [{"kye": "k"}]}}}, "infobip.accounts[0].api_keys[0].key: "),
        (7, "infobip must be an object"),
        ({"switches": {"strict": True}}, "switches.strict is unknown"),
        ({"switches": {"strict_200": "yes"}}, "switches.strict_200 must be a bool"),
    ],
)
def test_a_wrong_world_file_says_what_is_wrong(section: Any, says: str) -> None:
    with pytest.raises(ValueError) as caught:
        Emulator(world={"infobip": section})
    assert says in str(caught.value)


def test_switches_come_from_the_world_file() -> None:
    emulator = Emulator(world={"infobip": {"switches": {"strict_200": True, "trial_recipients": ["a@b.test"]}}})
    switches = emulator.world.state("infobip").switches
    assert switches.strict_200 is True and switches.trial_recipients == ["a@b.test"]


def test_a_used_state_survives_being_written_and_read(desk: Desk) -> None:
    send(desk)
    send(desk, ("bulkId", "b"), ("sendAt", "2026-03-05T00:00:00Z"))
    window = {"days": ["SUNDAY"], "from": {"hour": 1, "minute": 0}, "to": {"hour": 2, "minute": 0}}
    send_v4(
        desk, message(options={"deliveryTimeWindow": window, "validityPeriod": {"amount": 47, "timeUnit": "HOURS"}})
    )
    desk.advance(seconds=10)
    adapter = TypeAdapter(State)
    written = adapter.dump_json(desk.state)
    assert adapter.validate_json(written) == desk.state
    assert desk.state.held and desk.state.bulks and desk.state.log.lists
