"""A hand on the pages: opens them, presses their buttons, and remembers which ones it has not pressed."""

from __future__ import annotations

from typing import Any

from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.console.scenes import Scene

ACTIONS = """
return [...document.querySelectorAll('main form.action')].map(
    (form) => form.dataset.method + ' ' + form.querySelector('.button').textContent.trim())
"""
QUIET = "document.querySelectorAll('.toast').forEach((each) => each.remove()); window.confirm = () => true"


class Hand:
    """What a person does in the console, in a world."""

    def __init__(self, window: Any, scene: Scene, workspace: str = "default") -> None:
        self.window = window
        self.scene = scene
        self.workspace = workspace
        self.offered: set[str] = set()
        self.pressed: set[str] = set()

    def open(self, path: str) -> None:
        joint = "&" if "?" in path else "?"
        self.window.get(self.scene.page(f"{path}{joint}language=en&workspace={self.workspace}"))
        self.look()

    def look(self) -> None:
        """Take in what the page offers."""
        self.offered |= set(self.window.execute_script(ACTIONS))

    def until(self, script: str, seconds: float = 20) -> Any:
        wait = WebDriverWait(self.window, seconds, poll_frequency=0.05)
        return wait.until(lambda window: window.execute_script(f"return {script}"))

    def form(self, button: str, within: str = "main") -> Any:
        """The action whose button has this text; the first one in the page, or in a part of it."""
        place = self.window.find_element(By.CSS_SELECTOR, within)
        path = f'.//form[contains(@class, "action")][.//button[normalize-space(text())="{button}"]]'
        return place.find_element(By.XPATH, path)

    def press(self, button: str, within: str = "main", *, leaves: bool = False, **fields: str) -> str:
        """Fill in and press; returns what the corner says then."""
        form = self.fill(button, within, **fields)
        self.window.execute_script(QUIET)
        self.pressed.add(f"{form.get_attribute('data-method')} {button}")
        form.find_element(By.CSS_SELECTOR, ".button").click()
        if leaves:
            return ""
        said: str = self.until("document.querySelector('.toast')?.textContent")
        assert not self.window.execute_script("return document.querySelector('.toast.bad')?.textContent"), said
        self.settle()
        return said

    def refused(self, button: str, **fields: str) -> str:
        """Fill in and press what is refused; returns what the page says beside the fields."""
        form = self.fill(button, **fields)
        self.window.execute_script(QUIET)
        form.find_element(By.CSS_SELECTOR, ".button").click()
        said: str = self.until("document.querySelector('main form.action .problem')?.textContent")
        return said

    def fill(self, button: str, within: str = "main", **fields: str) -> Any:
        form = self.form(button, within)
        for name, text in fields.items():
            field = form.find_element(By.NAME, name.replace("__", "."))
            if field.get_attribute("type") == "checkbox":
                field.click()
                continue
            if field.tag_name == "select":
                field.find_element(By.CSS_SELECTOR, f"option[value='{text}']").click()
                continue
            if field.get_attribute("type") != "file":
                field.clear()
            field.send_keys(text)
        return form

    def settle(self) -> None:
        """Wait until the page shows what an action led to."""
        self.until("!document.querySelector('form.action[data-busy]')")
        self.window.execute_async_script(
            "const done = arguments[0]; const url = location.href;"
            "fetch(url, {headers: {'X-Live': '1'}}).then(() => setTimeout(done, 50))"
        )
        self.look()

    def curl(self, button: str, within: str = "main", **fields: str) -> str:
        """What the action's curl says."""
        self.fill(button, within, **fields).find_element(By.CSS_SELECTOR, ".curl").click()
        line = self.read("#curl-text")
        self.window.find_element(By.CSS_SELECTOR, "#curl [method=dialog] button").click()
        return line

    def read(self, selector: str = "main") -> str:
        return str(self.window.find_element(By.CSS_SELECTOR, selector).text)

    def click(self, selector: str) -> None:
        self.window.find_element(By.CSS_SELECTOR, selector).click()

    def copied(self) -> str:
        """What is in the clipboard."""
        found: str = self.window.execute_async_script("navigator.clipboard.readText().then(arguments[0])")
        return found

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """The same world by the control API."""
        below = "" if self.workspace == "default" else f"workspaces/{self.workspace}/"
        return self.scene.call(method, below + path, body)

    @property
    def key(self) -> str:
        """The world's key, for clients of the first vendor."""
        return str(self.scene.call("GET", f"workspaces/{self.workspace}")["infobip"]["api_key"])

    def send(self, to: str, subject: str = "Your receipt", **fields: str) -> None:
        """A mail in this world."""
        self.scene.send(to, subject, key=self.key, **fields)

    @property
    def left(self) -> set[str]:
        """Buttons that were offered and not pressed."""
        return self.offered - self.pressed
