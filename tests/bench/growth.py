"""What a request costs when much is stored."""

import json
from pathlib import Path
from statistics import median

from tests.bench import load
from tests.bench.figures import Figures, NotThere, at_most, typical_ratio
from tests.bench.mail import emulator, fill, logs, reports, send, send_to
from tests.served import Served

FEW = 1_000
BYTES_EACH = 4_500
"""What a stored message takes at most, the generosity of the allocator included."""

ROUNDS, SENDS, READS, READ = 10, 20, 4, 20


def growth(stored: int = 200_000) -> Figures:
    """A send and a read-once GET when much is stored and when 1,000 messages are; filtered log queries on much."""
    _check_memory(stored)
    with emulator() as little, emulator() as much:
        for ours, messages in (little, FEW), (much, stored):
            ours.control("PUT", "clock", json={"mode": "standing"})
            load.send(ours.port, send_to("bounce@north.example"))
            fill(ours, messages)
        costs: dict[str, tuple[list[float], list[float]]] = {"send": ([], []), "read-once GET": ([], [])}
        for turn in range(ROUNDS):
            for place, ours in enumerate((little, much)):
                costs["send"][place].append(load.seconds_each(ours.port, _fresh(turn), SENDS))
                costs["read-once GET"][place].append(load.seconds_each(ours.port, lambda _: reports(READ), READS))
        queries = {
            "logs of one recipient": "to=reader7x7@north.example",
            "logs of one status": "generalStatus=UNDELIVERABLE",
            "logs of one sender": "from=orders@shop.example&limit=50",
        }
        answers = {what: _milliseconds(much, query) for what, query in queries.items()}
    for what, (few, many) in costs.items():
        note = f"{median(many) * 1e6:,.0f} to {median(few) * 1e6:,.0f} us"
        yield at_most(f"{what}, {stored:,} : {FEW:,} stored", typical_ratio(many, few), 1.2, note=note)
    for what, milliseconds in answers.items():
        yield at_most(f"{what}, {stored:,} stored", milliseconds, 50, " ms")


def _check_memory(stored: int) -> None:
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:  # a system that does not tell is trusted
        return
    free = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))
    if free < stored * BYTES_EACH:
        raise NotThere(f"{stored:,} messages need {stored * BYTES_EACH / 1e9:.1f} GB, {free / 1e9:.1f} GB are free")


def _fresh(turn: int) -> load.Requests:
    return lambda number: send((turn + 1) * 1_000_000 + number)


def _milliseconds(ours: Served, query: str) -> float:
    assert json.loads(load.send(ours.port, logs(query)))["results"], f"no logs for {query}"
    return 1000 * load.seconds_each(ours.port, lambda _: logs(query), 5)
