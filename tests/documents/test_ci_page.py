"""The shell lines of docs/ci.md start a server, wait for it and mint a workspace."""

import re
import subprocess
import sys
from pathlib import Path

from tests.documents.reading import ROOT
from tests.required import command

_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


def test_the_lines_of_the_page_work(tmp_path: Path) -> None:
    bash = command("bash")
    command("curl")
    start, mint = _BLOCK.findall((ROOT / "docs/ci.md").read_text(encoding="utf-8"))
    shim = tmp_path / "mail-emulator"
    shim.write_text(f'#!/bin/sh\nexec {sys.executable} -m emulator "$@"\n')
    shim.chmod(0o755)
    script = f"""
        set -e; trap 'kill %1' EXIT
        {start}
        {mint}
    """
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "PYTHONPATH": str(ROOT), "NO_PROXY": "*"}
    done = subprocess.run(
        [bash, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60
    )
    assert '"api_key"' in done.stdout, done.stdout + done.stderr
