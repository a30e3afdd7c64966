"""Sessions and access tokens: how they are got, what they open, and when they end."""

from __future__ import annotations

from typing import Any

import pytest

from tests.providers.infobip.conftest import Desk

SESSION = "/auth/1/session"
OAUTH = "/auth/1/oauth2/token"
SOMEWHERE = "/email/1/bulks?bulkId=none"
LOGIN = {"username": "tester", "password": "s3cret"}
GRANT = {"client_id": "tester", "client_secret": "s3cret", "grant_type": "client_credentials"}
UNAUTHORIZED = {"requestError": {"serviceException": {"messageId": "UNAUTHORIZED", "text": "Invalid login details"}}}


def session(desk: Desk, **login: str) -> str:
    return str(desk.post(SESSION, key=None, json={**LOGIN, **login}).json["token"])


def access(desk: Desk, **fields: str) -> str:
    return str(desk.post(OAUTH, key=None, data={**GRANT, **fields}).json["access_token"])


def opens(desk: Desk, key: str) -> bool:
    """404 for an unknown bulk is the answer to somebody who is known."""
    status = desk.get(SOMEWHERE, key=key).status_code
    assert status in (401, 404)
    return bool(status == 404)


def test_a_session_is_a_uuid_and_opens_operations(desk: Desk) -> None:
    answer = desk.post(SESSION, key=None, json=LOGIN)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"
    assert list(answer.json) == ["token"]
    assert len(answer.json["token"]) == 36
    assert opens(desk, f"IBSSO {answer.json['token']}")
    assert opens(desk, f"ibsso {answer.json['token']}")


def test_a_session_ends_after_an_idle_hour_by_the_clock_of_its_world(desk: Desk) -> None:
    token = session(desk)
    for _ in range(3):
        desk.advance(minutes=59)
        assert opens(desk, f"IBSSO {token}")
    desk.advance(minutes=60)
    assert not opens(desk, f"IBSSO {token}")
    assert desk.state.sessions == {}


def test_a_session_ends_when_it_is_deleted(desk: Desk) -> None:
    token, other = session(desk), session(desk)
    answer = desk.ask("DELETE", SESSION, key=f"IBSSO {token}")
    assert (answer.status_code, answer.data) == (200, b"")
    assert not opens(desk, f"IBSSO {token}")
    assert opens(desk, f"IBSSO {other}")
    assert desk.ask("DELETE", SESSION, key=f"IBSSO {token}").status_code == 401


def test_only_a_session_can_end_a_session(desk: Desk) -> None:
    assert desk.ask("DELETE", SESSION).status_code == 401
    assert desk.ask("DELETE", SESSION, key=None).status_code == 401


def test_an_access_token_says_how_long_it_lives_and_ends_then(desk: Desk) -> None:
    answer = desk.post(OAUTH, key=None, data=GRANT)
    assert answer.status_code == 200
    token = answer.json.pop("access_token")
    assert answer.json["expires_in"] == 3600
    assert answer.json["token_type"] == "Bearer"
    desk.advance(seconds=3599)
    assert opens(desk, f"Bearer {token}")
    desk.advance(seconds=1)
    assert not opens(desk, f"Bearer {token}")


def test_the_life_of_access_tokens_can_be_set(desk: Desk) -> None:
    desk.state.switches.token_seconds = 30
    token = access(desk)
    desk.advance(seconds=30)
    assert not opens(desk, f"Bearer {token}")


def test_a_token_opens_nothing_under_another_prefix(desk: Desk) -> None:
    assert not opens(desk, f"Bearer {session(desk)}")
    assert not opens(desk, f"IBSSO {access(desk)}")
    assert not opens(desk, f"App {access(desk)}")


def test_a_token_may_what_its_user_may(desk: Desk) -> None:
    for key in (f"IBSSO {session(desk, username='sender')}", f"Bearer {access(desk, client_id='sender')}"):
        assert desk.get(SOMEWHERE, key=key).status_code == 404
        refused = desk.put(SOMEWHERE, key=key, json={"sendAt": "2026-03-05T00:00:00Z"})
        assert refused.status_code == 403
        assert refused.json == {"requestError": {"serviceException": {"messageId": "FORBIDDEN", "text": "Forbidden"}}}


@pytest.mark.parametrize(
    ("body", "problems"),
    [
        ({"username": "tester"}, {"password": ["must not be null"]}),
        ({"username": " ", "password": 5}, {"username": ["must not be blank"], "password": ["must be a string"]}),
        ({**LOGIN, "unsafe": "yes"}, {"unsafe": ["must be a boolean"]}),
    ],
)
def test_a_session_asked_for_wrongly_is_refused_with_every_problem(
    desk: Desk, body: dict[str, Any], problems: dict[str, list[str]]
) -> None:
    answer = desk.post(SESSION, key=None, json=body)
    assert answer.status_code == 400
    assert answer.json["requestError"]["serviceException"]["validationErrors"] == problems


@pytest.mark.parametrize("fields", [{"grant_type": ""}, {"grant_type": "authorization_code"}, {"client_id": ""}])
def test_an_access_token_asked_for_wrongly_is_refused(desk: Desk, fields: dict[str, str]) -> None:
    answer = desk.post(OAUTH, key=None, data={**GRANT, **fields})
    assert answer.status_code == 400
    assert answer.json == {"requestError": {"serviceException": {"messageId": "BAD_REQUEST", "text": "Bad request"}}}


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b'{"username":"\\ud800","password":"x"}'])
def test_an_unreadable_body_is_a_bad_request(desk: Desk, body: bytes) -> None:
    for path, kind in ((SESSION, "application/json"), (OAUTH, "application/x-www-form-urlencoded")):
        assert desk.post(path, key=None, data=body, content_type=kind).status_code == 400


def test_wrong_logins_are_all_answered_alike(desk: Desk) -> None:
    answers = [
        desk.post(SESSION, key=None, json={**LOGIN, "password": "nope"}),
        desk.post(SESSION, key=None, json={**LOGIN, "username": "nobody"}),
        desk.post(OAUTH, key=None, data={**GRANT, "client_secret": "nope"}),
        desk.post(OAUTH, key=None, data={**GRANT, "client_id": "nobody"}),
    ]
    assert [(answer.status_code, answer.json) for answer in answers] == [(401, UNAUTHORIZED)] * 4


def test_a_token_finds_the_world_of_its_user(desk: Desk) -> None:
    there = desk.emulator.workspaces.create("there", seed="desk")
    user = there.behaviours["infobip"].credentials(there)
    token = session(desk, username=user["username"], password=user["password"])
    assert desk.state.sessions == {}
    assert list(there.state("infobip").sessions) == [token]
    assert opens(desk, f"IBSSO {token}")
    assert desk.emulator.workspaces.owning("infobip", f"token {token}") is there


def test_worlds_of_one_seed_never_share_a_token(desk: Desk) -> None:
    source = {"infobip": {"account": {"username": "twin", "password": "p"}}}
    twins = [desk.emulator.workspaces.create(f"twin{n}", source=None, seed="twin", mint=False) for n in range(2)]
    for number, twin in enumerate(twins):
        section = {"account": {**source["infobip"]["account"], "username": f"twin{number}"}}
        desk.emulator.providers["infobip"].load(twin, section)
    tokens = {session(desk, username=f"twin{n}", password="p") for n in range(2)}
    assert len(tokens) == 2


def test_the_journal_keeps_neither_passwords_nor_tokens(desk: Desk) -> None:
    secrets = {"s3cret", session(desk), access(desk)}
    body = {"authId": "a", "type": "HMAC", "credentials": {"secretKey": "s3cret", "algorithm": "HMAC_MD5"}}
    desk.post("/subscriptions/1/security", json=body)
    desk.post(SESSION, key=None, data=b'{"username": "tester", "password": "s3cret', content_type="application/json")
    journals = desk.world.journal, desk.emulator.world.journal
    kept = b"".join(entry.body + entry.answer_body for journal in journals for entry in journal.entries())
    assert b"tester" in kept and b"***" in kept
    assert [secret for secret in secrets if secret.encode() in kept] == []
