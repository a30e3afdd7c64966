"""What management does to sending: suppressed, unverified, from this template, by that address."""

from __future__ import annotations

import json
from typing import Any

import pytest

from emulator.providers.infobip import PROVIDER
from tests.providers.infobip.conftest import Desk

DOMAIN = "news.shop.test"
SENDER = f"Shop <news@{DOMAIN}>"
CONTROL = "/_emulator/api/workspaces/desk/infobip"


def add_domain(desk: Desk, name: str = DOMAIN, *, verify: bool = True) -> int:
    answer = desk.post("/email/1/domains", json={"domainName": name, "targetedDailyTraffic": 10})
    assert answer.status_code == 200, answer.text
    if verify:
        assert desk.post(f"/email/1/domains/{name}/verify").status_code == 202
    return int(answer.json["domainId"])


def send(desk: Desk, to: str, sender: str = SENDER, **fields: Any) -> str:
    """By v3; returns the message's id."""
    parts = {"from": sender, "to": to, "subject": "Hello", "html": "<p>Hi</p>", **fields}
    answer = desk.post("/email/3/send", data=parts, content_type="multipart/form-data")
    assert answer.status_code == 200, answer.text
    return str(answer.json["messages"][0]["messageId"])


def fate(desk: Desk, message_id: str) -> tuple[int, int]:
    """(status, error) of the report, once all has happened."""
    desk.advance(minutes=10)
    [report] = desk.get(f"/email/1/reports?messageId={message_id}").json["results"]
    return report["status"]["id"], report["error"]["id"]


def sent_and_met(desk: Desk, to: str, sender: str = SENDER, **fields: Any) -> tuple[int, int]:
    return fate(desk, send(desk, to, sender, **fields))


def listed(desk: Desk, type_: str) -> list[str]:
    answer = desk.get(f"/email/1/suppressions?domainName={DOMAIN}&type={type_}")
    assert answer.status_code == 200, answer.text
    return [row["emailAddress"] for row in answer.json["results"]]


def tell(desk: Desk, method: str, path: str, body: Any = None) -> Any:
    answer = desk.client.open(f"{CONTROL}/{path}", method=method, json=body, headers={"X-Mail-Emulator": "1"})
    assert answer.status_code < 300, answer.text
    return answer.json


# -- suppressions ----------------------------------------------------------------------------------


def test_a_hard_bounce_suppresses_and_removing_it_delivers_again(desk: Desk) -> None:
    add_domain(desk)
    reader = "bounce@reader.test"
    assert sent_and_met(desk, reader) == (9, 6012)
    assert listed(desk, "BOUNCE") == [reader]
    assert sent_and_met(desk, reader) == (14, 6034)
    body = {"suppressions": [{"domainName": DOMAIN, "emailAddress": [reader.upper()], "type": "BOUNCE"}]}
    assert desk.ask("DELETE", "/email/1/suppressions", json=body).status_code == 204
    assert sent_and_met(desk, reader) == (9, 6012), "it leaves the service again, and meets its outcome"


def test_an_address_suppressed_by_request_gets_mail_again_when_that_is_removed(desk: Desk) -> None:
    add_domain(desk)
    body = {"suppressions": [{"domainName": DOMAIN, "emailAddress": ["nora@reader.test"], "type": "BOUNCE"}]}
    assert desk.post("/email/1/suppressions", json=body).status_code == 204
    assert sent_and_met(desk, "Nora@reader.test") == (14, 6034)
    assert desk.ask("DELETE", "/email/1/suppressions", json=body).status_code == 204
    assert sent_and_met(desk, "nora@reader.test") == (5, 0)


@pytest.mark.parametrize(
    ("to", "first", "type_", "then"),
    [
        ("bounce@reader.test", (9, 6012), "BOUNCE", (14, 6034)),
        ("unknown@reader.test", (9, 6006), "BOUNCE", (14, 6034)),
        ("full@reader.test", (9, 6010), "OVER_QUOTA", (14, 6034)),
        ("complaint@reader.test", (5, 0), "COMPLAINT", (14, 6035)),
    ],
)
def test_what_happens_to_mail_fills_the_lists(
    desk: Desk, to: str, first: tuple[int, int], type_: str, then: tuple[int, int]
) -> None:
    add_domain(desk)
    assert sent_and_met(desk, to) == first
    assert listed(desk, type_) == [to]
    assert sent_and_met(desk, to) == then


def test_who_unsubscribed_is_left_out_though_no_list_of_the_vendor_shows_it(desk: Desk) -> None:
    add_domain(desk)
    assert sent_and_met(desk, "unsubscribed@reader.test") == (5, 0)
    assert sent_and_met(desk, "unsubscribed@reader.test") == (14, 6003)
    assert [listed(desk, each) for each in ("BOUNCE", "COMPLAINT", "OVER_QUOTA")] == [[], [], []]
    [row] = tell(desk, "GET", "suppressions")["results"]
    assert (row["type"], row["address"]) == ("UNSUBSCRIBED", "unsubscribed@reader.test")


def test_soft_bounces_suppress_nobody_and_lists_hold_for_their_domain_alone(desk: Desk) -> None:
    add_domain(desk)
    add_domain(desk, "other.shop.test")
    assert sent_and_met(desk, "soft-bounce@reader.test") == (9, 6011)
    assert sent_and_met(desk, "soft-bounce@reader.test") == (9, 6011)
    assert sent_and_met(desk, "bounce@reader.test") == (9, 6012)
    assert sent_and_met(desk, "bounce@reader.test", "x@other.shop.test") == (9, 6012)


def test_a_domain_nobody_added_keeps_no_lists_unless_that_is_wanted(desk: Desk) -> None:
    for _ in range(2):
        assert sent_and_met(desk, "bounce@reader.test") == (9, 6012)
    desk.state.switches.suppress_any_domain = True
    assert sent_and_met(desk, "bounce@reader.test") == (9, 6012)
    assert sent_and_met(desk, "bounce@reader.test") == (14, 6034)
    assert listed(desk, "BOUNCE") == ["bounce@reader.test"]


def test_removal_may_need_a_dedicated_address(desk: Desk) -> None:
    number = add_domain(desk)
    desk.state.switches.removal_needs_dedicated_ip = True
    body = {"suppressions": [{"domainName": DOMAIN, "emailAddress": ["nora@reader.test"], "type": "BOUNCE"}]}
    assert desk.post("/email/1/suppressions", json=body).status_code == 204
    assert desk.ask("DELETE", "/email/1/suppressions", json=body).status_code == 403
    [row] = desk.get("/email/1/suppressions/domains").json["results"]
    assert (row["createBounces"], row["deleteBounces"]) == (True, False)
    give_pool(desk, number, "receipts")
    assert desk.ask("DELETE", "/email/1/suppressions", json=body).status_code == 204


def test_a_lent_domain_can_be_used_as_far_as_it_was_granted(desk: Desk) -> None:
    add_domain(desk)
    tell(desk, "POST", "grants", {"account": "other", "owner": "main", "domain": DOMAIN, "create_bounces": True})
    for type_, status in (("BOUNCE", 204), ("COMPLAINT", 403)):
        body = {"suppressions": [{"domainName": DOMAIN, "emailAddress": ["nora@reader.test"], "type": type_}]}
        assert desk.post("/email/1/suppressions", key="App other-key", json=body).status_code == status
    assert listed(desk, "BOUNCE") == ["nora@reader.test"]
    assert desk.ask("DELETE", f"/email/1/domains/{DOMAIN}").status_code == 204
    assert desk.get("/email/1/suppressions/domains", key="App other-key").json["results"] == []


# -- domains ---------------------------------------------------------------------------------------


def test_an_added_and_unverified_domain_rejects_until_it_is_verified(desk: Desk) -> None:
    add_domain(desk, verify=False)
    assert sent_and_met(desk, "nora@reader.test") == (90, 6036)
    desk.post(f"/email/1/domains/{DOMAIN}/verify")
    assert sent_and_met(desk, "nora@reader.test") == (5, 0)
    assert sent_and_met(desk, "nora@reader.test", "x@never.added.test") == (5, 0)


def test_verification_finds_what_the_tester_let_it_find(desk: Desk) -> None:
    tell(desk, "PUT", f"zones/{DOMAIN}", {"missing": ["MX"], "delay": "30s"})
    add_domain(desk)
    desk.advance(seconds=28)
    assert not any(record["verified"] for record in details(desk)["dnsRecords"])
    desk.advance(seconds=1)
    assert [record["verified"] for record in details(desk)["dnsRecords"]] == [True, True, False, True]
    assert details(desk)["active"] is False
    assert sent_and_met(desk, "nora@reader.test") == (90, 6036)
    tell(desk, "DELETE", f"zones/{DOMAIN}")
    desk.post(f"/email/1/domains/{DOMAIN}/verify")
    assert details(desk)["active"] is True


def test_a_verification_of_a_deleted_domain_does_nothing_to_its_successor(desk: Desk) -> None:
    tell(desk, "PUT", f"zones/{DOMAIN}", {"delay": "30s"})
    add_domain(desk)
    key = details(desk)["dnsRecords"][1]["expectedValue"]
    assert desk.ask("DELETE", f"/email/1/domains/{DOMAIN}").status_code == 204
    add_domain(desk, verify=False)
    desk.advance(minutes=1)
    assert details(desk)["active"] is False
    assert details(desk)["dnsRecords"][1]["expectedValue"] != key


def test_a_blocked_domain_and_one_under_review_do_not_send(desk: Desk) -> None:
    tell(desk, "PUT", f"zones/{DOMAIN}", {"review": True})
    add_domain(desk)
    assert sent_and_met(desk, "nora@reader.test") == (90, 6036)
    tell(desk, "PATCH", f"domains/{DOMAIN}", {"active": True})
    assert sent_and_met(desk, "nora@reader.test") == (5, 0)
    tell(desk, "PATCH", f"domains/{DOMAIN}", {"blocked": True})
    assert sent_and_met(desk, "nora@reader.test") == (90, 6016)


def test_a_strict_world_knows_no_domain_that_was_not_added(strict_desk: Desk) -> None:
    assert sent_and_met(strict_desk, "nora@reader.test") == (90, 6036)
    add_domain(strict_desk)
    assert sent_and_met(strict_desk, "nora@reader.test") == (5, 0)


def test_a_domain_that_is_not_to_be_tracked_is_not(desk: Desk) -> None:
    add_domain(desk)
    desk.put(f"/email/1/domains/{DOMAIN}/tracking", json={"open": False})
    html = '<p><a href="https://shop.test/">shop</a></p>'
    fields = {"track": "true", "html": html}
    assert "<img" not in page(desk, send(desk, "nora@reader.test", **fields))
    desk.put(f"/email/1/domains/{DOMAIN}/tracking", json={"open": True, "clicks": False})
    tracked = page(desk, send(desk, "nora@reader.test", **fields))
    assert "<img" in tracked and 'href="https://shop.test/"' in tracked


def details(desk: Desk) -> Any:
    desk.advance(seconds=1)
    return desk.get(f"/email/1/domains/{DOMAIN}").json


def page(desk: Desk, message_id: str) -> str:
    """The HTML as its recipient gets it."""
    return rendered(desk, message_id).html or ""


def rendered(desk: Desk, message_id: str) -> Any:
    delivery = next(desk.world.deliveries.find("id", message_id))
    return PROVIDER.render(desk.world, desk.world.message_of(delivery), delivery)


# -- addresses -------------------------------------------------------------------------------------


def give_pool(desk: Desk, domain: int, name: str, priority: int = 0) -> tuple[str, str]:
    """A pool with one address for the domain; returns (pool, address)."""
    desk.advance(seconds=1)
    ip = desk.post("/email/1/ip-management/ips/commission").json
    pool = desk.post("/email/1/ip-management/pools", json={"name": name}).json["id"]
    desk.post(f"/email/1/ip-management/pools/{pool}/ips", json={"ipId": ip["id"]})
    assigned = {"poolId": pool, "priority": priority}
    assert desk.post(f"/email/1/ip-management/domains/{domain}/pools", json=assigned).status_code == 204
    return pool, ip["ip"]


def sending_ip(desk: Desk, **fields: Any) -> str:
    """What the pushed report says."""
    send(desk, "nora@reader.test", notifyUrl="http://127.0.0.1:9000/reports", **fields)
    desk.advance(minutes=1)
    [report] = json.loads(desk.received.calls[-1].body)["results"]
    return str(report["sendingIp"])


def test_a_mail_leaves_by_the_pool_it_names_else_by_its_domains_first_one(desk: Desk) -> None:
    number = add_domain(desk)
    shared = sending_ip(desk)
    second, two = give_pool(desk, number, "newsletters", 7)
    _, one = give_pool(desk, number, "receipts", 0)
    assert len({shared, one, two}) == 3
    assert sending_ip(desk) == one
    assert sending_ip(desk, ipPoolId=second) == two
    desk.put(f"/email/1/ip-management/domains/{number}/pools/{second}", json={"priority": 0})
    desk.ask("DELETE", f"/email/1/ip-management/pools/{desk_pools(desk)['receipts']}")
    assert sending_ip(desk) == two


def desk_pools(desk: Desk) -> dict[str, str]:
    return {pool["name"]: pool["id"] for pool in desk.get("/email/1/ip-management/pools").json}


def test_a_pool_that_does_not_exist_or_is_empty_sends_nothing(desk: Desk) -> None:
    assert sent_and_met(desk, "nora@reader.test", ipPoolId="0" * 32) == (90, 6056)
    empty = desk.post("/email/1/ip-management/pools", json={"name": "empty"}).json["id"]
    assert sent_and_met(desk, "nora@reader.test", ipPoolId=empty) == (90, 6056)


def test_an_address_given_back_leaves_its_pools_and_domains(desk: Desk) -> None:
    number = add_domain(desk)
    give_pool(desk, number, "receipts")
    [ip] = desk.get("/email/1/ip-management/ips").json
    desk.post("/email/1/domain-ips", json={"domainName": DOMAIN, "ipAddress": ip["ip"]})
    desk.advance(seconds=1)
    assert desk.ask("DELETE", f"/email/1/ip-management/ips/{ip['id']}").status_code == 204
    assert desk.get(f"/email/1/ip-management/domains/{number}").json["pools"][0]["ips"] == []
    assert desk.get(f"/email/1/domain-ips?domainName={DOMAIN}").json == {"result": []}


# -- templates -------------------------------------------------------------------------------------


def make_template(desk: Desk, **parts: str) -> int:
    desk.advance(seconds=1)
    parts = {"html": "<p>Gate {{gate}}</p>", "from": SENDER, "subject": "Your gate", **parts}
    answer = desk.post("/email/1/templates", data=parts, content_type="multipart/form-data")
    assert answer.status_code == 201, answer.text
    return int(answer.json["id"])


def send_template(desk: Desk, number: int | str, **fields: str) -> str:
    parts = {"to": "nora@reader.test", "templateId": str(number), "defaultPlaceholders": '{"gate": "C4"}', **fields}
    answer = desk.post("/email/3/send", data=parts, content_type="multipart/form-data")
    assert answer.status_code == 200, answer.text
    return str(answer.json["messages"][0]["messageId"])


def send_template_v4(desk: Desk, number: int | str, **content: str) -> str:
    body = {
        "messages": [
            {
                "destinations": [{"to": [{"destination": "nora@reader.test"}]}],
                "content": {"templateId": str(number), "defaultPlaceholders": '{"gate": "C4"}', **content},
            }
        ]
    }
    answer = desk.post("/email/4/messages", json=body)
    assert answer.status_code == 200, answer.text
    return str(answer.json["messages"][0]["messageId"])


def test_an_edit_changes_the_next_mail_and_not_the_last(desk: Desk) -> None:
    number = make_template(desk)
    before = send_template(desk, number)
    desk.advance(seconds=1)
    changed = {"html": "<p>New gate {{gate}}</p>", "subject": "Gate moved", "from": SENDER}
    path = f"/email/1/templates/{number}"
    assert desk.put(path, data=changed, content_type="multipart/form-data").status_code == 200
    after = send_template(desk, number)
    desk.advance(seconds=1)
    assert desk.ask("DELETE", path).status_code == 204
    assert (rendered(desk, before).subject, rendered(desk, before).html) == ("Your gate", "<p>Gate C4</p>")
    assert (rendered(desk, after).subject, rendered(desk, after).html) == ("Gate moved", "<p>New gate C4</p>")
    assert fate(desk, send_template(desk, number, **{"from": SENDER})) == (90, 6020)


def test_a_scheduled_mail_keeps_the_template_of_its_acceptance(desk: Desk) -> None:
    number = make_template(desk)
    waiting = send_template(desk, number, sendAt="2026-03-05T09:00:00.000+0000")
    desk.advance(seconds=1)
    desk.ask("DELETE", f"/email/1/templates/{number}")
    desk.advance(days=1)
    assert rendered(desk, waiting).html == "<p>Gate C4</p>"
    assert fate(desk, waiting) == (5, 0)


@pytest.mark.parametrize("by", [send_template, send_template_v4])
def test_both_versions_send_templates_with_their_files(desk: Desk, by: Any) -> None:
    file = {"contentType": "text/plain", "fileName": "seats.txt", "data": "QTEsQTIsQjcK"}
    number = make_template(desk, attachments=json.dumps([file]), replyTo="desk@shop.test")
    mail = rendered(desk, by(desk, number))
    assert (mail.sender, mail.subject, mail.reply_to) == (SENDER, "Your gate", ("desk@shop.test",))
    assert mail.html == "<p>Gate C4</p>"
    assert [(each.filename, each.data) for each in mail.attachments] == [("seats.txt", b"A1,A2,B7\n")]


@pytest.mark.parametrize("by", [send_template, send_template_v4])
@pytest.mark.parametrize(
    ("parts", "change", "expected"),
    [
        ({"html": "<p>{{gate</p>"}, {}, (88, 6039)),
        ({"html": "<p>{{#if gate}}x</p>"}, {}, (88, 6039)),
        ({}, {"draft": True}, (90, 6041)),
        ({}, {"expired": True}, (90, 6040)),
    ],
)
def test_a_template_that_cannot_be_used_is_an_outcome(
    desk: Desk, by: Any, parts: dict[str, str], change: dict[str, bool], expected: tuple[int, int]
) -> None:
    number = make_template(desk, **parts)
    if change:
        tell(desk, "PATCH", f"templates/{number}", change)
    assert fate(desk, by(desk, number)) == expected


@pytest.mark.parametrize("by", [send_template, send_template_v4])
def test_an_unknown_template_is_an_outcome(desk: Desk, by: Any) -> None:
    fields = {"from": SENDER} if by is send_template else {}
    assert fate(desk, by(desk, 12, **fields)) == (90, 6020)


def test_version_2_of_the_language_wants_every_value(desk: Desk) -> None:
    number = make_template(desk, html="<p>{{gate}} {{seat}}</p>")
    assert fate(desk, send_template_v4(desk, number, templateLanguageVersion="1")) == (5, 0)
    assert fate(desk, send_template_v4(desk, number, templateLanguageVersion="2")) == (88, 6021)


# -- accounts --------------------------------------------------------------------------------------


def test_another_account_sees_nothing_of_it(desk: Desk) -> None:
    number = add_domain(desk)
    pool, _ = give_pool(desk, number, "receipts")
    [ip] = desk.get("/email/1/ip-management/ips").json
    template = make_template(desk)
    other = "App other-key"
    for path in (
        f"/email/1/domains/{DOMAIN}",
        f"/email/1/ip-management/domains/{number}",
        f"/email/1/ip-management/pools/{pool}",
        f"/email/1/ip-management/ips/{ip['id']}",
        f"/email/1/templates/{template}",
    ):
        assert desk.get(path, key=other).status_code == 404, path
    for path in ("domains", "templates", "suppressions/domains"):
        assert desk.get(f"/email/1/{path}", key=other).json["results"] == []
    for path in ("ips", "pools"):
        assert desk.get(f"/email/1/ip-management/{path}", key=other).json == []
    assert desk.get(f"/email/1/suppressions?domainName={DOMAIN}&type=BOUNCE", key=other).status_code == 403
    taken = {"domainName": DOMAIN.upper(), "targetedDailyTraffic": 1}
    assert desk.post("/email/1/domains", key=other, json=taken).status_code == 409
    assert sent_and_met(desk, "nora@reader.test", ipPoolId=pool) == (5, 0)


def test_the_thousand_and_first_domain_of_a_day_waits(desk: Desk) -> None:
    desk.world.limits.prime("add_domain__daily", "main", 1, desk.world.now)
    add_domain(desk)
    desk.advance(seconds=5)
    more = {"domainName": "more.shop.test", "targetedDailyTraffic": 1}
    refused = desk.post("/email/1/domains", json=more)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "86395")
    desk.advance(days=1)
    assert desk.post("/email/1/domains", json=more).status_code == 200
