"""Cursor paging as the control API does it: an opaque text that holds where the next page begins."""

import base64
import binascii
from collections.abc import Callable, Iterable
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
