"""Infobip's own Python client in the test's process: nothing of it changed, not even its host."""

import os
import subprocess
import sys
from pathlib import Path

from tests.sdk import clients
from tests.served import CHECKOUT, HERE_ONLY

HERE = Path(__file__).parent
CONFTEST = "import os, sys\n\nsys.path.append(os.environ['CLIENT_PACKAGES'])\n"


def test_the_python_client_is_caught_at_the_host_of_production(tmp_path: Path) -> None:
    (packages,) = clients.python().parents[1].glob("lib/python*/site-packages")
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_unchanged.py").write_text((HERE / "intercepted/unchanged.py").read_text())
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "emulator.pytest_plugin", "-p", "no:cacheprovider", "-q", "."],
        cwd=tmp_path,
        env=os.environ | HERE_ONLY | {"CLIENT_PACKAGES": str(packages), "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
