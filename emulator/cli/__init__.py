"""The command line: `serve`, and commands that drive a running server through its control API.

Every command is in the module that COMMANDS names, and is imported when it is typed: `serve` starts without the others.
"""

from __future__ import annotations

from importlib import import_module

import click

from .. import __version__

COMMANDS = {
    "serve": "serve",
    "receive": "receive",
    "ready": "server",
    "reset": "worlds",
    "clock": "clock",
    "messages": "mail",
    "events": "mail",
    "requests": "requests",
    "webhooks": "webhooks",
    "reports": "reports",
    "rules": "rules",
    "faults": "faults",
    "limits": "limits",
    "findings": "findings",
    "state": "worlds",
    "snapshots": "worlds",
    "workspaces": "worlds",
    "world": "worlds",
    "statistics": "server",
    "provenance": "server",
    "metrics": "server",
    "openapi": "server",
    "call": "server",
    "ca": "ca",
}
"""Command → the module it is in."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f".{COMMANDS[cmd_name]}", __name__), cmd_name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mail-emulator")
def main() -> None:
    """One local server that stands in for the Infobip Email API and Orange Mail."""
