"""A headless Chromium. Required in CI, visibly skipped where there is none."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests import required


@contextmanager
def chromium(width: int = 1280, height: int = 900, language: str = "ja") -> Iterator[Any]:
    """A selenium driver; it talks to nobody but this machine."""
    binary = required.command("browser", "chromium", "chromium-browser", "google-chrome")
    service_path = required.command("browser", "chromedriver")
    if importlib.util.find_spec("selenium") is None:
        required.missing("browser", "selenium is not installed")
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--no-proxy-server",
        f"--lang={language}",
        f"--window-size={width},{height}",
    ):
        options.add_argument(argument)
    options.add_experimental_option("prefs", {"intl.accept_languages": language})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=service_path))
    try:
        driver.set_page_load_timeout(30)
        yield driver
    finally:
        driver.quit()


def resize(driver: Any, width: int, height: int) -> None:
    """The size of the page itself, narrower than a window can be."""
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def loaded(driver: Any) -> list[Any]:
    """What the page has loaded so far, with the sizes and statuses of the answers: for a test that fails."""
    found: list[Any] = driver.execute_script(
        "return performance.getEntriesByType('resource').map("
        "each => [each.name, each.responseStatus, each.decodedBodySize, Math.round(each.duration)])"
    )
    return found


def keep(driver: Any, folder: Path | None, name: str) -> None:
    """A picture of the whole page, when somebody wants to look at it."""
    if folder is not None:
        height = driver.execute_script("return document.documentElement.scrollHeight")
        width = driver.execute_script("return window.innerWidth")
        resize(driver, width, max(height, 700))
        (folder / f"{name}-{width}.png").write_bytes(driver.get_screenshot_as_png())
