"""Uploaded content: what an upload needs, and how long it may be referred to."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from emulator.providers.infobip import uploads
from emulator.providers.infobip.render import render
from emulator.providers.infobip.state import State
from tests.providers.infobip.conftest import Desk

CONTENT = "/email/1/content"
HEADERS = {"X-Content-Id": "terms_pdf", "X-Media-Type": "application/pdf"}
STREAM = "application/octet-stream"


def upload(desk: Desk, headers: dict[str, str]) -> str:
    answer = desk.post(CONTENT, headers=headers, data=b"%PDF\xff\x00", content_type=STREAM)
    assert answer.status_code == 200, answer.data
    return str(answer.json["uploadedContentId"])


def test_an_upload_gets_an_id_of_upper_case_hexadecimal_digits(desk: Desk) -> None:
    id = upload(desk, HEADERS)
    assert len(id) == 100
    assert set(id) <= set("0123456789ABCDEF")
    content = desk.state.contents[id]
    assert (content.content_id, content.media_type, content.data) == ("terms_pdf", "application/pdf", b"%PDF\xff\x00")


@pytest.mark.parametrize(("period", "minutes"), [("", 1440), ("1440", 1440), ("10080", 10080)])
def test_content_may_be_referred_to_until_its_validity_ends(desk: Desk, period: str, minutes: int) -> None:
    id = upload(desk, {**HEADERS, "X-Validity-Period-Minutes": period})
    desk.advance(minutes=minutes - 1)
    assert uploads.usable(desk.world, "main", id)
    assert not uploads.usable(desk.world, "other", id)
    desk.advance(minutes=1)
    assert not uploads.usable(desk.world, "main", id)


@pytest.mark.parametrize("missing", sorted(HEADERS))
def test_a_missing_header_is_answered_in_a_shape_of_its_own(desk: Desk, missing: str) -> None:
    headers = {name: value for name, value in HEADERS.items() if name != missing}
    answer = desk.post(CONTENT, headers=headers, data=b"x", content_type=STREAM)
    assert answer.status_code == 400
    assert answer.json == {
        "bulkId": "",
        "messages": [],
        "errorMessage": f"Required request header '{missing}' for method parameter type String is not present",
    }


@pytest.mark.parametrize("period", ["1439", "10081", "-1", "soon", "1e4", "9" * 5000, "²"])
def test_a_validity_period_outside_its_bounds_is_refused(desk: Desk, period: str) -> None:
    headers = {**HEADERS, "X-Validity-Period-Minutes": period.encode().decode("latin-1")}
    answer = desk.post(CONTENT, headers=headers, data=b"x", content_type=STREAM)
    assert answer.status_code == 400
    assert answer.json["requestError"]["serviceException"]["messageId"] == "BAD_REQUEST"
    assert desk.state.contents == {}


def test_nothing_at_all_cannot_be_uploaded(desk: Desk) -> None:
    assert desk.post(CONTENT, headers=HEADERS, data=b"", content_type=STREAM).status_code == 400


def test_uploads_need_a_key_and_the_scope_to_manage(desk: Desk) -> None:
    assert desk.post(CONTENT, headers=HEADERS, key="App wrong", data=b"x").status_code == 401
    refused = desk.post(CONTENT, headers=HEADERS, key="App send-only-key", data=b"x")
    assert refused.status_code == 403
    assert refused.json["requestError"]["serviceException"]["messageId"] == "FORBIDDEN"


def send(desk: Desk, id: str, **schedule: str) -> None:
    content = {"subject": "s", "text": "t", "attachments": [{"type": "uploadedReference", "contentId": id}]}
    message = {"sender": "a@shop.test", "destinations": [{"to": [{"destination": "b@north.test"}]}], "content": content}
    body = {"messages": [message], "options": {"schedule": schedule} if schedule else {}}
    assert desk.post("/email/4/messages", json=body).status_code == 200


def errors(desk: Desk) -> list[int]:
    desk.advance(seconds=5)
    return [report["error"]["id"] for report in desk.get("/email/4/reports").json["results"]]


def test_a_mail_is_sent_with_content_that_is_valid_then_and_fails_with_6038_otherwise(desk: Desk) -> None:
    id = upload(desk, HEADERS)
    send(desk, id)
    assert errors(desk) == [0]
    delivery = desk.world.deliveries.get(1)
    assert delivery is not None
    [attachment] = render(desk.world, desk.world.message_of(delivery), delivery).attachments
    assert (attachment.filename, attachment.content_type, attachment.data) == (
        "terms_pdf",
        "application/pdf",
        b"%PDF\xff\x00",
    )
    send(desk, id, sendAt="2026-03-05T12:00:00Z")
    assert errors(desk) == []
    desk.advance(days=2)
    assert errors(desk) == [6038], "it was valid when it was asked for, not when it was sent"
    send(desk, id)
    send(desk, "NEVER")
    assert errors(desk) == [6038, 6038]


def test_the_state_with_any_bytes_in_it_turns_into_json_and_back(desk: Desk) -> None:
    upload(desk, HEADERS)
    adapter = TypeAdapter(State)
    assert adapter.validate_json(adapter.dump_json(desk.state)) == desk.state
