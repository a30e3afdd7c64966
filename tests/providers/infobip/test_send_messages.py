"""POST /email/4/messages: several messages in one request, all or nothing."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from emulator.providers.infobip import content, times
from emulator.providers.infobip.content import Content
from tests.providers.infobip.conftest import Desk
from tests.providers.infobip.mails import ids, logs, message, outcome, send_v4, violations

TEXT = {"subject": "Hi", "text": "Hello"}


def kept(desk: Desk) -> list[Content]:
    return [content.of(each) for each in desk.world.messages.values()]


def test_each_recipient_has_an_entry_with_a_uuid_and_status_7(desk: Desk) -> None:
    answer = send_v4(desk, message("a@north.test", "b@north.test"), message("c@north.test"))
    assert [entry["destination"] for entry in answer.json["messages"]] == [
        "a@north.test",
        "b@north.test",
        "c@north.test",
    ]
    assert {entry["status"]["id"] for entry in answer.json["messages"]} == {7}
    assert all(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", id) for id in ids(answer))
    assert len(desk.world.messages) == 2


def test_several_groups_of_people_are_several_mails(desk: Desk) -> None:
    groups = [
        {"to": [{"destination": "a@north.test"}], "cc": [{"destination": "c@north.test"}], "replyTo": "r@shop.test"},
        {"to": [{"destination": "b@north.test"}], "bcc": [{"destination": "d@north.test"}], "preserveRecipients": True},
    ]
    answer = send_v4(desk, message(destinations=groups))
    assert [entry["destination"] for entry in answer.json["messages"]] == [
        "a@north.test",
        "c@north.test",
        "b@north.test",
    ]
    first, second = kept(desk)
    assert first["reply_to"] == ["r@shop.test"] and "preserve" not in first
    assert second["preserve"] is True and second["bcc"] == ["d@north.test"]


def test_everything_a_message_says_is_kept(desk: Desk) -> None:
    full = message(
        {"destination": "Nora <nora@north.test>", "messageId": "mine", "placeholders": '{"n":"Nora"}'},
        content={
            "subject": "Hi {{n}}",
            "html": "<p>{{n}}</p>",
            "ampHtml": "<html amp4email></html>",
            "defaultPlaceholders": '{"n":"you"}',
            "landingPagePlaceholders": '{"b":"c"}',
            "optoutLandingPageId": "1_90210",
            "templateLanguageVersion": "2",
            "headers": '{"X-Shop":"fjord"}',
            "attachments": [
                {
                    "type": "binary",
                    "content": "JVBERg==",
                    "contentType": "application/pdf",
                    "fileName": "a.pdf",
                    "password": "p",
                }
            ],
            "inlineImages": [{"type": "uploadedReference", "contentId": "9F2C"}],
        },
        options={
            "platform": {"entityId": "e", "applicationId": "a"},
            "validityPeriod": {"amount": 100, "timeUnit": "HOURS"},
            "deliveryTimeWindow": {
                "days": ["WEDNESDAY"],
                "from": {"hour": 8, "minute": 0},
                "to": {"hour": 18, "minute": 30},
            },
            "campaignReferenceId": "spring",
        },
        webhooks={
            "delivery": {"url": "http://127.0.0.1:9100/dlr", "intermediateReport": True, "notify": False},
            "contentType": "application/xml",
            "callbackData": "cb",
        },
        ips={"ipPoolId": "P"},
        placeholdersMasking=[{"name": "n", "side": "R", "maskChar": "#", "visibleChars": 1, "skipChars": ["-"]}],
        storage={"skipPassive": True, "skipActive": False},
    )
    options = {
        "schedule": {"bulkId": "mine-bulk"},
        "tracking": {
            "track": False,
            "trackOpens": True,
            "trackingUrl": "http://127.0.0.1:9100/t",
            "trackingPixelPosition": "BOTTOM",
        },
        "clientPriority ": "HIGH",
    }
    answer = send_v4(desk, full, options=options)
    assert (answer.json["bulkId"], ids(answer)) == ("mine-bulk", ["mine"])
    assert kept(desk) == [
        {
            "version": "4",
            "sender": "news@fjord-shop.test",
            "to": ["Nora <nora@north.test>"],
            "subject": "Hi {{n}}",
            "html": "<p>{{n}}</p>",
            "amp": "<html amp4email></html>",
            "language": "2",
            "placeholders": {"n": "you"},
            "landing_placeholders": {"b": "c"},
            "landing_page": "1_90210",
            "headers": {"X-Shop": "fjord"},
            "files": [
                {"name": "a.pdf", "type": "application/pdf", "data": "JVBERg==", "password": "p"},
                {"reference": "9F2C", "inline": True},
            ],
            "application": "a",
            "entity": "e",
            "campaign": "spring",
            "validity": 48 * 3600,
            "window": {"days": ["WEDNESDAY"], "start": 480, "end": 1110},
            "notify_url": "http://127.0.0.1:9100/dlr",
            "notify": False,
            "intermediate": True,
            "notify_xml": True,
            "callback": "cb",
            "ip_pool": "P",
            "masks": [{"name": "n", "side": "R", "char": "#", "visible": 1, "skip": ["-"]}],
            "skip_passive": True,
            "tracking": {
                "opens": True,
                "clicks": False,
                "asked": True,
                "url": "http://127.0.0.1:9100/t",
                "top": False,
            },
            "priority": "HIGH",
        }
    ]


AT = "messages[0]."
CHECKED: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({"content": None}, {f"{AT}content": "Must not be null."}),
    ({"destinations": None}, {f"{AT}destinations": "Must not be null."}),
    ({"destinations": []}, {f"{AT}destinations": "Must not be empty."}),
    ({"destinations": [{}]}, {f"{AT}destinations[0].to": "Must not be null."}),
    ({"destinations": [{"to": []}]}, {f"{AT}destinations[0].to": "Must not be empty."}),
    ({"destinations": [{"to": [{}]}]}, {f"{AT}destinations[0].to[0].destination": "Must not be null."}),
    ({"destinations": [{"to": [None]}]}, {f"{AT}destinations[0].to[0]": "Must not be null."}),
    ({"destinations": [{"to": ["x"]}]}, {f"{AT}destinations[0].to[0]": "Must be an object."}),
    (
        {"destinations": [{"to": [{"destination": "a@b.test", "messageId": "x" * 201}]}]},
        {f"{AT}destinations[0].to[0].messageId": "Size must be between 0 and 200."},
    ),
    (
        {"destinations": [{"to": [{"destination": "a@b.test", "placeholders": {"a": 1}}]}]},
        {f"{AT}destinations[0].to[0].placeholders": "Must be a text."},
    ),
    (
        {"destinations": [{"to": [{"destination": f"a{n}@b.test"} for n in range(1001)]}]},
        {f"{AT}destinations": "Size must be between 1 and 1000."},
    ),
    ({"sender": None}, {f"{AT}sender": "Must not be null."}),
    ({"content": {"text": "x"}}, {f"{AT}content.subject": "Must not be null."}),
    ({"content": {"subject": "", "text": "x"}}, {f"{AT}content.subject": "Size must be between 1 and 1000."}),
    ({"content": {"subject": "x"}}, {f"{AT}content": "Must contain text, html or templateId."}),
    ({"content": {**TEXT, "ampHtml": "x"}}, {f"{AT}content.html": "Must not be null."}),
    ({"content": {**TEXT, "headers": "["}}, {f"{AT}content.headers": "Must be a JSON object."}),
    (
        {"content": {**TEXT, "attachments": [{}]}},
        {f"{AT}content.attachments[0].type": "Must be one of binary, uploadedReference."},
    ),
    (
        {"content": {**TEXT, "attachments": [{"type": "binary", "content": "?", "contentType": "a/b"}]}},
        {
            f"{AT}content.attachments[0].content": "Must be base64.",
            f"{AT}content.attachments[0].fileName": "Must not be null.",
        },
    ),
    ({"webhooks": {"callbackData": "x" * 4001}}, {f"{AT}webhooks.callbackData": "Size must be between 0 and 4000."}),
    (
        {"webhooks": {"contentType": "text/html"}},
        {f"{AT}webhooks.contentType": "Must be one of application/json, application/xml."},
    ),
    (
        {"options": {"platform": {"entityId": "x" * 256}}},
        {f"{AT}options.platform.entityId": "Size must be between 0 and 255."},
    ),
    ({"options": {"validityPeriod": {}}}, {f"{AT}options.validityPeriod.amount": "Must not be null."}),
    (
        {"options": {"validityPeriod": {"amount": 1, "timeUnit": "DAYS"}}},
        {f"{AT}options.validityPeriod.timeUnit": "Must be one of SECONDS, MINUTES, HOURS."},
    ),
    ({"options": {"deliveryTimeWindow": {"days": []}}}, {f"{AT}options.deliveryTimeWindow.days": "Must not be empty."}),
    (
        {"options": {"deliveryTimeWindow": {"days": ["MONDAY"], "from": {"hour": 8, "minute": 0}}}},
        {f"{AT}options.deliveryTimeWindow": "From and to must be given together."},
    ),
    (
        {
            "options": {
                "deliveryTimeWindow": {
                    "days": ["MONDAY"],
                    "from": {"hour": 8, "minute": 0},
                    "to": {"hour": 8, "minute": 59},
                }
            }
        },
        {f"{AT}options.deliveryTimeWindow": "From and to must be at least one hour apart."},
    ),
    (
        {"placeholdersMasking": [{"side": "X"}]},
        {
            f"{AT}placeholdersMasking[0].side": "Must be one of L, R.",
            f"{AT}placeholdersMasking[0].name": "Must not be null.",
        },
    ),
]


@pytest.mark.parametrize(("changed", "expected"), CHECKED, ids=range(len(CHECKED)))
def test_a_violation_names_its_property(desk: Desk, changed: dict[str, Any], expected: dict[str, str]) -> None:
    assert violations(send_v4(desk, message(**changed))) == expected
    assert len(desk.world.messages) == 0


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"schedule": {"bulkId": "x" * 101}}, {"options.schedule.bulkId": "Size must be between 0 and 100."}),
        ({"schedule": {"sendAt": "soon"}}, {"options.schedule.sendAt": "Is not a valid date-time."}),
        (
            {"schedule": {"sendAt": "2026-03-09T09:15:31Z"}},
            {"options.schedule.sendAt": "Must be at most 5 days ahead."},
        ),
        ({"clientPriority": "SOON"}, {"options.clientPriority": "Must be one of HIGH, STANDARD, LOW."}),
        ({"tracking": {"trackingUrl": "x"}}, {"options.tracking.trackingUrl": "Is not a valid url."}),
        ({"tracking": []}, {"options.tracking": "Must be an object."}),
    ],
)
def test_options_of_the_request_are_checked(desk: Desk, options: dict[str, Any], expected: dict[str, str]) -> None:
    assert violations(send_v4(desk, options=options)) == expected


def test_one_bad_message_means_that_none_is_stored(desk: Desk) -> None:
    found = violations(send_v4(desk, message(), message(sender=None), message(content={"subject": "x"})))
    assert found == {
        "messages[1].sender": "Must not be null.",
        "messages[2].content": "Must contain text, html or templateId.",
    }
    assert len(desk.world.messages) == 0 and desk.state.bulks == {}


@pytest.mark.parametrize("body", [b"{broken", b"", b"\xff", b'{"messages": "\\ud800"}', b"[" * 1000])
def test_a_body_that_is_not_json_is_a_400_without_violations(desk: Desk, body: bytes) -> None:
    answer = desk.post("/email/4/messages", data=body, content_type="application/json")
    assert violations(answer) == {}
    assert answer.json["errorCode"] == "E400"


@pytest.mark.parametrize(("body", "property"), [([], "body"), ({}, "messages"), ({"messages": []}, "messages")])
def test_json_of_another_shape_is_a_violation(desk: Desk, body: Any, property: str) -> None:
    answer = desk.post("/email/4/messages", data=json.dumps(body), content_type="application/json")
    assert list(violations(answer)) == [property]


def test_other_media_types_are_refused(desk: Desk) -> None:
    answer = desk.post("/email/4/messages", data="x", content_type="text/plain")
    assert (answer.status_code, answer.json["errorCode"]) == (415, "E415")


def test_a_schedule_makes_a_bulk_with_a_horizon_of_five_days(desk: Desk) -> None:
    at = desk.world.now + timedelta(days=5)
    (id,) = ids(send_v4(desk, options={"schedule": {"bulkId": "b", "sendAt": times.write(at)}}))
    later = {"sendAt": times.write(at + timedelta(minutes=1))}
    assert desk.put("/email/1/bulks?bulkId=b", json=later).status_code == 400
    desk.advance(days=5, seconds=5)
    assert outcome(desk, id) == (5, 0)


def test_masked_placeholders_are_hidden_in_the_logs(desk: Desk) -> None:
    to = {"destination": "nora@north.test", "placeholders": '{"code":"AB-1234","card":"4000-1111"}'}
    masks = [{"name": "code", "visibleChars": 2, "skipChars": ["-"]}, {"name": "card", "side": "R", "delimiter": "-"}]
    mail = message(to, content={"subject": "x", "text": "{{code}} {{card}}"}, placeholdersMasking=masks)
    send_v4(desk, mail)
    desk.advance(seconds=1)
    assert logs(desk)[0]["text"] == "**-**34 4000-****"


# -- windows and validity ----------------------------------------------------------------------

WEDNESDAY_EVENING = {
    "days": ["WEDNESDAY"],
    "from": {"hour": 20, "minute": 0},
    "to": {"hour": 22, "minute": 0},
}  # the desk's clock begins on a Wednesday at 09:15


def test_a_closed_window_holds_the_mail_until_it_opens(desk: Desk) -> None:
    (id,) = ids(send_v4(desk, message(options={"deliveryTimeWindow": WEDNESDAY_EVENING})))
    assert outcome(desk, id) == (1, 0)
    assert "doneAt" not in logs(desk)[0]
    assert [row["messageId"] for row in logs(desk, "generalStatus=PENDING")] == [id]
    desk.advance(hours=10)
    assert outcome(desk, id) == (1, 0)
    desk.advance(hours=1)
    assert outcome(desk, id) == (5, 0)
    assert logs(desk)[0]["sentAt"] == "2026-03-04T20:00:00.000+0000"
    assert logs(desk, "generalStatus=PENDING") == []
    assert len(desk.get("/email/4/reports").json["results"]) == 1


def test_an_open_window_holds_nothing(desk: Desk) -> None:
    (id,) = ids(send_v4(desk, message(options={"deliveryTimeWindow": {"days": ["WEDNESDAY"]}})))
    desk.advance(seconds=5)
    assert outcome(desk, id) == (5, 0)


def test_a_held_mail_expires_with_its_validity(desk: Desk) -> None:
    options = {"deliveryTimeWindow": WEDNESDAY_EVENING, "validityPeriod": {"amount": 2, "timeUnit": "HOURS"}}
    (id,) = ids(send_v4(desk, message(options=options)))
    desk.advance(hours=1)
    assert outcome(desk, id) == (1, 0)
    desk.advance(hours=1)
    assert outcome(desk, id) == (15, 4101)


@pytest.mark.parametrize(
    ("to", "seconds", "expected"),
    [("slow@north.test", 30, (15, 4101)), ("slow@north.test", 90, (5, 0)), ("bounce@north.test", 4, (15, 4101))],
)
def test_what_is_not_delivered_in_its_validity_expires(
    desk: Desk, to: str, seconds: int, expected: tuple[int, int]
) -> None:
    validity = {"amount": seconds, "timeUnit": "SECONDS"}
    (id,) = ids(send_v4(desk, message(to, options={"validityPeriod": validity})))
    desk.advance(seconds=100)
    assert outcome(desk, id) == expected


def test_the_validity_of_a_scheduled_mail_begins_at_its_time(desk: Desk) -> None:
    at = desk.world.now + timedelta(days=1)
    validity = {"validityPeriod": {"amount": 1, "timeUnit": "HOURS"}}
    (id,) = ids(send_v4(desk, message(options=validity), options={"schedule": {"sendAt": times.write(at)}}))
    desk.advance(days=1, seconds=5)
    assert outcome(desk, id) == (5, 0)


def test_a_campaign_of_ten_requests_is_delivered_and_reported_once(desk: Desk) -> None:
    sent = []
    for n in range(10):
        sent += ids(send_v4(desk, message(*(f"a{n}.{m}@north.test" for m in range(100)))))
    desk.advance(seconds=10)
    read = []
    while results := desk.get("/email/4/reports?limit=300").json["results"]:
        read += [row["messageId"] for row in results]
    assert sorted(read) == sorted(sent) and len(set(read)) == 1000
