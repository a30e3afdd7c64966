"""Pushes to subscriptions: what is gathered, when it leaves, how it is signed, and what stays for the pull."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

from emulator.mail.webhooks import Call
from tests.providers.infobip.conftest import KEY, Desk

EMAIL = "/subscriptions/1/subscription/EMAIL"
HOOK = "http://127.0.0.1:9/events"
ALL = ["DELIVERY", "OPEN", "CLICK", "UNSUBSCRIBE", "COMPLAINT", "LATE_BOUNCE"]


def subscribe(desk: Desk, id: str = "s", *, security: Any = None, key: str = KEY, **wishes: Any) -> None:
    profile = {"profileId": f"{id}-profile", "webhook": {"notifyUrl": f"{HOOK}/{id}"}, **wishes.pop("profile", {})}
    if security:
        profile["security"] = {"authId": f"{id}-auth", **security}
    body = {"subscriptionId": id, "events": ALL, "profile": profile, **wishes}
    assert desk.post(EMAIL, json=body, key=key).status_code == 201


def send(desk: Desk, *to: str, webhooks: Any = None, platform: Any = None, **message: Any) -> None:
    body = {
        "sender": "News <news@shop.test>",
        "destinations": [{"to": [{"destination": address}]} for address in to],
        "content": {"subject": "Hello", "html": "<p>Hello</p>"},
        **({"webhooks": webhooks} if webhooks else {}),
        **({"options": {"platform": platform}} if platform else {}),
        **message,
    }
    answer = desk.post("/email/4/messages", json={"messages": [body]})
    assert answer.status_code == 200, answer.json


def pulled(desk: Desk) -> list[str]:
    return [row["to"] for row in desk.get("/email/1/reports").json["results"]]


def recipients(call: Call) -> list[str]:
    return [row["to"] for row in json.loads(call.body)["results"]]


def test_reports_go_to_the_subscription_when_the_message_names_no_address(desk: Desk) -> None:
    subscribe(desk)
    send(desk, "a@north.test", "b@north.test")
    desk.advance(seconds=5)
    calls = desk.received.calls
    assert [call.url for call in calls] == [f"{HOOK}/s"] * 2
    assert [recipients(call) for call in calls] == [["a@north.test"], ["b@north.test"]]
    assert json.loads(calls[0].body)["results"][0]["smsCount"] == 1
    assert pulled(desk) == [], "an accepted push leaves the pull queue"


def test_a_message_with_its_own_address_is_not_told_to_the_subscription(desk: Desk) -> None:
    subscribe(desk)
    send(desk, "a@north.test", webhooks={"delivery": {"url": "http://127.0.0.1:9/own"}})
    desk.advance(seconds=5)
    assert [call.url for call in desk.received.calls] == ["http://127.0.0.1:9/own"]


def test_nothing_is_pushed_when_notify_is_false(desk: Desk) -> None:
    subscribe(desk)
    send(desk, "a@north.test", webhooks={"delivery": {"notify": False}})
    send(desk, "b@north.test", webhooks={"delivery": {"notify": False, "url": "http://127.0.0.1:9/own"}})
    desk.advance(seconds=5)
    assert desk.received.calls == []
    assert sorted(pulled(desk)) == ["a@north.test", "b@north.test"]


def test_reports_are_gathered_until_the_bucket_is_full_or_its_time_is_over(desk: Desk) -> None:
    subscribe(desk, profile={"maxBucketSize": 3, "windowSize": 5000})
    send(desk, *(f"r{number}@north.test" for number in range(5)))
    desk.advance(seconds=2)
    assert [len(recipients(call)) for call in desk.received.calls] == [3]
    desk.advance(seconds=4, milliseconds=999)
    assert len(desk.received.calls) == 1
    desk.advance(milliseconds=1)
    assert [len(recipients(call)) for call in desk.received.calls] == [3, 2]
    assert desk.received.calls[1].created - desk.received.calls[0].created == timedelta(seconds=5)
    everyone = [address for call in desk.received.calls for address in recipients(call)]
    assert sorted(everyone) == [f"r{number}@north.test" for number in range(5)]
    assert pulled(desk) == []


def test_what_no_receiver_accepts_stays_for_the_pull(desk: Desk) -> None:
    subscribe(desk, profile={"maxBucketSize": 2})
    desk.received.status = 500
    send(desk, "a@north.test", "b@north.test")
    desk.advance(seconds=5)
    assert len(desk.received.calls) == 1
    desk.advance(minutes=1)
    assert len(desk.received.calls) == 2, "a push is tried again"
    assert sorted(pulled(desk)) == ["a@north.test", "b@north.test"]


def test_criteria_resources_and_events_choose_what_is_told(desk: Desk) -> None:
    subscribe(desk, "pair", criteria=[{"applicationId": "shop", "entityId": "north"}])
    subscribe(desk, "half", criteria=[{"entityId": "north"}])
    subscribe(desk, "resource", resources=["other@shop.test"])
    subscribe(desk, "opens", events=["OPEN"])
    subscribe(desk, "theirs", key="App other-key")
    send(desk, "a@north.test", platform={"applicationId": "shop", "entityId": "north"})
    send(desk, "b@north.test", platform={"applicationId": "club", "entityId": "north"})
    send(desk, "c@north.test")
    desk.advance(seconds=5)
    told = sorted((call.url.rpartition("/")[2], recipients(call)[0]) for call in desk.received.calls)
    assert told == [("half", "a@north.test"), ("half", "b@north.test"), ("pair", "a@north.test")]


def test_tracking_events_are_told_one_by_one(desk: Desk) -> None:
    subscribe(desk, events=["OPEN", "CLICK", "LATE_BOUNCE"], profile={"maxBucketSize": 100})
    send(desk, "clicked@north.test", "late-bounce@north.test", "unsubscribed@north.test")
    desk.advance(minutes=3)
    kinds = [json.loads(call.body)["notificationType"] for call in desk.received.calls]
    assert kinds == ["OPENED", "OPENED", "CLICKED", "LATE_BOUNCE"]


def test_basic_security_and_the_headers_of_the_profile(desk: Desk) -> None:
    security = {"type": "BASIC", "credentials": {"username": "user1", "password": "pässword"}}
    subscribe(desk, security=security, profile={"headers": {"X-Mine": "1", "authorization": "no"}})
    send(desk, "a@north.test")
    desk.advance(seconds=5)
    assert dict(desk.received.calls[0].headers) == {"X-Mine": "1", "Authorization": "Basic dXNlcjE6cMOkc3N3b3Jk"}


def test_hmac_security_signs_the_body(desk: Desk) -> None:
    for algorithm, name in (("HMAC_SHA_256", "sha256"), ("HMAC_MD5", "md5")):
        security = {"type": "HMAC", "credentials": {"secretKey": "key", "algorithm": algorithm}}
        subscribe(desk, algorithm, security=security)
        send(desk, "a@north.test")
        desk.advance(seconds=5)
        call = desk.received.calls[-1]
        assert dict(call.headers) == {"X-Signature": hmac.new(b"key", call.body, hashlib.new(name).name).hexdigest()}
        desk.state.subscribers.clear()
    desk.state.switches.hmac_header = "X-Hub"
    subscribe(desk, security=security)
    send(desk, "a@north.test")
    desk.advance(seconds=5)
    assert [name for name, _ in desk.received.calls[-1].headers] == ["X-Hub"]


def test_a_profile_says_what_is_a_success_and_how_long_is_waited(desk: Desk) -> None:
    subscribe(desk, profile={"responseRegex": "^50", "connectTimeout": 3000, "readTimeout": 2000})
    desk.received.status = 503
    send(desk, "a@north.test")
    desk.advance(minutes=5)
    [call] = desk.received.calls
    assert call.plan.deadline == 5
    assert pulled(desk) == []


def test_a_subscription_deleted_meanwhile_is_told_nothing(desk: Desk) -> None:
    subscribe(desk, profile={"maxBucketSize": 10})
    send(desk, "a@north.test")
    desk.advance(seconds=2)
    desk.ask("DELETE", f"{EMAIL}/s")
    desk.advance(seconds=5)
    assert desk.received.calls == []
    assert pulled(desk) == ["a@north.test"]


def test_reports_in_xml(desk: Desk) -> None:
    subscribe(desk, profile={"webhook": {"notifyUrl": HOOK, "contentType": "application/xml"}})
    send(desk, "a@north.test")
    desk.advance(seconds=5)
    [call] = desk.received.calls
    assert call.content_type == "application/xml"
    assert b"<to>a@north.test</to>" in call.body
