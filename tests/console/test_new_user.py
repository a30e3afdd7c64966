"""Tried as a new user would: from the command's printed lines to mail, bounce and webhook, by the pages alone."""

from __future__ import annotations

import os
import re
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

pytest.importorskip("selenium")

from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.console.browsers import browser
from tests.served import CHECKOUT, EMULATOR, HERE_ONLY


@dataclass
class Terminal:
    """A command that runs, and what it has printed so far."""

    printed: str = ""
    changed: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, pattern: str) -> re.Match[str]:
        """What fits, once it is printed."""
        with self.changed:
            assert self.changed.wait_for(lambda: re.search(pattern, self.printed), 60), self.printed
            found = re.search(pattern, self.printed)
            assert found is not None
            return found


@contextmanager
def terminal(words: Sequence[str] | str) -> Iterator[Terminal]:
    """Runs a command line, as typed or as words, until the block ends."""
    made = Terminal()
    process = subprocess.Popen(
        words, shell=isinstance(words, str), stdout=subprocess.PIPE, text=True, cwd=CHECKOUT, env=os.environ | HERE_ONLY
    )
    assert process.stdout is not None

    def read(lines: Any) -> None:
        for line in lines:
            with made.changed:
                made.printed += line
                made.changed.notify_all()

    reader = threading.Thread(target=read, args=(process.stdout,), daemon=True)
    reader.start()
    try:
        yield made
    finally:
        process.terminate()
        process.wait(20)
        reader.join(20)


class User:
    """Reads the page, follows its links, presses its buttons."""

    def __init__(self, window: Any) -> None:
        self.window = window

    def until(self, script: str) -> Any:
        wait = WebDriverWait(self.window, 30, poll_frequency=0.05)
        return wait.until(lambda window: window.execute_script(f"return {script}"))

    def follow(self, text: str, within: str = "body") -> None:
        place = self.window.find_element(By.CSS_SELECTOR, within)
        place.find_element(By.PARTIAL_LINK_TEXT, text).click()
        self.until("document.readyState === 'complete'")

    def press(self, step: str) -> None:
        """The button of a step, and wait until the step leads somewhere."""
        self.window.find_element(By.CSS_SELECTOR, f"#step-{step} .button").click()
        self.until(f"document.querySelector('#step-{step}.done') !== null")

    def read(self, selector: str = "main") -> str:
        return str(self.window.find_element(By.CSS_SELECTOR, selector).text)


@pytest.fixture(scope="module")
def window() -> Iterator[Any]:
    with browser() as driver:
        yield driver


def test_from_the_printed_lines_to_a_mail_a_bounce_and_a_webhook(window: Any) -> None:
    """For both vendors. Nothing is known but what the command prints and what the pages say."""
    with terminal([*EMULATOR, "serve", "--port", "0"]) as server:
        user = User(window)
        window.get(server.wait_for(r"console +(http\S+)")[1])
        assert "No mail yet" in user.read()
        user.follow("First steps")

        # A second terminal with the line of the page. Its port is free here; the page is told.
        line = user.read("#receive")
        assert line in server.wait_for(r"receiver +(.+ receive)  ")[1]
        with terminal(f"exec {line} --port 0") as receiver:
            address = receiver.wait_for(r"calls to (http\S+)")[1]
            window.find_element(By.CSS_SELECTOR, "#own-receiver summary").click()
            field_ = window.find_element(By.NAME, "receiver")
            field_.clear()
            field_.send_keys(address)
            field_.submit()
            user.until("location.search.includes('receiver=')")
            steps = window.current_url

            for step in ("mail", "bounce", "reporting-mail"):
                user.press(f"infobip-{step}")
            window.find_element(By.CSS_SELECTOR, ".nudge").click()
            user.until("document.querySelector('#step-infobip-reporting-mail').innerText.includes('answered 200')")
            assert "watched@example.com" in receiver.wait_for(r'"to": "watched@example.com"')[0]
            user.follow("bounce@example.com", "#step-infobip-bounce")
            assert "bounced" in user.read(".timeline")
            window.get(steps)
            user.follow("The webhook call", "#step-infobip-reporting-mail")
            assert "200" in user.read(".timeline") and "watched@example.com" in user.read("#hook-body")

            window.get(steps)
            for step in ("reader", "bouncing-reader", "hook", "mailing", "time"):
                user.press(f"orange-mail-{step}")
            user.until("document.querySelector('#step-orange-mail-time').innerText.includes('answered 200')")
            receiver.wait_for(r'"event": "Bounce"')
            user.follow("reader@example.com", "#step-orange-mail-mailing")
            assert "山田様 お知らせ" in user.read("h1") and "delivered" in user.read(".timeline")
            window.get(steps)
            user.follow("bounce@example.com", "#step-orange-mail-bouncing-reader")
            assert "bounced" in user.read(".timeline")


def test_the_printed_curl_lines_lead_to_a_first_mail_of_each_vendor(window: Any) -> None:
    """Pasted as they are printed; the console lists the mail without being loaded again."""
    with terminal([*EMULATOR, "serve", "--port", "0"]) as server:
        server.wait_for(r"Orange Mail: a first mail.*\n[^\n]+\n\n")
        lines = re.findall(r"^curl .+$", server.printed, re.MULTILINE)
        assert len(lines) == 2
        user = User(window)
        window.get(server.wait_for(r"console +(http\S+)")[1])
        for line in lines:
            subprocess.run(["/bin/sh", "-c", line], check=True, capture_output=True, timeout=20)
        window.find_element(By.CSS_SELECTOR, ".nudge").click()
        user.until("new Set([...document.querySelectorAll('.row .vendor')].map((each) => each.innerText)).size === 2")


def test_an_empty_world_says_how_to_get_credentials(window: Any) -> None:
    """Its printed line mints a workspace with the password from a variable; its page does so by a button."""
    with terminal([*EMULATOR, "serve", "--port", "0", "--world", "empty", "--password", "open sesame"]) as server:
        line = server.wait_for(r"\n(curl .+)\n")[1]
        assert "sesame" not in server.printed and "$MAIL_EMULATOR_PASSWORD" in line
        words = ["/bin/sh", "-c", line]
        environ = os.environ | {"MAIL_EMULATOR_PASSWORD": "open sesame"}
        minted = subprocess.run(words, check=True, capture_output=True, timeout=20, env=environ)
        assert b'"api_key"' in minted.stdout
        user = User(window)
        address = server.wait_for(r"first steps +(http\S+)")[1]
        window.get(address.replace("http://", "http://any:open%20sesame@"))
        window.get(address)
        window.find_element(By.XPATH, "//button[text()='Mint']").click()
        user.until("document.querySelectorAll('.step').length > 5")
        user.press("infobip-mail")
        window.find_element(By.CSS_SELECTOR, "h1 ~ .curl").click()
        shown = user.read("#curl-text")
        assert '-H "Authorization: Bearer $MAIL_EMULATOR_PASSWORD"' in shown
        assert "sesame" not in window.page_source
