"""Reads the examples of a Markdown page: what is typed after `$ `, and what is to be seen below it."""

import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRINTED_URL = "http://127.0.0.1:8525"
"""The address the pages print; a test puts the running server's in its place."""

_BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    """One command of a page. `...` in the expected text stands for anything, also over several lines."""

    page: str
    line: int
    command: str
    expected: str

    def fits(self, seen: str) -> bool:
        parts = [re.escape(part) for part in self.expected.strip().split("...")]
        return re.fullmatch(".*?".join(parts), seen.strip(), re.DOTALL) is not None


def examples(page: str) -> list[Example]:
    """All commands of the `console` blocks of a page below the repository's root, in order."""
    text = (ROOT / page).read_text()
    found = []
    for block in _BLOCK.finditer(text):
        line = text.count("\n", 0, block.start()) + 2
        for chunk in re.split(r"^(?=\$ )", block[1], flags=re.MULTILINE):
            if chunk.startswith("$ "):
                command, expected = _command(chunk)
                found.append(Example(page, line, command, expected))
            line += chunk.count("\n")
    return found


def _command(chunk: str) -> tuple[str, str]:
    """A command goes on where a line ends with a backslash or inside quotes."""
    lines = chunk[2:].splitlines()
    taken = 1
    while taken < len(lines) and (lines[taken - 1].endswith("\\") or not _whole("\n".join(lines[:taken]))):
        taken += 1
    return "\n".join(lines[:taken]), "\n".join(lines[taken:])


def _whole(command: str) -> bool:
    try:
        shlex.split(command)
    except ValueError:
        return False
    return True


def run(example: Example, url: str) -> str:
    """What the command prints when typed in a shell, against the server at `url`."""
    emulator = f"{shlex.quote(sys.executable)} -m emulator"
    command = re.sub(r"(^|\| )mail-emulator\b", rf"\1{emulator}", example.command.replace(PRINTED_URL, url))
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "MAIL_EMULATOR_URL": url, "NO_PROXY": "*", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    return (done.stdout + done.stderr).replace(url, PRINTED_URL)
