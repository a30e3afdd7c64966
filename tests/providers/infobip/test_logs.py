"""Logs show the last 48 hours, newest first, filtered, as often as they are asked for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.providers.infobip.conftest import Desk
from tests.providers.infobip.mails import ids, logs, send

MARKED = [("bulkId", "b1"), ("campaignReferenceId", "c1"), ("applicationId", "a1"), ("entityId", "e1")]


def v4(desk: Desk, query: str = "") -> Any:
    return desk.get(f"/email/4/logs?{query}").json


def found(desk: Desk, query: str) -> list[str]:
    return [row["messageId"] for row in v4(desk, query)["results"]]


def test_the_same_question_has_the_same_answer(desk: Desk) -> None:
    send(desk)
    desk.advance(seconds=5)
    assert logs(desk) == logs(desk) and len(logs(desk)) == 1


def test_a_pending_mail_shows_without_the_time_it_was_done(desk: Desk) -> None:
    send(desk, to="pending@north.test")
    (row,) = logs(desk)
    assert (row["status"]["name"], row["error"]["name"]) == ("PENDING_WAITING_DELIVERY", "NO_ERROR")
    assert "doneAt" not in row


def test_the_newest_come_first(desk: Desk) -> None:
    sent = []
    for _ in range(3):
        sent += ids(send(desk))
        desk.advance(seconds=10)
    assert [row["messageId"] for row in logs(desk)] == sent[::-1]


@pytest.mark.parametrize(
    "query",
    [
        "bulkId=b1",
        "campaignReferenceId=c1",
        "applicationId=a1",
        "entityId=e1",
        "from=NEWS@shop.test",
        "to=Nora@north.test",
        "messageId=m1",
        "generalStatus=DELIVERED",
        "sentSince=2026-03-04T09:15:40.120%2B0000",
        "bulkId=b1&entityId=e1&generalStatus=DELIVERED&to=nora@north.test",
    ],
)
def test_v1_filters(desk: Desk, query: str) -> None:
    send(desk, from_="x@other.test", to="bounce@north.test")
    desk.advance(seconds=10)
    send(desk, *MARKED, ("messageId", "m1"), from_="Shop <news@shop.test>")
    desk.advance(seconds=10)
    assert [row["messageId"] for row in logs(desk, query)] == ["m1"]
    assert logs(desk, "bulkId=b1&to=bounce@north.test") == []


@pytest.mark.parametrize(
    "query",
    [
        "bulkId=b1,b2",
        "bulkId=b1&bulkId=b2",
        "bulkId=b2&bulkId=nothing,b1",
        "messageId=m2,m1",
        "messageId=m1&messageId=m2&bulkId=b1,b2",
        "campaignReferenceId=c1,c2",
        "campaignReferenceId=c1,c2&bulkId=b1,b2",
        "sender=news@shop.test",
        "destination=nora@north.test",
        "applicationId=a&entityId=e",
    ],
)
def test_v4_filters_take_lists_with_commas_and_repeated(desk: Desk, query: str) -> None:
    for n in (1, 2):
        marks = [("bulkId", f"b{n}"), ("campaignReferenceId", f"c{n}"), ("applicationId", "a"), ("entityId", "e")]
        send(desk, *marks, ("messageId", f"m{n}"), from_="news@shop.test")
    send(desk, ("bulkId", "b3"), ("messageId", "m3"), to="otto@north.test")
    desk.advance(seconds=5)
    assert found(desk, query) == ["m2", "m1"]


@pytest.mark.parametrize("group", ["ACCEPTED", "PENDING", "UNDELIVERABLE", "DELIVERED", "EXPIRED", "REJECTED"])
def test_each_status_group_is_found(desk: Desk, group: str) -> None:
    people = {"PENDING": "pending", "UNDELIVERABLE": "bounce", "DELIVERED": "nora", "REJECTED": "dropped"}
    for name, local in people.items():
        send(desk, ("messageId", name), to=f"{local}@north.test")
    desk.advance(seconds=10)
    assert found(desk, f"generalStatus={group}") == ([group] if group in people else [])
    assert [row["messageId"] for row in logs(desk, f"generalStatus={group}")] == found(desk, f"generalStatus={group}")


def test_a_changed_status_moves_to_its_new_group(desk: Desk) -> None:
    send(desk, to="late-bounce@north.test")
    desk.advance(seconds=5)
    assert len(logs(desk, "generalStatus=DELIVERED")) == 1
    desk.advance(minutes=3)
    assert logs(desk, "generalStatus=DELIVERED") == []
    assert len(logs(desk, "generalStatus=UNDELIVERABLE")) == 1


@pytest.mark.parametrize(
    "moment",
    [
        "2026-03-04T09:15:30.120%2B0000",
        "2026-03-04T09:15:30.120+0000",  # a plus that was not escaped is decoded to a space
        "2026-03-04T09:15:30.12Z",
        "2026-03-04T10:15:30.120000%2B01:00",
        "2026-03-04T10:15:30.120%2B0100",
        "2026-03-04T09:15:30.120000000",
        "2026-03-04 09:15:30.120",
    ],
)
@pytest.mark.parametrize("path", ["/email/1/logs", "/email/4/logs"])
def test_dates_are_read_in_every_form_clients_write(desk: Desk, path: str, moment: str) -> None:
    send(desk)
    desk.advance(seconds=5)
    assert len(desk.get(f"{path}?sentSince={moment}&sentUntil={moment}").json["results"]) == 1
    assert desk.get(f"{path}?sentSince=2026-03-04T09:15:31Z").json["results"] == []
    assert desk.get(f"{path}?sentUntil=2026-03-04T09:15:30Z").json["results"] == []


@pytest.mark.parametrize("query", ["sentSince=yesterday", "sentUntil=2026-13-01", "generalStatus=SENT", "sentSince=0"])
@pytest.mark.parametrize("path", ["/email/1/logs", "/email/4/logs"])
def test_an_unreadable_question_is_a_400(desk: Desk, path: str, query: str) -> None:
    assert desk.get(f"{path}?{query}").status_code == 400


def test_logs_end_after_48_hours(desk: Desk) -> None:
    send(desk)
    desk.advance(hours=47, minutes=59)
    assert len(logs(desk)) == 1
    desk.advance(minutes=2)
    assert logs(desk) == [] and logs(desk, "sentSince=2026-01-01") == []


def test_pages_follow_one_another_without_gap_or_repetition(desk: Desk) -> None:
    sent = [id for _ in range(7) for id in ids(send(desk, ("bulkId", "b")))]
    desk.advance(seconds=5)
    read, cursor, pages = [], "", 0
    while True:
        page = v4(desk, f"useCursor=true&limit=3&bulkId=b&cursor={cursor}")
        read += [row["messageId"] for row in page["results"]]
        pages += 1
        assert page["cursor"]["limit"] == 3
        if "nextCursor" not in page["cursor"]:
            break
        cursor = page["cursor"]["nextCursor"]
        send(desk, ("bulkId", "b"))  # what comes later does not shift the pages
        desk.advance(seconds=2)
    assert read == sent[::-1] and pages == 3


def test_without_use_cursor_there_is_none(desk: Desk) -> None:
    assert v4(desk) == {"results": []}
    assert v4(desk, "useCursor=false&cursor=whatever") == {"results": []}
    assert v4(desk, "useCursor=true") == {"results": [], "cursor": {"limit": 50}}


@pytest.mark.parametrize("cursor", ["nonsense", "%ff", "bG9nfHg", "eHwx"])
def test_a_cursor_nobody_gave_out_is_a_400(desk: Desk, cursor: str) -> None:
    answer = desk.get(f"/email/4/logs?useCursor=true&cursor={cursor}")
    assert (answer.status_code, answer.json["errorCode"]) == (400, "E400")


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"text": "Hello {{name}}"}, "Hello Nora"),
        ({"html": "<style>p{}</style><p>Dear&nbsp;{{name}},</p><p>bye<br>now</p>"}, "Dear\xa0Nora,\nbye\nnow"),
        ({"text": "x" * 2000}, "x" * 1000),
    ],
)
def test_the_text_is_what_the_recipient_would_read(desk: Desk, fields: dict[str, Any], text: str) -> None:
    send(desk, ("defaultPlaceholders", '{"name":"Nora"}'), **fields)
    assert logs(desk)[0]["text"] == text
    assert v4(desk)["results"][0]["text"] == text


def test_a_preserved_mail_has_a_log_entry_for_each_address(desk: Desk) -> None:
    (id,) = ids(send(desk, ("preserveRecipients", "true"), ("cc", "team@north.test")))
    desk.advance(seconds=5)
    assert {row["to"] for row in logs(desk, f"messageId={id}")} == {"nora@north.test", "team@north.test"}


def test_an_evicted_mail_is_gone_from_the_logs(desk: Desk) -> None:
    send(desk)
    send(desk)
    desk.advance(seconds=5)
    number, message = desk.world.messages.oldest() or (0, None)
    assert message is not None
    for delivery in desk.world.deliveries_of(message):
        desk.world.deliveries.remove(delivery.number)
    desk.world.messages.remove(number)
    assert len(logs(desk)) == 1
