"""`ready`, `statistics`, `provenance`, `metrics`, `openapi` and `call`: the server, and any handle by its path."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import click

from ..client import Client
from .options import driving, duration, json_value
from .output import Output, columns


@click.command()
@click.option("--wait", type=duration, help="wait at most this long")
@driving
def ready(client: Client, output: Output, wait: timedelta | None) -> None:
    """Exit 0 when the server answers."""
    output.show(client.ready(wait or timedelta()), lambda _: [f"{client.url} is ready"])


@click.command()
@click.option("--span", type=duration, default="1h", show_default=True, help="how far back")
@click.option("--vendor", help="only of this vendor")
@driving
def statistics(client: Client, output: Output, span: timedelta, vendor: str | None) -> None:
    """Events counted, and how long deliveries took."""
    output.show(client.statistics(span=span, vendor=vendor), _figures)


@click.command()
@click.option("--vendor", help="only of this vendor")
@click.option("--basis", type=click.Choice(["documented", "observed", "assumed"]))
@driving
def provenance(client: Client, output: Output, vendor: str | None, basis: str | None) -> None:
    """Every behaviour, and whether it is the vendor's word, was seen, or is our guess."""
    output.rows(
        client.provenance(vendor=vendor, basis=basis),
        lambda row: (row["basis"], row["vendor"], row["topic"], row["rule"]),
        "no such rule",
    )


@click.command()
@driving
def metrics(client: Client, output: Output) -> None:
    """The server's figures in Prometheus's text format."""
    click.echo(client.metrics(), nl=False)


@click.command()
@driving
def openapi(client: Client, output: Output) -> None:
    """The control API as an OpenAPI document."""
    output.json(client.openapi())


@click.command()
@click.argument("method", type=click.Choice(["GET", "POST", "PUT", "DELETE"], case_sensitive=False))
@click.argument("path")
@click.argument("body", type=json_value, required=False)
@driving
def call(client: Client, output: Output, method: str, path: str, body: Any) -> None:
    """Call any handle by its PATH below the workspace's part of the API, with a JSON BODY if it takes one.

    For instance the handles a vendor adds; `mail-emulator openapi` lists them all.
    """
    answer = client.call(method.upper(), path.lstrip("/"), body=body)
    if isinstance(answer, bytes):
        output.content(answer)
    elif answer is not None:
        output.json(answer)


def _figures(found: Any) -> Iterable[str]:
    yield f"{found['since']} to {found['until']}"
    if found["events"]:
        yield from columns([(each["event"], each["total"]) for each in found["events"]])
    yield from columns([(name.replace("_", " "), number) for name, number in found["totals"].items()])
