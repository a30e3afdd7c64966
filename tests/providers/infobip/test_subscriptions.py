"""Subscriptions, profiles, security settings and certificates: what is kept, what refers to what, what is refused."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest

from tests.providers.infobip.conftest import START, Desk

EMAIL = "/subscriptions/1/subscription/EMAIL"
PROFILES = "/subscriptions/1/profiles"
SECURITY = "/subscriptions/1/security"
CERTIFICATES = "/subscriptions/1/certificates"

BASIC = {"authId": "AUTH-1", "type": "BASIC", "credentials": {"username": "user1", "password": "password1"}}
WEBHOOK = {"notifyUrl": "http://127.0.0.1:9/hook", "contentType": "application/json"}
PROFILE = {
    "profileId": "PROF-1",
    "webhook": WEBHOOK,
    "security": BASIC,
    "maxBucketSize": 2000,
    "windowSize": 10000,
    "connectTimeout": 300,
    "readTimeout": 90000,
    "enabledSSLProtocols": ["TLSv1.3", "TLSv1.2"],
    "headers": {"X-Important-Header": "Important Value"},
    "responseRegex": "[1-9][0-9]",
    "responseBodyRegex": "ok",
    "rateLimit": 5000,
}
SUBSCRIPTION = {
    "subscriptionId": "sub-email-1",
    "name": "email-events",
    "events": ["DELIVERY", "OPEN", "CLICK", "UNSUBSCRIBE", "COMPLAINT", "LATE_BOUNCE"],
    "criteria": [{"applicationId": "shop-app", "entityId": "newsletter-nordics"}],
    "resources": ["news@shop.test"],
    "users": ["tester"],
    "profile": PROFILE,
}


def problems(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 400, answer.data
    found: dict[str, list[str]] = answer.json["requestError"]["serviceException"].get("validationErrors", {})
    return found


def test_a_subscription_brings_its_profile_and_its_security_with_it(desk: Desk) -> None:
    answer = desk.post(EMAIL, json=SUBSCRIPTION)
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"{EMAIL}/sub-email-1"
    ids = {"profileId": "PROF-1", "security": {"authId": "AUTH-1"}}
    assert answer.json == {"subscriptionId": "sub-email-1", "profile": ids}
    shown = desk.get(f"{EMAIL}/sub-email-1").json
    events = ["CLICK", "COMPLAINT", "DELIVERY", "LATE_BOUNCE", "OPEN", "UNSUBSCRIBE"]
    assert shown == {**SUBSCRIPTION, "profile": ids, "events": events}
    assert desk.get(f"{PROFILES}/PROF-1").json == {**PROFILE, "security": {"authId": "AUTH-1"}}
    assert desk.get(f"{SECURITY}/AUTH-1").json == BASIC


def test_ids_may_be_left_to_the_service(desk: Desk) -> None:
    body = {"events": ["DELIVERY"], "profile": {"webhook": WEBHOOK}}
    answer = desk.post(EMAIL, json=body)
    assert answer.status_code == 201
    assert answer.json["subscriptionId"] and answer.json["profile"]["profileId"]


def test_a_profile_that_exists_is_referred_to_by_its_id(desk: Desk) -> None:
    assert desk.post(SECURITY, json=BASIC).json == {"authId": "AUTH-1"}
    body = {"profileId": "PROF-1", "webhook": WEBHOOK, "security": {"authId": "AUTH-1"}}
    answer = desk.post(PROFILES, json=body)
    assert (answer.status_code, answer.headers["Location"]) == (201, f"{PROFILES}/PROF-1")
    assert answer.json == {"profileId": "PROF-1", "security": {"authId": "AUTH-1"}}
    answer = desk.post(EMAIL, json={"subscriptionId": "s", "events": [], "profile": {"profileId": "PROF-1"}})
    assert answer.json["profile"] == {"profileId": "PROF-1", "security": {"authId": "AUTH-1"}}


def test_what_is_changed_is_shown_changed(desk: Desk) -> None:
    desk.post(EMAIL, json=SUBSCRIPTION)
    hmac = {"type": "HMAC", "credentials": {"secretKey": "k", "algorithm": "HMAC_SHA_256"}}
    assert desk.put(f"{SECURITY}/AUTH-1", json=hmac).json == {"authId": "AUTH-1"}
    assert desk.get(f"{SECURITY}/AUTH-1").json == {"authId": "AUTH-1", **hmac}
    changed = desk.put(f"{PROFILES}/PROF-1", json={"webhook": {"notifyUrl": "http://127.0.0.1:9/b"}})
    assert (changed.status_code, changed.json) == (200, {"profileId": "PROF-1"})
    assert desk.get(f"{PROFILES}/PROF-1").json == {"profileId": "PROF-1", "webhook": {"notifyUrl": "http://127.0.0.1:9/b"}}
    body = {"name": "new", "events": ["OPEN"], "profile": {"profileId": "PROF-1"}}
    assert desk.put(f"{EMAIL}/sub-email-1", json=body).json == {
        "subscriptionId": "sub-email-1",
        "profile": {"profileId": "PROF-1"},
    }
    assert desk.get(f"{EMAIL}/sub-email-1").json == {"subscriptionId": "sub-email-1", **body}


def test_what_is_referred_to_is_deleted_last(desk: Desk) -> None:
    desk.post(EMAIL, json=SUBSCRIPTION)
    assert problems(desk.ask("DELETE", f"{PROFILES}/PROF-1")) == {"profileId": ["is in use"]}
    assert problems(desk.ask("DELETE", f"{SECURITY}/AUTH-1")) == {"authId": ["is in use"]}
    for path, answer in (
        (f"{EMAIL}/sub-email-1", {"subscriptionId": "sub-email-1"}),
        (f"{PROFILES}/PROF-1", {"profileId": "PROF-1"}),
        (f"{SECURITY}/AUTH-1", {"authId": "AUTH-1"}),
    ):
        deleted = desk.ask("DELETE", path)
        assert deleted.status_code == 200
        assert answer.items() <= deleted.json.items()
        assert desk.get(path).status_code == 404
        assert desk.ask("DELETE", path).status_code == 404


def test_lists_are_paged_newest_first(desk: Desk) -> None:
    for number in range(3):
        body = {**SUBSCRIPTION, "subscriptionId": f"s{number}", "criteria": [{"applicationId": f"app{number}"}]}
        assert desk.post(EMAIL, json=body).status_code == 201
    page = desk.get(f"{EMAIL}?page=0&size=2").json
    assert [row["subscriptionId"] for row in page["results"]] == ["s2", "s1"]
    assert page["paging"] == {"page": 0, "size": 2, "totalPages": 2, "totalResults": 3}
    found = desk.get(f"{EMAIL}?applicationId=app1&user=tester&resource=news@shop.test").json
    assert [row["subscriptionId"] for row in found["results"]] == ["s1"]
    assert desk.get(f"{EMAIL}?applicationId=app1&applicationId=app2").json["results"] == []
    assert [row["profileId"] for row in desk.get(PROFILES).json["results"]] == ["PROF-1"]
    assert [row["authId"] for row in desk.get(SECURITY).json["results"]] == ["AUTH-1"]
    assert set(problems(desk.get(f"{EMAIL}?page=-1&size=101"))) == {"page", "size"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"events": None}, "events"),
        ({"events": ["OPEN"] * 256}, "events"),
        ({"events": [5]}, "events[0]"),
        ({"subscriptionId": "a/b"}, "subscriptionId"),
        ({"subscriptionId": "x" * 256}, "subscriptionId"),
        ({"name": ""}, "name"),
        ({"criteria": [5]}, "criteria[0]"),
        ({"criteria": [{"entityId": 5}]}, "criteria[0].entityId"),
        ({"resources": ["x" * 256]}, "resources[0]"),
        ({"users": {}}, "users"),
        ({"profile": None}, "profile"),
        ({"profile": "PROF-1"}, "profile"),
        ({"profile": {**PROFILE, "webhook": {}}}, "profile.webhook.notifyUrl"),
        ({"profile": {**PROFILE, "webhook": {"notifyUrl": "ftp://x"}}}, "profile.webhook.notifyUrl"),
        ({"profile": {**PROFILE, "webhook": {"notifyUrl": "http://x/" + "y" * 512}}}, "profile.webhook.notifyUrl"),
        ({"profile": {**PROFILE, "maxBucketSize": 0}}, "profile.maxBucketSize"),
        ({"profile": {**PROFILE, "maxBucketSize": 2001}}, "profile.maxBucketSize"),
        ({"profile": {**PROFILE, "windowSize": 19}}, "profile.windowSize"),
        ({"profile": {**PROFILE, "connectTimeout": 299}}, "profile.connectTimeout"),
        ({"profile": {**PROFILE, "readTimeout": 90001}}, "profile.readTimeout"),
        ({"profile": {**PROFILE, "rateLimit": 5001}}, "profile.rateLimit"),
        ({"profile": {**PROFILE, "enabledSSLProtocols": ["SSLv3"]}}, "profile.enabledSSLProtocols"),
        ({"profile": {**PROFILE, "responseRegex": "("}}, "profile.responseRegex"),
        ({"profile": {**PROFILE, "headers": {"X": "a\r\nb"}}}, "profile.headers.X"),
        ({"profile": {**PROFILE, "headers": {"Host": "x"}}}, "profile.headers.Host"),
        ({"profile": {**PROFILE, "security": {"type": "BASIC"}}}, "profile.security.authId"),
        ({"profile": {**PROFILE, "security": {"authId": "n", "type": "NONE"}}}, "profile.security.type"),
        ({"profile": {**PROFILE, "security": {**BASIC, "credentials": {}}}}, "profile.security.credentials.username"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_kept(desk: Desk, change: dict[str, Any], field: str) -> None:
    assert field in problems(desk.post(EMAIL, json={**SUBSCRIPTION, **change}))
    everything = desk.state.subscribers.get("main")
    assert everything is None or not (everything.subscriptions or everything.profiles or everything.securities)


def test_ids_are_used_once_and_unknown_ones_not_found(desk: Desk) -> None:
    desk.post(EMAIL, json=SUBSCRIPTION)
    assert problems(desk.post(EMAIL, json=SUBSCRIPTION)) == {"subscriptionId": ["is already used"]}
    assert problems(desk.post(PROFILES, json=PROFILE)) == {"profileId": ["is already used"]}
    assert problems(desk.post(SECURITY, json=BASIC)) == {"authId": ["is already used"]}
    unknown = {"events": [], "profile": {"profileId": "none"}}
    for answer in (
        desk.post(EMAIL, json=unknown),
        desk.put(f"{EMAIL}/sub-email-1", json=unknown),
        desk.put(f"{EMAIL}/none", json=unknown),
        desk.get("/subscriptions/1/subscription/SMS"),
        desk.get(f"{EMAIL}/sub-email-1", key="App other-key"),
    ):
        assert answer.status_code == 404
        assert answer.json["requestError"]["serviceException"] == {"messageId": "NOT_FOUND", "text": "Not found"}


def test_subscriptions_need_their_scope(desk: Desk) -> None:
    for path in (EMAIL, PROFILES, SECURITY, CERTIFICATES):
        assert desk.get(path, key="App wrong").status_code == 401
        assert desk.get(path, key="App send-only-key").status_code == 403


def pem(days: int) -> str:
    """A certificate valid for so many days, in Base64."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "hook.test")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 0xBEEF)
        .not_valid_before(START)
        .not_valid_after(START + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    return base64.b64encode(certificate.public_bytes(serialization.Encoding.PEM)).decode()


def test_a_certificate_is_read_listed_tested_and_kept_while_a_profile_names_it(desk: Desk) -> None:
    answer = desk.post(CERTIFICATES, json={"certificateId": "c1", "certificateContent": pem(2), "passphrase": "c2Vj"})
    assert (answer.status_code, answer.headers["Location"]) == (201, f"{CERTIFICATES}/c1")
    assert answer.json == {"certificateId": "c1", "status": "READY"}
    assert desk.get(f"{CERTIFICATES}/c1").json == {
        "certificateId": "c1",
        "issuedBy": "CN=hook.test",
        "issuedTo": "CN=hook.test",
        "validFrom": 1772615730000,
        "validUntil": 1772788530000,
        "certificateStatus": "READY",
        "serialNumber": "beef",
    }
    test = {"certificateId": "c1", "webhookUrl": "https://hook.test/x"}
    assert desk.post(f"{CERTIFICATES}/test/webhook", json=test).json == {**test, "result": "SUCCESS"}
    desk.post(PROFILES, json={"profileId": "p", "webhook": WEBHOOK, "clientCertificateId": "c1"})
    assert problems(desk.ask("DELETE", f"{CERTIFICATES}/c1")) == {"certificateId": ["is in use"]}
    desk.advance(days=2)
    assert desk.get(f"{CERTIFICATES}/status").json["results"] == [{"certificateId": "c1", "status": "EXPIRED"}]
    assert desk.post(f"{CERTIFICATES}/test/webhook", json=test).json["result"] == "FAIL"
    desk.ask("DELETE", f"{PROFILES}/p")
    assert desk.ask("DELETE", f"{CERTIFICATES}/c1").json == {"certificateId": "c1"}
    assert desk.get(CERTIFICATES).json["results"] == []


@pytest.mark.parametrize("content", [None, "", "%%%", "aGVsbG8=", "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t"])
def test_what_is_no_certificate_is_refused(desk: Desk, content: Any) -> None:
    found = problems(desk.post(CERTIFICATES, json={"certificateId": "c1", "certificateContent": content}))
    assert list(found) == ["certificateContent"]


def test_certificates_have_a_limit_of_a_hundred_a_minute(desk: Desk) -> None:
    statuses = [desk.get(CERTIFICATES).status_code for _ in range(101)]
    assert statuses == [200] * 100 + [429]
