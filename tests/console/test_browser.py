"""The console in a real browser: live, by keyboard, accessible, and with nothing asked of any other machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

pytest.importorskip("selenium")

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from tests.console.browsers import asked, browser, complaints, judged_by_axe, show
from tests.console.scenes import PNG, SVG, Scene, a_day, hostile
from tests.receiver import receiving

PAGES = (
    *("", "overview", "webhooks", "requests", "clock", "rules", "limits", "reports", "findings", "workspaces", "state"),
    "first-steps",
    *("messages/dlv-1", "messages/dlv-3", "webhooks/call-1", "requests/req-1", "messages/dlv-999"),
)
EXPECTED = ("dlv-999",)
"""Parts of complaints that a page of these tests is meant to cause: the browser reports every 404."""


@pytest.fixture(scope="module")
def window() -> Iterator[Any]:
    with browser() as driver:
        yield driver


@pytest.fixture(scope="module")
def day(scene: Scene) -> Iterator[Scene]:
    """The demo world after a day with mail and webhooks."""
    with receiving() as receiver:
        a_day(scene, receiver.url)
        yield scene


def until(driver: Any, script: str, seconds: float = 15) -> Any:
    """Wait until a script gives something."""
    return WebDriverWait(driver, seconds, poll_frequency=0.05).until(lambda d: d.execute_script(f"return {script}"))


def body(driver: Any) -> str:
    return str(driver.find_element(By.TAG_NAME, "body").text)


def outside(driver: Any, scene: Scene) -> list[str]:
    """What was asked of anybody but the emulator."""
    home = urlsplit(scene.url).netloc
    return [url for url in asked(driver) if not url.startswith(("data:", "about:")) and urlsplit(url).netloc != home]


def brought(driver: Any, scene: Scene) -> list[str]:
    """The screens that providers bring: what the menu holds besides PAGES."""
    driver.get(scene.page())
    home = scene.page()
    links = [each.get_attribute("href") for each in driver.find_elements(By.CSS_SELECTOR, ".menu li a")]
    return [path for link in links if (path := link.removeprefix(home)) not in PAGES]


@pytest.mark.parametrize(
    ("language", "width", "dark"),
    [("en", 1280, False), ("ja", 1280, True), ("ja", 390, False), ("en", 390, True)],
)
def test_every_page_is_accessible_and_stays_at_home(
    window: Any, day: Scene, language: str, width: int, dark: bool
) -> None:
    """No finding of axe-core, no complaint of the browser, no sideways scrolling, no request to another machine."""
    show(window, width, dark=dark)
    asked(window), complaints(window)
    for path in [*PAGES, *brought(window, day)]:
        window.get(day.page(f"{path}?language={language}&workspace=default"))
        until(window, "document.readyState === 'complete'")
        assert window.execute_script("return document.documentElement.scrollWidth") <= width, path
        assert judged_by_axe(window) == [], path
    assert [each for each in complaints(window) if not any(part in each for part in EXPECTED)] == []
    assert outside(window, day) == []


def test_mail_appears_without_reloading(window: Any, day: Scene) -> None:
    """A mail sent while the list is open is there a moment later, at the top."""
    show(window, 1280)
    window.get(day.page("?language=en"))
    window.execute_script("window.same = true")
    day.send("live@example.com", "Sent while you watch")
    until(window, "document.querySelector('.row-title')?.textContent === 'Sent while you watch'")
    assert window.execute_script("return window.same")


def test_search_as_you_type(window: Any, day: Scene) -> None:
    """Typing narrows the list and the address; the page is not loaded again, and the words stay in the field."""
    window.get(day.page("?language=en"))
    window.execute_script("window.same = true")
    field = window.find_element(By.ID, "q")
    field.send_keys("to:bounce subject:Welcome")
    until(window, "document.querySelectorAll('.row').length === 1")
    assert "q=to%3Abounce+subject%3AWelcome" in window.current_url
    field.send_keys(" vendor:nobody")
    until(window, "document.querySelector('.warning')?.textContent.includes('vendor:nobody')")
    assert window.execute_script("return window.same")
    window.get(day.page("?q=zzz"))
    assert "Nothing fits" in body(window)


def test_the_keyboard_is_enough(window: Any, day: Scene) -> None:
    """`/` searches, `j` and `k` walk, Enter opens, `u` goes back, `?` helps."""
    window.get(day.page("?language=en"))
    page = window.find_element(By.TAG_NAME, "body")
    page.send_keys("jjk")
    first = window.execute_script("return document.activeElement === document.querySelector('[data-row]')")
    assert first
    window.switch_to.active_element.send_keys(Keys.ENTER)
    until(window, "location.pathname.includes('/messages/dlv-')")
    window.find_element(By.TAG_NAME, "body").send_keys("u")
    until(window, "location.pathname === '/_emulator/' && document.readyState === 'complete'")
    window.find_element(By.TAG_NAME, "body").send_keys("/")
    assert window.execute_script("return document.activeElement.id") == "q"
    window.switch_to.active_element.send_keys(Keys.ESCAPE)
    window.find_element(By.TAG_NAME, "body").send_keys("?")
    assert window.find_element(By.ID, "keys").is_displayed()


def test_a_mail_is_shown_from_every_side(window: Any, day: Scene) -> None:
    """HTML in its frame, text, source, headers and files behind tabs."""
    window.get(day.page("messages/dlv-1?language=en"))
    frame = window.find_element(By.TAG_NAME, "iframe")
    assert frame.get_attribute("sandbox") == ""
    window.switch_to.frame(frame)
    assert "Hello nora" in body(window)
    window.switch_to.default_content()
    for tab, seen in (("text", "no text part"), ("source", "multipart/"), ("files", "receipt.pdf")):
        window.find_element(By.ID, f"tab-{tab}").click()
        until(window, f"document.getElementById('panel-{tab}').innerText.includes('{seen}')")
    assert "delivered" in window.find_element(By.CSS_SELECTOR, ".timeline").text


def test_the_mails_own_images_are_shown(window: Any, day: Scene) -> None:
    """An inline image stands in the frame, by the frame's own policy; what only calls itself an image does not."""
    inline = [("logo.png", PNG, "image/png"), ("drawn.svg", SVG, "image/svg+xml")]
    day.send("nora@example.com", "Images", inline=inline, html="<img src='cid:logo.png'><img src='cid:drawn.svg'>")
    row = day.call("GET", "messages?subject=Images&limit=1")["results"][0]
    window.get(day.page(f"messages/{row['id']}?language=en"))
    window.switch_to.frame(window.find_element(By.TAG_NAME, "iframe"))
    until(window, "[...document.images].every((each) => each.complete)")
    assert window.execute_script("return [...document.images].map((each) => each.naturalWidth)") == [1, 0]
    window.switch_to.default_content()
    policy = requests.get(day.page(f"messages/{row['id']}/preview"), timeout=10).headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'; img-src data:;")


def test_hostile_mail_does_nothing(window: Any, scene: Scene) -> None:
    """Subjects, bodies, SVG and file names neither run nor ask for anything, and every page still stands."""
    ids = hostile(scene)
    asked(window), complaints(window)
    show(window, 1280)
    for path in ["", "requests", "overview", *(f"messages/{each}" for each in ids[:10])]:
        window.get(scene.page(path + "?language=en"))
        until(window, "document.readyState === 'complete'")
        for tab in window.find_elements(By.CSS_SELECTOR, "[role=tab]"):
            tab.click()
        assert window.execute_script("return window.hacked") is None
        assert "mail-emulator" in window.title
        assert window.execute_script("return document.querySelectorAll('main').length") == 1
        assert window.execute_script("return document.documentElement.scrollWidth") <= 1280
    assert outside(window, scene) == []


def test_files_are_only_downloaded(scene: Scene) -> None:
    """An attached SVG or page comes as bytes to keep, whatever it claims to be."""
    hostile(scene)
    row = scene.call("GET", "messages?subject=files&limit=1")["results"][0]
    mail = scene.call("GET", f"messages/{row['id']}")
    assert len(mail["attachments"]) == 5
    for file in mail["attachments"]:
        answer = requests.get(f"{scene.url}/_emulator/api/messages/{row['id']}/attachments/{file['n']}", timeout=10)
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "/" not in file["filename"]


def test_an_action_is_one_call_and_is_shown_as_curl(window: Any, day: Scene) -> None:
    """The clock's button does what its curl line says; what fired is listed."""
    window.get(day.page("clock?language=en"))
    before = day.call("GET", "clock")["now"]
    field = window.find_element(By.NAME, "by")
    field.send_keys("2m")
    form = field.find_element(By.XPATH, "./ancestor::form")
    form.find_element(By.CSS_SELECTOR, ".curl").click()
    line = window.find_element(By.ID, "curl-text").text
    assert "/_emulator/api/clock/advance'" in line and '\'{"by":"2m"}\'' in line
    window.find_element(By.CSS_SELECTOR, "#curl [method=dialog] button").click()
    day.send("slow@example.com", "Slow")
    form.find_element(By.CSS_SELECTOR, ".button").click()
    until(window, "document.querySelector('#ledger tr')")
    assert "delivered" in window.find_element(By.ID, "ledger").text
    assert day.call("GET", "clock")["now"] > before


def test_a_long_walk_shows_its_progress(window: Any, day: Scene) -> None:
    """Run until idle goes in steps, and ends with nothing left."""
    for number in range(5):
        day.send(f"soft-bounce+{number}@example.com", "Later")
    window.get(day.page("clock?language=en"))
    window.find_element(By.XPATH, "//button[text()='Run until nothing is left']").click()
    until(window, "document.querySelector('.toast')?.textContent.includes('happened')", 30)
    assert day.call("GET", "clock")["next"] is None


def test_a_call_is_replayed(window: Any, day: Scene) -> None:
    """The webhook's button posts it once more; the list shows the replay."""
    window.get(day.page("webhooks/call-1?language=en"))
    window.find_element(By.XPATH, "//button[text()='Replay']").click()
    until(window, "document.querySelector('.toast')")
    window.get(day.page("webhooks?language=en"))
    assert "replay of call-1" in body(window)


def test_a_workspace_is_minted_switched_and_dropped(window: Any, day: Scene) -> None:
    """Minting leads into the new world with its credentials; dropping leads back."""
    window.get(day.page("workspaces?language=en"))
    window.find_element(By.NAME, "name").send_keys("mine")
    window.find_element(By.XPATH, "//button[text()='Mint']").click()
    until(window, "document.querySelector('.workspace-chip .chip-text')?.textContent === 'mine'")
    key = day.call("GET", "workspaces/mine")["infobip"]["api_key"]
    until(window, f"document.body.innerText.includes('{key}')")
    day.send("x@example.com", "Only here", key=key)
    window.get(day.page())
    until(window, "document.querySelectorAll('.row').length === 1")
    window.get(day.page("workspaces"))
    window.execute_script("window.confirm = () => true")
    window.find_element(By.CSS_SELECTOR, "#world-mine .danger").click()
    until(window, "document.querySelector('.workspace-chip .chip-text')?.textContent === 'default'")
    assert "mine" not in [row["name"] for row in day.call("GET", "workspaces")["results"]]


def test_a_new_user_sends_the_first_mail_by_the_page_alone(window: Any, day: Scene) -> None:
    """An empty world's first page holds a line that works when pasted; the mail it sends is then on the page."""
    import subprocess

    day.call("POST", "workspaces", {"name": "new"})
    window.get(day.page("?workspace=new&language=en"))
    line = window.find_element(By.CSS_SELECTOR, "[id^=sample-]").text
    assert line.startswith("curl")
    subprocess.run(["/bin/sh", "-c", line], check=True, capture_output=True, timeout=20)
    until(window, "document.querySelectorAll('.row').length === 1")
    window.get(day.page("?workspace=default"))
