"""`rules`: who meets which outcome."""

from __future__ import annotations

from typing import Any

import click

from ..client import Client
from .options import Looks, driving, json_value
from .output import Output


@click.group(cls=Looks)
def rules() -> None:
    """Who meets which outcome; the first rule that fits decides."""


@rules.command("list")
@driving
def list_(client: Client, output: Output) -> None:
    """List them in the order in which they are tried."""
    output.rows(client.rules.list(), _line, "no rules; every address decides by itself")


@rules.command()
@click.argument("outcomes", nargs=-1)
@click.option("--to", default="", help="recipients: a text, a glob, or `re:` and a regular expression")
@click.option("--from", "sender", default="")
@click.option("--subject", default="")
@click.option("--domain", default="", help="of the recipient")
@click.option("--vendor", default="")
@click.option("--account", default="")
@click.option("--timeline", type=json_value, metavar="JSON", help='such as \'[{"after": "6h", "event": "delivered"}]\'')
@click.option("--then", help="what comes after the last of several outcomes")
@click.option("--probability", type=click.FloatRange(0, 1))
@click.option("--times", type=click.IntRange(1), help="decides so often, then no more")
@click.option("--position", type=click.IntRange(0), help="among the others; default: last")
@driving
def add(client: Client, output: Output, outcomes: tuple[str, ...], **fields: Any) -> None:
    """Add a rule with one of OUTCOMES, with several that a recipient meets in turn, or with a --timeline."""
    outcome = outcomes[0] if len(outcomes) == 1 else list(outcomes) or None
    rule = client.rules.add(outcome, **fields)
    output.show(rule, lambda found: [f"{found['id']} added", *([found["never"]] if found["never"] else [])])


@rules.command()
@click.argument("id")
@driving
def remove(client: Client, output: Output, id: str) -> None:
    """Remove one."""
    client.rules.remove(id)
    output.show(None, lambda _: [f"{id} removed"])


@rules.command()
@driving
def clear(client: Client, output: Output) -> None:
    """Remove all."""
    client.rules.clear()
    output.show(None, lambda _: ["all rules removed"])


@rules.command()
@driving
def outcomes(client: Client, output: Output) -> None:
    """Every outcome that has a name."""
    output.rows(client.rules.outcomes(), lambda row: (row["name"], row["summary"]), "none")


def _line(rule: Any) -> tuple[object, ...]:
    who = ", ".join(f"{name} {text}" for name, text in rule["when"].items()) or "everybody"
    what = ", ".join(outcome["name"] for outcome in rule["outcomes"])
    return rule["id"], who, what, f"met {rule['met']} times", rule["never"] or ("spent" if rule["spent"] else "")
