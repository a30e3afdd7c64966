"""Scheduled bulks: every transition, moving, and what is sent when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from emulator.mail.message import Draft, Recipient
from emulator.providers.infobip import bulks
from emulator.providers.infobip.bulks import Bulk
from tests.providers.infobip.conftest import Desk

BULKS, STATUS = "/email/1/bulks?bulkId=", "/email/1/bulks/status?bulkId="
SEND_AT = "2026-03-04T10:15:30.120+0000"  # an hour after the desk's clock begins


def scheduled(
    desk: Desk, bulk_id: str = "nightly-77", *, days: int = 30, account: str = "main", **after: float
) -> Bulk:
    """A bulk of two recipients, due in an hour."""
    world = desk.world
    recipients = tuple(Recipient(world.chance.uuid(), f"{name}@north.test") for name in ("nora", "liv"))
    draft = Draft("infobip", account, "news@shop.test", "Hello", bulk_id, b"{}", recipients, begin=False)
    due = world.now + timedelta(**(after or {"hours": 1}))
    with world.lock:
        message = world.accept(draft)
        return bulks.schedule(world, account, bulk_id, (message.number,), due, days)


def status(desk: Desk, bulk_id: str = "nightly-77") -> list[str]:
    return [bulk["status"] for bulk in desk.get(STATUS + bulk_id).json["bulks"]]


def change(desk: Desk, to: Any, bulk_id: str = "nightly-77") -> Any:
    return desk.put(STATUS + bulk_id, json={"status": to})


def sent(desk: Desk, bulk: Bulk) -> bool:
    message = desk.world.messages.get(bulk.messages[0])
    return message is not None and message.begun is not None


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json["requestError"]["serviceException"]["text"]


def test_a_bulk_is_shown_by_its_external_and_its_internal_id(desk: Desk) -> None:
    bulk = scheduled(desk)
    expected = {"externalBulkId": "nightly-77", "bulks": [{"bulkId": bulk.id, "sendAt": SEND_AT}]}
    for id in ("nightly-77", bulk.id):
        assert desk.get(BULKS + id).json == expected
        assert desk.get(STATUS + id).json == {
            "externalBulkId": "nightly-77",
            "bulks": [{"bulkId": bulk.id, "status": "PENDING"}],
        }
    assert len(bulk.id) == 19 and bulk.id.isdecimal()


def test_one_external_id_can_cover_several_bulks(desk: Desk) -> None:
    first, second = scheduled(desk), scheduled(desk, hours=2)
    assert [bulk["bulkId"] for bulk in desk.get(BULKS + "nightly-77").json["bulks"]] == [first.id, second.id]
    assert change(desk, "PAUSED", first.id).json == {"bulkId": first.id, "status": "PAUSED"}
    assert status(desk) == ["PAUSED", "PENDING"]
    assert change(desk, "CANCELED").json == {"bulkId": "nightly-77", "status": "CANCELED"}
    assert status(desk) == ["CANCELED", "CANCELED"]


def test_a_bulk_is_sent_at_its_time_and_finished_then(desk: Desk) -> None:
    bulk = scheduled(desk)
    desk.advance(minutes=59, seconds=59)
    assert status(desk) == ["PENDING"] and not sent(desk, bulk)
    desk.advance(seconds=1)
    assert status(desk) == ["FINISHED"] and sent(desk, bulk)


TRANSITIONS = [
    ("PENDING", "PENDING", 200),
    ("PENDING", "PAUSED", 200),
    ("PENDING", "CANCELED", 200),
    ("PAUSED", "PENDING", 200),
    ("PAUSED", "PAUSED", 200),
    ("PAUSED", "CANCELED", 200),
    *(("PROCESSING", to, 409) for to in ("PENDING", "PAUSED", "CANCELED")),
    *((ended, to, 409) for ended in ("CANCELED", "FINISHED", "FAILED") for to in ("PENDING", "PAUSED")),
    ("CANCELED", "CANCELED", 200),
    ("FINISHED", "CANCELED", 409),
    ("FAILED", "CANCELED", 409),
    *(
        (before, to, 400)
        for before in ("PENDING", "PAUSED", "PROCESSING", "CANCELED", "FINISHED", "FAILED")
        for to in ("PROCESSING", "FINISHED", "FAILED")
    ),
]


@pytest.mark.parametrize(("before", "to", "code"), TRANSITIONS)
def test_every_transition_is_allowed_a_conflict_or_a_bad_request(desk: Desk, before: str, to: str, code: int) -> None:
    bulk = scheduled(desk)
    if before == "PAUSED":
        change(desk, "PAUSED")
    elif before != "PENDING":
        bulks.force(desk.world, bulk, before)  # type: ignore[arg-type]
    answer = change(desk, to)
    assert answer.status_code == code
    if code == 200:
        assert answer.json == {"bulkId": "nightly-77", "status": to}
        assert status(desk) == [to]
    else:
        assert refusal(answer) == (code, {409: "Update not allowed for bulk", 400: "Bad request"}[code])
        assert status(desk) == [before]


def test_a_paused_bulk_stays_past_its_time_and_is_sent_at_once_when_resumed(desk: Desk) -> None:
    bulk = scheduled(desk)
    change(desk, "PAUSED")
    desk.advance(hours=5)
    assert status(desk) == ["PAUSED"] and not sent(desk, bulk)
    assert change(desk, "PENDING").json == {"bulkId": "nightly-77", "status": "PENDING"}
    assert status(desk) == ["FINISHED"] and sent(desk, bulk)


def test_a_bulk_resumed_before_its_time_waits_for_it(desk: Desk) -> None:
    bulk = scheduled(desk)
    for to in ("PAUSED", "PENDING", "PAUSED", "PENDING"):
        change(desk, to)
    desk.advance(minutes=59)
    assert not sent(desk, bulk)
    desk.advance(minutes=1)
    assert sent(desk, bulk)


def test_nothing_of_a_cancelled_bulk_is_sent(desk: Desk) -> None:
    bulk = scheduled(desk)
    change(desk, "CANCELED")
    change(desk, "CANCELED")
    desk.advance(hours=5)
    assert not sent(desk, bulk)
    message = desk.world.messages.get(bulk.messages[0])
    assert message is not None
    events = [[event.name for event in delivery.extra] for delivery in desk.world.deliveries_of(message)]
    assert events == [["cancelled"], ["cancelled"]]


def test_a_bulk_is_moved(desk: Desk) -> None:
    bulk = scheduled(desk)
    answer = desk.put(BULKS + "nightly-77", json={"sendAt": "2026-03-04T12:15:30.120+02:00"})
    assert answer.json == {"bulkId": "nightly-77", "sendAt": "2026-03-04T10:15:30.120+0000"}
    answer = desk.put(BULKS + "nightly-77", json={"sendAt": "2026-03-04T12:00:00Z"})
    assert answer.json == {"bulkId": "nightly-77", "sendAt": "2026-03-04T12:00:00.000+0000"}
    desk.advance(hours=2)
    assert not sent(desk, bulk)
    desk.advance(hours=1)
    assert sent(desk, bulk)


def test_a_paused_bulk_is_moved_and_stays_paused(desk: Desk) -> None:
    bulk = scheduled(desk)
    change(desk, "PAUSED")
    assert desk.put(BULKS + "nightly-77", json={"sendAt": "2026-03-04T12:00:00Z"}).status_code == 200
    desk.advance(hours=9)
    assert status(desk) == ["PAUSED"] and not sent(desk, bulk)


def test_a_bulk_that_has_ended_cannot_be_moved(desk: Desk) -> None:
    scheduled(desk)
    desk.advance(hours=1)
    answer = desk.put(BULKS + "nightly-77", json={"sendAt": "2026-03-05T00:00:00Z"})
    assert refusal(answer) == (409, "Update not allowed for bulk")


@pytest.mark.parametrize(
    ("days", "send_at", "code"),
    [
        (30, "2026-03-04T09:15:30.120Z", 200),
        (30, "2026-03-04T09:15:30.119Z", 400),
        (30, "2026-04-03T09:15:30.120Z", 200),
        (30, "2026-04-03T09:15:30.121Z", 400),
        (5, "2026-03-09T09:15:30.120Z", 200),
        (5, "2026-03-09T09:15:30.121Z", 400),
    ],
)
def test_a_bulk_is_moved_within_the_horizon_of_the_version_that_made_it(
    desk: Desk, days: int, send_at: str, code: int
) -> None:
    scheduled(desk, days=days)
    answer = desk.put(BULKS + "nightly-77", json={"sendAt": send_at})
    assert answer.status_code == code
    if code == 400:
        assert list(answer.json["requestError"]["serviceException"]["validationErrors"]) == ["sendAt"]


NO_TIMES = [None, "", "soon", 5, {}, [], True, "2026-02-30T00:00:00Z", "9999-12-31T23:59:59-12:00"]


@pytest.mark.parametrize("value", NO_TIMES)
def test_a_time_that_cannot_be_read_is_refused(desk: Desk, value: Any) -> None:
    scheduled(desk)
    answer = desk.put(BULKS + "nightly-77", json={"sendAt": value})
    assert answer.status_code == 400
    assert list(answer.json["requestError"]["serviceException"]["validationErrors"]) == ["sendAt"]


@pytest.mark.parametrize("value", [None, "", "paused", 5, {}, [], True, "CANCELLED"])
def test_a_status_that_is_none_is_refused(desk: Desk, value: Any) -> None:
    scheduled(desk)
    answer = change(desk, value)
    assert answer.status_code == 400
    assert list(answer.json["requestError"]["serviceException"]["validationErrors"]) == ["status"]


def test_bulks_unknown_or_of_others_are_not_found(desk: Desk) -> None:
    scheduled(desk, "theirs", account="other")
    there = desk.emulator.workspaces.create("there", seed="there")
    scheduled(replace(desk, world=there), "elsewhere")
    for id in ("no-such-bulk", "theirs", "elsewhere"):
        for answer in (
            desk.get(BULKS + id),
            desk.get(STATUS + id),
            desk.put(BULKS + id, json={"sendAt": SEND_AT}),
            desk.put(STATUS + id, json={"status": "PAUSED"}),
        ):
            assert refusal(answer) == (404, "Bulk not found")


def test_the_id_must_be_given(desk: Desk) -> None:
    for path in ("/email/1/bulks", "/email/1/bulks?bulkId=", "/email/1/bulks/status"):
        assert refusal(desk.get(path)) == (400, "Bad request")
        assert refusal(desk.put(path, json={"sendAt": SEND_AT, "status": "PAUSED"})) == (400, "Bad request")


def test_who_is_asking_comes_before_everything_else(desk: Desk) -> None:
    for path in (BULKS, STATUS):
        assert desk.put(path, key="App wrong", data=b"{", content_type="text/plain").status_code == 401
        assert desk.put(path, key="App send-only-key", data=b"{", content_type="text/plain").status_code == 403
        assert desk.get(path + "x", key="App send-only-key").status_code == 404


def test_the_time_is_a_number_and_the_id_internal_when_the_switches_say_so(desk: Desk) -> None:
    bulk = scheduled(desk)
    desk.state.switches.bulk_epoch = True
    desk.state.switches.bulk_internal_id = True
    assert desk.get(BULKS + "nightly-77").json["bulks"] == [{"bulkId": bulk.id, "sendAt": 1772619330120}]
    answer = desk.put(BULKS + "nightly-77", json={"sendAt": "2026-03-21T06:30:00.000+00:00"})
    assert answer.json == {"bulkId": bulk.id, "sendAt": 1774074600000}
    assert change(desk, "PAUSED").json == {"bulkId": bulk.id, "status": "PAUSED"}


def test_a_bulk_is_processing_while_its_mail_waits_for_a_delivery_window(desk: Desk) -> None:
    window = {"days": ["WEDNESDAY"], "from": {"hour": 12, "minute": 0}, "to": {"hour": 14, "minute": 0}}
    message = {
        "sender": "news@shop.test",
        "destinations": [{"to": [{"destination": "nora@north.test"}]}],
        "content": {"subject": "Hello", "text": "Hello"},
        "options": {"deliveryTimeWindow": window},
    }
    schedule = {"bulkId": "nightly-77", "sendAt": "2026-03-04T10:00:00Z"}
    body = {"messages": [message], "options": {"schedule": schedule}}
    assert desk.post("/email/4/messages", json=body).status_code == 200
    desk.advance(hours=1)
    assert status(desk) == ["PROCESSING"]
    assert refusal(change(desk, "CANCELED")) == (409, "Update not allowed for bulk")
    desk.advance(hours=2)
    assert status(desk) == ["FINISHED"]
