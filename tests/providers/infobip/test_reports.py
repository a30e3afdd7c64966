"""Reports are read once, by whichever version asks first, within 48 hours."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.providers.infobip.conftest import Desk
from tests.providers.infobip.mails import ids, message, send, send_v4

V1, V4 = "/email/1/reports", "/email/4/reports"


def read(desk: Desk, path: str = V1, key: str = "App test-key-0001") -> list[str]:
    return [row["messageId"] for row in desk.get(path, key=key).json["results"]]


def test_a_report_is_there_once_the_final_event_was_due(desk: Desk) -> None:
    (id,) = ids(send(desk))
    desk.advance(seconds=1)
    assert read(desk) == []
    desk.advance(seconds=1)
    assert read(desk) == [id]
    assert read(desk) == []


@pytest.mark.parametrize(("first", "second"), [(V1, V4), (V4, V1)])
def test_both_versions_read_one_queue(desk: Desk, first: str, second: str) -> None:
    ids(send(desk))
    ids(send_v4(desk))
    desk.advance(seconds=5)
    assert len(read(desk, f"{first}?limit=1")) == 1
    assert len(read(desk, second)) == 1
    assert read(desk, first) == []


def test_the_newest_come_first_and_the_limit_leaves_the_rest(desk: Desk) -> None:
    first = ids(send(desk))
    desk.advance(seconds=5)
    second = ids(send(desk))
    desk.advance(seconds=5)
    assert read(desk, f"{V1}?limit=1") == second
    assert read(desk, f"{V1}?limit=1") == first


FULL = [
    ("bulkId", "b1"),
    ("messageId", "m1"),
    ("campaignReferenceId", "c1"),
    ("applicationId", "a1"),
    ("entityId", "e1"),
]


@pytest.mark.parametrize("path", [V1, V4])
@pytest.mark.parametrize(("name", "value"), FULL)
def test_filters_narrow_what_is_taken(desk: Desk, path: str, name: str, value: str) -> None:
    wanted, other = ids(send(desk, *FULL)), ids(send(desk))
    desk.advance(seconds=5)
    assert read(desk, f"{path}?{name}=nothing") == []
    assert read(desk, f"{path}?{name}={value}") == wanted
    assert read(desk, path) == other


def test_reports_are_given_for_48_hours(desk: Desk) -> None:
    send(desk)
    desk.advance(seconds=5)
    desk.advance(hours=48)
    assert read(desk) == []


def test_accounts_do_not_see_each_other(desk: Desk) -> None:
    send(desk)
    desk.advance(seconds=5)
    assert read(desk, key="App other-key") == []
    assert len(read(desk)) == 1


@pytest.mark.parametrize("path", [V1, V4, "/email/1/logs", "/email/4/logs"])
@pytest.mark.parametrize("limit", ["0", "1001", "-1", "ten", "1.5", "9" * 30])
def test_a_limit_out_of_range_is_a_400(desk: Desk, path: str, limit: str) -> None:
    assert desk.get(f"{path}?limit={limit}").status_code == 400


def test_fifty_unless_asked_and_at_most_a_thousand(desk: Desk) -> None:
    send(desk, to=[f"a{n}@north.test" for n in range(60)])
    desk.advance(seconds=5)
    assert len(read(desk)) == 50
    assert len(read(desk, f"{V4}?limit=1000")) == 10


@pytest.mark.parametrize("to", ["late-bounce@north.test", "reversed@north.test"])
def test_a_later_change_is_a_new_report(desk: Desk, to: str) -> None:
    (id,) = ids(send(desk, to=to))
    desk.advance(seconds=3)
    (before,) = desk.get(V1).json["results"]
    desk.advance(minutes=3)
    (after,) = desk.get(V4).json["results"]
    assert before["messageId"] == after["messageId"] == id
    assert {before["status"]["id"], after["status"]["id"]} == {5, 9}


def test_the_keys_of_each_version(desk: Desk) -> None:
    send(desk, *FULL, ("callbackData", "cb"), to=["a@north.test"])
    send(desk, to="b@north.test")
    desk.advance(seconds=5)
    v1: list[dict[str, Any]] = desk.get(f"{V1}?limit=1").json["results"]
    assert list(v1[0]) == [
        "bulkId", "messageId", "to", "sentAt", "doneAt", "messageCount", "attemptCount", "timeToFirstAttempt", "price",
        "status", "error",
    ]  # fmt: skip
    (v4,) = desk.get(V4).json["results"]
    assert v4["sender"] == "news@fjord-shop.test"
    assert v4["platform"] == {"entityId": "e1", "applicationId": "a1"}
    assert (v4["campaignReferenceId"], v4["callbackData"]) == ("c1", "cb")


def test_older_answers_name_the_channel_by_switch(desk: Desk) -> None:
    desk.state.switches.channel = True
    send(desk)
    desk.advance(seconds=5)
    assert desk.get("/email/1/logs").json["results"][0]["channel"] == "EMAIL"
    assert desk.get(V1).json["results"][0]["channel"] == "EMAIL"


def test_attempts_are_counted(desk: Desk) -> None:
    send(desk, to="soft-bounce@north.test")
    desk.advance(seconds=70)
    (row,) = desk.get(V1).json["results"]
    assert (row["attemptCount"], row["error"]["id"], row["error"]["permanent"]) == (2, 6011, False)


def test_more_reads_than_a_minute_allows_are_refused(desk: Desk) -> None:
    answers = [desk.get(V1).status_code for _ in range(61)]
    assert answers == [200] * 60 + [429]
    assert desk.get(V4).status_code == 200
    assert desk.get(V1, key="App other-key").status_code == 200
    refused = desk.get(V1)
    assert refused.headers["Retry-After"] == "30"  # the clock shows 09:15:30.12, the window ends at 09:16
    desk.advance(seconds=30)
    assert desk.get(V1).status_code == 200


def test_a_preserved_mail_is_reported_for_each_address(desk: Desk) -> None:
    (id,) = ids(send(desk, ("preserveRecipients", "true"), ("cc", "bounce@north.test")))
    desk.advance(seconds=10)
    found = {row["to"]: row["status"]["id"] for row in desk.get(V4).json["results"]}
    assert found == {"nora@north.test": 5, "bounce@north.test": 9}
    assert read(desk, f"{V1}?messageId={id}") == []


def test_v4_mails_with_notify_false_are_still_pulled(desk: Desk) -> None:
    delivery = {"url": "http://127.0.0.1:9100/dlr", "notify": False}
    (id,) = ids(send_v4(desk, message(webhooks={"delivery": delivery})))
    desk.advance(seconds=5)
    assert desk.received.calls == []
    assert read(desk) == [id]


def test_eight_pullers_share_a_campaign_without_loss_or_repetition(desk: Desk) -> None:
    sent = []
    for n in range(4):
        sent += ids(send_v4(desk, message(*(f"a{n}.{m}@north.test" for m in range(500)))))
    desk.advance(seconds=5)
    desk.world.limits.change("get_email_delivery_reports", enabled=False)

    def pull(_: int) -> list[str]:
        client, read = desk.emulator.app.test_client(), []
        while rows := client.get(f"{V4}?limit=40", headers={"Authorization": "App test-key-0001"}).json["results"]:
            read += [row["messageId"] for row in rows]
        return read

    with ThreadPoolExecutor(8) as pool:
        read = [id for part in pool.map(pull, range(8)) for id in part]
    assert sorted(read) == sorted(sent)
