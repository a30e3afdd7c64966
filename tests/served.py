"""A real emulator in a process of its own, as a user starts it."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import requests

CHECKOUT = Path(__file__).parents[1]
EMULATOR = (sys.executable, "-m", "emulator")
HERE_ONLY = {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}


@dataclass(frozen=True)
class Served:
    """A running emulator and what a test asks of it."""

    url: str
    pid: int

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def control(self, method: str, path: str, **arguments: Any) -> Any:
        """The answer of the control API: `control("POST", "clock/advance", json={"by": "10m"})`."""
        answer = requests.request(method, f"{self.url}/_emulator/api/{path}", timeout=60, **arguments)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def minted(self, **wishes: Any) -> dict[str, Any]:
        """A workspace of one's own, with fresh credentials for both vendors."""
        workspace: dict[str, Any] = self.control("POST", "workspaces", json=wishes)
        return workspace


@contextmanager
def served(*arguments: str, command: Sequence[str] = EMULATOR, cwd: Path = CHECKOUT) -> Iterator[Served]:
    """`mail-emulator serve` on a free port."""
    with tempfile.TemporaryDirectory() as folder:
        port_file = Path(folder, "port")
        words = [*command, "serve", "--port", "0", "--port-file", str(port_file), *arguments]
        with started(words, lambda: port_file.exists() and bool(port_file.read_text()), cwd=cwd) as process:
            yield Served(f"http://127.0.0.1:{int(port_file.read_text())}", process.pid)


@contextmanager
def started(
    words: Sequence[str], is_up: Callable[[], bool], *, cwd: Path = CHECKOUT
) -> Iterator[subprocess.Popen[str]]:
    """A process from the moment it is up until the block ends. Its output is shown when it does not come up."""
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(
            words, stdout=output, stderr=subprocess.STDOUT, text=True, cwd=cwd, env=os.environ | HERE_ONLY
        )
        try:
            deadline = monotonic() + 30
            while not is_up():
                if process.poll() is not None or monotonic() > deadline:
                    output.seek(0)
                    raise AssertionError(f"{' '.join(words)} did not come up:\n{output.read()}")
                with suppress(subprocess.TimeoutExpired):
                    process.wait(0.005)
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
