"""A list of the control API, read page by page; and what lists have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from .calls import Calls

if TYPE_CHECKING:
    from ..control import shapes

Row = dict[str, Any]
R = TypeVar("R")

Found = list
"""`list`, for classes that have a method of that name."""

PAGE = 1000
"""Rows that are asked for at once when all are wanted: the API's most."""


class Rows(Generic[R]):
    """Records under `path`, each with an `id`."""

    path = ""
    _ALIASES: ClassVar[Mapping[str, str]] = {}
    """Criteria whose name in the API is a word of Python."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def get(self, id: str) -> R:
        """One of them, whole. ClientError with status 404 when there is none."""
        return cast(R, self._calls.get(f"{self.path}/{id}"))

    def __len__(self) -> int:
        return len(self._all({}))

    def _page(self, criteria: Mapping[str, Any], limit: int | None = None, cursor: str | None = None) -> Any:
        return self._calls.get(self.path, {**self._named(criteria), "limit": limit, "cursor": cursor})

    def _named(self, criteria: Mapping[str, Any]) -> dict[str, Any]:
        return {self._ALIASES.get(name, name): value for name, value in criteria.items()}

    def _newest(self, criteria: Mapping[str, Any], most: int | None) -> Found[Any]:
        """All that fit, or the first so many."""
        return self._all(criteria) if most is None else Found(self._page(criteria, most)["results"])

    def _all(self, criteria: Mapping[str, Any]) -> Found[Any]:
        found: Found[Any] = []
        cursor: str | None = None
        while True:
            page: shapes.Page[Any] = self._page(criteria, PAGE, cursor)
            found += page["results"]
            cursor = page["next"]
            if cursor is None:
                return found


def id_of(row: Mapping[str, Any] | str) -> str:
    """The id of a record, or the id itself."""
    return row if isinstance(row, str) else str(row["id"])
