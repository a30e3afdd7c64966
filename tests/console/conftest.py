"""A served emulator for a module's tests of the console, a browser, and a hand in a world of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from emulator import Emulator
from tests.console.scenes import Scene

if TYPE_CHECKING:
    from tests.console.hand import Hand


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    """The demo world on a free port, with a seed."""
    with Emulator(world="demo", seed="7") as emulator:
        yield Scene(emulator)


@pytest.fixture(scope="module")
def window(scene: Scene) -> Iterator[Any]:
    """Chromium, which may use the clipboard."""
    from tests.console.browsers import browser

    with browser() as driver:
        grant = {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"], "origin": scene.url}
        driver.execute_cdp_cmd("Browser.grantPermissions", grant)
        yield driver


@pytest.fixture
def hand(window: Any, scene: Scene) -> Hand:
    """A standing world of its own for each test."""
    from tests.console.hand import Hand

    return Hand(window, scene, scene.call("POST", "workspaces", {"clock": "standing"})["name"])
