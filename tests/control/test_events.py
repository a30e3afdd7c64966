"""One timeline over everything, and events by the tester's hand with all that follows from them."""

import pytest

from tests.control.loft import HOOK, Loft, demo, loft

INFOBIP = {"Authorization": "App infobip-demo-key"}
ORANGE = {"Authorization": "Bearer orange-demo-key"}
RECEIVER = "http://127.0.0.1:9/told"


def names(world: Loft, **query: str) -> list[str]:
    """The names of events, oldest first."""
    return [row["event"] for row in reversed(world.rows("events", **query))]


def test_events_of_all_mail_stand_on_one_timeline_newest_first() -> None:
    world = loft()
    world.send("a@x.test", "bounce@x.test")
    world.advance("1m")
    assert sorted(names(world)) == ["bounced", "delivered", "sent", "sent"]
    numbers = [int(row["id"].removeprefix("evt-")) for row in world.rows("events")]
    assert numbers == sorted(numbers, reverse=True)
    assert names(world, message="dlv-1") == ["sent", "delivered"]
    assert {row["message"] for row in world.rows("events", name="bounced")} == {"dlv-2"}
    assert world.rows("events", vendor="raven") == []


def test_events_of_a_span_of_time() -> None:
    world = loft()
    world.send("a@x.test")
    world.advance("1h")
    later = world.get("clock")["now"]
    world.post("messages/dlv-1/events", {"event": "opened"})
    assert names(world, since=later) == ["opened"]
    assert names(world, until=later) == ["sent", "delivered", "opened"]
    assert "opened" not in names(world, until="2001-01-01T00:00:00Z")


def test_an_event_by_hand_happens_now_and_says_who_made_it() -> None:
    world = loft()
    world.send("a@x.test")
    world.advance("10m")
    made = world.post("messages/dlv-1/events", {"event": "complained", "detail": "spam"})
    assert (made["event"], made["detail"], made["source"]) == ("complained", "spam", "tester")
    assert made["at"] == world.get("clock")["now"]
    assert world.get("messages/dlv-1")["timeline"]["past"][-1]["event"] == "complained"


def test_a_bounce_by_hand_reports_and_calls_as_any_bounce_does() -> None:
    """A late bounce supersedes the report of the delivery, and the webhook tells of it."""
    world = loft(hook=HOOK)
    world.send("a@x.test")
    world.advance("10m")
    world.post("messages/dlv-1/events", {"event": "bounced", "detail": "mailbox_full"})
    world.post("webhooks/run")
    assert [told["event"] for _, _, told in world.courier.posted] == ["delivered", "bounced"]
    newest, older = world.rows("reports", message="dlv-1")
    assert newest["taken"] is None
    assert older["taken_by"] == "superseded"


def test_the_vendor_suppresses_whom_a_bounce_by_hand_hits() -> None:
    """Infobip: the address is on the list afterwards, and the next mail to it is not sent."""
    world = demo()
    mail = {"from": "shop@news.example.com", "to": "nora@example.com", "subject": "S", "text": "T"}
    domain = {"domainName": "news.example.com", "targetedDailyTraffic": 10}
    world.client.post("/email/1/domains", json=domain, headers=INFOBIP)
    world.client.post("/email/1/domains/news.example.com/verify", headers=INFOBIP)
    assert world.client.post("/email/3/send", data=mail, headers=INFOBIP).status_code == 200
    world.advance("1h")
    world.post("messages/dlv-1/events", {"event": "bounced"})
    assert "nora@example.com" in str(world.rows("infobip/suppressions"))
    world.client.post("/email/3/send", data=mail, headers=INFOBIP)
    world.advance("1h")
    assert world.get("messages/dlv-2")["event"] == "dropped"


def test_the_vendor_tells_the_tracking_webhook_of_an_open_by_hand() -> None:
    world = demo()
    mail = {
        "from": "shop@example.com",
        "to": "nora@example.com",
        "subject": "S",
        "html": "<p>Hi</p>",
        "track": "true",
        "trackingUrl": RECEIVER,
    }
    assert world.client.post("/email/3/send", data=mail, headers=INFOBIP).status_code == 200
    world.advance("1m")
    assert world.rows("webhooks") == []
    world.post("messages/dlv-1/events", {"event": "opened"})
    world.post("webhooks/run")
    [call] = world.rows("webhooks")
    assert (call["url"], call["messages"], call["state"]) == (RECEIVER, ["dlv-1"], "delivered")
    assert world.get("messages/dlv-1")["calls"] == [call["id"]]


def test_the_vendor_counts_a_click_by_hand() -> None:
    """Orange Mail: the click analysis of the mailing has it, under the address that was clicked."""
    world = demo()
    page = "https://shop.example.com/sale"
    mailing = {
        "plan": "Oay9",
        "from": {"mail": "news@example.com", "name": "N"},
        "content": {"type": "text/plain", "subject": "S", "body": f"見る {page}"},
        "send_time": "2017-08-25 14:00:00",
    }
    assert world.client.post("/api/v0/mail/make", json=mailing, headers=ORANGE).status_code == 200
    world.advance("5m")
    first = world.rows("messages", vendor="orange-mail", limit=1000)[0]["id"]
    for _ in range(2):
        world.post(f"messages/{first}/events", {"event": "clicked", "url": page})
    number = world.rows("orange-mail/mailings")[0]["id"]
    [clicks] = world.rows(f"orange-mail/mailings/{number}/clicks")
    assert (clicks["url"], clicks["total"], clicks["readers"]) == (page, 2, 1)


def test_nobody_opens_what_was_not_sent_or_never_arrived() -> None:
    world = loft()
    world.send("stranger@x.test")
    world.advance("1m")
    problem = world.refused("POST", "messages/dlv-1/events", {"event": "opened"})
    assert (problem["status"], problem["type"]) == (409, "urn:mail-emulator:never-arrived")
    assert "choose a delivered one" in problem["detail"]
    assert names(world) == ["dropped"]


def test_an_event_for_a_mail_that_is_not_there() -> None:
    problem = loft().refused("POST", "messages/dlv-7/events", {"event": "opened"})
    assert (problem["status"], problem["detail"]) == (404, "there is no message 'dlv-7'; `GET messages` lists them")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "event"),
        ({"event": "exploded"}, "event"),
        ({"event": 7}, "event"),
        ({"event": "opened", "detail": "x" * 201}, "detail"),
        ({"event": "opened", "ulr": "https://x.test"}, "ulr"),
    ],
)
def test_what_is_wrong_with_an_event_is_said(body: object, field: str) -> None:
    world = loft()
    world.send("a@x.test")
    before = world.rows("events")
    problem = world.refused("POST", "messages/dlv-1/events", body)
    assert problem["status"] == 422
    assert [each["field"] for each in problem["problems"]] == [field]
    assert problem["accepts"]["body"] == ["detail", "event", "url"]
    assert problem["example"] == {"event": "opened"}
    assert world.rows("events") == before
