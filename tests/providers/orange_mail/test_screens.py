"""The service's own screens: errors beside the field, nothing by GET, a token on every form, names as text."""

import re
from typing import Any

import pytest

from emulator.providers.orange_mail import accounts, plans
from emulator.providers.orange_mail.screens import SCREENS, words
from emulator.providers.orange_mail.screens.desk import START
from emulator.providers.orange_mail.state import Account

from .setting import OID, PLAN, Stage, stage

MARKUP = "<script>alert('名')</script>\"'&"


class Visitor:
    """A browser without a window: keeps its cookies, takes the token from the page it looks at."""

    def __init__(self, scene: Stage, language: str = "ja") -> None:
        self.client = scene.emulator.app.test_client()
        self.client.get(f"{START}/admin?workspace=stage&language={language}")
        cookie = self.client.get_cookie("orange_mail_form", path=START)
        assert cookie is not None
        self.token = cookie.value

    def see(self, path: str) -> Any:
        return self.client.get(START + path)

    def press(self, path: str, **form: Any) -> Any:
        return self.client.post(START + path, data={"token": self.token, **form})


@pytest.fixture
def scene() -> Stage:
    return stage()


@pytest.fixture
def visitor(scene: Stage) -> Visitor:
    return Visitor(scene)


def paths(scene: Stage) -> list[str]:
    """Every page one can look at, of records that exist."""
    values = {"oid": OID, "hash": PLAN, "int:number": "1"}
    looked_at = [screen.path for screen in SCREENS if "GET" in screen.methods]
    return [re.sub(r"<([^>]+)>", lambda found: values[found[1]], path) for path in looked_at]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_can_be_looked_at_and_nothing_changes(scene: Stage, language: str) -> None:
    scene.make(subject="June", body="Hello")
    visitor = Visitor(scene, language)
    before = repr(scene.state)
    for path in paths(scene):
        answer = visitor.see(path)
        assert answer.status_code in (200, 303), path
        if language == "en" and answer.status_code == 200:
            main = answer.text.partition('<main id="main"')[2]
            main = re.sub(r"<(textarea|pre|option|td|dd|input)\b[^>]*>[^<]*", "", main)
            assert not re.search("[ぁ-んァ-ヶ一-龠]", re.sub(r"<[^>]+>", "", main)), path
    assert repr(scene.state) == before


def test_every_text_of_the_templates_has_an_english_one() -> None:
    from pathlib import Path

    folder = Path(words.__file__).parent / "templates"
    texts = {text for page in folder.rglob("*.html") for text in re.findall(r'\bt\("([^"]+)"', page.read_text())}
    assert {text for text in texts if words.english(text) == text} == set()


def test_every_form_carries_a_token(scene: Stage, visitor: Visitor) -> None:
    scene.make()
    for path in paths(scene):
        for form in re.findall(r'<form method="post".*?</form>', visitor.see(path).text, re.DOTALL):
            assert f'name="token" value="{visitor.token}"' in form, path


def test_a_form_without_the_token_changes_nothing(scene: Stage, visitor: Visitor) -> None:
    scene.make()
    before = repr(scene.state)
    for screen in SCREENS:
        if "POST" in screen.methods:
            path = screen.path.replace("<oid>", OID).replace("<hash>", PLAN).replace("<int:number>", "1")
            for token in ("", "wrong"):
                assert visitor.press(path, token=token, permitted="off").status_code == 403, path
    assert repr(scene.state) == before


def test_what_changes_something_cannot_be_had_by_get(scene: Stage, visitor: Visitor) -> None:
    for screen in SCREENS:
        if screen.methods == ("POST",):
            path = screen.path.replace("<oid>", OID).replace("<hash>", PLAN).replace("<int:number>", "1")
            assert visitor.see(path).status_code == 405, path


def test_no_page_runs_scripts_of_its_own(visitor: Visitor) -> None:
    answer = visitor.see(f"/plans/{PLAN}/webhook")
    assert "script-src 'nonce-" in answer.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
    assert not re.search(r"\son[a-z]+=|style=", answer.text.partition('<main id="main"')[2])


def test_names_with_markup_are_text_everywhere(scene: Stage, visitor: Visitor) -> None:
    accounts.edit(scene.world, OID, name=MARKUP, edition=MARKUP)
    accounts.edit(scene.world, OID, edition="エンタープライズ版")
    plans.edit(scene.world, PLAN, name=MARKUP, public_name=MARKUP, sender_name=MARKUP, header=MARKUP, footer=MARKUP)
    scene.control("PATCH", f"plans/{PLAN}/subscribers/1", {"sei": MARKUP, "mei": MARKUP, "free1": MARKUP})
    scene.make(subject=MARKUP, body=MARKUP, **{"from": {"mail": "a@example.com", "name": MARKUP}})
    for path in paths(scene):
        text = visitor.see(path).text
        assert "<script>alert" not in text, path
        assert "alert(&#39;" in text or "alert" not in text, path


def test_the_flag_is_switched_by_the_administrator(scene: Stage, visitor: Visitor) -> None:
    assert visitor.press("/admin/1000002/permission", permitted="on").status_code == 303
    assert scene.state.accounts["1000002"].permitted
    assert visitor.press("/admin/1000002/permission", permitted="off").status_code == 303
    assert not scene.state.accounts["1000002"].permitted


def test_a_wrong_password_shows_nothing(scene: Stage, visitor: Visitor) -> None:
    accounts.edit(scene.world, OID, password="right")
    wrong = visitor.press(f"/accounts/{OID}/api", password="wrong")
    assert wrong.status_code == 400
    assert "パスワードが正しくありません。" in wrong.text
    assert "emu-key-0001" not in wrong.text
    assert "emu-key-0001" in visitor.press(f"/accounts/{OID}/api", password="right").text


def test_an_account_without_a_password_shows_nothing(visitor: Visitor) -> None:
    assert visitor.press(f"/accounts/{OID}/api", password="").status_code == 400


def test_the_first_press_issues_the_key_and_later_ones_show_it(scene: Stage, visitor: Visitor) -> None:
    accounts.open_account(scene.world, Account("7654321", "新規", permitted=True, password="pw"))
    shown = [visitor.press("/accounts/7654321/api", password="pw").text for _ in range(2)]
    keys = {re.findall(r'id="api-key"[^>]*>([0-9a-f]{40})<', text)[0] for text in shown}
    assert keys == {scene.state.accounts["7654321"].api_key}


@pytest.mark.parametrize(("edition", "permitted"), [("エンタープライズ版", False), ("プラン2000", True)])
def test_without_permission_or_edition_there_is_no_key_and_no_webhook(
    scene: Stage, visitor: Visitor, edition: str, permitted: bool
) -> None:
    accounts.edit(scene.world, OID, password="pw", edition=edition)
    accounts.permit(scene.world, OID, permitted)
    assert "API情報を発行・表示" not in visitor.see(f"/accounts/{OID}/registered").text
    assert "emu-key" not in visitor.press(f"/accounts/{OID}/api", password="pw").text
    assert visitor.see(f"/plans/{PLAN}/webhook").status_code == 403
    assert "webhook設定" not in visitor.see(f"/plans/{PLAN}").text


def test_the_password_changes_only_for_who_knows_it(scene: Stage, visitor: Visitor) -> None:
    accounts.edit(scene.world, OID, password="old", name="会社")
    where = f"/accounts/{OID}/registered"
    assert visitor.press(where, name="会社", present="bad", new="n", again="n").status_code == 400
    assert visitor.press(where, name="会社", present="old", new="n", again="m").status_code == 400
    assert scene.state.accounts[OID].password == "old"
    assert visitor.press(where, name="新会社", present="old", new="n", again="n").status_code == 303
    assert (scene.state.accounts[OID].password, scene.state.accounts[OID].name) == ("n", "新会社")


def test_the_webhook_screen_keeps_what_was_typed_and_says_what_is_wrong(scene: Stage, visitor: Visitor) -> None:
    answer = visitor.press(f"/plans/{PLAN}/webhook", url="ftp://<x>", events=["Bounce"])
    assert answer.status_code == 400
    assert "URLの形式が正しくありません。" in answer.text
    assert 'value="ftp://&lt;x&gt;"' in answer.text
    assert re.findall(r'value="(\w+)" checked', answer.text) == ["Bounce"]
    visitor.press(f"/plans/{PLAN}/webhook", url="http://127.0.0.1:9/x", events=["Dropped", "Bounce"])
    plan = scene.state.plans[PLAN]
    assert (plan.webhook_url, plan.webhook_events) == ("http://127.0.0.1:9/x", ("Bounce", "Dropped"))
    visitor.press(f"/plans/{PLAN}/webhook", url="")
    assert scene.state.plans[PLAN].webhook_url == ""


def test_the_webhook_screen_lists_the_last_fifty_posts(visitor: Visitor, scene: Stage) -> None:
    scene.make()
    scene.advance(hours=1)
    text = visitor.see(f"/plans/{PLAN}/webhook").text
    assert "2024-06-03 10:31:00" in text
    assert ">200</span>" in text


def test_a_plan_is_made_with_its_four_required_fields(scene: Stage, visitor: Visitor) -> None:
    where = f"/accounts/{OID}/plans/new"
    half = visitor.press(where, sender_name="編集部", sender_mail="x", name="", public_name="公開")
    assert half.status_code == 400
    assert half.text.count("orange-problem") >= 2
    assert 'value="編集部"' in half.text
    assert (
        visitor.press(
            where, sender_name="編集部", sender_mail="a@example.com", name="新", public_name="公開"
        ).status_code
        == 303
    )
    made = list(scene.state.plans.values())[-1]
    assert (made.name, made.oid, made.notice_on_leaving) == ("新", OID, False)


def test_subscribers_are_searched_added_and_edited(scene: Stage, visitor: Visitor) -> None:
    where = f"/plans/{PLAN}/subscribers"
    assert "taro@example.com" not in visitor.see(f"{where}?search=HANAKO").text
    wrong = visitor.press(f"{where}/new", mail="taro@example.com", sei="<佐藤>", point="x")
    assert wrong.status_code == 400
    assert 'value="&lt;佐藤&gt;"' in wrong.text
    assert "既に登録されているメールアドレスです。" in visitor.press(f"{where}/new", mail="taro@example.com").text
    assert visitor.press(f"{where}/new", mail="new@example.com", sei="佐藤").status_code == 303
    number = scene.state.rolls[PLAN].present["new@example.com"]
    form = {"mail": "new@example.com", "sei": "", "point": "3", "insert_date": "2024-01-01 00:00:00", "free1": "x"}
    assert visitor.press(f"{where}/{number}", **form).status_code == 303
    after = scene.state.subscribers[number]
    assert (after.sei, after.point, after.free[0]) == ("", "3", "x")
    visitor.press(f"{where}/{number}/standing", standing="配信停止")
    assert scene.state.subscribers[number].standing == "配信停止"
    visitor.press(f"{where}/{number}/standing", standing="解除")
    assert visitor.press(f"{where}/{number}/standing", standing="配信中").status_code == 409


def test_a_long_list_has_pages() -> None:
    scene = stage(subscribers=[f"r{n:03}@example.com" for n in range(120)])
    visitor, path, seen = Visitor(scene), f"/plans/{PLAN}/subscribers", []
    for _ in range(3):
        text = visitor.see(path).text
        seen += re.findall(r">(r\d+@example.com)<", text)
        more = re.search(rf'rel="next" href="{START}([^"]+)"', text)
        path = more[1].replace("&amp;", "&") if more else ""
    assert (len(seen), len(set(seen)), path) == (120, 120, "")


def test_a_mailing_is_made_edited_cancelled_and_deleted(scene: Stage, visitor: Visitor) -> None:
    where = f"/plans/{PLAN}/mailings/new"
    form = {"from_name": "編集部", "from_mail": "a@example.com", "subject": "件名", "body": "一\r\n二"}
    wrong = visitor.press(where, **form, send_time="あした")
    assert wrong.status_code == 400
    assert "日時の形式が正しくありません" in wrong.text
    assert "一\n二</textarea>" in wrong.text
    assert visitor.press(where, **form, send_time="2024-06-03 11:00:00").status_code == 303
    assert scene.state.mailings[1].body == "一\n二"
    visitor.press("/mailings/1/edit", **{**form, "subject": "別の件名"}, send_time="2024-06-03 11:00:00")
    assert scene.state.mailings[1].subject == "別の件名"
    assert visitor.press("/mailings/1/cancel").status_code == 303
    assert visitor.press("/mailings/1/edit", **form, send_time="2024-06-03 11:00:00").status_code == 409
    assert visitor.press("/mailings/1/delete").status_code == 303
    assert (scene.state.mailings, len(scene.world.agenda)) == ({}, 0)


def test_a_mailing_made_by_hand_is_sent_by_the_run(scene: Stage, visitor: Visitor) -> None:
    form = {"from_name": "編集部", "from_mail": "a@example.com", "subject": "件名", "body": "x"}
    visitor.press(f"/plans/{PLAN}/mailings/new", **form, send_time="2024-06-03 10:05:00")
    scene.advance_to("2024-06-03 10:06:00")
    assert len(scene.receiver.events) == 7
    log = visitor.see(f"/plans/{PLAN}/log?detail=1").text
    assert re.findall(r'data-name="(?:配信数|配信除外数|Processed|Dropped)">(\d+)<', log) == ["3", "1", "3", "1"]


def test_a_page_of_another_workspace_shows_its_own_plans(scene: Stage) -> None:
    other = scene.emulator.app.test_client()
    assert PLAN not in other.get(f"{START}/plans").text
    assert PLAN in other.get(f"{START}/plans?workspace=stage").text
