"""What a test suite pays: reset, a workspace of one's own, a call in the process, the plugin it does not use."""

import importlib.util
import resource
import subprocess
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter

import requests

from emulator.emulator import Emulator
from tests.bench import load
from tests.bench.figures import Figures, at_most, not_measured, typical_ratio
from tests.bench.mail import APP_KEY, FORM, emulator, mail, send

PLUGIN = "emulator.pytest_plugin"
SEND = "/email/3/send"
MAIL = mail("nora.lind@north.example")
HEADERS = {"Authorization": APP_KEY, "Content-Type": FORM}


def testing() -> Figures:
    """Milliseconds over loopback, as a client on the same machine sees them."""
    with emulator() as ours:
        control = "/_emulator/api/"
        mint = load.post(f"{control}workspaces", "application/json", "none", b"{}")
        yield at_most("mint a workspace", 1000 * load.seconds_each(ours.port, lambda _: mint, 200), 2, " ms")
        reset = load.post(f"{control}reset", "application/json", "none", b"{}")
        taken = []
        for _ in range(50):
            load.seconds_each(ours.port, send, 10)
            taken.append(load.seconds_each(ours.port, lambda _: reset, 1))
        yield at_most("reset after ten sends", 1000 * median(taken), 2, " ms")


def in_process() -> Figures:
    """A send through Flask's client in this process, and through requests to a server in a thread of it."""
    ours: list[float] = []
    loopback: list[float] = []
    with Emulator(world="demo") as emulator, requests.Session() as session:
        client, url = emulator.app.test_client(), f"{emulator.base_url}{SEND}"
        for _ in range(8):
            ours.append(_each(lambda: client.post(SEND, data=MAIL, headers=HEADERS).status_code))
            loopback.append(_each(lambda: session.post(url, data=MAIL, headers=HEADERS).status_code))
    note = f"{1000 * median(ours):.2f} to {1000 * median(loopback):.2f} ms"
    yield at_most("call in the process : over loopback", typical_ratio(ours, loopback), 0.5, note=note)


def plugin() -> Figures:
    """The processor time pytest starts with, with and without the plugin that nobody asks anything of."""
    if importlib.util.find_spec(PLUGIN) is None:
        yield not_measured("unused pytest plugin", "the plugin is not there")
        return
    unused, without = [], []
    for _ in range(7):
        unused.append(_pytest("-p", PLUGIN))
        without.append(_pytest("-p", f"no:{PLUGIN}"))
    yield at_most("unused pytest plugin", 1000 * (min(unused) - min(without)), 10, " ms")


def _each(call: Callable[[], int]) -> float:
    taken = []
    for _ in range(50):
        began = perf_counter()
        status = call()
        taken.append(perf_counter() - began)
        assert status == 200, status
    return median(taken)


def _pytest(*words: str) -> float:
    """Seconds of the processor: what else the machine does is larger than the difference that is looked for."""
    began = _spent()
    subprocess.run([sys.executable, "-m", "pytest", "--version", *words], check=True, capture_output=True)
    return _spent() - began


def _spent() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
