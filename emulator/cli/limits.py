"""`limits`: the vendors' rate limits, looked into and changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import click

from ..client import Client
from .options import Looks, driving, duration
from .output import Output, when


@click.group(cls=Looks)
def limits() -> None:
    """The vendors' rate limits: what counts now, when the next place opens."""


@limits.command("list")
@click.option("--used", is_flag=True, default=None, help="only those that some account has used")
@driving
def list_(client: Client, output: Output, used: bool | None) -> None:
    """List them with what counts now."""
    output.rows(client.limits.list(used=used), _line, "no limit has been used yet" if used else "no limits")


@limits.command()
@click.argument("operation")
@driving
def show(client: Client, output: Output, operation: str) -> None:
    """One limit with each request that counts, and when it leaves."""
    output.show(client.limits.get(operation), _whole)


@limits.command()
@click.argument("operation")
@click.option("--limit", type=click.IntRange(0))
@click.option("--window", type=duration)
@click.option("--on/--off", "enabled", default=None)
@driving
def change(
    client: Client, output: Output, operation: str, limit: int | None, window: timedelta | None, enabled: bool | None
) -> None:
    """Other numbers, or off, or on again."""
    output.rows([client.limits.change(operation, limit=limit, window=window, enabled=enabled)], _line, "")


@limits.command()
@click.argument("operation")
@click.argument("remaining", type=click.IntRange(0))
@click.option("--account", help="default: every account that is known")
@driving
def prime(client: Client, output: Output, operation: str, remaining: int, account: str | None) -> None:
    """Leave room for REMAINING requests."""
    output.rows([client.limits.prime(operation, remaining, account=account)], _line, "")


@limits.command()
@click.argument("operation", required=False)
@driving
def off(client: Client, output: Output, operation: str | None) -> None:
    """Switch one off, or all."""
    client.limits.off(operation)
    output.show(None, lambda _: [f"{operation or 'all limits'} switched off"])


@limits.command("publish-again")
@click.argument("operation")
@driving
def publish_again(client: Client, output: Output, operation: str) -> None:
    """Back to the vendor's own numbers."""
    output.rows([client.limits.publish_again(operation)], _line, "")


def _line(limit: Any) -> tuple[object, ...]:
    numbers = f"{limit['limit']} in {limit['window']}" + ("" if limit["enabled"] else " (off)")
    left = [f"{each['account']}: {each['remaining']} left" for each in limit["accounts"]]
    return limit["operation"], numbers, limit["kind"], limit["basis"], left


def _whole(limit: Any) -> Iterable[str]:
    yield f"{limit['operation']}: {limit['limit']} in {limit['window']}" + ("" if limit["enabled"] else " (off)")
    for account in limit["accounts"]:
        slot = account["next_slot"]
        yield f"{account['account']}: {account['remaining']} left" + (f", next place {when(slot)}" if slot else "")
        for each in account["requests"]:
            yield f"  {each['at']}  leaves {each['leaves']}  {each['request'] or ''}".rstrip()
