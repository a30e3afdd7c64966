"""`ca`: the local authority behind `serve --tls`."""

from __future__ import annotations

from typing import Any

import click


@click.group()
def ca() -> None:
    """The local authority behind `serve --tls`: what clients must trust."""


@ca.command()
def path() -> None:
    """Print the path of its certificate, making it if need be."""
    click.echo(_authority().path)


@ca.command()
def pem() -> None:
    """Print its certificate, making it if need be."""
    click.echo(_authority().pem, nl=False)


def _authority() -> Any:
    from .. import tls

    try:
        return tls.ensure_ca()
    except (tls.TlsMissing, OSError) as error:
        raise click.ClickException(str(error)) from None
