"""What commands print: lines for people, or the answer as JSON."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import click


class Output:
    """Prints the answers of one command."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json

    def json(self, answer: Any) -> None:
        import orjson

        click.echo(orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode())

    def show(self, answer: Any, lines: Callable[[Any], Iterable[str]]) -> None:
        """The answer itself, or the lines made of it."""
        if self.as_json:
            self.json(answer)
        else:
            for line in lines(answer):
                click.echo(plain(line))

    def content(self, content: str | bytes) -> None:
        """What others wrote: to the byte into a file or a pipe; on a terminal without what would steer it."""
        if not sys.stdout.isatty():
            click.echo(content if isinstance(content, bytes) else content.encode(), nl=False)
            return
        text = content if isinstance(content, str) else content.decode("utf-8", "replace")
        for line in text.splitlines():
            click.echo(plain(line))

    def rows(self, rows: Sequence[Any], cells: Callable[[Any], Sequence[object]], none: str) -> None:
        """A list: as the API writes it, or one aligned line for each row, or the line that says there is `none`."""
        if self.as_json:
            self.json({"results": rows, "next": None})
        elif not rows:
            click.echo(none)
        else:
            for line in columns([cells(row) for row in rows]):
                click.echo(line)


def columns(rows: Sequence[Sequence[object]]) -> list[str]:
    """Lines whose cells stand below each other; None is empty, the last column is as long as it is."""
    table = [[plain(cell) for cell in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(*table, strict=True)]
    return ["  ".join(cell + " " * (widths[n] - width(cell)) for n, cell in enumerate(row)).rstrip() for row in table]


def width(text: str) -> int:
    """Columns a terminal needs: two for each wide character, none for one that combines."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def plain(cell: object) -> str:
    """The text of a cell without anything that would steer a terminal."""
    if cell is None:
        return ""
    text = ", ".join(map(str, cell)) if isinstance(cell, list | tuple) else str(cell)
    return "".join(char if char.isprintable() or char == "\t" else " " for char in text)


def described(record: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    """`name: value` lines of a record's fields that are not empty."""
    return columns([[f"{name}:", record[name]] for name in names if record.get(name) not in (None, "", [])])


def when(moment: str | None) -> str | None:
    """An API time as people read it: `2026-03-04 09:15:30`."""
    return None if moment is None else moment[:19].replace("T", " ")
