"""What is installed from the wheel is all that a user needs."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from tests.required import missing
from tests.served import CHECKOUT, served

SOURCES = ("setup.cfg", "setup.py", "pyproject.toml", "README.md", "LICENSE", "emulator", "fixtures")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of a wheel, built from a copy of the sources and installed in an empty environment."""
    folder = tmp_path_factory.mktemp("wheel")
    (folder / "sources").mkdir()
    for name in SOURCES:
        copy = shutil.copytree if (CHECKOUT / name).is_dir() else shutil.copy
        copy(CHECKOUT / name, folder / "sources" / name)
    _pip(sys.executable, "wheel", "--no-deps", "--wheel-dir", str(folder), str(folder / "sources"))
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    _pip(str(folder / "venv/bin/python"), "install", *map(str, folder.glob("*.whl")))
    return folder / "venv/bin/mail-emulator"


def test_an_installed_wheel_serves_the_demo_world(installed: Path, tmp_path: Path) -> None:
    with served("--world", "demo", command=[str(installed)], cwd=tmp_path) as emulator:
        sent = requests.post(
            f"{emulator.url}/email/3/send",
            headers={"Authorization": "App infobip-demo-key"},
            files={
                "from": (None, "orders@shop.example"),
                "to": (None, "nora.lind@north.example"),
                "subject": (None, "Your order"),
                "text": (None, "It is on its way."),
            },
            timeout=10,
        )
    assert sent.status_code == 200, sent.text


def test_the_readmes_five_lines_are_a_test(installed: Path, tmp_path: Path) -> None:
    """With the wheel and pytest, nothing else is installed or configured."""
    python = str(installed.parent / "python")
    _pip(python, "install", "pytest")
    (example,) = re.findall(r"^```python\n(import requests.*?)^```", (CHECKOUT / "README.md").read_text(), re.M | re.S)
    (tmp_path / "test_example.py").write_text(example)
    without = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))}
    done = subprocess.run([python, "-m", "pytest", "-q"], cwd=tmp_path, env=without, capture_output=True, text=True)
    assert "1 passed" in done.stdout, done.stdout + done.stderr


def _pip(python: str, *words: str) -> None:
    done = subprocess.run([python, "-m", "pip", "--quiet", *words], capture_output=True, text=True, timeout=300)
    if done.returncode:
        missing("packages", f"pip {words[0]} failed:\n{done.stdout}{done.stderr}")
