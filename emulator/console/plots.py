"""Plots as SVG, drawn on the server: only geometry here, words are the templates' and colours the style sheet's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

WIDTH, HEIGHT = 720, 180
LEFT, BOTTOM, TOP = 34, 22, 8
RIGHT = WIDTH - 4


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle. `kind` is an event's name, or what a style needs."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    tip: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A text at an axis."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Plot:
    boxes: tuple[Box, ...]
    across: tuple[Mark, ...]
    up: tuple[Mark, ...]
    path: str = ""
    limit: float | None = None
    now: float | None = None

    @property
    def empty(self) -> bool:
        return not self.boxes and not self.path


def stack(series: Sequence[dict[str, Any]], since: str, until: str) -> Plot:
    """Counts over time, one bar for each bucket, series upon each other."""
    if not series:
        return Plot((), (), ())
    start, end = _read(since), _read(until)
    count = len(series[0]["counts"])
    top = _nice(max(sum(each["counts"][at] for each in series) for at in range(count)))
    step = (RIGHT - LEFT) / count
    boxes = []
    for at in range(count):
        floor = 0
        moment = start + (end - start) * at / count
        for each in series:
            value = each["counts"][at]
            if value:
                high, low = _up(floor + value, top), _up(floor, top)
                tip = f"{moment:%m-%d %H:%M:%S} {each['event']} {value}"
                boxes.append(
                    Box(_round(LEFT + at * step + 0.5), high, _round(max(step - 1, 1)), low - high, each["event"], tip)
                )
                floor += value
    return Plot(tuple(boxes), _times(start, end), _values(top))


def bars(groups: Sequence[tuple[str, int]]) -> Plot:
    """One bar for each group, the name below it."""
    if not any(value for _, value in groups):
        return Plot((), (), ())
    top = _nice(max(value for _, value in groups))
    step = (RIGHT - LEFT) / len(groups)
    boxes, across = [], []
    for at, (name, value) in enumerate(groups):
        x = LEFT + at * step
        if value:
            high = _up(value, top)
            boxes.append(
                Box(_round(x + 4), high, _round(step - 8), HEIGHT - BOTTOM - high, "delivered", f"{name} {value}")
            )
        across.append(Mark(_round(x + step / 2), HEIGHT - 6, name))
    return Plot(tuple(boxes), tuple(across), _values(top))


def window(requests: Sequence[dict[str, Any]], limit: int, now: str, seconds: float) -> Plot:
    """How many requests count, over time: up when one came, down when it leaves. Below, a tick for each."""
    at = _read(now)
    if not requests:
        return Plot((), (), ())
    spans = [(_read(each["at"]), _read(each["leaves"]), each.get("request")) for each in requests]
    start = min(at - timedelta(seconds=seconds), min(span[0] for span in spans))
    end = max(at + timedelta(seconds=seconds * 0.25), max(span[1] for span in spans))
    whole = (end - start).total_seconds() or 1

    def across(moment: datetime) -> float:
        return _round(LEFT + (RIGHT - LEFT) * (moment - start).total_seconds() / whole)

    top = _nice(max(limit, len(spans)) * 1.15)
    changes = sorted([(span[0], 1) for span in spans] + [(span[1], -1) for span in spans])
    count, points = 0, [f"M{LEFT} {_up(0, top)}"]
    for moment, by in changes:
        count += by
        points.append(f"H{across(moment)}V{_up(count, top)}")
    points.append(f"H{RIGHT}V{_up(0, top)}Z")
    ticks = tuple(
        Box(
            across(came) - 1,
            HEIGHT - BOTTOM - 7,
            2,
            7,
            "tick" if request else "primed",
            f"{came:%H:%M:%S} {request or ''}",
        )
        for came, _, request in spans[-300:]
    )
    return Plot(ticks, _times(start, end), _values(top), "".join(points), _up(limit, top), across(at))


def _read(iso: str) -> datetime:
    return datetime.fromisoformat(iso.replace("Z", "+00:00"))


def _round(value: float) -> float:
    return round(value, 2)


def _up(value: float, top: float) -> float:
    return _round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / top)


def _nice(value: float) -> float:
    """A round number at or above `value`, so that the axis has whole steps."""
    size = 1
    while True:
        for step in (1, 2, 3, 4, 5, 6, 8, 10) if size == 1 else (1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10):
            if step * size >= value:
                return step * size
        size *= 10


def _values(top: float) -> tuple[Mark, ...]:
    steps = (0, top) if top < 4 else (0, top / 2, top)
    return tuple(Mark(LEFT - 6, _up(value, top), f"{value:g}") for value in steps)


STEPS = (1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 43200, 86400, 2 * 86400, 7 * 86400, 30 * 86400)
"""Distances in seconds that marks on a time axis may have."""


def _times(start: datetime, end: datetime) -> tuple[Mark, ...]:
    """At most seven marks at round moments."""
    whole = (end - start).total_seconds() or 1
    step = next((each for each in STEPS if whole / each <= 6.5), STEPS[-1])
    form = "%m-%d" if step >= 86400 else "%H:%M" if step >= 60 else "%H:%M:%S"
    first = -(-start.timestamp() // step) * step
    marks = []
    for number in range(8):
        x = LEFT + (RIGHT - LEFT) * (first + number * step - start.timestamp()) / whole
        if LEFT + 12 <= x <= RIGHT - 12:
            marks.append(Mark(_round(x), HEIGHT - 6, f"{datetime.fromtimestamp(first + number * step, UTC):{form}}"))
    return tuple(marks)
