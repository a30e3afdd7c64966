"""The first failing check decides, in the order of the specification."""

import json
from typing import Any

import pytest

from .setting import LETTER, PLAN, Stage, stage

MAIL = "hanako@example.com"

# Each row is wrong in two ways; the first is the one that is told.
FIRST_OF_TWO = [
    ("mail/make", {**LETTER, "plan": 1, "segment": "x"}, "項目の形式が正しくありません: plan"),
    ("mail/make", {"plan": "", "from": 1}, "必須項目が指定されていません: plan"),
    ("mail/make", {**LETTER, "from": {}, "content": None}, "必須項目が指定されていません: from.mail"),
    (
        "mail/make",
        {**LETTER, "content": {"type": "text/plain", "subject": "", "body": 1}},
        "必須項目が指定されていません: content.subject",
    ),
    ("mail/make", {**LETTER, "plan": "Nope", "segment": "x"}, "不明な項目が指定されています: segment"),
    (
        "mail/make",
        {**LETTER, "plan": "Nope", "from": {**LETTER["from"], "bcc": "x"}},  # type: ignore[dict-item]
        "不明な項目が指定されています: from.bcc",
    ),
    ("mail/make", {**LETTER, "plan": "Nope", "send_time": "soon"}, "指定されたプランが存在しません。"),
    (
        "mail/make",
        {**LETTER, "from": {"mail": "x", "name": "a\nb"}},
        "メールアドレスの形式が正しくありません: from.mail",
    ),
    (
        "mail/make",
        {**LETTER, "content": {"type": "text/html", "subject": "a\rb", "body": "x"}},
        "content.typeにはtext/plainを指定してください。",
    ),
    (
        "mail/make",
        {**LETTER, "content": {"type": "text/plain", "subject": "あ" * 256, "body": "x"}, "send_time": "x"},
        "文字数が上限を超えています: content.subject",
    ),
    ("customer/add", {"plan": PLAN, "add": {"mail": 1, "sei": []}}, "項目の形式が正しくありません: add.mail"),
    ("customer/add", {"plan": PLAN, "add": {"mail": "x", "sei": []}, "more": 1}, "不明な項目が指定されています: more"),
    (
        "customer/add",
        {"plan": PLAN, "add": {"mail": "x", "free1": True, "free11": "x"}},
        "項目の形式が正しくありません: add.free1",
    ),
    ("customer/add", {"plan": "Nope", "add": {"mail": "x", "free11": "x"}}, "不明な項目が指定されています: add.free11"),
    (
        "customer/add",
        {"plan": PLAN, "add": {"mail": "x", "point": "many"}},
        "メールアドレスの形式が正しくありません: add.mail",
    ),
    ("customer/add", {"plan": PLAN, "add": {"mail": MAIL, "point": "many"}}, "数値で指定してください: add.point"),
    ("customer/mod", {"plan": PLAN, "mail": "x", "mod": {"mail": "y"}}, "メールアドレスの形式が正しくありません: mail"),
    ("customer/mod", {"plan": "Nope", "mail": MAIL, "mod": {"sei": None}}, "変更する項目が指定されていません。"),
    (
        "customer/mod",
        {"plan": PLAN, "mail": "nobody@example.com", "mod": {"insert_date": "x"}},
        "日時の形式が正しくありません: mod.insert_date",
    ),
    (
        "customer/mod",
        {"plan": PLAN, "mail": "nobody@example.com", "mod": {"mail": MAIL}},
        "指定された読者が存在しません。",
    ),
    (
        "customer/mod",
        {"plan": PLAN, "mail": MAIL, "mod": {"mail": "never@example.org"}},
        "このメールアドレスは登録できません。",
    ),
    ("customer/del", {"plan": "Nope", "mail": "x"}, "指定されたプランが存在しません。"),
]


@pytest.mark.parametrize(("operation", "body", "text"), FIRST_OF_TWO)
def test_the_first_failing_check_is_the_one_told(operation: str, body: Any, text: str) -> None:
    answer = stage().api(operation, body)
    assert answer.json == {"message": text}


@pytest.fixture(scope="module")
def scene() -> Stage:
    return stage(limit={"limit": 0})


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"point": -5}, "OK"),
        ({"point": 1.5}, "数値で指定してください: add.point"),
        ({"point": "1234567890"}, "数値で指定してください: add.point"),
        ({"point": "１"}, "数値で指定してください: add.point"),
        ({"free1": 12345678901234567890123}, "OK"),
        ({"free1": "a\nb"}, "OK"),
        ({"free1": "a\0b"}, "項目の形式が正しくありません: add.free1"),
        ({"sei": None, "mei": None}, "OK"),
        ({"insert_date": "0001-01-01 00:00:00"}, "日時の形式が正しくありません: add.insert_date"),
        ({"insert_date": "9999-12-31 23:59:59"}, "OK"),
        ({"insert_date": "2024-02-29 24:00:00"}, "日時の形式が正しくありません: add.insert_date"),
        ({"insert_date": "2024-1-1 0:0:0"}, "日時の形式が正しくありません: add.insert_date"),
        ({"free1": "あ" * 255}, "OK"),
        ({"free1": "あ" * 256}, "文字数が上限を超えています: add.free1"),
    ],
)
def test_values_of_a_subscriber(scene: Stage, values: dict[str, Any], text: str) -> None:
    mail = f"reader{len(scene.state.subscribers)}@example.com"
    assert scene.api("customer/add", {"plan": PLAN, "add": {"mail": mail, **values}}).json == {"message": text}


@pytest.mark.parametrize(
    ("mail", "fine"),
    [
        ("a@example.com", True),
        ("old..mobile.@example.ne.jp", True),
        ("o'hara+x@sub.example.com", True),
        ("a@localhost", False),
        ("a@example.c0m", False),
        ("a@-example.com", False),
        ("あ@example.com", False),
        ("a b@example.com", False),
        (" a@example.com", False),
        ("a@example.com\n", False),
        ("a@b@example.com", False),
        ("x" * 65 + "@example.com", False),
        ("a@" + "b" * 63 + "." + "c" * 63 + "." + "d" * 63 + "." + "e" * 60 + ".com", False),
    ],
)
def test_which_addresses_are_taken(scene: Stage, mail: str, fine: bool) -> None:
    status = scene.api("customer/add", {"plan": PLAN, "add": {"mail": mail}}).status_code
    assert status == (200 if fine else 400)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[1]",
        b'"text"',
        b"{",
        b"\xff\xfe{}",
        b'{"plan": "\\ud800"}',
        b'{"plan": NaN}',
        b"[" * 1000 + b"]" * 1000,
        b'{"a":' * 1000 + b"1" + b"}" * 1000,
    ],
)
def test_what_is_not_an_object_is_row_9(scene: Stage, body: bytes) -> None:
    answer = scene.api("customer/add", body)
    assert (answer.status_code, answer.json["message"]) == (400, "リクエストのJSON形式が正しくありません。")


def test_a_body_over_a_mebibyte_is_row_8_after_the_content_type(scene: Stage) -> None:
    large = json.dumps({"plan": PLAN, "x": "x" * (1 << 20)}).encode()
    assert scene.api("customer/add", large).status_code == 413
    assert scene.api("customer/add", data=large, content_type="text/plain").status_code == 415
    assert scene.api("customer/add", large, key="wrong").status_code == 401


@pytest.mark.parametrize(
    ("authorization", "text"),
    [
        ("bearer   emu-key-0001", None),
        ("BEARER emu-key-0001", None),
        ("Bearer", "認証情報が指定されていません。"),
        ("Bearer emu key", "認証情報が指定されていません。"),
        ("emu-key-0001", "認証情報が指定されていません。"),
        ("Token emu-key-0001", "認証情報が指定されていません。"),
        ("Bearer emu-key-0001x", "APIキーが正しくありません。"),
    ],
)
def test_the_authorization_header(scene: Stage, authorization: str, text: str | None) -> None:
    answer = scene.client.post("/api/v0/customer/add", headers={"Authorization": authorization}, json={})
    assert answer.json["message"] == (text or "必須項目が指定されていません: plan")


@pytest.mark.parametrize("path", ["/api/v0/customer/add/", "/api/v0/", "/api/v0/mail", "/api/", "/api/v1/mail/make"])
def test_any_other_path_is_row_1(scene: Stage, path: str) -> None:
    answer = scene.client.post(path, json={})
    assert (answer.status_code, answer.json) == (404, {"message": "指定されたAPIが存在しません。"})


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_any_other_method_is_row_2(scene: Stage, method: str) -> None:
    answer = scene.api("mail/make", method=method)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


def test_an_ordinary_account_may_not_use_the_api() -> None:
    scene = stage()
    scene.control("PATCH", "accounts/1000001", {"edition": "プラン2000"})
    assert scene.api("customer/add", {}).json == {"message": "APIの使用が許可されていません。"}


def test_unknown_fields_can_be_ignored() -> None:
    scene = stage(options={"unknown_fields": "ignore"})
    body = {"plan": PLAN, "more": 1, "add": {"mail": "new@example.com", "tel": "000"}}
    assert scene.api("customer/add", body).status_code == 200


def test_what_would_hurt_in_production_is_noted() -> None:
    scene = stage(options={"unknown_fields": "ignore"})
    scene.make(subject="①番", segment="x", send_time="2017-08-25 15:00:00")
    (entry,) = scene.world.journal.entries()
    if not hasattr(entry, "notes"):
        pytest.skip("the journal keeps no notes yet")
    assert [note.partition(":")[0] for note in entry.notes] == [
        "ignored unknown field",
        "past send_time",
        "machine-dependent characters",
    ]
