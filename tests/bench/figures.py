"""What the bench prints: one line per figure, each with what it should be."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median


class NotThere(Exception):
    """The emulator does not have yet what the row would measure."""


@dataclass(frozen=True)
class Figure:
    what: str
    seen: str
    target: str = ""
    met: bool | None = None

    def __str__(self) -> str:
        verdict = {True: "met", False: "SHORT", None: ""}[self.met]
        return f"  {self.what:<44} {self.seen:<46} {self.target:<14} {verdict}"


def at_most(what: str, value: float, limit: float, unit: str = "", note: str = "") -> Figure:
    return Figure(what, _with(value, unit, note), f"<= {limit:g}{unit}", value <= limit)


def at_least(what: str, value: float, limit: float, unit: str = "", note: str = "") -> Figure:
    return Figure(what, _with(value, unit, note), f">= {limit:g}{unit}", value >= limit)


def not_there(what: str, why: str = "") -> Figure:
    return Figure(what, f"not there yet{': ' if why else ''}{why}")


def typical_ratio(ours: list[float], theirs: list[float]) -> float:
    """The median of the ratios of rounds that were run side by side."""
    return median(one / other for one, other in zip(ours, theirs, strict=True))


Figures = Iterator[Figure]


def _with(value: float, unit: str, note: str) -> str:
    return f"{value:.2f}{unit}{'  (' if note else ''}{note}{')' if note else ''}"
