"""Who may do what how often, in which order that is checked, and how each family of errors says no."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

from emulator.providers.infobip import PROVIDER, errors
from emulator.providers.infobip.limits import TABLE
from emulator.wire.refusals import Refusal
from tests.providers.infobip.conftest import Desk
from tests.providers.infobip.mails import send

LEGACY_401 = {"requestError": {"serviceException": {"messageId": "UNAUTHORIZED", "text": "Invalid login details"}}}
BASIC = "Basic dGVzdGVyOnMzY3JldA=="


@pytest.mark.parametrize(
    "key", ["App test-key-0001", "APP test-key-0001", "app  test-key-0001", BASIC, BASIC.upper()[:5] + BASIC[5:]]
)
def test_credentials_are_taken_whatever_the_case_of_their_prefix(desk: Desk, key: str) -> None:
    assert desk.get("/email/1/logs", key=key).status_code == 200


@pytest.mark.parametrize(
    "key",
    [None, "", "App", "App ", "App wrong", "Bearer test-key-0001", "test-key-0001", "Basic", "Basic %%%",
     "Basic dGVzdGVyOm5vcGU=", "Basic dGVzdGVy", "Digest x", "App test-key-0001 test-key-0001"],
)  # fmt: skip
def test_everything_else_is_answered_alike(desk: Desk, key: str | None) -> None:
    answer = desk.get("/email/1/logs", key=key)
    assert (answer.status_code, answer.json) == (401, LEGACY_401)
    assert (
        answer.get_data()
        == b'{"requestError":{"serviceException":{"messageId":"UNAUTHORIZED","text":"Invalid login details"}}}'
    )
    assert len(answer.get_data()) == 97
    assert "WWW-Authenticate" not in answer.headers
    assert desk.get("/email/4/logs", key=key).json["errorCode"] == "E401"


def test_who_asks_is_checked_before_everything_else(desk: Desk) -> None:
    for method, path in (("POST", "/email/3/send"), ("PUT", "/email/1/bulks?bulkId=none"), ("POST", "/email/4/mime")):
        assert desk.ask(method, path, key="App wrong", data=b"{", content_type="text/x").status_code == 401


@pytest.mark.parametrize(
    ("key", "path", "status"),
    [
        ("App logs-only-key", "/email/1/logs", 200),
        ("App logs-only-key", "/email/4/logs", 200),
        ("App logs-only-key", "/email/1/reports", 403),
        ("App logs-only-key", "/email/1/bulks?bulkId=x", 403),
        ("App send-only-key", "/email/1/reports", 200),
        ("App send-only-key", "/email/4/reports", 200),
        ("App send-only-key", "/email/1/bulks?bulkId=x", 404),
        ("App send-only-key", "/email/1/logs", 403),
    ],
)
def test_scopes_open_what_they_name(desk: Desk, key: str, path: str, status: int) -> None:
    assert desk.get(path, key=key).status_code == status


def test_forbidden_in_both_families(desk: Desk) -> None:
    assert send(desk, key="App logs-only-key").json == {
        "requestError": {"serviceException": {"messageId": "FORBIDDEN", "text": "Forbidden"}}
    }
    assert desk.get("/email/4/reports", key="App logs-only-key").json["errorCode"] == "E403"


def test_a_refused_request_does_not_use_up_the_limit(desk: Desk) -> None:
    desk.world.limits.prime("get_email_logs__v1", "main", 1, desk.world.now)
    assert desk.get("/email/1/logs", key="App wrong").status_code == 401
    assert [desk.get("/email/1/logs").status_code for _ in range(2)] == [200, 429]


def test_too_many_says_when_the_next_is_admitted(desk: Desk) -> None:
    desk.world.limits.prime("send_email__v3", "main", 0, desk.world.now)
    answer = send(desk)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    assert answer.json["requestError"]["serviceException"] == {
        "messageId": "TOO_MANY_REQUESTS",
        "text": "Too many requests",
    }
    desk.advance(seconds=1)
    assert send(desk).status_code == 200


@pytest.mark.parametrize(
    ("path", "family"),
    [
        ("/email/3/nothing", "legacy"),
        ("/email/1/nothing", "legacy"),
        ("/email/4/nothing", "new"),
        ("/email/4/mime/x", "legacy"),
        ("/email/1/templates/1/nothing", "new"),
        ("/email/2/validations/x", "new"),
        ("/email/2/validation/x", "legacy"),
        ("/email", "legacy"),
        ("/auth/1/x", "legacy"),
    ],
)
def test_the_path_decides_the_family_of_an_unknown_address(desk: Desk, path: str, family: str) -> None:
    answer = desk.get(path)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == errors.JSON_UTF8
    assert ("errorCode" in answer.json) is (family == "new")


def test_a_wrong_method_names_the_right_one(desk: Desk) -> None:
    answer = desk.get("/email/3/send")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert answer.json["requestError"]["serviceException"]["messageId"] == "METHOD_NOT_ALLOWED"
    assert desk.put("/email/4/messages").json["errorCode"] == "E405"


def test_a_body_over_the_cap_is_a_413(desk: Desk) -> None:
    big = b"x" * (PROVIDER.max_body + 1)
    answer = desk.post("/email/4/messages", data=big, content_type="application/json")
    assert (answer.status_code, answer.json["errorCode"]) == (413, "E413")
    assert desk.post("/email/3/send", data=big, content_type="multipart/form-data; boundary=x").status_code == 413


@pytest.mark.parametrize(
    ("accept", "xml"),
    [
        ("", False),
        ("*/*", False),
        ("application/json", False),
        ("application/xml", True),
        ("text/xml", True),
        ("application/json, application/xml", False),
        ("application/xml, application/json", True),
        ("application/xml;q=0.5, application/json", False),
        ("application/json;q=0.5, application/xml", True),
        ("application/xml;q=x, */*", False),
    ],
)
def test_xml_where_it_is_preferred(accept: str, xml: bool) -> None:
    assert errors.wants_xml(accept) is xml


def test_both_families_as_xml(desk: Desk) -> None:
    headers = {"Accept": "application/xml"}
    legacy = desk.get("/email/1/logs", key="App wrong", headers=headers)
    assert legacy.headers["Content-Type"] == "application/xml;charset=UTF-8"
    root = ElementTree.fromstring(legacy.get_data())
    assert root.tag == "ApiException"
    assert root.findtext("requestError/serviceException/text") == "Invalid login details"
    new = desk.get("/email/4/logs", key="App wrong", headers=headers).get_data(as_text=True)
    assert new.startswith('<?xml version="1.0" encoding="UTF-8"?><ApiError><errorCode>E401</errorCode>')
    assert "<violations/>" in new
    name = ElementTree.fromstring(new).findtext("resources/resource/name")
    assert name == "API Authentication"


def test_problems_as_xml() -> None:
    request: Any = type("Request", (), {"path": "/email/3/send", "header": lambda self, name: "text/xml"})()
    answer = errors.render(request, Refusal("invalid", problems={"to": ["must not be <null>\x00"]}), None)
    found = ElementTree.fromstring(answer.body).find("requestError/serviceException/validationErrors/error")
    assert found is not None
    assert (found.findtext("property"), found.findtext("message")) == ("to", "must not be <null>")


def test_error_bodies_have_no_extra_keys(desk: Desk) -> None:
    """The Java client stops at unknown ones."""
    new = desk.get("/email/4/logs", key=None).json
    assert list(new) == ["errorCode", "description", "action", "violations", "resources"]
    legacy = desk.get("/email/1/logs", key=None).json
    assert list(legacy) == ["requestError"] and list(legacy["requestError"]) == ["serviceException"]


def test_every_operation_of_the_table_is_limited() -> None:
    limited = {route.limit for route in PROVIDER.routes if route.limit}
    assert limited <= set(TABLE)
    numbers = {limit.operation: (limit.limit, limit.window.total_seconds()) for limit in PROVIDER.limits}
    assert numbers["send_email__v3"] == (4000, 1) and numbers["get_email_logs"] == (120, 60)
    assert numbers["upload_binary_content"] == (500, 1) and numbers["get_scheduled_emails"] == (100, 60)
