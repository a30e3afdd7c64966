"""Infobip's own clients, unchanged, against a served emulator."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.required import command
from tests.sdk import clients
from tests.served import DEMO, HERE_ONLY, Served, served

HERE = Path(__file__).parent
NOT_THERE_YET = 77
pytestmark = pytest.mark.skipif(not DEMO.exists(), reason="the demo world is not there yet")


@pytest.fixture(scope="module")
def emulator() -> Iterator[Served]:
    with served("--world", "demo") as running:
        yield running


@pytest.fixture
def surroundings(emulator: Served) -> dict[str, str]:
    workspace = emulator.minted(clock="standing")
    return os.environ | HERE_ONLY | {
        "EMULATOR_URL": emulator.url,
        "EMULATOR_CONTROL": f"{emulator.url}/_emulator/api/workspaces/{workspace['name']}",
        "INFOBIP_KEY": workspace["infobip"]["api_key"],
    }


@pytest.mark.parametrize("script", sorted((HERE / "node").glob("*.js")), ids=lambda script: script.stem)
def test_the_node_client_sees_the_vendor(script: Path, surroundings: dict[str, str]) -> None:
    node = command("node")
    _judge([node, str(script)], surroundings | {"NODE_PATH": str(clients.node_modules())})


@pytest.mark.parametrize("script", sorted((HERE / "python").glob("*.py")), ids=lambda script: script.stem)
def test_the_python_client_sees_the_vendor(script: Path, surroundings: dict[str, str]) -> None:
    _judge([str(clients.python()), str(script)], surroundings)


def _judge(words: list[str], surroundings: dict[str, str]) -> None:
    done = subprocess.run(words, env=surroundings, capture_output=True, text=True, timeout=120)
    if done.returncode == NOT_THERE_YET:
        pytest.skip(done.stdout.strip())
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
