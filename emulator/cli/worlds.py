"""`reset`, `state`, `snapshots`, `workspaces` and `world`: worlds, and moments of them."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import IO, Any

import click

from ..client import Client
from .options import Looks, driving, moment
from .output import Output, when

SHOWN_FROM = 1 << 20
"""Bytes from which an upload shows how far it is."""


@click.command()
@driving
def reset(client: Client, output: Output) -> None:
    """Back to how the world began."""
    output.show(client.reset(), lambda _: [f"workspace {client.workspace} is as it began"])


@click.group()
def state() -> None:
    """The whole world as one file."""


@state.command()
@click.argument("file", type=click.Path(dir_okay=False, writable=True, allow_dash=True, path_type=Path), default="-")
@driving
def export(client: Client, output: Output, file: Path) -> None:
    """Write the world to FILE: data only, for `state import` and `serve --world`."""
    text = json.dumps(client.state.export(), ensure_ascii=False, separators=(",", ":"))
    with click.open_file(str(file), "w", encoding="utf-8") as target:
        target.write(text + "\n")


@state.command("import")
@click.argument("file", type=click.File("rb"))
@driving
def import_(client: Client, output: Output, file: IO[bytes]) -> None:
    """Replace the world by what `state export` wrote. A broken file changes nothing."""
    with _Upload(file) as upload:
        answer = client.state.bring(upload)
    output.show(answer, lambda found: [f"workspace {client.workspace} has {found['messages']} mails now"])


class _Upload:
    """A file on its way, with a bar where somebody looks and it takes a while."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.len = os.fstat(file.fileno()).st_size if file.seekable() else None
        shown = self.len is not None and self.len >= SHOWN_FROM and sys.stderr.isatty()
        self._bar: Any = click.progressbar(length=self.len, label="importing", file=sys.stderr) if shown else None

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size)
        if self._bar is not None:
            self._bar.update(len(chunk))
        return chunk

    def __enter__(self) -> Any:
        return self if self._bar is not None else self._file.read()

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.render_finish()


@click.group(cls=Looks)
def snapshots() -> None:
    """Moments of the world kept by name."""


@snapshots.command("list")
@driving
def list_snapshots(client: Client, output: Output) -> None:
    """List them."""
    output.rows(
        client.snapshots.list(),
        lambda row: (row["name"], when(row["at"]), f"{row['messages']} mails", f"{row['bytes']} bytes"),
        "no snapshots yet",
    )


@snapshots.command()
@click.argument("name")
@driving
def keep(client: Client, output: Output, name: str) -> None:
    """Keep this moment; one of the same name is replaced."""
    output.show(client.snapshots.keep(name), lambda _: [f"kept as {name}"])


@snapshots.command()
@click.argument("name")
@driving
def restore(client: Client, output: Output, name: str) -> None:
    """Back to a kept moment."""
    output.show(client.snapshots.restore(name), lambda found: [f"it is {found['clock']['now']} again"])


@snapshots.command()
@click.argument("name")
@driving
def delete(client: Client, output: Output, name: str) -> None:
    """Forget a kept moment."""
    client.snapshots.delete(name)
    output.show(None, lambda _: [f"{name} deleted"])


@click.group(cls=Looks)
def workspaces() -> None:
    """The worlds of one server, each with credentials of its own."""


@workspaces.command("list")
@driving
def list_workspaces(client: Client, output: Output) -> None:
    """List them."""
    output.rows(client.workspaces.list(), _line, "none")


@workspaces.command()
@click.argument("name")
@driving
def show(client: Client, output: Output, name: str) -> None:
    """One with its credentials."""
    output.json(client.workspaces.get(name))


@workspaces.command()
@click.argument("name", required=False)
@click.option("--world", help="demo, empty, or a world file")
@click.option("--seed", help="same seed, same ids and chances")
@click.option("--standing", is_flag=True, help="begin with a clock that stands")
@click.option("--now", type=moment, help="the world's time at first")
@click.option("--strict", is_flag=True, help="refuse what the vendors might refuse")
@click.option("--keep", is_flag=True, help="do not forget it when nobody uses it")
@driving
def mint(client: Client, output: Output, name: str | None, world: str | None, standing: bool, **fields: Any) -> None:
    """Make a fresh one and print its credentials."""
    given = {key: value for key, value in fields.items() if value not in (None, False)}
    if name is not None:
        given["name"] = name
    if world is not None:
        given["world"] = world if world in ("demo", "empty") else _read(world)
    if standing:
        given["clock"] = "standing"
    output.json(client.workspaces.mint(**given))


@workspaces.command()
@click.argument("name")
@driving
def drop(client: Client, output: Output, name: str) -> None:
    """Forget one."""
    client.workspaces.drop(name)
    output.show(None, lambda _: [f"workspace {name} dropped"])


@click.group()
def world() -> None:
    """World files: how a world begins."""


@world.command()
@click.argument("file")
def check(file: str) -> None:
    """Build the world of FILE without serving it, and say what is wrong with it."""
    from ..config import Config
    from ..emulator import Emulator

    try:
        built = Emulator(Config(world=file, standing=True)).world
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{file} is a world: {len(built.deliveries)} mails, {len(built.rules)} rules, seed {built.chance.seed}")


def _read(file: str) -> Any:
    from ..worlds import WorldError, read

    try:
        return read(file, "")
    except WorldError as error:
        raise click.ClickException(str(error)) from None


def _line(row: Any) -> tuple[object, ...]:
    clock = f"{row['clock']['mode']} {when(row['clock']['now'])}"
    return (
        row["name"],
        f"{row['messages']} mails",
        f"{row['requests']} requests",
        clock,
        f"used {when(row['last_used'])}",
    )
