"""What the emulator holds: idle, and for each message beyond its content."""

from pathlib import Path

from tests.bench import load
from tests.bench.figures import Figures, NotThere, at_most
from tests.bench.mail import CONTENT, emulator, send

MESSAGES = 20_000
JOURNAL = 5_000
"""Requests the journal keeps: it must be full before what a message costs can be seen."""


def memory() -> Figures:
    """Proportional set size of the server and its worker, as the kernel counts it."""
    if not Path("/proc/self/smaps_rollup").exists():
        raise NotThere("this system does not tell what a process holds")
    with emulator() as ours:
        yield at_most("idle", resident(ours.pid) / 1e6, 90, " MB")
        load.seconds_each(ours.port, send, JOURNAL)
        before = resident(ours.pid)
        load.seconds_each(ours.port, lambda number: send(number + JOURNAL), MESSAGES)
        grown = (resident(ours.pid) - before) / MESSAGES
    note = f"{grown / 1000:.2f} kB with {CONTENT} bytes of content"
    yield at_most("a message beyond its content", (grown - CONTENT) / 1000, 3, " kB", note)


def resident(process: int) -> int:
    """Bytes, with those of its children; what is shared counts in parts."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    own = next(int(line.split()[1]) * 1024 for line in rollup.splitlines() if line.startswith("Pss:"))
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return own + sum(resident(int(child)) for task in tasks for child in task.read_text().split())
