"""Brings the official clients, once for all test workers and all later runs."""

import fcntl
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.required import command, missing
from tests.served import CHECKOUT

NODE_CLIENT = "@infobip-api/sdk@0.3.2"
PYTHON_CLIENT = "infobip-api-python-client==6.0.0"


def node_modules() -> Path:
    """The folder to name in NODE_PATH."""

    def install(folder: Path) -> None:
        npm = command("node", "npm")
        run("node", npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", NODE_CLIENT)

    return once("infobip-node-0.3.2", install) / "node_modules"


def python() -> Path:
    """The interpreter that has the client; it pins versions, so it lives apart from the emulator."""

    def install(folder: Path) -> None:
        run("python-sdk", sys.executable, "-m", "venv", str(folder))
        run("python-sdk", str(folder / "bin/python"), "-m", "pip", "install", "--quiet", PYTHON_CLIENT)

    return once("infobip-python-6.0.0", install) / "bin/python"


def once(name: str, install: Callable[[Path], None]) -> Path:
    folder = CHECKOUT / ".build" / name
    folder.mkdir(parents=True, exist_ok=True)
    with (folder.parent / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / ".complete").exists():
            install(folder)
            (folder / ".complete").touch()
    return folder


def run(need: str, *words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, timeout=300)
    if done.returncode:
        missing(need, f"{' '.join(words)} failed:\n{done.stdout}{done.stderr}")
