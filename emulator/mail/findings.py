"""What works here and would hurt in production, read off what a world recorded when somebody asks.

A check is a function over the world that yields where it applies. Providers add checks of their own, with links to
their rules. Nothing is computed while requests are answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from .world import World

Severity = Literal["error", "warning", "hint"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a check applies: the request or the webhook call, and what exactly was seen."""

    seen: str
    request: str = ""
    call: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look for. `vendor` is empty when it concerns them all; `link` leads to the rule it rests on."""

    id: str
    title: str
    sentence: str
    severity: Severity
    look: Callable[[World], Iterable[Place]]
    vendor: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that applied, with its places, newest last."""

    check: Check
    vendor: str
    places: tuple[Place, ...]


def found(world: World, checks: Iterable[Check]) -> list[Finding]:
    """Every check that applies in this world, in the order of the checks."""
    findings = []
    for check in checks:
        places = tuple(check.look(world))
        if places:
            findings.append(Finding(check, check.vendor, places))
    return findings


def noted(prefix: str, vendor: str = "") -> Callable[[World], Iterator[Place]]:
    """A look for notes that operations left in the journal, such as `ignored unknown field: …`."""

    def look(world: World) -> Iterator[Place]:
        for entry in world.journal.entries(newest_first=False):
            if vendor in ("", entry.provider):
                for note in entry.notes:
                    if note.startswith(prefix):
                        yield Place(note, entry.id)

    return look
