"""What a test suite pays: reset, a workspace of one's own, a call in the process, the plugin it does not use."""

import importlib.util
import subprocess
import sys
from statistics import median
from time import perf_counter

from tests.bench import load
from tests.bench.figures import Figures, at_most, not_there
from tests.bench.mail import emulator

PLUGIN = "emulator.pytest_plugin"


def testing() -> Figures:
    """Milliseconds over loopback, as a client on the same machine sees them."""
    with emulator() as ours:
        control = "/_emulator/api/"
        mint = load.post(f"{control}workspaces", "application/json", "none", b"{}")
        yield at_most("mint a workspace", 1000 * load.seconds_each(ours.port, lambda _: mint, 200), 2, " ms")
        reset = load.post(f"{control}reset", "application/json", "none", b"{}")
        taken = []
        for _ in range(50):
            load.seconds_each(ours.port, ours.send, 10)
            taken.append(load.seconds_each(ours.port, lambda _: reset, 1))
        yield at_most("reset after ten sends", 1000 * median(taken), 2, " ms")


def plugin() -> Figures:
    """What pytest starts with, with and without the plugin that nobody asks anything of."""
    if importlib.util.find_spec(PLUGIN) is None:
        yield not_there("unused pytest plugin")
        return
    unused, without = [], []
    for _ in range(7):
        unused.append(_pytest("-p", PLUGIN))
        without.append(_pytest("-p", "no:mail_emulator"))
    yield at_most("unused pytest plugin", 1000 * (median(unused) - median(without)), 10, " ms")


def _pytest(*words: str) -> float:
    began = perf_counter()
    subprocess.run([sys.executable, "-m", "pytest", "--version", *words], check=True, capture_output=True)
    return perf_counter() - began
