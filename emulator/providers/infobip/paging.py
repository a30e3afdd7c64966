"""The vendor's page numbers: which rows a page shows, and what the answer says of it. Cursors are in `validation`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from .fields import Fields, without_blanks

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page:
    """One page, from 0. A page past the end is empty (*assumed*)."""

    number: int
    size: int

    def of(self, rows: Sequence[Row]) -> Sequence[Row]:
        return rows[self.number * self.size : (self.number + 1) * self.size]

    def with_totals(self, rows: Sequence[Row], show: Callable[[Row], Any]) -> dict[str, Any]:
        """Results and `paging` as domains and templates have them."""
        total = len(rows)
        return {
            "paging": {
                "page": self.number,
                "size": self.size,
                "totalPages": -(-total // self.size),
                "totalResults": total,
            },
            "results": [show(row) for row in self.of(rows)],
        }

    def without_totals(self, rows: Sequence[Row], show: Callable[[Row], Any]) -> dict[str, Any]:
        """Results and `paging` as suppressions have them."""
        return {
            "results": [show(row) for row in self.of(rows)],
            "paging": {"page": self.number, "size": self.size},
        }


def read_page(query: Fields, *, default: int, low: int = 1, high: int = (1 << 31) - 1) -> Page:
    """`page` and `size` of a query; problems are noted in it."""
    numbers = without_blanks(query, ("page", "size"))
    page = numbers.whole("page", low=0, high=(1 << 31) - 1, from_text=True)
    size = numbers.whole("size", low=low, high=high, from_text=True)
    return Page(page or 0, size or default)
