"""The manual's path, walked by hand in a browser: from the permission flag to the click report."""

import json
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests

from emulator import Emulator
from emulator.providers.orange_mail import PROVIDER
from emulator.providers.orange_mail.state import state_of
from emulator.wire.times import read_iso

from .browser import chromium, keep, loaded, resize
from .setting import ALONE

START = "/_emulator/orange-mail"
PICTURES = Path(os.environ["MAIL_EMULATOR_PICTURES"]) if "MAIL_EMULATOR_PICTURES" in os.environ else None
WORLD = {
    "orange_mail": {
        "accounts": [
            {"oid": "1234567", "name": "サンプル商店", "password": "himitsu"},
            {"oid": "7654321", "name": "<b>別の会社</b>", "edition": "プラン2000"},
        ]
    }
}


@contextmanager
def receiver() -> Iterator[tuple[str, list[Any]]]:
    posted: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing to say."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/hook", posted
        server.shutdown()


class Walk:
    """What a person does: go, read, type, tick, press."""

    def __init__(self, driver: Any, base: str) -> None:
        from selenium.webdriver.common.by import By

        self.driver, self.base, self.by = driver, base, By

    def go(self, path: str) -> None:
        self.driver.get(path if path.startswith("http") else self.base + path)

    def follow(self, text: str) -> None:
        self._leave_by(self.driver.find_element(self.by.PARTIAL_LINK_TEXT, text))

    def type(self, **fields: str) -> None:
        for name, text in fields.items():
            field = self.driver.find_element(self.by.NAME, name)
            field.clear()
            field.send_keys(text)

    def tick(self, value: str) -> None:
        self.driver.find_element(self.by.CSS_SELECTOR, f'input[type=checkbox][value="{value}"]').click()

    def press(self, text: str, within: str = "") -> None:
        self._leave_by(self.driver.find_element(self.by.XPATH, f"{within}//button[contains(., '{text}')]"))

    def _leave_by(self, element: Any) -> None:
        """Click, and be on the next page when it is there."""
        from selenium.webdriver.support.expected_conditions import staleness_of
        from selenium.webdriver.support.ui import WebDriverWait

        page = self.driver.find_element(self.by.TAG_NAME, "html")
        element.click()
        WebDriverWait(self.driver, 20, poll_frequency=0.05).until(staleness_of(page))

    def text(self, selector: str = "main") -> str:
        found: str = self.driver.find_element(self.by.CSS_SELECTOR, selector).text
        return found

    def address(self) -> str:
        found: str = self.driver.current_url
        return found.removeprefix(self.base)


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    made = Emulator(world=WORLD, seed="1", standing=True, services=ALONE)
    made.world.clock.move_to(read_iso("2030-01-01T00:00:00Z"))
    with made:
        yield made


def test_from_the_permission_flag_to_the_click_report(emulator: Emulator) -> None:
    with receiver() as (url, posted), chromium() as driver:
        walk = Walk(driver, emulator.base_url)
        world = emulator.world

        # The administrator switches the permission on.
        walk.go(f"{START}/admin?language=ja")
        assert "<b>別の会社</b>" in walk.text()
        keep(driver, PICTURES, "01-accounts")
        walk.press("ONにする", "//tr[contains(., '1234567')]")
        assert state_of(world).accounts["1234567"].permitted

        # The user issues the API key; a wrong password shows nothing.
        walk.go(f"{START}/accounts/1234567")
        walk.follow("登録情報変更・パスワード変更")
        walk.type(password="chigau")
        walk.press("API情報を発行・表示")
        assert "パスワードが正しくありません。" in walk.text()
        assert state_of(world).accounts["1234567"].api_key == ""
        keep(driver, PICTURES, "02-wrong-password")
        walk.type(password="himitsu")
        walk.press("API情報を発行・表示")
        key = walk.text("#api-key")
        keep(driver, PICTURES, "03-api")

        # A plan, two readers and the webhook.
        walk.go(f"{START}/plans?oid=1234567")
        walk.follow("プランを追加")
        walk.type(sender_name="編集部", sender_mail="news@example.com", name="新着", public_name="新着情報")
        walk.type(footer="解除: %del_url%")
        walk.press("保存")
        hash_ = walk.text("#plan-hash")
        for number, name in enumerate(("花子", "太郎"), start=1):
            walk.go(f"{START}/plans/{hash_}/subscribers/new")
            walk.type(mail=f"reader{number}@example.com", sei="山田", mei=name)
            walk.press("保存")
        keep(driver, PICTURES, "04-subscribers")
        walk.go(f"{START}/plans/{hash_}")
        keep(driver, PICTURES, "05-plan")
        walk.follow("webhook設定")
        walk.type(url="ftp://bad")
        walk.press("保存")
        assert "URLの形式が正しくありません。" in walk.text()
        walk.type(url=url)
        for word in ("Processed", "Delivered"):
            walk.tick(word)
        walk.press("保存")

        # An API call makes a mailing; the minute run sends it.
        answer = requests.post(
            f"{emulator.base_url}/api/v0/mail/make",
            headers={"Authorization": f"Bearer {key}"},
            json={
                "plan": hash_,
                "from": {"mail": "news@example.com", "name": "編集部"},
                "content": {
                    "type": "text/plain",
                    "subject": "%sei%様 お知らせ",
                    "body": f"%sei% %mei% 様\n詳しくは {emulator.base_url}/_emulator/orange-mail/plans です\n%footer%",
                },
                "send_time": "2017-08-25 15:00:00",
            },
            timeout=10,
        )
        assert (answer.status_code, answer.json()) == (200, {"message": "OK"})
        walk.go(f"{START}/plans/{hash_}/mailings")
        assert "予約" in walk.text()
        emulator.post_office.advance(world, world.now + timedelta(minutes=3))
        assert [[(each["email"], each["event"], each["id"]) for each in batch] for batch in posted] == [
            [
                ("reader1@example.com", "Processed", "1"),
                ("reader1@example.com", "Delivered", "1"),
                ("reader2@example.com", "Processed", "2"),
                ("reader2@example.com", "Delivered", "2"),
            ]
        ]

        # The reader clicks and unsubscribes.
        delivery = world.deliveries.get(1)
        assert delivery is not None
        mail = PROVIDER.render(world, world.message_of(delivery), delivery)
        assert mail.subject == "山田様 お知らせ"
        click, leave = re.findall(r"http://\S+", mail.text or "")
        walk.go(click)
        assert walk.address() == "/_emulator/orange-mail/plans"
        walk.go(leave)
        keep(driver, PICTURES, "06-leaving")
        walk.driver.find_element(walk.by.NAME, "never_plan").click()
        walk.press("解除する")
        assert "解除が完了しました" in walk.text()

        # The click report, and what the reader's leaving left behind.
        walk.go(f"{START}/plans/{hash_}/mailings")
        assert "配信済" in walk.text()
        walk.follow("%sei%様 お知らせ")
        assert (walk.text("#clicked"), walk.text("#readers")) == ("1", "1")
        assert walk.text("#clicks tbody").split()[0] == "2"
        keep(driver, PICTURES, "07-mailing")
        walk.go(f"{START}/plans/{hash_}/webhook")
        assert "200" in walk.text()
        keep(driver, PICTURES, "08-webhook")
        walk.go(f"{START}/plans/{hash_}/subscribers?search=reader1")
        assert "解除" in walk.text("tbody")
        walk.go(f"{START}/plans/{hash_}/log?detail=1")
        keep(driver, PICTURES, "09-log")
        refused = requests.post(
            f"{emulator.base_url}/api/v0/customer/add",
            headers={"Authorization": f"Bearer {key}"},
            json={"plan": hash_, "add": {"mail": "reader1@example.com"}},
            timeout=10,
        )
        assert refused.json() == {"message": "このメールアドレスは登録できません。"}


def test_every_other_button_does_what_it_says(emulator: Emulator) -> None:
    """Accounts and keys, the password, a plan's basics, a reader's standing, and a mailing made by hand."""
    with chromium() as driver:
        walk, world = Walk(driver, emulator.base_url), emulator.world
        state = state_of(world)

        walk.go(f"{START}/admin?language=ja")
        walk.follow("アカウントを追加")
        walk.type(name="新しい会社", password="hajime")
        walk.press("保存")
        oid = next(each.oid for each in state.accounts.values() if each.name == "新しい会社")
        for word, permitted in (("ONにする", True), ("OFFにする", False), ("ONにする", True)):
            walk.press(word, f"//tr[contains(., '{oid}')]")
            assert state.accounts[oid].permitted is permitted
        walk.follow(oid)
        walk.type(name="改名した会社")
        walk.press("保存")
        keys = []
        for word in ("発行", "再発行", "失効"):
            walk.press(word, "//form[contains(@action, '/key')]")
            keys.append(state.accounts[oid].api_key)
        assert keys[0] and keys[1] and keys[0] != keys[1] and not keys[2]

        walk.go(f"{START}/accounts/{oid}/registered")
        walk.type(present="hajime", new="tsugi", again="tsugi")
        walk.press("保存")
        assert (state.accounts[oid].name, state.accounts[oid].password) == ("改名した会社", "tsugi")

        walk.go(f"{START}/accounts/{oid}/plans/new")
        plan = {"sender_name": "編集部", "sender_mail": "news@example.com", "name": "新着", "public_name": "新着情報"}
        walk.type(**plan)
        walk.press("保存")
        hash_ = walk.text("#plan-hash")
        walk.go(f"{START}/plans/{hash_}/basics")
        walk.type(header="%sei%様")
        walk.driver.find_element(walk.by.NAME, "opt_in").click()
        walk.press("保存")
        assert (state.plans[hash_].header, state.plans[hash_].opt_in) == ("%sei%様", True)

        walk.go(f"{START}/plans/{hash_}/subscribers")
        walk.follow("読者を追加")
        walk.type(mail="reader@example.com", sei="山田", free1="東京")
        walk.press("保存")
        walk.type(search="山田")
        walk.press("検索する")
        walk.follow("reader@example.com")
        walk.type(mei="花子")
        walk.press("保存")
        for word, standing in (("配信停止にする", "配信停止"), ("配信中に戻す", "配信中"), ("解除する", "解除")):
            walk.press(word)
            (reader,) = state.subscribers.values()
            assert (reader.standing, reader.mei) == (standing, "花子")

        walk.go(f"{START}/plans/{hash_}/mailings")
        for ending in ("配信を取り消す", "削除"):
            walk.go(f"{START}/plans/{hash_}/mailings/new")
            walk.type(subject="件名", body="本文", send_time="2030-06-01 10:00:00")
            walk.press("配信を予約")
            walk.follow("編集")
            walk.type(subject="別の件名")
            walk.press("保存")
            assert "別の件名" in walk.text()
            walk.press(ending)
        assert [each.subject for each in state.mailings.values()] == ["別の件名"]
        walk.go(f"{START}/plans/{hash_}/log")
        walk.tick("1")
        walk.press("表示", "//form[contains(@class, 'filters')]")
        assert "detail=1" in walk.address()


def test_the_screens_fit_wide_and_narrow_pages(emulator: Emulator) -> None:
    long_name = "とても長い名前" * 12
    client = emulator.app.test_client()

    def control(method: str, path: str, body: Any) -> Any:
        answer = client.open(f"/_emulator/api/orange-mail/{path}", method=method, json=body)
        assert answer.status_code < 300, answer.text
        return answer.json

    control("PUT", "accounts/1234567/permission", {"permitted": True})
    plan = {"oid": "1234567", "hash": "Wide", "name": long_name, "public_name": "x" * 120}
    control("POST", "plans", plan)
    control("PATCH", "plans/Wide", {"sender_name": "編集部", "sender_mail": "news@example.com"})
    control("PUT", "plans/Wide/webhook", {"url": "http://127.0.0.1:9/" + "y" * 200, "events": ["Processed"]})
    control("POST", "plans/Wide/subscribers", {"mail": "a" * 60 + "@example.com", "sei": long_name})
    made = control(
        "POST", "mailings", {"plan": "Wide", "subject": long_name, "body": "https://example.com/" + "z" * 300}
    )
    emulator.post_office.advance(emulator.world, emulator.world.now + timedelta(minutes=5))
    pages = {
        "accounts": "/admin",
        "account": "/admin/1234567",
        "registered": "/accounts/1234567/registered",
        "plans": "/plans",
        "plan": "/plans/Wide",
        "basics": "/plans/Wide/basics",
        "webhook": "/plans/Wide/webhook",
        "subscribers": "/plans/Wide/subscribers",
        "subscriber": "/plans/Wide/subscribers/1",
        "mailings": "/plans/Wide/mailings",
        "new": "/plans/Wide/mailings/new",
        "mailing": f"/mailings/{made['id']}",
        "log": "/plans/Wide/log?detail=1",
    }
    with chromium() as driver:
        for width in (1280, 390):
            for name, path in pages.items():
                resize(driver, width, 900)
                driver.get(f"{emulator.base_url}{START}{path}{'&' if '?' in path else '?'}language=ja")
                overflow = driver.execute_script(
                    "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
                )
                assert overflow <= 0, (name, width, driver.get_log("browser"), *loaded(driver))
                keep(driver, PICTURES, f"fit-{name}")
        complaints = [each for each in driver.get_log("browser") if each["level"] == "SEVERE"]
        assert complaints == []
