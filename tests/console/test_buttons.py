"""Every button of every page, pressed in a browser: each does what it says, in the world that is looked at."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
import requests

pytest.importorskip("selenium")

from selenium.webdriver.common.by import By

from tests.console.hand import Hand
from tests.receiver import Receiver, receiving


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


def test_the_buttons_of_a_mail(hand: Hand) -> None:
    """Each makes its event; the timeline shows it; the next step comes when asked for."""
    hand.send("late-bounce@example.com", html="<p>Hello</p>")
    hand.open("messages/dlv-1")
    hand.press("Advance to the next step")
    hand.press("Advance to the next step")
    for button, event in (
        ("Open", "opened"),
        ("Click", "clicked"),
        ("Complain", "complained"),
        ("Unsubscribe", "unsubscribed"),
        ("Bounce", "bounced"),
        ("Deliver", "delivered"),
    ):
        hand.press(button)
        hand.until(f"document.querySelector('.timeline').innerText.includes('{event}')")
    past = [step["event"] for step in hand.call("GET", "messages/dlv-1")["timeline"]["past"]]
    assert {"opened", "clicked", "complained", "unsubscribed", "bounced", "delivered"} <= set(past)
    assert "/messages/dlv-1/events'" in hand.curl("Open")
    for width in ("600", "390", "full"):
        hand.click(f"button[data-width='{width}']")
        assert hand.window.find_element(By.CSS_SELECTOR, ".preview").get_attribute("data-width") == width
    assert hand.left == set()


def test_the_buttons_of_the_clock(hand: Hand) -> None:
    """Run and stand, every step, a distance, a moment, and until nothing is left; a long walk can be stopped."""
    hand.open("clock")
    start = hand.call("GET", "clock")["now"]
    for step, seconds in (("+10s", 10), ("+1m", 70), ("+10m", 670), ("+1h", 4270), ("+1d", 90670)):
        hand.press(step)
        now = hand.call("GET", "clock")["now"]
        assert (_moment(now) - _moment(start)).total_seconds() == seconds
    hand.press("Advance", by="90s")
    hand.press("Go there", to=_later(now, 7200))
    assert hand.call("GET", "clock")["now"][:19] == _later(now, 7200)[:19]
    assert "before" in hand.refused("Go there", to="2001-01-01T00:00:00Z")
    hand.press("Let it run")
    assert hand.call("GET", "clock")["mode"] == "running"
    hand.press("Make it stand")
    assert hand.call("GET", "clock")["mode"] == "standing"
    hand.send("soft-bounce@example.com")
    hand.window.execute_script(
        "const real = window.fetch; window.fetch = async (url, options) => {"
        "  const answer = await real(url, options);"
        "  if (String(url).includes('run-until-idle')) await new Promise((go) => (window.release = go));"
        "  return answer; }"
    )
    hand.form("Run until nothing is left").find_element(By.CSS_SELECTOR, ".button").click()
    hand.until("!document.getElementById('progress').hidden && !!window.release")
    hand.click("[data-stop]")
    hand.window.execute_script("window.release()")
    hand.until("[...document.querySelectorAll('.toast')].some((each) => each.textContent === 'Stopped.')")
    hand.open("clock")
    hand.send("late-bounce@example.com")
    hand.press("Run until nothing is left")
    assert "bounced" in hand.read("#ledger") and hand.call("GET", "clock")["next"] is None
    assert hand.left == set()


def test_the_buttons_of_rules_and_faults(hand: Hand) -> None:
    """A rule and a fault are added with all their fields, are met, and are deleted; a wrong one is refused in words."""
    hand.open("rules")
    assert "there is no outcome" in hand.refused("Add the rule", outcome="explosion")
    hand.press(
        "Add the rule",
        when__recipient="*@example.com",
        when__from="*shop*",
        when__subject="*receipt*",
        when__vendor="infobip",
        outcome="full, delivered",
        probability="1",
        times="2",
        position="0",
    )
    (rule,) = hand.call("GET", "rules")["results"]
    assert [each["name"] for each in rule["outcomes"]] == ["full", "delivered"] and rule["times"] == 2
    assert set(rule["when"]) == {"recipient", "from", "subject", "vendor"}
    hand.press(
        "Add the fault",
        kind="status",
        status="503",
        when="before",
        vendor="infobip",
        path="/email/*",
        operation="send_email__v3",
        times="1",
        lasting="10m",
        probability="1",
    )
    hand.press("Add the fault", kind="latency", latency="1ms", times="1", path="/nowhere")
    with pytest.raises(requests.HTTPError, match="503"):
        hand.send("nora@example.com")
    hand.send("nora@example.com")
    hand.call("POST", "clock/advance", {"by": "1m"})
    assert hand.call("GET", "messages/dlv-1")["outcome"] == "full"
    hand.until("document.getElementById('fault-1').innerText.includes('used up')")
    assert '\'{"when":{"recipient":"x"},"outcome":["bounce"]}\'' in hand.curl(
        "Add the rule", when__recipient="x", outcome="bounce"
    )
    hand.press("Delete", "#rule-1")
    hand.press("Delete", "#fault-1")
    hand.press("Delete", "#fault-2")
    hand.until("document.body.innerText.includes('No rule') && document.body.innerText.includes('No fault')")
    assert hand.left == set()


def test_the_buttons_of_limits(hand: Hand) -> None:
    """One left, full, empty, off and on, other numbers, and back to the vendor's."""
    hand.send("nora@example.com")
    hand.open("limits")
    (row,) = [each for each in hand.call("GET", "limits")["results"] if each["accounts"]]
    name = row["operation"]

    def left() -> int:
        account = hand.call("GET", f"limits/{name}")["accounts"][0]
        return int(account["remaining"])

    place = f"#limit-{row['id']}"
    hand.press("One left", place)
    assert left() == 1
    hand.press("Full", place)
    assert left() == 0
    hand.press("Empty", place)
    assert left() == row["limit"]
    hand.press("Change", operation=name, limit="3", window="10s")
    assert (left(), hand.call("GET", f"limits/{name}")["window"]) == (3, "10s")
    hand.send("nora@example.com")
    hand.open("limits")
    hand.press("The vendor's numbers", place)
    assert hand.call("GET", f"limits/{name}")["limit"] == row["limit"]
    hand.press("Switch off", place)
    hand.until(f"document.querySelector('{place}').innerText.includes('switched off')")
    assert hand.call("GET", f"limits/{name}")["enabled"] is False
    hand.press("Switch on", place)
    assert hand.call("GET", f"limits/{name}")["enabled"] is True
    assert "there is no limit" in hand.refused("Change", operation="nothing", limit="3")
    field = hand.window.find_element(By.CSS_SELECTOR, "form.filters input[name=q]")
    field.send_keys("orange")
    field.submit()
    hand.until("location.search.includes('q=orange')")
    assert "orange-mail" in hand.read() and hand.left == set()


def test_the_buttons_of_reports(hand: Hand) -> None:
    """A taken report is put back, and can be taken again."""
    hand.send("nora@example.com")
    hand.call("POST", "clock/advance", {"by": "1m"})
    authorization = {"Authorization": f"App {hand.key}"}
    take = f"{hand.scene.url}/email/1/reports"
    assert len(requests.get(take, headers=authorization, timeout=10).json()["results"]) == 1
    hand.open("reports")
    hand.press("Put back")
    hand.until("document.body.innerText.includes('not taken yet')")
    assert len(requests.get(take, headers=authorization, timeout=10).json()["results"]) == 1
    for title in ("not taken yet", "taken", "all"):
        hand.window.find_element(By.XPATH, f"//a[text()='{title}']").click()
    assert hand.left == set()


def test_the_buttons_of_webhooks(hand: Hand, receiver: Receiver) -> None:
    """Without a call the page leads on; run now, replay, and the filters."""
    hand.open("webhooks")
    hand.press("Advance by two minutes")
    plan = hand.scene.call("GET", f"workspaces/{hand.workspace}")["orange_mail"]["plans"][0]["hash"]
    hand.call("POST", f"orange-mail/plans/{plan}/subscribers", {"mail": "reader@example.com"})
    hook = {"url": f"{receiver.url}/minute", "events": ["Processed"]}
    hand.call("PUT", f"orange-mail/plans/{plan}/webhook", hook)
    hand.call("POST", "orange-mail/mailings", {"plan": plan, "subject": "News", "body": "News"})
    hand.press("Run now")
    hand.press("Run now")
    hand.until("document.querySelector('.row')")
    assert [each["event"] for batch in receiver.bodies("/minute") for each in batch] == ["Processed"]
    hand.open("webhooks/call-1")
    hand.press("Replay")
    assert len(receiver.bodies("/minute")) == 2
    hand.open("webhooks")
    hand.window.find_element(By.CSS_SELECTOR, "option[value=failed]").click()
    hand.until("location.search.includes('state=failed') && !document.querySelector('.row')")
    hand.window.find_element(By.CSS_SELECTOR, "select[name=state] option[value='']").click()
    hand.window.find_element(By.NAME, "url").send_keys("minute")
    hand.until("document.querySelectorAll('.row').length === 2")
    hand.look()
    assert hand.left == set()


def test_a_request_is_copied_as_curl_and_near_misses_are_found(hand: Hand) -> None:
    """The copied line works once the credential is put in; what was asked for and did not come has a nearest miss."""
    hand.send("nora@example.com", "Hello")
    hand.open("requests/req-1")
    hand.click("button[data-copy-from='#as-curl']")
    hand.until("document.querySelector('.toast')")
    line = hand.copied()
    assert line.startswith("curl -X POST") and hand.key not in line
    words = ["/bin/sh", "-c", line.replace("App ...", f"App {hand.key}") + " -s"]
    subprocess.run(words, check=True, capture_output=True, timeout=20)
    assert len(hand.call("GET", "messages")["results"]) == 2
    hand.open("requests")
    hand.press("Verify", match__path="/email/3/send", count="2")
    assert '"verified": true' in hand.read("#verified")
    hand.press("Verify", match__operation="send_email__v3", match__body='{"subject": "Goodbye"}', count="1")
    shown = json.loads(hand.read("#verified"))
    assert shown["verified"] is False and shown["nearest"][0]["id"].startswith("req-")
    assert any(each["wanted"] == "Goodbye" for each in shown["nearest"][0]["differences"])
    assert "This is not JSON" in hand.refused("Verify", match__body="{")
    assert hand.left == set()


def test_the_buttons_of_workspaces(hand: Hand) -> None:
    """Credentials are copied, the world is reset, another is minted with all wishes, looked at, and dropped."""
    hand.send("nora@example.com")
    hand.open("workspaces")
    hand.click("button[data-copy]")
    hand.until("document.querySelector('.toast')")
    assert hand.copied() == hand.scene.url
    hand.press("Reset this world")
    assert hand.call("GET", "messages")["results"] == []
    hand.press("Mint", leaves=True, name="wished", seed="abc", clock="standing", world="empty", strict="on", keep="on")
    hand.until("document.querySelector('.workspace-chip .chip-text')?.textContent === 'wished'")
    made = hand.scene.call("GET", "workspaces/wished")
    assert (made["seed"], made["clock"]["mode"], made["strict"], made["keep"]) == ("abc", "standing", True, True)
    assert "exists" in hand.refused("Mint", name="wished")
    hand.window.find_element(By.CSS_SELECTOR, f"#world-{hand.workspace} a.button").click()
    hand.until(f"document.querySelector('.workspace-chip .chip-text')?.textContent === '{hand.workspace}'")
    hand.open("workspaces")
    hand.press("Drop", "#world-wished")
    hand.until("!document.querySelector('#world-wished')")
    assert hand.left == set()


def test_the_first_steps_of_a_standing_world_move_its_time(hand: Hand) -> None:
    """They say that the clock stands, and offer to move it."""
    hand.open("first-steps")
    hand.press("Send", "#step-infobip-bounce")
    hand.press("Advance by a minute")
    hand.until("document.querySelector('#step-infobip-bounce .led-to .bad')")
    hand.press("Let it run")
    hand.until("!document.body.innerText.includes('The clock of this world stands')")


def _moment(text: str) -> Any:
    from datetime import datetime

    return datetime.fromisoformat(text)


def _later(text: str, seconds: int) -> str:
    from datetime import timedelta

    return (_moment(text) + timedelta(seconds=seconds)).isoformat(timespec="seconds")
