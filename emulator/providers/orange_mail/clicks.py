"""Click analysis (クリック解析): what readers clicked, by mailing, line and URL. Never told to the webhook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from ...mail.message import Delivery, Event
from . import rendering
from .rendering import Link
from .state import Click, State, state_of

if TYPE_CHECKING:
    from ...mail.world import World


BY_LINK = "reader"
"""The source of an event that a link in a mail caused."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One URL at one place of a line: how often it was clicked and by how many readers."""

    line: int
    place: int
    url: str
    total: int
    readers: int


def record(world: World, mailing: int, delivery: Delivery, event: Event) -> None:
    """Count a click. One that does not say where (an outcome, a tester's wish) is one on the first URL."""
    link = _link(world, delivery, event)
    if link is not None:
        click = Click(event.at, delivery.id, delivery.recipient, link.line, link.place, link.url)
        state_of(world).clicks.setdefault(mailing, []).append(click)


def _link(world: World, delivery: Delivery, event: Event) -> Link | None:
    given = _given(event)
    if event.source == BY_LINK:
        return Link(given["line"], given["place"], given["url"])
    found = rendering.links(world, world.message_of(delivery), delivery)
    wanted = given.get("url")
    return next((link for link in found if wanted in (None, "", link.url)), None)


def _given(event: Event) -> dict[str, Any]:
    """What the event says of itself; a tester may have written anything."""
    try:
        given = orjson.loads(event.data or b"{}")
    except orjson.JSONDecodeError:
        return {}
    return given if isinstance(given, dict) else {}


def analysis(state: State, mailing: int) -> list[Counted]:
    """One row for each URL and line that was clicked, in the order of the lines."""
    readers: dict[tuple[int, int, str], list[str]] = {}
    for click in state.clicks.get(mailing, ()):
        readers.setdefault((click.line, click.place, click.url), []).append(click.series)
    return [
        Counted(line, place, url, len(series), len(set(series)))
        for (line, place, url), series in sorted(readers.items())
    ]


def totals(state: State, mailing: int) -> tuple[int, int]:
    """All clicks of a mailing, and how many readers clicked at all."""
    clicked = state.clicks.get(mailing, ())
    return len(clicked), len({click.series for click in clicked})
