"""Links in mails that really work: opens, clicks and unsubscribing, and what the customer is told of them."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from emulator.mail import events
from emulator.mail.message import Delivery
from emulator.providers.infobip.render import render
from tests.providers.infobip.conftest import Desk

HOOK = "http://127.0.0.1:9/track"
HTML = '<body><a href="https://shop.test/sale?a=1&amp;b=2">Sale</a><a href="{$unsubscribe}">out</a></body>'
PHONE = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148"}
FIELDS = {
    "from": "Fjord Shop <news@fjord-shop.test>",
    "to": "nora.lind@north.test",
    "subject": "Sale",
    "html": HTML,
    "bulkId": "spring-sale-01",
    "messageId": "p8d3k6z1x4v7n2q5t9wa",
    "callbackData": "order-4711",
    "entityId": "newsletter-nordics",
    "applicationId": "shop-app",
    "campaignReferenceId": "spring-26",
    "trackingUrl": HOOK,
}


def send(desk: Desk, **fields: Any) -> Delivery:
    """The delivery of a mail that has arrived."""
    form = {name: value for name, value in {**FIELDS, **fields}.items() if value is not None}
    answer = desk.post("/email/3/send", data=form, content_type="multipart/form-data")
    assert answer.status_code == 200, answer.json
    desk.advance(seconds=3)
    return next(desk.world.deliveries.find("id", answer.json["messages"][0]["messageId"]))


def html(desk: Desk, delivery: Delivery) -> str:
    return str(render(desk.world, desk.world.message_of(delivery), delivery).html)


def addresses(desk: Desk, delivery: Delivery) -> tuple[str, str, str]:
    """Paths of the pixel, the click and the way out."""
    found = re.findall(r'(?:src|href)="http://[^/]+(/email/track/[^"]+)"', html(desk, delivery))
    pixel, click, out = found
    return pixel, click, out


def told(desk: Desk) -> list[dict[str, Any]]:
    desk.advance(seconds=1)
    assert all(call.url == HOOK and call.content_type == "application/json" for call in desk.received.calls)
    return [json.loads(call.body) for call in desk.received.calls]


def common(desk: Desk, kind: str, event: dict[str, Any]) -> dict[str, Any]:
    return {
        "notificationType": kind,
        "eventId": event["eventId"],
        "domain": "fjord-shop.test",
        "recipient": "nora.lind@north.test",
        "sendDateTime": 1772615730120,
        "messageId": "p8d3k6z1x4v7n2q5t9wa",
        "bulkId": "spring-sale-01",
        "callbackData": "order-4711",
        "entityId": "newsletter-nordics",
        "applicationId": "shop-app",
        "campaignReferenceId": "spring-26",
    }


def reader(event: dict[str, Any]) -> dict[str, Any]:
    assert list(event["recipientInfo"]) == ["deviceType", "os", "deviceName"]
    assert list(event["geoLocation"]) == ["countryName", "city"]
    return {name: event[name] for name in ("recipientInfo", "geoLocation")}


def test_the_open_pixel_is_a_picture_and_tells_of_the_open(desk: Desk) -> None:
    pixel, _, _ = addresses(desk, send(desk))
    answer = desk.get(pixel, key=None, headers=PHONE)
    assert (answer.status_code, answer.content_type, answer.data[:6]) == (200, "image/gif", b"GIF89a")
    assert answer.headers["Cache-Control"] == "no-store"
    [event] = told(desk)
    assert event == common(desk, "OPENED", event) | reader(event)
    assert event["recipientInfo"] == {"deviceType": "Phone", "os": "iOS", "deviceName": "iPhone"}
    assert re.fullmatch(r"[0-9a-f-]{36}", event["eventId"])


def test_a_click_leads_to_the_address_in_the_mail_and_is_told(desk: Desk) -> None:
    _, click, _ = addresses(desk, send(desk))
    answer = desk.get(click, key=None)
    assert (answer.status_code, answer.headers["Location"]) == (302, "https://shop.test/sale?a=1&b=2")
    [event] = told(desk)
    assert event == common(desk, "CLICKED", event) | {"url": "https://shop.test/sale?a=1&b=2"} | reader(event)


def test_a_reader_unsubscribes_on_the_page_and_is_suppressed_afterwards(desk: Desk) -> None:
    delivery = send(desk)
    _, _, out = addresses(desk, delivery)
    page = desk.get(out, key=None)
    assert page.status_code == 200
    assert b"<form" in page.data and b"nora.lind@north.test" in page.data
    assert told(desk) == []
    assert desk.post(out, key=None, data={"confirm": "yes"}).status_code == 200
    [event] = told(desk)
    assert event == common(desk, "UNSUBSCRIBED", event) | reader(event)
    assert b"<form" not in desk.get(out, key=None).data
    assert desk.post(out, key=None, data={"confirm": "yes"}).status_code == 200
    assert len(told(desk)) == 1, "unsubscribing twice is once"
    later = send(desk, messageId="another-one")
    assert [(step.name, step.detail) for step in later.timeline] == [("dropped", "unsubscribed")]


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_mail_program_unsubscribes_with_one_click(desk: Desk, kind: str) -> None:
    _, _, out = addresses(desk, send(desk))
    answer = desk.post(out, key=None, data={"List-Unsubscribe": "One-Click"}, content_type=kind)
    assert answer.status_code == 200
    assert [event["notificationType"] for event in told(desk)] == ["UNSUBSCRIBED"]


@pytest.mark.parametrize("body", [b"", b"x=y", b"\xff", b"List-Unsubscribe=Two-Clicks"])
def test_anything_else_posted_to_the_way_out_is_refused(desk: Desk, body: bytes) -> None:
    _, _, out = addresses(desk, send(desk))
    answer = desk.post(out, key=None, data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400
    assert told(desk) == []


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("HEAD", {}),
        ("GET", {"Purpose": "prefetch"}),
        ("GET", {"Sec-Purpose": "prefetch;prerender"}),
        ("GET", {"X-Moz": "prefetch"}),
        ("GET", {"X-Purpose": "preview"}),
    ],
)
def test_looking_ahead_is_no_open_and_no_click(desk: Desk, method: str, headers: dict[str, str]) -> None:
    pixel, click, _ = addresses(desk, send(desk))
    assert desk.ask(method, pixel, key=None, headers=headers).status_code == 200
    assert desk.ask(method, click, key=None, headers=headers).status_code == 302
    assert told(desk) == []


def test_a_link_changed_by_one_character_leads_nowhere(desk: Desk) -> None:
    pixel, click, out = addresses(desk, send(desk))
    swapped = click.replace("/c/", "/o/")
    for path in (pixel[:-1] + "~", click[:-1] + "~", out[:-1] + "~", swapped, "/email/track/c/x", "/email/track/u/--"):
        answer = desk.get(path, key=None)
        assert (answer.status_code, answer.headers.get("Location")) == (404, None)
    assert told(desk) == []


def test_links_find_their_world_without_a_key(desk: Desk) -> None:
    pixel, _, _ = addresses(desk, send(desk))
    desk.emulator.workspaces.create("other-world", seed="other")
    desk.get(pixel, key=None)
    assert [event["notificationType"] for event in told(desk)] == ["OPENED"]


def test_html_is_touched_only_when_asked_for(desk: Desk) -> None:
    plain = '<a href="http://a.test/">x</a>'
    unasked = send(desk, html=plain, trackingUrl=None)
    assert html(desk, unasked) == plain
    assert html(desk, send(desk, html=plain, messageId="2", trackingUrl=None, track="false")) == plain
    opens = html(desk, send(desk, html=plain, messageId="3", trackingUrl=None, track="false", trackOpens="true"))
    assert opens.endswith(plain) and "<img" in opens
    clicks = html(desk, send(desk, html=plain, messageId="4", trackClicks="true", trackOpens="false"))
    assert "/email/track/c/" in clicks and "<img" not in clicks
    bottom = html(desk, send(desk, html=plain, messageId="5", track="true", trackingPixelPosition="BOTTOM"))
    assert bottom.index("<img") > bottom.index("</a>")


@pytest.mark.parametrize(
    ("local", "kinds"),
    [
        ("opened", ["OPENED"]),
        ("clicked", ["OPENED", "CLICKED"]),
        ("unsubscribed", ["OPENED", "UNSUBSCRIBED"]),
        ("complaint", ["COMPLAINED"]),
        ("late-bounce", ["LATE_BOUNCE"]),
    ],
)
def test_outcomes_asked_for_by_address_are_told_too(desk: Desk, local: str, kinds: list[str]) -> None:
    send(desk, to=f"{local}@north.test")
    desk.advance(minutes=5)
    found = told(desk)
    assert [event["notificationType"] for event in found] == kinds
    for event in found:
        expected = common(desk, event["notificationType"], event) | {"recipient": f"{local}@north.test"}
        if event["notificationType"] in ("COMPLAINED", "LATE_BOUNCE"):
            assert event == expected | {"sender": "news@fjord-shop.test"}
        elif event["notificationType"] == "CLICKED":
            assert event == expected | {"url": "https://shop.test/sale?a=1&b=2"} | reader(event)
        else:
            assert event == expected | reader(event)


def test_what_is_not_tracked_is_not_told(desk: Desk) -> None:
    send(desk, to="clicked@north.test", track="false")
    desk.advance(minutes=5)
    assert told(desk) == []


def test_without_an_address_nothing_is_told_but_the_event_is_kept(desk: Desk) -> None:
    delivery = send(desk, trackingUrl=None, track="true")
    pixel, _, _ = addresses(desk, delivery)
    desk.get(pixel, key=None)
    assert told(desk) == []
    kept = desk.world.deliveries.get(delivery.number)
    assert kept is not None and [event.name for event in kept.extra] == [events.OPENED]


def test_a_mail_that_waits_for_its_time_cannot_be_opened(desk: Desk) -> None:
    delivery = send(desk, sendAt="2026-03-05T00:00:00Z")
    pixel, _, _ = addresses(desk, delivery)
    assert desk.get(pixel, key=None).status_code == 200
    assert told(desk) == []


def test_a_mail_with_an_unsubscribe_page_names_it_in_its_headers(desk: Desk) -> None:
    delivery = send(desk, landingPageId="1_23456", landingPagePlaceholders='{"shop":"<Fjord>"}')
    headers = dict(render(desk.world, desk.world.message_of(delivery), delivery).headers)
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = "/" + headers["List-Unsubscribe"].strip("<>").split("/", 3)[3]
    page = desk.get(path, key=None)
    assert b"&lt;Fjord&gt;" in page.data
    assert desk.post(path, key=None, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert [event["notificationType"] for event in told(desk)] == ["UNSUBSCRIBED"]


def test_more_than_150_links_are_too_many_to_track(desk: Desk) -> None:
    many = "<a href='http://a.test/'>x</a>" * 151
    for fields, dropped in (({"track": "true"}, True), ({"track": "false"}, False)):
        delivery = send(desk, html=many, messageId=None, **fields)
        assert (delivery.timeline[0].detail == "6024") is dropped
