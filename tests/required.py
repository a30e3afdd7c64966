"""Tools a test cannot do without: skipped visibly where they are missing, a failure where they are a must."""

import os
import shutil
from typing import NoReturn

import pytest


def command(need: str, *names: str) -> str:
    """The path of the first of these commands: `command("browser", "chromium", "google-chrome")`."""
    names = names or (need,)
    found = next(filter(None, map(shutil.which, names)), None)
    return found or missing(need, f"no {' or '.join(names)} on the PATH")


def missing(need: str, why: str) -> NoReturn:
    """Skips the test; fails it under `CI=true` or if `MAIL_EMULATOR_REQUIRE=node,browser` names the need."""
    if os.environ.get("CI") == "true" or need in os.environ.get("MAIL_EMULATOR_REQUIRE", "").split(","):
        pytest.fail(f"{need} is required here: {why}")
    pytest.skip(f"without {need}: {why}")
