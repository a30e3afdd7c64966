"""`clock`: look at and move the world's clock."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import click

from ..client import Client
from .options import Looks, driving, duration, moment
from .output import Output, when

LONG = timedelta(hours=1)
SLICES = 20
"""A longer advance is made in so many calls, so that its progress can be seen."""


class _Shows(Looks):
    look = "show"


@click.group(cls=_Shows)
def clock() -> None:
    """Look at and move the world's clock."""


@clock.command()
@driving
def show(client: Client, output: Output) -> None:
    """Mode, time, and what is due next."""
    output.show(client.clock.show(), _state)


@clock.command()
@click.option("--now", type=moment, help="from this time on; never an earlier one")
@driving
def stand(client: Client, output: Output, now: datetime | None) -> None:
    """Stop the clock."""
    output.show(client.clock.stand(now), _state)


@clock.command()
@click.option("--now", type=moment, help="from this time on; never an earlier one")
@driving
def run(client: Client, output: Output, now: datetime | None) -> None:
    """Let the clock run."""
    output.show(client.clock.run(now), _state)


@clock.command()
@click.argument("by", type=duration, required=False)
@click.option("--to", type=moment, help="until this time, instead of BY")
@driving
def advance(client: Client, output: Output, by: timedelta | None, to: datetime | None) -> None:
    """Walk BY through time, for instance 10m, and print what happened."""
    if (by is None) == (to is None):
        raise click.UsageError("give either BY, for instance 10m, or --to and a time")
    output.show(client.clock.walk(to=to) if by is None else _advanced(client, by), _ledger)


@clock.command("run-until-idle")
@click.option("--longest", type=duration, default="7d", show_default=True, help="but no further than this")
@driving
def run_until_idle(client: Client, output: Output, longest: timedelta) -> None:
    """Advance until nothing is left to happen, and print what did."""
    output.show(client.clock.walk_until_idle(longest), _ledger)


@clock.command()
@click.option("--limit", "most", type=click.IntRange(1, 1000), default=50, show_default=True, help="at most")
@driving
def agenda(client: Client, output: Output, most: int) -> None:
    """What is still to come, in order."""
    output.rows(
        client.clock.agenda(most),
        lambda row: (when(row["at"]), row["vendor"], row["what"], row["about"]),
        "nothing is left to happen",
    )


def _state(answer: Any) -> Iterable[str]:
    yield f"{answer['mode']}, {answer['now']}"
    if answer["next"]:
        yield f"next: {answer['next']['at']} {answer['next']['what']}"


def _ledger(answer: Any) -> Iterable[str]:
    for each in answer["fired"]:
        yield f"{each['at']}  {each['what']}  {each['id']}"
    yield f"it is {answer['to']}"


def _advanced(client: Client, by: timedelta) -> Any:
    """One advance; a long one in slices, with a bar where somebody looks."""
    if by <= LONG or not sys.stderr.isatty():
        return client.clock.walk(by=by)
    whole: dict[str, Any] = {"fired": []}
    with click.progressbar(range(SLICES), file=sys.stderr, label="advancing") as steps:
        for _ in steps:
            answer: dict[str, Any] = {**client.clock.walk(by=by / SLICES)}
            whole = {**answer, "from": whole.get("from", answer["from"]), "fired": whole["fired"] + answer["fired"]}
    return whole
