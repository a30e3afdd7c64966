"""Paging as every list does it: `?limit=&cursor=`, and a `next` to go on with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from pydantic import Field

from ..wire import paging
from .row import Model, Problem

R = dict[str, Any]


class Page(Model):
    limit: int = Field(50, ge=1, le=1000)
    cursor: str | None = None

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
        if after is None:
            return None
        if not (after.isascii() and after.isdigit()):
            raise unknown_cursor()
        return int(after)


def unknown_cursor() -> Problem:
    return Problem(422, "Unknown cursor", "use the `next` of the page before", "invalid-cursor")


def page(rows: Iterable[R], query: Page, position: Callable[[R], str]) -> dict[str, object]:
    """One page of the rows that are left."""
    found, cursor = paging.page(rows, query.limit, position)
    return {"results": found, "next": cursor}


def number(row: R) -> str:
    """The number at the end of a row's id."""
    return str(row["id"]).rpartition("-")[2]
