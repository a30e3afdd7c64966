"""Every application of the gallery passes its own tests, run as its reader would run them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.required import command
from tests.sdk import clients
from tests.served import CHECKOUT, HERE_ONLY, served

GALLERY = CHECKOUT / "examples"


@pytest.mark.parametrize("tests", sorted(GALLERY.glob("*/test_*.py")), ids=lambda tests: tests.parent.name)
def test_a_python_application(tests: Path) -> None:
    words = [sys.executable, "-m", "pytest", "-p", "emulator.pytest_plugin", "-p", "no:cacheprovider", "-q", "."]
    _passes(words, tests.parent, {"PYTHONPATH": str(CHECKOUT), "PYTEST_ADDOPTS": "--rootdir=."})


def test_the_node_application() -> None:
    node = command("node")
    modules = clients.node_modules()
    with served("--world", "empty") as emulator:
        more = {"NODE_PATH": str(modules), "MAIL_EMULATOR_URL": emulator.url}
        _passes([node, "--test"], GALLERY / "signup_node", more)


def test_the_gallerys_page_lists_every_application() -> None:
    listed = (GALLERY / "README.md").read_text(encoding="utf-8")
    folders = [path.name for path in GALLERY.iterdir() if path.is_dir() and not path.name.startswith((".", "_"))]
    assert [name for name in folders if f"({name})" not in listed] == []


def _passes(words: list[str], folder: Path, more: dict[str, str]) -> None:
    done = subprocess.run(
        words, cwd=folder, env=os.environ | HERE_ONLY | more, capture_output=True, text=True, timeout=180
    )
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
