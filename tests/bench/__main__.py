"""`make bench`: measures the emulator on this machine and compares with the figures to reach.

Every figure that says "x : y" is a ratio of two things measured in turns in this run. Traffic goes to 127.0.0.1 only.
"""

import sys
from collections.abc import Callable
from time import perf_counter

from tests.bench.figures import Figures, NotThere, not_there
from tests.bench.growth import growth
from tests.bench.memory import memory
from tests.bench.orange import orange_run
from tests.bench.start import start
from tests.bench.testing import in_process, plugin, testing
from tests.bench.throughput import throughput

ROWS: list[Callable[[], Figures]] = [start, throughput, growth, memory, testing, in_process, plugin, orange_run]


def main(wanted: list[str]) -> int:
    """Prints the rows that were asked for, or all of them; fails only where something could not be measured."""
    began, figures = perf_counter(), []
    for row in ROWS:
        if not wanted or row.__name__ in wanted:
            print(f"{row.__name__}: {row.__doc__}", flush=True)
            for figure in _measured(row):
                print(figure, flush=True)
                figures.append(figure)
    met = sum(figure.met is True for figure in figures)
    short = [figure.what for figure in figures if figure.met is False]
    print(f"\n{met} of {met + len(short)} figures met in {perf_counter() - began:.0f} s")
    return 0


def _measured(row: Callable[[], Figures]) -> Figures:
    try:
        yield from row()
    except NotThere as missing:
        yield not_there(row.__name__, str(missing))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
