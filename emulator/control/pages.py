"""Paging as every list does it: `?limit=&cursor=`, and a `next` to go on with.

A page begins after the row with which the page before ended, so rows that are added meanwhile move nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from pydantic import Field

from ..wire import paging
from .row import Model, Problem, invalid

R = dict[str, Any]

MAX_PAGE = 1000


class _Cursor(Model):
    cursor: str | None = Field(None, description="the `next` of the page before")

    @property
    def after(self) -> str | None:
        """What the page before ended with."""
        if self.cursor is None:
            return None
        try:
            return paging.read_cursor(self.cursor)
        except ValueError:
            raise unknown_cursor() from None

    @property
    def before(self) -> int | None:
        """The number the page ends before, where rows are listed by descending numbers."""
        after = self.after
        return None if after is None else read_number(after)


class Page(_Cursor):
    """A page of a list that may be long."""

    limit: int = Field(50, ge=1, le=MAX_PAGE)


class Part(_Cursor):
    """A page of a list that is short enough to come whole."""

    limit: int | None = Field(None, ge=1, le=MAX_PAGE, description="default: the whole list")


def unknown_cursor() -> Problem:
    found = invalid("cursor", "use the `next` of the page before")
    found.title, found.kind = "Unknown cursor", "invalid-cursor"
    return found


def read_number(text: str) -> int:
    """A number that a cursor holds."""
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise unknown_cursor()
    return int(text)


def page(rows: Iterable[R], query: Page, position: Callable[[R], str]) -> dict[str, object]:
    """One page of the rows that are left."""
    found, cursor = paging.page(rows, query.limit, position)
    return {"results": found, "next": cursor}


def part(rows: Iterable[R], query: Part) -> dict[str, object]:
    """One page of a list in an order of its own, or all of it."""
    try:
        found, cursor = paging.part(list(rows), query.limit, query.cursor, lambda row: str(row["id"]))
    except ValueError:
        raise unknown_cursor() from None
    return {"results": found, "next": cursor}


def number(row: R) -> str:
    """The number at the end of a row's id."""
    return str(row["id"]).rpartition("-")[2]
