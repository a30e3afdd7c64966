"""Cursor paging as the control API does it: an opaque text that holds where the next page begins."""

import base64
import binascii
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import TypeVar

V = TypeVar("V")


def write_cursor(position: str) -> str:
    return base64.urlsafe_b64encode(position.encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> str:
    """Raises ValueError for a text that no page gave out."""
    try:
        return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise ValueError("unknown cursor") from None


def page(rows: Iterable[V], limit: int, position: Callable[[V], str]) -> tuple[list[V], str | None]:
    """The first `limit` rows, and the cursor after the last of them when more follow."""
    found = list(islice(rows, limit + 1))
    if len(found) <= limit:
        return found, None
    return found[:limit], write_cursor(position(found[limit - 1]))


def part(
    rows: Sequence[V], limit: int | None, cursor: str | None, name: Callable[[V], str]
) -> tuple[Sequence[V], str | None]:
    """One page of a list in an order of its own, or the rest of it; rows that are added move none to another page.

    The cursor names the last row and its place, which tells how to go on when that row is gone. Raises ValueError.
    """
    start = 0 if cursor is None else _start([name(row) for row in rows], read_cursor(cursor))
    end = len(rows) if limit is None else start + limit
    following = write_cursor(f"{end - 1}/{name(rows[end - 1])}") if end < len(rows) else None
    return rows[start:end], following


def _start(names: Sequence[str], after: str) -> int:
    place, slash, last = after.partition("/")
    if not (slash and place.isascii() and place.isdigit() and len(place) < 20):
        raise ValueError("unknown cursor")
    return names.index(last) + 1 if last in names else int(place)
