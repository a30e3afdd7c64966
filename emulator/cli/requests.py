"""`requests`: the journal of what the tested application asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from ..client import Client
from .options import MOST, WAITING, Looks, Option, driving, json_value, moment, with_options
from .output import Output, described, when

_CRITERIA: tuple[Option, ...] = (
    click.option("--vendor", help="only of this vendor"),
    click.option("--operation", help="the operation's name"),
    click.option("--method", help="GET, POST …"),
    click.option("--path", help="a part of the path, a glob, or `re:` and a regular expression"),
    click.option("--status", type=int, help="of the answer"),
    click.option("--account", help="whose credentials they had"),
    click.option("--refusal", help="why they were refused"),
    click.option("--since", type=moment, help="at this time or later"),
    click.option("--until", type=moment, help="at this time or earlier"),
)
_HEAD = ("id", "at", "vendor", "operation", "account", "status", "refusal", "fault", "notes", "messages", "calls")


@click.group(cls=Looks)
def requests() -> None:
    """What the tested application asked for, credentials masked."""


@requests.command("list")
@with_options(_CRITERIA)
@MOST
@driving
def list_(client: Client, output: Output, most: int, **criteria: Any) -> None:
    """List them, newest first."""
    output.rows(client.requests.list(most=most, **criteria), _line, "no requests yet")


@requests.command()
@with_options(_CRITERIA)
@with_options(WAITING)
@driving
def wait(client: Client, output: Output, count: int, timeout: timedelta, **criteria: Any) -> None:
    """Wait until some fit; exit 1, with the nearest, when they do not come."""
    output.rows(client.requests.wait_for(count, timeout=timeout, **criteria), _line, "no requests yet")


@requests.command()
@click.argument("id")
@driving
def show(client: Client, output: Output, id: str) -> None:
    """One request with its answer and all it caused."""
    output.show(client.requests.get(id), _whole)


@requests.command()
@with_options(_CRITERIA)
@click.option("--header", "headers", multiple=True, metavar="NAME:VALUE", help="repeatable")
@click.option("--body", help="a part of the body, or a JSON object whose fields it must have")
@click.option("--count", type=click.IntRange(0), help="exactly so many")
@click.option("--at-least", type=click.IntRange(0))
@click.option("--at-most", type=click.IntRange(0))
@click.option("--none", is_flag=True, help="not a single one")
@click.option("--order", type=json_value, metavar="JSON", help='such as \'[{"operation": "…"}, {"path": "…"}]\'')
@driving
def verify(
    client: Client, output: Output, headers: tuple[str, ...], body: str | None, order: Any, **asked: Any
) -> None:
    """How many fit (at least one unless said otherwise), or whether some came in an order; exit 1, with the nearest,
    when that does not hold."""
    match = {name: value for name, value in asked.items() if value is not None and value is not False}
    if headers:
        match["headers"] = dict(_header(each) for each in headers)
    if body is not None:
        match["body"] = _body(body)
    answer = client.requests.verify(order=order, **match)
    output.show(answer, lambda found: [f"{found['count']} requests fit"])


@requests.command()
@click.argument("file", type=click.Path(dir_okay=False, writable=True, allow_dash=True, path_type=Path), default="-")
@with_options(_CRITERIA)
@driving
def har(client: Client, output: Output, file: Path, **criteria: Any) -> None:
    """Write requests and webhook calls to FILE as HAR 1.2, which browsers open."""
    text = json.dumps(client.requests.har(**criteria), ensure_ascii=False, indent=1)
    with click.open_file(str(file), "w", encoding="utf-8") as target:
        target.write(text + "\n")


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon:
        raise click.UsageError(f"--header {text!r}: write NAME:VALUE")
    return name.strip(), value.strip()


def _body(text: str) -> Any:
    """An object when it is one; any other text is a part of the body."""
    try:
        return json.loads(text) if text.lstrip().startswith("{") else text
    except ValueError as error:
        raise click.UsageError(f"--body begins like a JSON object, but: {error}") from None


def _line(row: Any) -> tuple[object, ...]:
    return when(row["at"]), row["id"], row["method"], row["path"], row["status"] or "no answer", row["refusal"]


def _whole(request: Any) -> Iterable[str]:
    query = f"?{request['query']}" if request["query"] else ""
    yield f"{request['method']} {request['path']}{query}"
    yield from described(request, _HEAD)
    yield ""
    yield from _message(request["headers"], request["body"])
    yield ""
    yield f"{request['status'] or 'no answer'}"
    yield from _message(request["answer"]["headers"], request["answer"]["body"])


def _message(headers: Any, body: str) -> Iterable[str]:
    for each in headers:
        yield f"{each['name']}: {each['value']}"
    if body:
        yield ""
        yield from body.splitlines()
