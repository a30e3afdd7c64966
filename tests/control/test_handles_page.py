"""The page on the handles has an example of every one; that the examples work is tested with the other pages."""

import re

import pytest

from emulator.control import ROUTES, Row
from tests.documents.reading import examples

API = re.compile(r"/_emulator/api/([^\s'?]*)")
BY_PLACES = sorted(ROUTES, key=lambda row: row.path.count("<"))


def called(command: str) -> list[Row]:
    """The handles a command calls."""
    found = []
    for part in command.split("|"):
        if (address := API.search(part)) is not None:
            method = re.search(r"-X (\w+)", part)
            wanted = method[1] if method else "POST" if re.search(r" (-d|--data\S*) ", part) else "GET"
            path = "/" + re.sub(r"^workspaces/[^/]+/", "", address[1])
            found += [row for row in BY_PLACES if row.method == wanted and _fits(row, path)][:1]
    return found


def _fits(row: Row, path: str) -> bool:
    return re.fullmatch(re.sub(r"<\w+>", "[^/]+", row.path), path) is not None


SHOWN = {row.name for example in examples("docs/handles.md") for row in called(example.command)}


@pytest.mark.parametrize("row", ROUTES, ids=lambda row: f"{row.method} {row.path}")
def test_every_handle_has_an_example_that_is_run(row: Row) -> None:
    assert row.name in SHOWN
