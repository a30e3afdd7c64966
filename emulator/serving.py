"""What `serve` does around the server: checks the port, prints where to go, writes the port file."""

from __future__ import annotations

import dataclasses
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import logs, server
from .config import Config, ConfigError
from .direct import Front
from .emulator import Emulator
from .providers.discovery import providers

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

PASSWORD = "MAIL_EMULATOR_PASSWORD"
"""The variable that lines to paste take the password from: it is never printed."""


def serve(config: Config, port_file: Path | None) -> None:
    """Serve until a signal. Raises ConfigError and WorldError with one clear line."""
    # Pydantic would read the metadata of every installed package to find plugins for itself.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    port = config.port or server.free_port(config.host)
    if config.port and server.port_is_taken(config.host, port):
        raise ConfigError(f"port {port} on {config.host} is busy; choose another with --port (0 = any free one)")
    with _certified(config) as config:
        _serve(config, port, port_file)


def _serve(config: Config, port: int, port_file: Path | None) -> None:
    # The parent builds the worlds only to say what is wrong with them before anything is served.
    seed = config.seed or secrets.token_hex(8)
    config = dataclasses.replace(config, port=port, seed=seed)
    emulator = Emulator(config)
    emulator.listening_on(port)

    def make_app() -> WSGIApplication:
        logs.set_up(config.log_format)
        emulator.heartbeat.start()
        return Front(emulator)

    def on_listening() -> None:
        if port_file is not None:
            port_file.write_text(str(port))
        _greet(emulator)

    server.serve(make_app, config, port, on_listening)


@contextmanager
def _certified(config: Config) -> Iterator[Config]:
    """With `tls`: a certificate of the user's own authority, in files that live as long as the server."""
    if not config.tls:
        yield config
        return
    from . import tls

    try:
        authority = tls.ensure_ca()
    except (tls.TlsMissing, OSError) as error:
        raise ConfigError(str(error)) from None
    hosts = [host for provider in providers().values() for host in provider.hosts]
    names = tls.server_names(hosts, [*config.tls_names, config.host])
    with authority.issue(names).files() as files:
        yield dataclasses.replace(config, certificate=files)


def _greet(emulator: Emulator) -> None:
    base = emulator.base_url
    click.echo(f"mail-emulator {emulator.version}")
    click.echo(f"  console      {base}/_emulator/")
    click.echo(f"  first steps  {base}/_emulator/first-steps  (a mail, a bounce and a webhook call, by buttons)")
    click.echo(f"  receiver     {emulator.command} receive  (in a second terminal: prints the webhook calls it gets)")
    for provider in emulator.providers.values():
        credentials = provider.credentials(emulator.world)
        shown = ", ".join(f"{name} {value}" for name, value in credentials.items() if isinstance(value, str) and value)
        click.echo(f"  {provider.title}: base URL {base}" + (f", {shown}" if shown else ""))
    for title, line in _lines(emulator, base):
        click.echo(f"\n# {title}\n{line}")
    click.echo("")


def _lines(emulator: Emulator, base: str) -> Iterator[tuple[str, str]]:
    """What works when pasted: a first mail of each service; in a world without credentials, how to get some."""
    found = [
        (f"{provider.title}: a first mail" + (", sent with the next full minute" if provider.due_soon else ""), line)
        for provider in emulator.providers.values()
        if provider.demo_curl is not None and (line := provider.demo_curl(emulator.world, base))
    ]
    yield from found
    if not found:
        password = f" -H \"Authorization: Bearer ${PASSWORD}\"" if emulator.config.password else ""
        mint = f"curl -s -X POST {base}/_emulator/api/workspaces -H 'X-Mail-Emulator: 1'{password}"
        yield "this world has no credentials; this mints a workspace, and answers with its own", mint
