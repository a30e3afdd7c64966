"""This service's part of the control API: state a tester can see and set without a browser."""

from itertools import count
from typing import Any
from urllib.parse import quote

import pytest
from pydantic import TypeAdapter

from emulator import Emulator
from emulator.providers.orange_mail import PROVIDER
from emulator.providers.orange_mail.state import State, state_of

from .setting import ALONE, OID, PLAN, stage


def test_a_new_account_can_use_the_api_once_it_is_permitted_and_has_a_key() -> None:
    scene = stage()
    opened = scene.control("POST", "accounts", {"name": "新規", "password": "pw"})
    assert opened.status_code == 201
    oid = opened.json["oid"]
    assert (len(oid), opened.json["permitted"], opened.json["api_key"]) == (7, False, None)
    key = scene.control("POST", f"accounts/{oid}/key").json["api_key"]
    assert len(key) == 40
    assert scene.api("customer/add", {}, key=key).status_code == 403
    scene.control("PUT", f"accounts/{oid}/permission", {"permitted": True})
    assert scene.api("customer/add", {}, key=key).status_code == 400
    scene.control("DELETE", f"accounts/{oid}/key")
    assert scene.api("customer/add", {}, key=key).status_code == 401


def test_a_new_key_replaces_the_old_one() -> None:
    scene = stage()
    key = scene.control("POST", f"accounts/{OID}/key", {"api_key": "my-own-key"}).json["api_key"]
    assert scene.api("customer/add", {}).status_code == 401
    assert scene.api("customer/add", {}, key=key).status_code == 400


def test_a_key_of_another_account_is_refused() -> None:
    scene = stage()
    answer = scene.control("POST", f"accounts/{OID}/key", {"api_key": "emu-key-0002"})
    assert answer.status_code == 409
    assert scene.api("customer/add", {}).status_code == 400


def test_plans_are_opened_changed_and_listed() -> None:
    scene = stage()
    made = scene.control("POST", "plans", {"oid": OID, "name": "新プラン", "sender_mail": "news@example.com"}).json
    assert len(made["hash"]) == 4
    changed = scene.control("PATCH", f"plans/{made['hash']}", {"public_name": "公開名", "footer": "%del_url%"}).json
    assert (changed["name"], changed["public_name"], changed["footer"]) == ("新プラン", "公開名", "%del_url%")
    listed = scene.control("GET", f"plans?oid={OID}").json["results"]
    assert [each["hash"] for each in listed] == [PLAN, made["hash"]]


@pytest.mark.parametrize(
    ("url", "events", "status"),
    [
        ("http://127.0.0.1:9/x", ["Bounce", "Processed"], 200),
        ("", [], 200),
        ("ftp://127.0.0.1/", [], 400),
        ("http://", [], 400),
        ("http://a b/", [], 400),
        ("http://127.0.0.1:99999/", [], 400),
        ("http://127.0.0.1/" + "x" * 2048, [], 400),
        ("http://127.0.0.1/", ["Opened"], 422),
    ],
)
def test_the_webhook_of_a_plan(url: str, events: list[str], status: int) -> None:
    scene = stage()
    before = scene.control("GET", f"plans/{PLAN}").json["webhook"]
    answer = scene.control("PUT", f"plans/{PLAN}/webhook", {"url": url, "events": events})
    assert answer.status_code == status
    after = scene.control("GET", f"plans/{PLAN}").json["webhook"]
    assert after == ({"url": url, "events": sorted(events, reverse=True)} if status == 200 else before)


def test_subscribers_are_searched_page_by_page() -> None:
    scene = stage(subscribers=[{"mail": f"r{n}@example.com", "sei": "田中" if n % 2 else "佐藤"} for n in range(10)])
    wanted = quote("田中")
    first = scene.control("GET", f"plans/{PLAN}/subscribers?search={wanted}&limit=3").json
    second = scene.control("GET", f"plans/{PLAN}/subscribers?search={wanted}&limit=3&cursor={first['next']}").json
    found = [each["mail"] for each in first["results"] + second["results"]]
    assert found == [f"r{n}@example.com" for n in range(1, 10, 2)]
    assert (second["next"], second["total"]) == (None, 10)


def test_a_subscriber_is_added_changed_and_unsubscribed() -> None:
    scene = stage()
    where = f"plans/{PLAN}/subscribers"
    added = scene.control("POST", where, {"mail": "new@example.com", "point": 3, "free10": "x"})
    assert (added.status_code, added.json["point"], added.json["free10"]) == (201, "3", "x")
    one = f"{where}/{added.json['id']}"
    assert scene.control("PATCH", one, {"mail": "other@example.com", "free10": ""}).json["mail"] == "other@example.com"
    assert scene.control("PATCH", one, {"mail": "hanako@example.com"}).status_code == 409
    assert scene.control("PATCH", one, {"point": "many"}).status_code == 400
    assert scene.control("DELETE", one).json["standing"] == "解除"
    assert scene.control("DELETE", one).status_code == 404
    assert scene.control("GET", f"{where}/999").status_code == 404


def test_an_import_of_20_000_is_all_or_nothing() -> None:
    scene = stage()
    rows: list[dict[str, Any]] = [
        {"mail": f"reader{n}@example.com", "sei": "山田", "mei": "花子", "free1": "x" * 50} for n in range(20_000)
    ]
    bad = scene.control("POST", f"plans/{PLAN}/subscribers/import", {"subscribers": [*rows, {"mail": "x"}]})
    assert bad.status_code == 400
    assert "subscribers.20000.mail" in bad.json["detail"]
    assert len(scene.state.subscribers) == 4
    rows += [{"mail": "READER0@example.com"}, {"mail": "never@example.org"}]
    answer = scene.control("POST", f"plans/{PLAN}/subscribers/import", {"subscribers": rows})
    assert answer.json == {"added": 20_000, "passed_over": 2, "total": 20_004}


def test_mailings_are_made_changed_cancelled_and_deleted() -> None:
    scene = stage()
    body = {"plan": PLAN, "subject": "手作り", "body": "本文", "send_time": "2024-06-03 11:00:00"}
    missing = scene.control("POST", "mailings", body)
    assert missing.status_code == 400  # the plan has no sender yet
    scene.control("PATCH", f"plans/{PLAN}", {"sender_mail": "news@example.com", "sender_name": "編集部"})
    made = scene.control("POST", "mailings", body).json
    assert (made["state"], made["from"]) == ("reserved", {"mail": "news@example.com", "name": "編集部"})
    changed = scene.control("PATCH", f"mailings/{made['id']}", {"send_time": "2024-06-03 10:05:00"}).json
    assert changed["send_time_jst"] == "2024-06-03 10:05:00"
    scene.advance_to("2024-06-03 10:06:00")
    assert scene.control("GET", f"mailings/{made['id']}").json["state"] == "sent"
    for method, path in (("PATCH", ""), ("DELETE", ""), ("POST", "/cancel")):
        assert scene.control(method, f"mailings/{made['id']}{path}").status_code == 409
    second = scene.control("POST", "mailings", body).json["id"]
    assert scene.control("DELETE", f"mailings/{second}").status_code == 204
    assert [each["id"] for each in scene.control("GET", "mailings").json["results"]] == [made["id"]]


def test_the_webhook_log_tells_what_came_of_each_post() -> None:
    scene = stage(subscribers=["a@example.com"], status=503)
    scene.make()
    scene.advance(hours=1)
    (line,) = scene.control("GET", f"plans/{PLAN}/posts").json["results"]
    assert (line["events"], line["status"], line["state"]) == (2, 503, "failed")
    assert line["at"] == "2024-06-03T01:31:00.000Z"


def test_options_table_and_blacklist() -> None:
    scene = stage()
    assert scene.control("PATCH", "options", {"exclusion": True}).json["exclusion"] is True
    assert scene.control("PUT", "replacement-table", {"table": {"{m}": "mail"}}).json["table"] == {"{m}": "mail"}
    assert scene.control("PUT", "replacement-table", {"table": {"{m}": "tel"}}).status_code == 400
    scene.control("POST", "blacklist", {"mail": "No@example.com", "oid": OID})
    listed = {each["id"] for each in scene.control("GET", "blacklist").json["results"]}
    assert listed == {f"plan:{PLAN}/never@example.org", f"oid:{OID}/no@example.com"}
    assert scene.control("DELETE", f"blacklist?mail=no@example.com&oid={OID}").status_code == 204
    assert scene.control("DELETE", f"blacklist?mail=no@example.com&oid={OID}").status_code == 404


def test_every_handle_refuses_unknown_records_and_fields() -> None:
    scene = stage()
    paths = {"oid": "7654321", "hash": "Nope", "number": "999"}
    for handle in PROVIDER.handles():
        path = handle.path
        for name, value in paths.items():
            path = path.replace(f"<{name}>", value)
        if handle.body is not None:
            assert scene.control(handle.method, path, {"surely": "unknown"}).status_code == 422, handle.name
        elif "<" in handle.path:
            assert scene.control(handle.method, path).status_code == 404, handle.name


def test_the_whole_state_is_plain_data() -> None:
    scene = stage(subscribers=["clicked@example.com", "bounce@example.com"], options={"exclusion": True})
    scene.make(body="https://example.com/")
    scene.make(send_time="2024-07-01 00:00:00")
    scene.advance_to("2024-06-03 10:30:59")
    adapter = TypeAdapter(State)
    assert adapter.validate_json(adapter.dump_json(scene.state)) == scene.state


def test_minted_credentials_work_at_once() -> None:
    emulator = Emulator(world="empty", seed="1", services=ALONE)
    seen = set()
    for number in count():
        world = emulator.workspaces.create()
        minted = PROVIDER.credentials(world)
        seen.add((minted["oid"], minted["api_key"], minted["plans"][0]["hash"]))
        answer = emulator.app.test_client().post(
            "/api/v0/customer/add",
            headers={"Authorization": f"Bearer {minted['api_key']}"},
            json={"plan": minted["plans"][0]["hash"], "add": {"mail": "a@example.com"}},
        )
        assert answer.status_code == 200
        assert len(state_of(world).subscribers) == 1
        if number == 5:
            break
    assert len(seen) == 6


def test_a_world_file_account_without_a_key_gets_one_when_minted() -> None:
    emulator = Emulator(world="empty", seed="1", services=ALONE)
    world = emulator.workspaces.create(
        source={"orange_mail": {"accounts": [{"oid": "5555555", "plans": [{"hash": "Mine"}]}]}}
    )
    minted = PROVIDER.credentials(world)
    assert (minted["oid"], minted["plans"]) == ("5555555", [{"hash": "Mine"}])
    assert len(minted["api_key"]) == 40


@pytest.mark.parametrize(
    ("section", "told"),
    [
        ({"accounts": [{"oid": "12"}]}, "accounts.0.oid"),
        ({"acounts": []}, "acounts"),
        ({"accounts": [{"plans": [{"hash": "Oay9", "subscribers": [{"mail": "x"}]}]}]}, "plan Oay9, subscribers.0"),
        ({"accounts": [{"plans": [{"webhook": {"url": "x"}}]}]}, "accounts.0: url"),
        ({"accounts": [{"api_key": "k"}, {"api_key": "k"}]}, "accounts.1: another account"),
        ({"accounts": [{"oid": "1000001"}, {"oid": "1000001"}]}, "OID 1000001 exists"),
        ({"replacement_table": {"%x%": "x"}}, "replacement_table: '%x%'"),
        ({"options": {"batch": 0}}, "options.batch"),
        (
            {"accounts": [{"plans": [{"hash": "Oay9", "subscribers": [{"mail": "a@b.com"}, {"mail": "A@b.com"}]}]}]},
            "twice",
        ),
    ],
)
def test_a_wrong_world_file_says_where(section: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told.replace(".", r"\.")):
        Emulator(world={"orange_mail": section}, seed="1", services=ALONE)
