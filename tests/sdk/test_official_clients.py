"""Infobip's own clients, unchanged, against a served emulator."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.required import command
from tests.sdk import clients
from tests.served import HERE_ONLY, Served, served

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "clients.md"
PROGRAM = re.compile(r"^```(python|js)\n(.*?)^```\n\n```text\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def emulator() -> Iterator[Served]:
    with served("--world", "demo") as running:
        yield running


@pytest.fixture
def surroundings(emulator: Served) -> dict[str, str]:
    workspace = emulator.minted(clock="standing")
    return (
        os.environ
        | HERE_ONLY
        | {
            "EMULATOR_URL": emulator.url,
            "EMULATOR_CONTROL": f"{emulator.url}/_emulator/api/workspaces/{workspace['name']}",
            "INFOBIP_KEY": workspace["infobip"]["api_key"],
        }
    )


@pytest.mark.parametrize("script", sorted((HERE / "node").glob("*.js")), ids=lambda script: script.stem)
def test_the_node_client_sees_the_vendor(script: Path, surroundings: dict[str, str]) -> None:
    node = command("node")
    _judge([node, str(script)], surroundings | {"NODE_PATH": str(clients.node_modules())})


@pytest.mark.parametrize("script", sorted((HERE / "python").glob("*.py")), ids=lambda script: script.stem)
def test_the_python_client_sees_the_vendor(script: Path, surroundings: dict[str, str]) -> None:
    _judge([str(clients.python()), str(script)], surroundings)


@pytest.mark.parametrize(("language", "program", "prints"), PROGRAM.findall(PAGE.read_text()))
def test_the_page_of_clients_is_true(language: str, program: str, prints: str, emulator: Served) -> None:
    """Each program of the page, with only the address changed, prints what the page says."""
    program = program.replace("http://127.0.0.1:8525", emulator.url)
    if language == "js":
        words, more = [command("node"), "-e", program], {"NODE_PATH": str(clients.node_modules())}
    else:
        python = str(clients.python()) if "infobip_api_client" in program else sys.executable
        words, more = [python, "-c", program], {}
    done = subprocess.run(words, env=os.environ | HERE_ONLY | more, capture_output=True, text=True, timeout=120)
    assert done.stdout == prints, done.stderr


def _judge(words: list[str], surroundings: dict[str, str]) -> None:
    done = subprocess.run(words, env=surroundings, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
