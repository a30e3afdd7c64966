"""Headless Chromium for tests of the console, and axe-core to judge pages by."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from tests.required import command
from tests.sdk.clients import once, run

AXE = "axe-core@4.10.3"


@contextmanager
def browser(language: str = "en", *, width: int = 1280, height: int = 900, dark: bool = False) -> Iterator[Any]:
    """A window of Chromium that logs what it asks for. Skips, or fails where it is a must, without Chromium."""
    options = webdriver.ChromeOptions()
    options.binary_location = command("browser", "chromium", "chromium-browser", "google-chrome")
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--hide-scrollbars",
        f"--lang={language}",
        f"--window-size={width},{height}",
    ):
        options.add_argument(argument)
    options.add_experimental_option("prefs", {"intl.accept_languages": language})
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(command("browser", "chromedriver")))
    try:
        driver.set_script_timeout(60)
        show(driver, width, height, dark=dark)
        yield driver
    finally:
        driver.quit()


def show(driver: Any, width: int, height: int = 900, *, dark: bool = False) -> None:
    """The window's size and light from now on."""
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    light = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    calm = {"name": "prefers-reduced-motion", "value": "reduce"}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [light, calm]})


def asked(driver: Any) -> list[str]:
    """Every address asked for since the last call of this."""
    messages = [json.loads(each["message"])["message"] for each in driver.get_log("performance")]
    return [each["params"]["request"]["url"] for each in messages if each["method"] == "Network.requestWillBeSent"]


def complaints(driver: Any) -> list[str]:
    """What the browser complained of since the last call of this: blocked scripts, failed loads, errors."""
    return [each["message"] for each in driver.get_log("browser") if each["level"] in ("SEVERE", "WARNING")]


@lru_cache(maxsize=1)
def _axe() -> str:
    def install(folder: Path) -> None:
        npm = command("node", "npm")
        run("node", npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", AXE)

    return (once("axe-core-4.10.3", install) / "node_modules/axe-core/axe.min.js").read_text()


def judged_by_axe(driver: Any) -> list[str]:
    """What axe-core finds wrong with the page as it stands: rule, and where."""
    # Past the page's Content-Security-Policy, as a debugger may: the page itself could not load it.
    driver.execute_cdp_cmd("Runtime.evaluate", {"expression": _axe()})
    found = driver.execute_async_script(
        "const done = arguments[0];"
        "axe.run(document, {iframes: false, resultTypes: ['violations']}).then((found) => done(found.violations));"
    )
    return [
        f"{each['id']} ({each['impact']}): {each['help']}: "
        + "; ".join(f"{node['html'][:160]} {node.get('failureSummary', '')[:300]}" for node in each["nodes"][:3])
        for each in found
    ]
