"""POST /email/4/mime: whole messages, legacy in answers and errors."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

import pytest

from emulator.providers.infobip.render import render
from tests.providers.infobip.conftest import Desk
from tests.providers.infobip.mails import ids, logs, problems

SOURCE = (
    "From: Shop <news@shop.test>\r\nTo: Nora <nora@north.test>, otto@north.test\r\nCc: team@north.test\r\n"
    "Bcc: audit@north.test,\r\n hidden@north.test\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n"
    "Message-ID: <a1@shop.test>\r\nList-Unsubscribe: <mailto:u@shop.test>\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
    "--b\r\nContent-Type: text/plain\r\n\r\nHello\r\n"
    "--b\r\nContent-Type: text/html\r\n\r\n<p>Hello</p>\r\n"
    '--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename="a.pdf"\r\n'
    "Content-Transfer-Encoding: base64\r\n\r\nJVBERg==\r\n--b--\r\n"
)


def send(desk: Desk, source: str | bytes | None = SOURCE, **fields: Any) -> Any:
    if source is not None:
        data = source.encode() if isinstance(source, str) else source
        fields["mimeMessage"] = b64encode(data).decode()
    return desk.post("/email/4/mime", data=json.dumps(fields), content_type="application/json")


def test_recipients_come_from_the_headers(desk: Desk) -> None:
    answer = send(desk)
    people = ["nora", "otto", "team", "audit", "hidden"]
    assert [entry["to"] for entry in answer.json["messages"]] == [f"{name}@north.test" for name in people]
    assert {entry["status"]["id"] for entry in answer.json["messages"]} == {26}


def test_destinations_beat_the_headers(desk: Desk) -> None:
    answer = send(desk, destinations=["Kim <kim@north.test>"], messageId="m", bulkId="b")
    assert [entry["to"] for entry in answer.json["messages"]] == ["kim@north.test"]
    assert (answer.json["bulkId"], ids(answer)) == ("b", ["m"])


def test_the_mail_is_passed_on_as_it_stands_without_bcc(desk: Desk) -> None:
    send(desk)
    message = next(desk.world.messages.values())
    mail = render(desk.world, message, desk.world.deliveries_of(message)[0])
    assert mail.raw is not None
    assert mail.raw == SOURCE.replace("Bcc: audit@north.test,\r\n hidden@north.test\r\n", "").encode()
    assert (mail.subject, mail.message_id) == ("Grüße", "<a1@shop.test>")
    assert mail.text is not None and mail.text.strip() == "Hello"
    assert mail.html is not None and mail.html.strip() == "<p>Hello</p>"
    (attachment,) = mail.attachments
    assert (attachment.filename, attachment.data) == ("a.pdf", b"%PDF")


def test_logs_show_its_sender_and_text(desk: Desk) -> None:
    send(desk, destinations=["kim@north.test"])
    desk.advance(seconds=3)
    (row,) = logs(desk)
    assert (row["from"], row["text"]) == ("Shop <news@shop.test>", "Hello")


@pytest.mark.parametrize("sender", ["offers@shop.test", "Shop <x@mail.shop.test>"])
def test_from_may_be_another_address_of_the_same_organisation(desk: Desk, sender: str) -> None:
    assert send(desk, **{"from": sender}).status_code == 200
    assert next(desk.world.messages.values()).sender == sender


def test_from_of_another_organisation_is_refused(desk: Desk) -> None:
    assert problems(send(desk, **{"from": "news@other.test"})) == {}
    assert len(desk.world.messages) == 0


@pytest.mark.parametrize(
    ("source", "fields", "expected"),
    [
        (None, {}, {"mimeMessage": ["must not be null"]}),
        (None, {"mimeMessage": "?"}, {"mimeMessage": ["must be base64"]}),
        ("Subject: x", {}, {"mimeMessage": ["must be a header block, a blank line and a body"]}),
        ("To: a@b.test\n\nx", {}, {"from": ["must not be null"]}),
        ("From: a@b.test\n\nx", {}, {"destinations": ["size must be between 1 and 1000"]}),
        ("From: a@b.test\n\nGrüße".encode(), {}, {"mimeMessage": ["characters that are not ASCII must be encoded"]}),
        (SOURCE, {"callbackData": "x" * 4001}, {"callbackData": ["size must be between 0 and 4000"]}),
        (SOURCE, {"notifyUrl": "x"}, {"notifyUrl": ["is not a valid url"]}),
        (SOURCE, {"destinations": [""]}, {"destinations[0]": ["must not be blank"]}),
        (SOURCE, {"destinations": ["a@b.test"] * 1001}, {"destinations": ["size must be between 1 and 1000"]}),
        (SOURCE, {"clientPriority": "x"}, {"clientPriority": ["must be one of HIGH, STANDARD, LOW"]}),
    ],
    ids=range(11),
)
def test_what_is_wrong_is_named_in_the_legacy_way(
    desk: Desk, source: str | None, fields: dict[str, Any], expected: dict[str, list[str]]
) -> None:
    assert problems(send(desk, source, **fields)) == expected
    assert len(desk.world.messages) == 0


@pytest.mark.parametrize(
    "source",
    [
        "From: a@b.test\nTo: =?utf-8?b?////?= <x@y.test>\nContent-Type: multipart/mixed; boundary=\n\nx",
        "From: a@b.test\nTo: x@y.test\nContent-Type: text/a; charset=x\nContent-Transfer-Encoding: base64\n\n%%%",
        "From: a@b.test\nTo: x@y.test\nSubject: =?x?q?=FF?=\nDate: nonsense\nContent-Type: message/rfc822\n\n\n\n",
    ],
    ids=range(3),
)
def test_odd_sources_are_taken_and_shown(desk: Desk, source: str) -> None:
    assert send(desk, source).status_code == 200
    desk.advance(seconds=3)
    assert len(logs(desk)) == 1
    message = next(desk.world.messages.values())
    render(desk.world, message, desk.world.deliveries_of(message)[0])


def test_unreadable_json_is_a_plain_400(desk: Desk) -> None:
    answer = desk.post("/email/4/mime", data="{", content_type="application/json")
    assert problems(answer) == {}
