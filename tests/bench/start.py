"""From the command to the first answer."""

import compileall
from collections.abc import Sequence
from statistics import median
from time import perf_counter

from tests.bench import load, peers
from tests.bench.figures import Figure, Figures, at_most, typical_ratio
from tests.bench.mail import send
from tests.served import CHECKOUT, EMULATOR

ROUNDS = 5


def start() -> Figures:
    """The first mail accepted by the emulator and by moto's SES, and an empty Flask route's first answer, in turns."""
    compileall.compile_dir(CHECKOUT / "emulator", quiet=1)  # as pip did for moto when it installed it
    ours: list[float] = []
    moto: list[float] = []
    empty: list[float] = []
    for _ in range(ROUNDS):
        ours.append(_first_answer([*EMULATOR, "serve", "--world", "demo"], send(0)))
        moto.append(_first_answer(peers.moto(), peers.ses("VerifyEmailIdentity", EmailAddress="a%40b.example")))
        empty.append(_first_answer(peers.empty_route(), load.post("/", "application/json", "none", b"{}")))
    note = f"{median(ours):.2f} to {median(moto):.2f} s"
    yield at_most("start to first answer : moto", typical_ratio(ours, moto), 0.7, note=note)
    ratio = f"{typical_ratio(ours, empty):.2f}"
    yield Figure("start to first answer : empty route", ratio, note=f"{median(ours):.2f} to {median(empty):.2f} s")


def _first_answer(command: Sequence[str], request: bytes) -> float:
    port = peers.free_port()
    began = perf_counter()
    with peers.running(command, port):
        load.send(port, request)
        return perf_counter() - began
