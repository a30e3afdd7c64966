"""What options of several commands have in common: how values are read, and where the server is."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

import click

from ..config import DEFAULT_PORT
from ..wire import times
from .output import Output

F = TypeVar("F", bound=Callable[..., Any])
Option = Callable[[Any], Any]


def env(name: str) -> str:
    """The environment twin of a flag."""
    return f"MAIL_EMULATOR_{name}"


def duration(value: str) -> timedelta:
    """An option's type: `90s`, `10m`, `2h`, `1d` or a number of seconds."""
    try:
        return times.read_duration(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def moment(value: str) -> datetime:
    """An option's type: any ISO 8601 time."""
    try:
        return times.read_iso(value)
    except ValueError as error:
        raise click.BadParameter(f"{error}; write for instance 2026-03-04T09:15:30Z") from None


def json_value(value: str) -> Any:
    """An option's type: a JSON value."""
    try:
        return json.loads(value)
    except ValueError as error:
        raise click.BadParameter(f"not JSON: {error}") from None


def with_options(options: tuple[Option, ...]) -> Callable[[F], F]:
    """The options in the order in which `--help` shows them."""

    def decorate(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


_WHERE: tuple[Option, ...] = (
    click.option(
        "--url",
        default=f"http://127.0.0.1:{DEFAULT_PORT}",
        show_default=True,
        envvar=env("URL"),
        help="where the server is",
    ),
    click.option("--workspace", default="default", show_default=True, envvar=env("WORKSPACE"), help="which world"),
    click.option("--password", default="", envvar=env("PASSWORD"), help="the server's password"),
    click.option("--json", "as_json", is_flag=True, help="print the answer as JSON"),
)


def driving(function: Callable[..., None]) -> Callable[..., None]:
    """A command that drives a running server: `function(client, output, …)` with the command's own arguments."""

    @with_options(_WHERE)
    @functools.wraps(function)
    def command(url: str, workspace: str, password: str, as_json: bool, **arguments: Any) -> None:
        from ..client import Client, ClientError

        output = Output(as_json)
        try:
            function(Client(url, workspace=workspace, password=password), output, **arguments)
        except ClientError as error:
            if as_json and error.problem:
                output.json(error.problem)
            raise click.ClickException(str(error)) from None

    return command


class Looks(click.Group):
    """A group that looks when nothing else is asked: `messages --to x` is `messages list --to x`."""

    look = "list"

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0].startswith("-") and args[0] not in self.get_help_option_names(ctx)):
            args = [self.look, *args]
        return super().parse_args(ctx, args)


MOST = click.option("--limit", "most", type=click.IntRange(1, 1000), default=20, show_default=True, help="at most")

WAITING: tuple[Option, ...] = (
    click.option("--count", type=click.IntRange(1), default=1, show_default=True, help="until there are so many"),
    click.option("--timeout", type=duration, default="10s", show_default=True, help="of real time, a minute at most"),
)
