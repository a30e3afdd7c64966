"""`findings`: what works here and would hurt in production."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from ..client import Client
from .options import Looks, driving
from .output import Output, plain


@click.group(cls=Looks)
def findings() -> None:
    """What works here and would hurt in production."""


@findings.command("list")
@click.option("--vendor", help="only of this vendor")
@click.option("--check", help="only this one, such as unknown-field")
@click.option("--fail", is_flag=True, help="exit 1 when there is one")
@driving
def list_(client: Client, output: Output, fail: bool, **criteria: Any) -> None:
    """List them with what they rest on."""
    rows = client.findings.list(**criteria)
    output.show({"results": rows, "next": None}, lambda _: _lines(rows) if rows else ["nothing was found"])
    if fail and rows:
        raise click.exceptions.Exit(1)


@findings.command()
@driving
def checks(client: Client, output: Output) -> None:
    """Everything that is looked for."""
    output.rows(client.findings.checks(), lambda row: (row["id"], row["severity"], row["title"]), "none")


def _lines(rows: Iterable[Any]) -> Iterable[str]:
    for row in rows:
        yield f"{row['id']} ({row['severity']}, {row['count']} times): {row['sentence']}"
        for seen in row["seen"]:
            yield f"  {plain(seen)}"
        places = [*row["requests"], *row["calls"], *row["rules"]]
        if places:
            yield f"  in {', '.join(places[-10:])}"
        if row["source"]:
            yield f"  {row['source']}"
