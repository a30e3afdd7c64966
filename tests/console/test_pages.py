"""The console's pages as text: what they show, in which language, and what they never contain."""

import re
from typing import Any

import pytest

from emulator import Emulator
from tests.console.scenes import HOSTILE_TEXTS
from tests.pigeon import KEY, PIGEON, pigeon_emulator

PAGES = (
    *("", "overview", "webhooks", "requests", "clock", "rules", "limits", "reports", "findings", "workspaces", "state"),
    "first-steps",
    *("messages/dlv-1", "requests/req-1", "webhooks/call-1"),
)
AUTH = {"Authorization": f"Bearer {KEY}"}
INLINE = re.compile(r"<[^>]*\s(on\w+|style)\s*=", re.IGNORECASE)
SCRIPT = re.compile(r"<script(?![^>]*(nonce=|type=\"application/json\"))", re.IGNORECASE)


@pytest.fixture
def emulator() -> Emulator:
    return pigeon_emulator(world={"pigeon": {"keys": [KEY], "hook": "http://127.0.0.1:1/hook"}})


@pytest.fixture
def client(emulator: Emulator) -> Any:
    client = emulator.app.test_client()
    client.post("/pigeon/send", json={"to": ["a@x.test", "bounce@x.test"], "subject": "Hi", "text": "T"}, headers=AUTH)
    client.post("/_emulator/api/clock/advance", json={"by": "10s"})
    return client


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_in_both_languages(client: Any, path: str, language: str) -> None:
    """200, the right language, and nothing inline that the policy would have to allow."""
    answer = client.get(f"/_emulator/{path}", headers={"Accept-Language": language})
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text
    assert not INLINE.findall(answer.text)
    assert not SCRIPT.findall(answer.text)


@pytest.mark.parametrize("path", PAGES)
def test_the_policy_lets_nothing_in_from_elsewhere(client: Any, path: str) -> None:
    """Scripts by nonce only, a new one each time; nothing remote, no frame around."""
    policies = [client.get(f"/_emulator/{path}").headers["Content-Security-Policy"] for _ in range(2)]
    assert policies[0] != policies[1]
    for policy in policies:
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert "http" not in policy
        assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("path", PAGES)
def test_an_unchanged_page_answers_not_modified(client: Any, path: str) -> None:
    """The live part carries an ETag; asked again with it, nothing is sent."""
    first = client.get(f"/_emulator/{path}", headers={"X-Live": "1"})
    assert "<html" not in first.text
    again = client.get(f"/_emulator/{path}", headers={"X-Live": "1", "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_switch_overrides_the_browsers_language(client: Any) -> None:
    """`?language=ja` counts from then on, whatever Accept-Language says."""
    assert "メール" in client.get("/_emulator/?language=ja", headers={"Accept-Language": "en"}).text
    assert "メール" in client.get("/_emulator/", headers={"Accept-Language": "en"}).text
    assert "Messages" in client.get("/_emulator/?language=en", headers={"Accept-Language": "ja"}).text


@pytest.mark.parametrize(("accepted", "shown"), [("fr", "en"), ("ja-JP,en;q=0.5", "ja"), ("", "en"), ("*", "en")])
def test_the_browsers_language_decides(client: Any, accepted: str, shown: str) -> None:
    """Japanese where it is preferred, else English."""
    assert f'<html lang="{shown}"' in client.get("/_emulator/", headers={"Accept-Language": accepted}).text


def test_a_page_shows_what_the_control_api_answers(client: Any) -> None:
    """The list has the rows of `GET messages`, and says which call that is."""
    rows = client.get("/_emulator/api/messages").json["results"]
    page = client.get("/_emulator/").text
    assert re.findall(r'id="row-(dlv-\d+)"', page) == [row["id"] for row in rows]
    assert 'data-curl-get="/_emulator/api/messages?limit=50"' in page


def test_a_workspace_is_looked_at_by_its_name(client: Any) -> None:
    """The address chooses, the cookie remembers, and calls go to that workspace's part of the API."""
    client.post("/_emulator/api/workspaces", json={"name": "other"})
    assert "Hi" not in client.get("/_emulator/?workspace=other").text
    page = client.get("/_emulator/clock").text
    assert 'data-address="/_emulator/api/workspaces/other/clock/advance"' in page
    assert "Hi" in client.get("/_emulator/?workspace=default").text


@pytest.mark.parametrize("path", ["messages/dlv-99", "messages/<script>", "webhooks/x", "requests/req-0"])
def test_what_is_not_there_has_a_page_that_says_so(client: Any, path: str) -> None:
    """404 with a way back."""
    answer = client.get(f"/_emulator/{path}")
    assert answer.status_code == 404
    assert 'class="empty"' in answer.text
    assert "<script>'" not in answer.text


def test_a_workspace_that_is_gone_leads_back(client: Any) -> None:
    """The page says that it is gone and links to `default`."""
    answer = client.get("/_emulator/?workspace=gone")
    assert answer.status_code == 404
    assert "workspace=default" in answer.text


def test_hostile_texts_are_text(client: Any) -> None:
    """Whatever a subject or an address says, no page contains it as markup."""
    for text in HOSTILE_TEXTS:
        client.post("/_emulator/api/reset", headers={"X-Mail-Emulator": "1"})
        body = {"to": [text or "x"], "subject": text, "text": text, "from": text, "group": text}
        client.post("/pigeon/send", json=body, headers=AUTH)
        client.post("/_emulator/api/clock/advance", json={"by": "1m"})
        for path in PAGES:
            page = client.get(f"/_emulator/{path}").text
            assert "<script>window" not in page
            assert "<img src=x" not in page
            assert not INLINE.findall(page)


def test_one_bad_row_does_not_take_the_list_with_it(caplog: pytest.LogCaptureFixture) -> None:
    """A delivery whose vendor cannot describe it is listed as such; the others stand beside it."""
    from dataclasses import replace

    def describe(world: Any, delivery: Any, now: Any) -> dict[str, str]:
        if "broken" in delivery.recipient:
            raise RuntimeError("no words for this")
        return {"status": "fine"}

    emulator = Emulator(services={"pigeon": replace(PIGEON, describe=describe)}, world={"pigeon": {"keys": [KEY]}})
    client = emulator.app.test_client()
    client.post("/pigeon/send", json={"to": ["a@x.test", "broken@x.test", "c@x.test"]}, headers=AUTH)
    page = client.get("/_emulator/").text
    assert re.findall(r'id="row-(dlv-\d+)"', page) == ["dlv-3", "dlv-2", "dlv-1"]
    assert "no words for this" in caplog.text


def test_the_foreign_origin_is_kept_out(client: Any) -> None:
    """The console is no door for another site."""
    assert client.get("/_emulator/", headers={"Origin": "https://evil.test"}).status_code == 403
    assert client.post("/_emulator/api/reset", headers={"Content-Type": "text/plain"}).status_code == 403


def test_static_files_stay_in_their_folder(client: Any) -> None:
    """Style and script are there; nothing above them is."""
    assert client.get("/_emulator/static/console.css").status_code == 200
    assert client.get("/_emulator/static/vendor/idiomorph-LICENSE.txt").status_code == 200
    assert client.get("/_emulator/static/../__init__.py").status_code == 404
    assert client.get("/_emulator/static/%2e%2e/__init__.py").status_code == 404
