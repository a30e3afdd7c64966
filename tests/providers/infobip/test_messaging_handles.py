"""What a tester sees and sets: credentials, switches, bulks, inbound mail, and what the platform tells."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from emulator.wire.bodies import Part, read_multipart
from tests.providers.infobip.conftest import Desk

CONTROL = "/_emulator/api/workspaces/desk/infobip/"
HOOK = "http://127.0.0.1:9/inbound"
MAIL = b"""From: Nora Lind <nora.lind@north.test>
To: Care <care@inbound.fjord-shop.test>
Subject: =?utf-8?q?Hvor_er_pakken=3F_=C3=A6=C3=B8=C3=A5?=
X-Twice: one
X-Twice: two
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: multipart/alternative; boundary=a

--a
Content-Type: text/plain; charset=iso-8859-1

Noe nytt? \xe6
--a
Content-Type: text/html

<p>Noe nytt?</p>
--a--
--b
Content-Type: text/plain; name="kvittering.txt"
Content-Disposition: attachment; filename="kvittering.txt"
Content-Transfer-Encoding: base64
Content-ID: <f_9a1>

cmVjZWlwdCA0NzEx
--b--
"""


def control(desk: Desk, method: str, path: str, **arguments: Any) -> Any:
    return desk.ask(method, CONTROL + path, key=None, headers={"Content-Type": "application/json"}, **arguments)


def received(desk: Desk, url: str = HOOK) -> list[Part]:
    """What arrived last at one address; calls to several addresses leave side by side."""
    desk.advance(seconds=1)
    call = next(call for call in reversed(desk.received.calls) if call.url == url)
    return read_multipart(call.body, call.content_type)


def test_inbound_mail_is_posted_parsed(desk: Desk) -> None:
    answer = control(desk, "POST", "inbound", json={"url": HOOK, "mime": base64.b64encode(MAIL).decode()})
    assert answer.status_code == 202, answer.data
    parts = received(desk)
    assert desk.received.calls[0].url == HOOK
    assert [part.name for part in parts] == [
        "id",
        "spfCheck",
        "dkimCheck",
        "senderIp",
        "from",
        "to",
        "subject",
        "html",
        "text",
        "attachment1",
        "attachmentInfo",
        "envelope",
        "headers",
    ]
    found = {part.name: part for part in parts}
    assert found["spfCheck"].text == "pass"
    assert json.loads(found["dkimCheck"].text) == {"result": "pass", "domains": ["north.test"]}
    assert found["from"].text == "Nora Lind <nora.lind@north.test>"
    assert found["to"].text == "[care@inbound.fjord-shop.test]"
    assert found["subject"].text == "Hvor er pakken? æøå"
    assert (found["html"].text.strip(), found["text"].text.strip()) == ("<p>Noe nytt?</p>", "Noe nytt? æ")
    file = found["attachment1"]
    assert (file.filename, file.content_type, file.data) == ("kvittering.txt", "text/plain", b"receipt 4711")
    info = {"name": "attachment1", "contentType": "text/plain", "filename": "kvittering.txt", "contentId": "f_9a1"}
    assert json.loads(found["attachmentInfo"].text) == [info]
    envelope = {"from": "nora.lind@north.test", "to": "care@inbound.fjord-shop.test"}
    assert json.loads(found["envelope"].text) == envelope
    headers = json.loads(found["headers"].text)
    assert (headers["MIME-Version"], headers["X-Twice"]) == ("1.0", "one")


def test_inbound_mail_goes_where_its_domain_says(desk: Desk) -> None:
    refused = control(desk, "POST", "inbound", json={"mime": MAIL.decode("latin-1")})
    assert refused.status_code == 409
    assert "PUT infobip/inbound/" in refused.json["detail"]
    control(desk, "PUT", "inbound/Inbound.fjord-shop.test", json={"url": f"{HOOK}/a"})
    control(desk, "PUT", "inbound/other.test", json={"url": f"{HOOK}/b"})
    listed = control(desk, "GET", "inbound").json["results"]
    assert [row["domain"] for row in listed] == ["inbound.fjord-shop.test", "other.test"]
    cases = ({}, f"{HOOK}/a"), ({"domain": "other.test"}, f"{HOOK}/b"), ({"to": "x@other.test"}, f"{HOOK}/b")
    for body, url in cases:
        answer = control(desk, "POST", "inbound", json={"mime": "To: care@inbound.fjord-shop.test\n\nHi", **body})
        assert answer.json["url"] == url
    assert received(desk, f"{HOOK}/b")[5].text == "[x@other.test]"
    assert control(desk, "DELETE", "inbound/other.test").status_code == 200


def test_a_hostile_message_is_posted_all_the_same(desk: Desk) -> None:
    source = (
        b"From: =?utf-8?b?//8=?= <a@b\r\nSubject: a\r\n b\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
        b'Content-Disposition: attachment; filename="a\\"\r\n.txt"\r\nContent-Type: evil\r\n\r\nx\r\n'
    )
    answer = control(desk, "POST", "inbound", json={"url": HOOK, "mime": base64.b64encode(source).decode()})
    assert answer.status_code == 202
    assert received(desk)[0].name == "id"


@pytest.mark.parametrize("mime", ["", "hello", "%%%", "aGVsbG8="])
def test_what_is_no_message_is_refused(desk: Desk, mime: str) -> None:
    assert control(desk, "POST", "inbound", json={"url": HOOK, "mime": mime}).status_code == 400


def test_subscribers_are_told_of_bounce_rates_and_a_blocked_domain_is_free_after_a_day(desk: Desk) -> None:
    events = ["HIGH_BOUNCE_RATE_WARNING", "HIGH_BOUNCE_RATE_BLOCKED"]
    profile = {"webhook": {"notifyUrl": "http://127.0.0.1:9/platform"}}
    desk.post("/subscriptions/1/subscription/EMAIL", json={"events": events, "profile": profile})
    control(desk, "POST", "domains", json={"name": "fjord-shop.test"})
    told = control(desk, "POST", "platform-events", json={"domain": "fjord-shop.test"})
    assert told.json["subscriptions"] == 1
    blocked = {"domain": "fjord-shop.test", "type": events[1], "bounce_rate": 6.2, "scope": "DAILY"}
    control(desk, "POST", "platform-events", json=blocked)
    desk.advance(seconds=1)
    bodies = [json.loads(call.body) for call in desk.received.calls]
    assert [list(body) for body in bodies] == [["eventId", "createdAt", "eventDetails"]] * 2
    assert bodies[0]["createdAt"] == 1772615730120
    key = bodies[0]["eventDetails"]["accountKey"]
    assert len(key) == 32 and key == key.upper()
    assert bodies[0]["eventDetails"] == {
        "type": events[0],
        "accountKey": key,
        "domain": "fjord-shop.test",
        "warnThreshold": 3.0,
        "bounceRate": 4.1,
        "scope": "HOURLY",
    }
    assert bodies[1]["eventDetails"] == {
        "type": events[1],
        "accountKey": key,
        "domain": "fjord-shop.test",
        "blockThreshold": 5.0,
        "bounceRate": 6.2,
        "scope": "DAILY",
    }
    assert desk.state.domains.by_name["fjord-shop.test"].blocked
    desk.advance(hours=24)
    assert not desk.state.domains.by_name["fjord-shop.test"].blocked


def test_keys_and_users_are_added_limited_and_withdrawn(desk: Desk) -> None:
    key = control(desk, "POST", "keys", json={"account": "third", "scopes": ["email:logs:read"]}).json
    assert desk.get("/email/1/logs", key=f"App {key['key']}").status_code == 200
    assert desk.get("/email/1/reports", key=f"App {key['key']}").status_code == 403
    assert control(desk, "PUT", f"keys/{key['id']}", json={"scopes": None}).json["scopes"] is None
    assert desk.get("/email/1/reports", key=f"App {key['key']}").status_code == 200
    user = control(desk, "POST", "users", json={"username": "nora"}).json
    login = {"username": "nora", "password": user["password"]}
    token = desk.post("/auth/1/session", key=None, json=login).json["token"]
    assert desk.get("/email/1/reports", key=f"IBSSO {token}").status_code == 200
    names = {row["id"]: row for row in control(desk, "GET", "accounts").json["results"]}
    assert set(names) == {"main", "other", "third"}
    assert [row["username"] for row in names["main"]["users"]] == ["tester", "sender", "nora"]
    assert control(desk, "POST", "keys", json={"key": "test-key-0001"}).status_code == 409
    assert control(desk, "POST", "users", json={"username": "nora"}).status_code == 409
    assert control(desk, "DELETE", f"keys/{key['id']}").status_code == 200
    assert control(desk, "DELETE", "users/nora").status_code == 200
    assert desk.get("/email/1/reports", key=f"App {key['key']}").status_code == 401
    assert desk.get("/email/1/reports", key=f"IBSSO {token}").status_code == 401
    assert control(desk, "DELETE", "keys/none").status_code == 404


def test_switches_are_shown_and_set(desk: Desk) -> None:
    before = control(desk, "GET", "switches").json
    assert before["bulk_epoch"] is False
    wishes = {"bulk_epoch": True, "token_seconds": 5, "trial_recipients": ["a@b"]}
    assert control(desk, "PUT", "switches", json=wishes).json == {**before, **wishes}
    assert control(desk, "PUT", "switches", json={"bulk_epok": True}).status_code == 422
    assert control(desk, "PUT", "switches", json={"token_seconds": "long"}).status_code == 422


def test_a_bulk_gets_any_status(desk: Desk) -> None:
    form = {"from": "a@shop.test", "to": "b@north.test", "subject": "s", "text": "t"}
    form |= {"bulkId": "nightly", "sendAt": "2026-03-05T00:00:00Z"}
    desk.post("/email/3/send", data=form, content_type="multipart/form-data")
    answer = control(desk, "PUT", "bulks/nightly", json={"status": "FAILED"})
    assert answer.json["status"] == "FAILED"
    assert desk.get("/email/1/bulks/status?bulkId=nightly").json["bulks"][0]["status"] == "FAILED"
    desk.advance(days=2)
    assert [row["status"] for row in control(desk, "GET", "bulks").json["results"]] == ["FAILED"]
    assert control(desk, "PUT", "bulks/none", json={"status": "FAILED"}).status_code == 404


def test_uploads_are_listed_without_their_bytes(desk: Desk) -> None:
    headers = {"X-Content-Id": "terms", "X-Media-Type": "application/pdf"}
    desk.post("/email/1/content", headers=headers, data=b"\xff\x00", content_type="application/octet-stream")
    [row] = control(desk, "GET", "uploads").json["results"]
    assert (row["content_id"], row["size"]) == ("terms", 2)
    assert "data" not in row
