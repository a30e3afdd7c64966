"""How this program was called, so that a line to paste calls it too: `make run` has it in no PATH."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

NAME = "mail-emulator"


def command(called: str = "") -> str:
    """How a line begins that calls this program. Embedded in another program it has its plain name."""
    path = Path(called or sys.argv[0])
    if path.name == "__main__.py" and path.parent.name == "emulator":
        return f"{shlex.quote(sys.executable)} -m emulator"
    if path.stem != NAME:
        return NAME
    import shutil

    found = shutil.which(NAME)
    if found is not None and Path(found).resolve() == path.resolve():
        return NAME
    return shlex.quote(str(path.absolute()))
