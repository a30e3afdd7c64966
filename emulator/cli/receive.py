"""`receive`: a webhook receiver in a terminal."""

from __future__ import annotations

import click

from ..config import ConfigError
from ..receiving import PORT, listen


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, envvar="MAIL_EMULATOR_RECEIVE_HOST", help="address")
@click.option(
    "--port", default=PORT, show_default=True, envvar="MAIL_EMULATOR_RECEIVE_PORT", help="port; 0 = any free one"
)
@click.option(
    "--status",
    "statuses",
    multiple=True,
    type=click.IntRange(200, 599),
    envvar="MAIL_EMULATOR_RECEIVE_STATUS",
    help="what to answer; repeated: in turn, the last one stays  [default: 200]",
)
def receive(host: str, port: int, statuses: tuple[int, ...]) -> None:
    """Print the webhook calls that arrive, until Ctrl-C."""
    try:
        listen(host, port, statuses, click.echo)
    except (ConfigError, OSError) as error:
        raise click.ClickException(str(error)) from None
