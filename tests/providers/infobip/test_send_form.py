"""POST /email/3/send and its elders: what may stand in the form, what is refused, and what is answered."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from emulator.providers.infobip import content, times
from emulator.providers.infobip.content import Content
from tests.providers.infobip.cases import form
from tests.providers.infobip.conftest import Desk
from tests.providers.infobip.mails import ids, outcome, problems, rows, send

FILE = {"filename": "a.pdf", "content_type": "application/pdf", "content_base64": "JVBERg=="}


def kept(desk: Desk) -> Content:
    """The content of the latest message."""
    return content.of(next(desk.world.messages.values(newest_first=True)))


@pytest.mark.parametrize(
    ("path", "status", "id_form", "counted"),
    [
        ("/email/3/send", 26, r"[a-z0-9]{20}", False),
        ("/email/2/send", 26, r"[a-z0-9]{20}", True),
        ("/email/1/send", 7, r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", True),
    ],
)
def test_each_version_answers_in_its_own_way(desk: Desk, path: str, status: int, id_form: str, counted: bool) -> None:
    answer = send(desk, path=path)
    assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"
    (entry,) = answer.json["messages"]
    assert entry["to"] == "nora@north.test"
    assert entry["status"]["id"] == status
    assert re.fullmatch(id_form, entry["messageId"]) and re.fullmatch(id_form, answer.json["bulkId"])
    assert ("messageCount" in entry) is counted


@pytest.mark.parametrize("name", ["to", "TO", "to[]", "to[0]", "to['0']", "To[3]"])
def test_recipients_come_under_many_names(desk: Desk, name: str) -> None:
    answer = send(desk, (name, ["a@north.test", "b@north.test"]), to=None)
    assert [entry["to"] for entry in answer.json["messages"]] == ["a@north.test", "b@north.test"]


def test_names_match_in_any_case(desk: Desk) -> None:
    fields = [
        ("HTML", "<p>Hi</p>"),
        ("replyto", "care@shop.test"),
        ("DEFAULTPLACEHOLDERS", '{"a":"b"}'),
        ("preserverecipients", "True"),
        ("trackclicks", "False"),
    ]
    assert send(desk, *fields).status_code == 200
    mail = kept(desk)
    assert mail["html"] == "<p>Hi</p>"
    assert mail["reply_to"] == ["care@shop.test"]
    assert mail["placeholders"] == {"a": "b"}
    assert mail["preserve"] is True
    assert mail["tracking"]["clicks"] is False and mail["tracking"]["opens"] is True


def test_a_text_part_may_carry_a_file_name_and_a_type(desk: Desk) -> None:
    text = {"filename": "text", "content_type": "text/plain; charset=UTF-8", "value": "Grüße"}
    assert send(desk, text=text).status_code == 200
    assert kept(desk)["text"] == "Grüße"


def test_files_are_kept_and_a_text_in_their_place_is_ignored(desk: Desk) -> None:
    image = {"filename": "logo.png", "content_type": "image/png", "content_base64": "aW1n"}
    assert send(desk, ("attachment", [FILE, "@/path"]), ("inlineImage", image)).status_code == 200
    first, second = kept(desk)["files"]
    assert first == {"name": "a.pdf", "type": "application/pdf", "data": "JVBERg=="}
    assert second == {"name": "logo.png", "type": "image/png", "data": "aW1n", "inline": True}


def test_a_recipient_may_be_a_json_object(desk: Desk) -> None:
    value = json.dumps({"to": "Nora <nora@north.test>", "placeholders": {"name": "Nora"}, "messageId": "mine-1"})
    answer = send(desk, to=[value, "Otto Berg <otto@north.test>"], subject="Hi {{name}}")
    first, second = answer.json["messages"]
    assert (first["to"], first["messageId"], second["to"]) == ("nora@north.test", "mine-1", "otto@north.test")


def test_an_urlencoded_form_is_taken(desk: Desk) -> None:
    data = {row["name"]: row["value"] for row in rows()}
    assert desk.post("/email/3/send", data=data).status_code == 200


def test_cc_and_bcc_have_entries_of_their_own(desk: Desk) -> None:
    answer = send(desk, ("cc", "c@north.test"), ("bcc", "b@north.test"))
    assert [entry["to"] for entry in answer.json["messages"]] == ["nora@north.test", "c@north.test", "b@north.test"]
    assert len(set(ids(answer))) == 3


def test_preserved_recipients_share_one_entry_and_its_id(desk: Desk) -> None:
    answer = send(desk, ("cc", "c@north.test"), ("preserveRecipients", "true"), to=["a@north.test", "b@north.test"])
    (entry,) = answer.json["messages"]
    assert entry["to"] == "a@north.test"
    assert {delivery.id for delivery in desk.world.deliveries.values()} == {entry["messageId"]}
    assert len(desk.world.deliveries) == 3


def test_the_message_id_of_the_request_goes_to_the_first_recipient(desk: Desk) -> None:
    first, second = ids(send(desk, ("messageId", "mine"), to=["a@north.test", "b@north.test"]))
    assert first == "mine" and re.fullmatch(r"[a-z0-9]{20}", second)


def test_a_message_id_used_before_is_rejected_and_nothing_is_sent(desk: Desk) -> None:
    send(desk, ("messageId", "mine"))
    answer = send(desk, ("messageId", "mine"))
    (entry,) = answer.json["messages"]
    assert (entry["status"]["id"], entry["status"]["groupName"]) == (23, "REJECTED")
    desk.advance(seconds=30)
    states = [
        (row["status"]["id"], row["error"]["id"]) for row in desk.get("/email/1/logs?messageId=mine").json["results"]
    ]
    assert states == [(23, 5492), (5, 0)]
    assert len(desk.get("/email/1/reports").json["results"]) == 1


def test_a_used_message_id_may_be_allowed(desk: Desk) -> None:
    desk.state.switches.reuse_message_id = True
    for _ in range(2):
        assert send(desk, ("messageId", "mine")).json["messages"][0]["status"]["id"] == 26


def test_two_recipients_of_one_request_cannot_share_an_id(desk: Desk) -> None:
    same = [json.dumps({"to": f"{name}@north.test", "messageId": "twin"}) for name in "ab"]
    statuses = [entry["status"]["id"] for entry in send(desk, to=same).json["messages"]]
    assert statuses == [26, 23]


CHECKED: list[tuple[dict[str, Any], dict[str, list[str]]]] = [
    ({"to": None}, {"to": ["must not be null"]}),
    ({"from_": None}, {"from": ["must not be null"]}),
    ({"subject": None}, {"subject": ["must not be null"]}),
    ({"subject": ""}, {"subject": ["size must be between 1 and 1000"]}),
    ({"subject": "x" * 1001}, {"subject": ["size must be between 1 and 1000"]}),
    ({"subject": "a\r\nBcc: x@y.test"}, {"subject": ["must not contain line breaks"]}),
    ({"text": None}, {"text": ["must not be null"]}),
    ({"ampHtml": "<amp>"}, {"html": ["must not be null"]}),
    ({"to": [f"a{n}@north.test" for n in range(1001)]}, {"to": ["size must be between 1 and 1000"]}),
    ({"to": "{broken"}, {"to": ["must be a JSON object"]}),
    ({"to": '{"placeholders":{}}'}, {"to": ["to must not be blank"]}),
    ({"defaultPlaceholders": "[]"}, {"defaultPlaceholders": ["must be a JSON object"]}),
    ({"headers": "{"}, {"headers": ["must be a JSON object"]}),
    ({"headers": '{"X-A":"b\\r\\nBcc: x"}'}, {"headers": ["must not contain line breaks"]}),
    ({"landingPagePlaceholders": "x"}, {"landingPagePlaceholders": ["must be a JSON object"]}),
    ({"sendAt": "tomorrow"}, {"sendAt": ["is not a valid date-time"]}),
    ({"sendAt": "2026-04-03T09:15:31.000Z"}, {"sendAt": ["must be at most 30 days ahead"]}),
    ({"callbackData": "x" * 4001}, {"callbackData": ["size must be between 0 and 4000"]}),
    ({"notifyUrl": "not a url"}, {"notifyUrl": ["is not a valid url"]}),
    ({"trackingUrl": "ftp://x"}, {"trackingUrl": ["is not a valid url"]}),
    ({"notifyContentType": "text/plain"}, {"notifyContentType": ["must be one of application/json, application/xml"]}),
    ({"clientPriority": "URGENT"}, {"clientPriority": ["must be one of HIGH, STANDARD, LOW"]}),
    ({"trackingPixelPosition": "LEFT"}, {"trackingPixelPosition": ["must be one of TOP, BOTTOM"]}),
    ({"templateLanguageVersion": "3"}, {"templateLanguageVersion": ["must be one of 1, 2"]}),
    ({"track": "maybe"}, {"track": ["must be true or false"]}),
    ({"templateId": "one"}, {"templateId": ["must be a number"]}),
    ({"text": {"filename": "t", "content_type": "", "content_base64": "//8="}}, {"text": ["must be UTF-8"]}),
]


@pytest.mark.parametrize(("changed", "expected"), CHECKED, ids=lambda value: next(iter(value)) if value else "")
def test_a_wrong_field_is_named(desk: Desk, changed: dict[str, Any], expected: dict[str, list[str]]) -> None:
    found = problems(send(desk, **changed))
    assert {name: found[name] for name in expected} == expected
    assert len(desk.world.messages) == 0


def test_all_problems_are_listed_at_once(desk: Desk) -> None:
    found = problems(send(desk, ("track", "x"), ("sendAt", "y"), from_=None, to=None, subject="", text=None))
    assert set(found) == {"track", "sendAt", "from", "to", "subject", "text"}


def test_details_can_be_switched_off_and_v1_has_none(desk: Desk) -> None:
    assert problems(send(desk, path="/email/1/send", to=None)) == {}
    desk.state.switches.plain_400 = True
    assert problems(send(desk, to=None)) == {}


def test_more_than_20_megabytes_are_refused(desk: Desk) -> None:
    big = "x" * (20 << 20)
    assert problems(send(desk, text=big)) == {"attachment": ["size must be at most 20 MB in total"]}


def test_a_body_that_is_no_form_is_a_400_or_by_switch_a_415(desk: Desk) -> None:
    assert desk.post("/email/3/send", json={"from": "a@b.test"}).status_code == 400
    desk.state.switches.media_type_415 = True
    answer = desk.post("/email/3/send", json={"from": "a@b.test"})
    assert answer.status_code == 415
    assert answer.json["requestError"]["serviceException"]["messageId"] == "UNSUPPORTED_MEDIA_TYPE"


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.99])
def test_a_form_that_breaks_off_is_a_400(desk: Desk, cut: float) -> None:
    body, content_type = form(rows())
    answer = desk.post("/email/3/send", data=body[: int(len(body) * cut)], content_type=content_type)
    assert answer.status_code == 400
    assert len(desk.world.messages) == 0


def test_older_versions_do_not_know_newer_fields(desk: Desk) -> None:
    assert (
        send(desk, ("cc", "c@north.test"), ("campaignReferenceId", "x" * 300), path="/email/1/send").status_code == 200
    )
    assert "cc" not in kept(desk) and "campaign" not in kept(desk)


def test_unknown_fields_are_ignored(desk: Desk) -> None:
    assert send(desk, ("validityPeriod", "5"), ("tags", "x")).status_code == 200


def test_deprecated_versions_may_say_so(desk: Desk) -> None:
    assert "Sunset" not in send(desk, path="/email/2/send").headers
    desk.state.switches.deprecation_headers = True
    assert {"Deprecation", "Sunset"} <= set(send(desk, path="/email/2/send").headers.keys())
    assert "Sunset" not in send(desk).headers


def test_a_scheduled_mail_is_a_bulk_and_leaves_at_its_time(desk: Desk) -> None:
    at = desk.world.now + timedelta(hours=2)
    (id,) = ids(send(desk, ("bulkId", "later"), sendAt=times.write(at)))
    assert desk.get("/email/1/bulks/status?bulkId=later").json["bulks"][0]["status"] == "PENDING"
    desk.advance(hours=1)
    assert desk.get(f"/email/1/logs?messageId={id}").json["results"] == []
    desk.advance(hours=1, seconds=5)
    assert outcome(desk, id) == (5, 0)
    assert desk.get(f"/email/1/logs?messageId={id}").json["results"][0]["sentAt"] == times.write(at)
    assert desk.get("/email/1/bulks/status?bulkId=later").json["bulks"][0]["status"] == "FINISHED"


def test_a_time_in_the_past_sends_at_once_or_is_refused_by_switch(desk: Desk) -> None:
    (id,) = ids(send(desk, sendAt="2017-01-01T00:00:00.000+0000"))
    desk.advance(seconds=5)
    assert outcome(desk, id) == (5, 0)
    desk.state.switches.refuse_past_send_at = True
    assert problems(send(desk, sendAt="2017-01-01")) == {"sendAt": ["must not be in the past"]}


@pytest.mark.parametrize(
    ("to", "kind", "expected"),
    [("not-an-address", "to", (9, 6006)), ("nope@", "cc", (90, 6033)), ("a b@c.test", "bcc", (90, 6033))],
)
def test_a_malformed_address_is_accepted_and_reported_later(
    desk: Desk, to: str, kind: str, expected: tuple[int, int]
) -> None:
    bad = ids(send(desk, (kind, to)))[-1]
    desk.advance(seconds=10)
    assert outcome(desk, bad) == expected


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"from_": "nobody"}, (90, 6029)),
        ({"headers": '{"Subject":"x"}'}, (88, 6027)),
        ({"headers": '{"X Y":"x"}'}, (88, 6027)),
        ({"landingPagePlaceholders": json.dumps({"a": "x" * 257})}, (88, 6026)),
        ({"subject": "{{nobody}}", "templateLanguageVersion": "2"}, (88, 6021)),
        ({"subject": "{{nobody}}"}, (5, 0)),
        ({"templateId": "4711"}, (90, 6020)),
        ({"html": '<a href="https://a.test">x</a>' * 151, "trackClicks": "true"}, (88, 6024)),
        ({"to": "bounce+6042@north.test"}, (4, 6042)),
        ({"to": "dropped+6003@north.test"}, (14, 6003)),
        ({"to": "bounce+9999@north.test"}, (9, 6012)),
        ({"to": "bounce@north.test"}, (9, 6012)),
        ({"to": "full1@north.test"}, (9, 6010)),
        ({"to": "spam@north.test"}, (4, 6042)),
        ({"to": "pending@north.test"}, (3, 0)),
    ],
    ids=str,
)
def test_what_becomes_of_a_mail(desk: Desk, changed: dict[str, Any], expected: tuple[int, int]) -> None:
    (id,) = ids(send(desk, **changed))
    desk.advance(seconds=70)
    assert outcome(desk, id) == expected


def test_a_trial_account_writes_from_one_address_to_verified_people(desk: Desk) -> None:
    desk.state.switches.trial_sender = "news@fjord-shop.test"
    desk.state.switches.trial_recipients = ["nora@north.test"]
    verified, stranger, other = (
        ids(send(desk, **changed))[0] for changed in ({}, {"to": "otto@north.test"}, {"from_": "x@other.test"})
    )
    desk.advance(seconds=10)
    assert [outcome(desk, id) for id in (verified, stranger, other)] == [(5, 0), (18, 0), (90, 6029)]
