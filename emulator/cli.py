"""The command line: `serve`, and commands that drive a running server through its control API."""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from . import __version__
from .config import DEFAULT_PORT, Config, ConfigError
from .wire import times

LONG = timedelta(hours=1)
SLICES = 20
"""A longer advance is made in so many calls, so that its progress can be seen."""


def _env(name: str) -> str:
    return f"MAIL_EMULATOR_{name}"


def _duration(_: click.Context, __: click.Parameter, value: str | None) -> timedelta | None:
    """A click callback: `90s`, `10m`, `2h`, `1d` or a number of seconds."""
    try:
        return None if value is None else times.read_duration(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def _moment(_: click.Context, __: click.Parameter, value: str | None) -> datetime | None:
    """A click callback: any ISO 8601 time."""
    try:
        return None if value is None else times.read_iso(value)
    except ValueError as error:
        raise click.BadParameter(f"{error}; write for instance 2026-03-04T09:15:30Z") from None


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mail-emulator")
def main() -> None:
    """One local server that stands in for the Infobip Email API and Orange Mail."""


_SERVE_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option("--host", default="127.0.0.1", show_default=True, envvar=_env("HOST"), help="address to listen on"),
    click.option("--port", default=DEFAULT_PORT, show_default=True, envvar=_env("PORT"), help="port; 0 = any free one"),
    click.option("--port-file", type=click.Path(path_type=Path), envvar=_env("PORT_FILE"), help="write the port here"),
    click.option("--world", default="demo", show_default=True, envvar=_env("WORLD"), help="demo, empty, or a file"),
    click.option("--seed", default="", envvar=_env("SEED"), help="same seed, same ids and chances"),
    click.option("--strict", is_flag=True, envvar=_env("STRICT"), help="refuse what the vendors might refuse"),
    click.option("--standing", is_flag=True, envvar=_env("STANDING"), help="begin with a clock that stands"),
    click.option(
        "--start",
        default=None,
        callback=_moment,
        envvar=_env("START"),
        help="the world's time at first, such as 2026-03-04T09:15Z",
    ),
    click.option("--password", default="", envvar=_env("PASSWORD"), help="for console and control API"),
    click.option("--allowed-host", multiple=True, envvar=_env("ALLOWED_HOST"), help="further Host names; repeatable"),
    click.option(
        "--webhook-allow", multiple=True, envvar=_env("WEBHOOK_ALLOW"), help="further webhook hosts; repeatable"
    ),
    click.option("--tls", is_flag=True, envvar=_env("TLS"), help="serve https with a local certificate"),
    click.option("--tls-name", multiple=True, envvar=_env("TLS_NAME"), help="further names in the certificate"),
    click.option("--threads", default=320, show_default=True, envvar=_env("THREADS"), help="requests at one time"),
    click.option(
        "--max-messages", default=2_000_000, show_default=True, envvar=_env("MAX_MESSAGES"), help="kept per workspace"
    ),
    click.option(
        "--workspace-lifetime",
        default="1h",
        show_default=True,
        callback=_duration,
        envvar=_env("WORKSPACE_LIFETIME"),
        help="unused workspaces are forgotten after this",
    ),
    click.option(
        "--log-format",
        default="text",
        show_default=True,
        type=click.Choice(["text", "json"]),
        envvar=_env("LOG_FORMAT"),
        help="how the log is written",
    ),
)


def _with(options: tuple[Callable[[Any], Any], ...]) -> Callable[[Any], Any]:
    def decorate(function: Any) -> Any:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


@main.command()
@_with(_SERVE_OPTIONS)
def serve(port_file: Path | None, allowed_host: tuple[str, ...], tls_name: tuple[str, ...], **settings: Any) -> None:
    """Serve until Ctrl-C."""
    gc.disable()  # a quarter of the start would go to collections that find nothing; the server enables it again
    from . import serving
    from .tls import TlsMissing

    try:
        config = Config(allowed_hosts=allowed_host, tls_names=tls_name, **settings)
        serving.serve(config, port_file)
    except (ConfigError, ValueError, TlsMissing) as error:
        raise click.ClickException(str(error)) from None


# -- commands that drive a running server ------------------------------------------------------

_CLIENT_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--url",
        default=f"http://127.0.0.1:{DEFAULT_PORT}",
        show_default=True,
        envvar=_env("URL"),
        help="where the server is",
    ),
    click.option("--workspace", default="default", show_default=True, envvar=_env("WORKSPACE"), help="which world"),
    click.option("--password", default="", envvar=_env("PASSWORD"), help="the server's password"),
    click.option("--json", "as_json", is_flag=True, help="print the answer as JSON"),
)


def _client(url: str, workspace: str, password: str) -> Any:
    from .client import Client

    return Client(url, workspace=workspace, password=password)


def _called(call: Callable[[], Any]) -> Any:
    from .client import ClientError

    try:
        return call()
    except ClientError as error:
        raise click.ClickException(str(error)) from None


def _print(answer: Any, as_json: bool, lines: Callable[[Any], list[str]]) -> None:
    if as_json:
        import orjson

        click.echo(orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode())
        return
    for line in lines(answer):
        click.echo(line)


@main.command()
@_with(_CLIENT_OPTIONS)
@click.option("--wait", callback=_duration, default=None, help="wait at most this long")
def ready(url: str, workspace: str, password: str, as_json: bool, wait: timedelta | None) -> None:
    """Exit 0 when the server answers."""
    client = _client(url, workspace, password)
    answer = _called(lambda: client.ready(wait or timedelta()))
    _print(answer, as_json, lambda found: [f"{url} is ready"])


@main.command()
@_with(_CLIENT_OPTIONS)
def reset(url: str, workspace: str, password: str, as_json: bool) -> None:
    """Back to how the world began."""
    answer = _called(lambda: _client(url, workspace, password).post("reset"))
    _print(answer, as_json, lambda _: [f"workspace {workspace} is as it began"])


@main.group()
def clock() -> None:
    """Look at and move the world's clock."""


@clock.command("show")
@_with(_CLIENT_OPTIONS)
def clock_show(url: str, workspace: str, password: str, as_json: bool) -> None:
    """Mode, time, and what is due next."""
    answer = _called(lambda: _client(url, workspace, password).get("clock"))
    _print(answer, as_json, _clock_lines)


def _clock_lines(answer: Any) -> list[str]:
    coming = answer["next"]
    return [f"{answer['mode']}, {answer['now']}"] + ([f"next: {coming['at']} {coming['what']}"] if coming else [])


@clock.command("advance")
@click.argument("by", callback=_duration)
@_with(_CLIENT_OPTIONS)
def clock_advance(by: timedelta, url: str, workspace: str, password: str, as_json: bool) -> None:
    """Walk BY through time, for instance 10m, and print what happened."""
    client = _client(url, workspace, password)
    answer = _called(lambda: _advanced(client, by))
    _print(answer, as_json, _walk_lines)


def _walk_lines(found: Any) -> list[str]:
    return [*(f"{each['at']}  {each['what']}  {each['id']}" for each in found["fired"]), f"it is {found['to']}"]


def _advanced(client: Any, by: timedelta) -> Any:
    """One advance; a long one in slices, with a bar where somebody looks."""
    if by <= LONG or not sys.stderr.isatty():
        return client.post("clock/advance", {"by": by.total_seconds()})
    whole: dict[str, Any] = {"fired": []}
    with click.progressbar(range(SLICES), file=sys.stderr, label="advancing") as steps:
        for _ in steps:
            answer = client.post("clock/advance", {"by": by.total_seconds() / SLICES})
            whole = {**answer, "from": whole.get("from", answer["from"]), "fired": whole["fired"] + answer["fired"]}
    return whole


@clock.command("run-until-idle")
@_with(_CLIENT_OPTIONS)
def clock_run_until_idle(url: str, workspace: str, password: str, as_json: bool) -> None:
    """Advance until nothing is left to happen, and print what did."""
    client = _client(url, workspace, password)
    answer = _called(lambda: client.post("clock/run-until-idle", {}))
    _print(answer, as_json, _walk_lines)


@main.command()
@_with(_CLIENT_OPTIONS)
@click.option("--limit", default=20, show_default=True, help="at most this many")
@click.option("--to", default=None, help="only to this address")
@click.option("--subject", default=None, help="only with this in the subject")
def messages(
    url: str, workspace: str, password: str, as_json: bool, limit: int, to: str | None, subject: str | None
) -> None:
    """List captured mail, newest first."""
    query = {"limit": limit, "to": to, "subject": subject}
    answer = _called(lambda: _client(url, workspace, password).get("messages", query))
    _print(answer, as_json, lambda found: [_message_line(each) for each in found["results"]] or ["no messages yet"])


def _message_line(row: dict[str, Any]) -> str:
    return f"{row['accepted']}  {row['id']:<9} {row['status']:<28} {row['to']}  {row['subject']}"


@main.group()
def ca() -> None:
    """The local authority behind `serve --tls`: what clients must trust."""


@ca.command("path")
def ca_path() -> None:
    """Print the path of its certificate, making it if need be."""
    click.echo(_authority().path)


@ca.command("pem")
def ca_pem() -> None:
    """Print its certificate, making it if need be."""
    click.echo(_authority().pem, nl=False)


def _authority() -> Any:
    from . import tls

    try:
        return tls.ensure_ca()
    except (tls.TlsMissing, OSError) as error:
        raise click.ClickException(str(error)) from None


def set_up_logging(log_format: str) -> None:
    """Warnings and errors to standard error, as text or one JSON object a line."""
    handler = logging.StreamHandler(sys.stderr)
    if log_format == "json":
        handler.setFormatter(_JsonLines())
    else:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger("emulator")
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        import orjson

        fields = {"level": record.levelname, "logger": record.name, "message": record.getMessage()}
        if record.exc_info:
            fields["traceback"] = self.formatException(record.exc_info)
        return orjson.dumps(fields).decode()


if __name__ == "__main__":
    main()
