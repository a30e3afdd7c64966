"""`reports`: the ledger of reports that can be read once."""

from __future__ import annotations

from typing import Any

import click

from ..client import Client
from .options import MOST, Looks, driving
from .output import Output, when


@click.group(cls=Looks)
def reports() -> None:
    """Reports that can be read once: which wait, and who read the others. Looking takes nothing."""


@reports.command("list")
@click.option("--taken/--waiting", default=None, help="only those that were read, or that wait")
@click.option("--taken-by", help="only those this request read, such as req-7")
@click.option("--message", help="only of this mail, such as dlv-7")
@click.option("--vendor", help="only of this vendor")
@MOST
@driving
def list_(client: Client, output: Output, most: int, **criteria: Any) -> None:
    """List them, newest first."""
    output.rows(client.reports.list(most=most, **criteria), _line, "no reports yet")


@reports.command()
@click.argument("id", required=False)
@click.option("--taken-by", help="all that this request read, such as req-7")
@click.option("--all", "everything", is_flag=True, help="all that were read")
@driving
def restore(client: Client, output: Output, id: str | None, taken_by: str | None, everything: bool) -> None:
    """Put reports that were read back into the queue: one by its ID, or many."""
    if sum((id is not None, taken_by is not None, everything)) != 1:
        raise click.UsageError("give a report's ID, --taken-by REQUEST, or --all")
    found = client.reports.restore_all(taken_by=taken_by) if id is None else [client.reports.restore(id)]
    output.rows(found, _line, "there was nothing to put back")


def _line(report: Any) -> tuple[object, ...]:
    taken = f"read {when(report['taken'])} by {report['taken_by']}" if report["taken"] else "waits"
    return when(report["available"]), report["id"], report["status"], report["to"], taken
