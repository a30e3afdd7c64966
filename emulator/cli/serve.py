"""`serve`: every setting of a server as a flag, each with a twin in the environment."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import click

from ..config import DEFAULT_PORT, Config, ConfigError
from .options import Option, duration, env, moment, with_options

_OPTIONS: tuple[Option, ...] = (
    click.option("--host", default="127.0.0.1", show_default=True, envvar=env("HOST"), help="address to listen on"),
    click.option("--port", default=DEFAULT_PORT, show_default=True, envvar=env("PORT"), help="port; 0 = any free one"),
    click.option("--port-file", type=click.Path(path_type=Path), envvar=env("PORT_FILE"), help="write the port here"),
    click.option("--world", default="demo", show_default=True, envvar=env("WORLD"), help="demo, empty, or a file"),
    click.option("--seed", default="", envvar=env("SEED"), help="same seed, same ids and chances"),
    click.option("--strict", is_flag=True, envvar=env("STRICT"), help="refuse what the vendors might refuse"),
    click.option("--standing", is_flag=True, envvar=env("STANDING"), help="begin with a clock that stands"),
    click.option(
        "--start",
        default=None,
        type=moment,
        envvar=env("START"),
        help="the world's time at first, such as 2026-03-04T09:15Z",
    ),
    click.option("--password", default="", envvar=env("PASSWORD"), help="for console and control API"),
    click.option("--allowed-host", multiple=True, envvar=env("ALLOWED_HOST"), help="further Host names; repeatable"),
    click.option(
        "--webhook-allow", multiple=True, envvar=env("WEBHOOK_ALLOW"), help="further webhook hosts; repeatable"
    ),
    click.option("--tls", is_flag=True, envvar=env("TLS"), help="serve https with a local certificate"),
    click.option("--tls-name", multiple=True, envvar=env("TLS_NAME"), help="further names in the certificate"),
    click.option("--threads", default=320, show_default=True, envvar=env("THREADS"), help="requests at one time"),
    click.option(
        "--max-messages", default=2_000_000, show_default=True, envvar=env("MAX_MESSAGES"), help="kept per workspace"
    ),
    click.option(
        "--workspace-lifetime",
        default="1h",
        show_default=True,
        type=duration,
        envvar=env("WORKSPACE_LIFETIME"),
        help="unused workspaces are forgotten after this",
    ),
    click.option(
        "--log-format",
        default="text",
        show_default=True,
        type=click.Choice(["text", "json"]),
        envvar=env("LOG_FORMAT"),
        help="how the log is written",
    ),
)


@click.command()
@with_options(_OPTIONS)
def serve(port_file: Path | None, allowed_host: tuple[str, ...], tls_name: tuple[str, ...], **settings: Any) -> None:
    """Serve until Ctrl-C."""
    gc.disable()  # a quarter of the start would go to collections that find nothing; the server enables it again
    from .. import serving
    from ..tls import TlsMissing

    try:
        config = Config(allowed_hosts=allowed_host, tls_names=tls_name, **settings)
        serving.serve(config, port_file)
    except (ConfigError, ValueError, TlsMissing) as error:
        raise click.ClickException(str(error)) from None
