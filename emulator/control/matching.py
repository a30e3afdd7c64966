"""What a tester expects of a record, held against it field by field; and the records that come nearest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator

from ..mail.patterns import TooSlow, compiled, is_literal

R = TypeVar("R")


def _usable(text: str) -> str:
    if not is_literal(text):
        compiled(text)
    return text


Wanted = Annotated[str, AfterValidator(_usable)]
"""A part of what is looked for, or a pattern for all of it; a pattern that cannot be used is refused."""

CLOSEST = 5
CONSIDERED = 500
"""How many records, newest first, near misses are sought among."""

MAX_DIFFERENCES = 50

WHAT = frozenset({"vendor", "operation", "method", "path"})
"""Fields that say which call a record is of; one that is different weighs as much as APART others."""

APART = 4


@dataclass(frozen=True, slots=True)
class Difference:
    """A field where a record is not what was wanted."""

    field: str
    wanted: Any
    found: Any

    @property
    def weight(self) -> int:
        """How far it leads away: another call altogether is farther than another value in it."""
        return APART if self.field in WHAT else _leaves(self.wanted)


def text(field: str, wanted: str | None, found: str) -> Iterator[Difference]:
    """`wanted` is a part of the text in any case, or a pattern for all of it."""
    if wanted is not None and not holds(wanted, found):
        yield Difference(field, wanted, found)


def holds(wanted: str, found: str) -> bool:
    if not wanted or is_literal(wanted):
        return wanted.lower() in found.lower()
    try:
        return compiled(wanted).fits(found)
    except TooSlow:
        return False


def exact(field: str, wanted: Any, found: Any) -> Iterator[Difference]:
    if wanted is not None and wanted != found:
        yield Difference(field, wanted, found)


def inside(field: str, wanted: Any, found: Any) -> Iterator[Difference]:
    """What of `wanted` is not in `found`: objects may have more fields, lists more elements at the end."""
    if isinstance(wanted, Mapping):
        if not isinstance(found, Mapping):
            yield Difference(field, wanted, found)
            return
        for name, value in wanted.items():
            if name in found:
                yield from inside(f"{field}.{name}", value, found[name])
            else:
                yield Difference(f"{field}.{name}", value, None)
    elif isinstance(wanted, list):
        if not isinstance(found, list):
            yield Difference(field, wanted, found)
            return
        for position, value in enumerate(wanted):
            if position < len(found):
                yield from inside(f"{field}.{position}", value, found[position])
            else:
                yield Difference(f"{field}.{position}", value, None)
    elif type(wanted) is not type(found) or wanted != found:
        yield Difference(field, wanted, found)


def nearest(judged: Iterable[tuple[str, list[Difference]]]) -> list[dict[str, Any]]:
    """The records with the fewest and lightest differences, the newest first among equals."""
    numbered = enumerate(judged)
    closest = nsmallest(CLOSEST, numbered, key=lambda each: (sum(far.weight for far in each[1][1]), each[0]))
    return [
        {
            "id": name,
            "differences": [
                {"field": each.field, "wanted": each.wanted, "found": each.found}
                for each in differences[:MAX_DIFFERENCES]
            ],
        }
        for _, (name, differences) in closest
        if differences
    ]


def _leaves(wanted: Any) -> int:
    """The values in it: where nothing is found of a whole object, all of them are missing."""
    if isinstance(wanted, Mapping | list) and wanted:
        return sum(map(_leaves, wanted.values() if isinstance(wanted, Mapping) else wanted))
    return 1
