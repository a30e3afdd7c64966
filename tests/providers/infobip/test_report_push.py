"""Delivery reports are pushed to the message's own URL, retried as documented, and then leave the pull queue."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.providers.infobip.conftest import Desk
from tests.providers.infobip.mails import ids, message, send, send_v4

URL = "http://127.0.0.1:9100/dlr"
NOTIFY = ("notifyUrl", URL)
REPORTS = "/email/1/reports"


def pushed(desk: Desk) -> list[dict[str, Any]]:
    """The reports that were posted, one from each call."""
    found = []
    for call in desk.received.calls:
        assert call.url == URL
        (report,) = json.loads(call.body)["results"]
        found.append(report)
    return found


def test_each_final_report_is_posted_once(desk: Desk) -> None:
    first, second = ids(send(desk, NOTIFY, ("callbackData", "order-1"), to=["nora@north.test", "bounce@north.test"]))
    desk.advance(minutes=1)
    delivered, bounced = pushed(desk)
    assert (delivered["messageId"], bounced["messageId"]) == (first, second)
    assert (delivered["status"]["id"], bounced["status"]["id"], bounced["error"]["id"]) == (5, 9, 6012)
    assert delivered["smsCount"] == 1 and "messageCount" not in delivered
    assert delivered["callbackData"] == "order-1"
    assert delivered["smtp"]["response"].startswith("250 ") and bounced["smtp"]["response"].startswith("550 ")


def test_an_accepted_report_is_not_pulled_any_more(desk: Desk) -> None:
    send(desk, NOTIFY)
    (pulled,) = ids(send(desk))
    desk.advance(minutes=1)
    assert [row["messageId"] for row in desk.get(REPORTS).json["results"]] == [pulled]


def test_a_report_nobody_accepts_is_tried_21_times_and_can_be_pulled(desk: Desk) -> None:
    desk.received.status = 500
    (id,) = ids(send(desk, NOTIFY))
    desk.advance(hours=42)
    (call,) = desk.world.calls.values()
    assert call.state == "failed"
    pauses = [round((b.at - a.at).total_seconds() / 60) for a, b in pairwise(call.attempts)]
    assert pauses == [1, 2, 5, 10, 17, 26, 37, 50, 65, 82, 101, 122, 145, 170, 197, 226, 257, 290, 325, 362]
    assert [row["messageId"] for row in desk.get(REPORTS).json["results"]] == [id]


def test_a_retry_that_is_accepted_ends_the_row(desk: Desk) -> None:
    desk.received.statuses = [500, 503]
    send(desk, NOTIFY)
    desk.advance(minutes=5)
    assert len(desk.received.calls) == 3
    desk.advance(hours=1)
    assert len(desk.received.calls) == 3
    assert desk.get(REPORTS).json["results"] == []


@pytest.mark.parametrize(("strict", "calls"), [(False, 1), (True, 2)])
def test_any_2xx_is_an_acceptance_or_by_switch_200_alone(desk: Desk, strict: bool, calls: int) -> None:
    desk.state.switches.strict_200 = strict
    desk.received.statuses = [204]
    send(desk, NOTIFY)
    desk.advance(minutes=2)
    assert len(desk.received.calls) == calls


def test_intermediate_reports_come_before_the_final_one_and_are_not_pulled(desk: Desk) -> None:
    send(desk, NOTIFY, ("intermediateReport", "true"), to="soft-bounce@north.test")
    desk.advance(seconds=6)
    assert [report["status"]["id"] for report in pushed(desk)] == [3, 3]
    assert "smtp" not in pushed(desk)[0]
    assert desk.get(REPORTS).json["results"] == []
    desk.advance(minutes=2)
    assert [report["status"]["id"] for report in pushed(desk)] == [3, 3, 9]


def test_without_asking_there_is_no_intermediate_report(desk: Desk) -> None:
    send(desk, NOTIFY, to="pending@north.test")
    desk.advance(minutes=2)
    assert desk.received.calls == []


def test_xml_has_the_same_names(desk: Desk) -> None:
    send(desk, NOTIFY, ("notifyContentType", "application/xml"), ("callbackData", "a<b&c"))
    desk.advance(minutes=1)
    (call,) = desk.received.calls
    assert call.content_type == "application/xml"
    root = ElementTree.fromstring(call.body)
    assert root.tag == "reportResponse"
    texts = {place: root.findtext(f"results/result/{place}") for place in ("to", "callbackData", "error/permanent")}
    assert texts == {"to": "nora@north.test", "callbackData": "a<b&c", "error/permanent": "false"}


def test_v4_pushes_the_same_report(desk: Desk) -> None:
    webhooks = {"delivery": {"url": URL, "intermediateReport": True}, "callbackData": "cb"}
    (id,) = ids(send_v4(desk, message(webhooks=webhooks, options={"platform": {"entityId": "e"}})))
    desk.advance(minutes=1)
    intermediate, final = pushed(desk)
    assert (intermediate["status"]["id"], final["status"]["id"]) == (3, 5)
    assert (final["messageId"], final["entityId"], final["callbackData"]) == (id, "e", "cb")


def test_a_late_bounce_is_pushed_again(desk: Desk) -> None:
    send(desk, NOTIFY, to="late-bounce@north.test")
    desk.advance(minutes=3)
    assert [report["status"]["id"] for report in pushed(desk)] == [5, 9]


def test_a_rejected_duplicate_is_not_pushed(desk: Desk) -> None:
    for _ in range(2):
        send(desk, NOTIFY, ("messageId", "mine"))
    desk.advance(minutes=1)
    assert len(pushed(desk)) == 1


def test_a_scheduled_mail_that_is_called_off_is_reported(desk: Desk) -> None:
    send(desk, NOTIFY, ("bulkId", "b"), ("sendAt", "2026-03-05T00:00:00Z"))
    assert desk.put("/email/1/bulks/status?bulkId=b", json={"status": "CANCELED"}).status_code == 200
    desk.advance(minutes=1)
    (report,) = pushed(desk)
    assert (report["status"]["id"], report["error"]["id"]) == (31, 4100)
