"""`webhooks`: the calls of both vendors to the tester's receivers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import click

from ..client import Client
from .options import MOST, WAITING, Looks, Option, driving, with_options
from .output import Output, described, when

_CRITERIA: tuple[Option, ...] = (
    click.option("--vendor", help="only of this vendor"),
    click.option("--state", type=click.Choice(["waiting", "posting", "delivered", "failed", "refused"])),
    click.option("--to", "url", help="a part of the receiver's URL, a glob, or `re:` and a regular expression"),
    click.option("--subject", help="what they are about, as the list shows it"),
    click.option("--message", help="only about this mail, such as dlv-7"),
)
_HEAD = ("id", "vendor", "account", "subject", "url", "state", "created", "due", "messages", "events", "replay_of")


@click.group(cls=Looks)
def webhooks() -> None:
    """Webhook calls with every attempt."""


@webhooks.command("list")
@with_options(_CRITERIA)
@MOST
@driving
def list_(client: Client, output: Output, most: int, **criteria: Any) -> None:
    """List them, newest first."""
    output.rows(client.webhooks.list(most=most, **criteria), _line, "no webhook calls yet")


@webhooks.command()
@with_options(_CRITERIA)
@with_options(WAITING)
@click.option("--ended", is_flag=True, help="only calls that were delivered or given up")
@driving
def wait(client: Client, output: Output, count: int, timeout: timedelta, ended: bool, **criteria: Any) -> None:
    """Wait until some fit; exit 1, with the nearest, when they do not come."""
    found = client.webhooks.wait_for(count, timeout=timeout, ended=ended, **criteria)
    output.rows(found, _line, "no webhook calls yet")


@webhooks.command()
@click.argument("id")
@driving
def show(client: Client, output: Output, id: str) -> None:
    """One call with its request and all attempts."""
    output.show(client.webhooks.get(id), _whole)


@webhooks.command()
@driving
def run(client: Client, output: Output) -> None:
    """Run now what the vendors run once a minute, and post what is due."""
    output.show(client.webhooks.run(), _ran)


@webhooks.command()
@click.argument("id")
@driving
def replay(client: Client, output: Output, id: str) -> None:
    """Post one once more, as a call of its own."""
    output.show(client.webhooks.replay(id), lambda call: [f"{call['id']}: {call['state']} ({_last(call)})"])


def _line(call: Any) -> tuple[object, ...]:
    return when(call["created"]), call["id"], call["state"], _last(call), call["subject"], call["url"]


def _last(call: Any) -> str:
    """What the last attempt met."""
    if not call["attempts"]:
        return "no attempt yet"
    attempt = call["attempts"][-1]
    return str(attempt["status"] or attempt["error"])


def _ran(answer: Any) -> Iterable[str]:
    for each in answer["fired"]:
        yield f"{each['at']}  {each['what']}  {each['id']}"
    yield "all calls that were due are answered" if answer["settled"] else "some receivers have not answered yet"


def _whole(call: Any) -> Iterable[str]:
    yield from described(call, _HEAD)
    yield ""
    yield f"{call['request']['method']} {call['url']}"
    for each in call["request"]["headers"]:
        yield f"{each['name']}: {each['value']}"
    yield ""
    yield from call["request"]["body"].splitlines()
    for attempt in call["attempts"]:
        yield ""
        yield f"{attempt['at']}: {attempt['status'] or attempt['error']} after {attempt['milliseconds']:g} ms"
        yield from attempt["body"].splitlines()
