"""A real emulator in a process of its own, as a user starts it."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
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
    """`mail-emulator serve` on a free port; its output is shown when it does not come up."""
    with tempfile.TemporaryDirectory() as folder:
        port_file, output = Path(folder, "port"), Path(folder, "output")
        with output.open("w") as written:
            process = subprocess.Popen(
                [*command, "serve", "--port", "0", "--port-file", str(port_file), *arguments],
                stdout=written,
                stderr=subprocess.STDOUT,
                cwd=cwd,
                env=os.environ | HERE_ONLY,
            )
        try:
            yield Served(f"http://127.0.0.1:{_port(process, port_file, output)}", process.pid)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _port(process: subprocess.Popen[bytes], port_file: Path, output: Path) -> int:
    for _ in range(400):
        if port_file.exists() and (port := port_file.read_text().strip()):
            return int(port)
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
            break
    raise AssertionError(f"the emulator did not come up:\n{output.read_text()}")
