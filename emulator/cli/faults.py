"""`faults`: planned failures of the vendors' APIs."""

from __future__ import annotations

from typing import Any

import click

from ..client import Client
from .options import Looks, driving, duration, moment
from .output import Output

KINDS = ("status", "latency", "drop", "truncate", "malformed")


@click.group(cls=Looks)
def faults() -> None:
    """Planned failures of the vendors' APIs."""


@faults.command("list")
@driving
def list_(client: Client, output: Output) -> None:
    """List them in the order in which they are tried."""
    output.rows(client.faults.list(), _line, "no faults; every request is answered")


@faults.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.option("--status", type=click.IntRange(400, 599), help="of the answer, with the vendor's own body")
@click.option("--retry-after", type=click.IntRange(0), help="seconds, for the Retry-After header")
@click.option("--latency", type=duration, help="of real time")
@click.option("--distribution", type=click.Choice(["fixed", "uniform", "lognormal"]))
@click.option("--spread", type=float, help="uniform: so many seconds more or less; lognormal: sigma")
@click.option("--when", type=click.Choice(["before", "after"]), help="the request is carried out")
@click.option("--vendor")
@click.option("--operation", help="the operation's name")
@click.option("--account")
@click.option("--method")
@click.option("--path", help="a glob such as /email/*, or `re:` and a regular expression")
@click.option("--probability", type=click.FloatRange(0, 1))
@click.option("--times", type=click.IntRange(1), help="the next so many requests, then no more")
@click.option("--until", type=moment, help="by the world's clock")
@click.option("--lasting", type=duration, help="so long from now, by the world's clock")
@driving
def add(client: Client, output: Output, kind: Any, **fields: Any) -> None:
    """Add one: what the next requests that fit will meet."""
    output.show(client.faults.add(kind, **fields), lambda found: [f"{found['id']} added"])


@faults.command()
@click.argument("id")
@driving
def remove(client: Client, output: Output, id: str) -> None:
    """Remove one; requests it holds back go on."""
    client.faults.remove(id)
    output.show(None, lambda _: [f"{id} removed"])


@faults.command()
@driving
def clear(client: Client, output: Output) -> None:
    """Remove all; requests held back go on."""
    client.faults.clear()
    output.show(None, lambda _: ["all faults removed"])


def _line(fault: Any) -> tuple[object, ...]:
    what = {"status": f"status {fault.get('status')}", "latency": f"latency {fault.get('latency')}"}
    names = ("vendor", "operation", "account", "method", "path")
    whom = ", ".join(f"{name} {fault[name]}" for name in names if fault[name]) or "every request"
    left = "over" if fault["over"] else f"of {fault['times']}" if fault["times"] else ""
    return fault["id"], what.get(fault["kind"], fault["kind"]), whom, f"played {fault['played']} {left}".rstrip()
