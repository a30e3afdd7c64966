"""What the bench prints: one line per figure, with what was seen, what it should be, and whether it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

VERDICTS = {True: "met", False: "MISSED", None: ""}


class NotThere(Exception):
    """This machine lacks something that a row needs; the message says what."""


@dataclass(frozen=True)
class Figure:
    """`met` is None where there is nothing to reach, `seen` empty where nothing could be measured: `note` says why."""

    what: str
    seen: str = ""
    target: str = ""
    met: bool | None = None
    note: str = ""

    def __str__(self) -> str:
        verdict = VERDICTS[self.met] if self.seen else "not measured:"
        return f"  {self.what:<46} {self.seen:>10} {self.target:>10}  {verdict:<7} {self.note}".rstrip()


HEADER = f"  {'what':<46} {'seen':>10} {'to reach':>10}"


def at_most(what: str, value: float, limit: float, unit: str = "", note: str = "") -> Figure:
    return Figure(what, f"{value:.2f}{unit}", f"<= {limit:g}{unit}", value <= limit, note)


def at_least(what: str, value: float, limit: float, unit: str = "", note: str = "") -> Figure:
    return Figure(what, f"{value:.2f}{unit}", f">= {limit:g}{unit}", value >= limit, note)


def not_measured(what: str, why: str) -> Figure:
    return Figure(what, note=why)


def typical_ratio(ours: list[float], theirs: list[float]) -> float:
    """The median of the ratios of rounds that were run side by side."""
    return median(one / other for one, other in zip(ours, theirs, strict=True))


Figures = Iterator[Figure]
