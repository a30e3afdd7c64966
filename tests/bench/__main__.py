"""`make bench`: measures the emulator on this machine and compares with the figures to reach.

Every figure that says "x : y" is a ratio of two things measured in turns in this run. Traffic goes to 127.0.0.1 only.
"""

import argparse
import sys
from collections.abc import Callable, Mapping
from functools import partial
from time import perf_counter

from tests.bench.console import console
from tests.bench.figures import HEADER, Figure, Figures, NotThere, not_measured
from tests.bench.growth import growth
from tests.bench.held import held
from tests.bench.memory import memory
from tests.bench.orange import orange_run
from tests.bench.start import start
from tests.bench.testing import in_process, plugin, testing
from tests.bench.throughput import throughput

Row = Callable[[], Figures]

ROWS: tuple[Row, ...] = (start, throughput, growth, memory, testing, in_process, plugin, held, orange_run, console)


def main(words: list[str]) -> int:
    """Prints the rows that were asked for, or all of them. 1 when a figure was missed, else 0."""
    parser = _arguments()
    asked = parser.parse_args(words)
    rows: Mapping[str, Row] = {row.__name__: row for row in ROWS} | {"growth": partial(growth, asked.messages)}
    if unknown := set(asked.rows) - set(rows):
        parser.error(f"no row {', '.join(sorted(unknown))}; there are {', '.join(rows)}")
    began, figures = perf_counter(), []
    print(HEADER)
    for name in asked.rows or rows:
        print(f"{name}: {_summary(rows[name])}", flush=True)
        for figure in _measured(name, rows[name]):
            print(figure, flush=True)
            figures.append(figure)
    return _told(figures, perf_counter() - began)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m tests.bench", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help="what to measure; all of it when none is named")
    parser.add_argument("--messages", type=int, default=200_000, help="stored where growth is measured")
    return parser


def _summary(row: Row) -> str:
    return ((row.func if isinstance(row, partial) else row).__doc__ or "").strip()


def _measured(name: str, row: Row) -> Figures:
    try:
        yield from row()
    except NotThere as missing:
        yield not_measured(name, str(missing))


def _told(figures: list[Figure], seconds: float) -> int:
    met = sum(figure.met is True for figure in figures)
    missed = [figure.what for figure in figures if figure.met is False]
    unmeasured = sum(not figure.seen for figure in figures)
    print(f"\n{met} of {met + len(missed)} figures met in {seconds:.0f} s; {unmeasured} could not be measured here")
    for what in missed:
        print(f"missed: {what}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
