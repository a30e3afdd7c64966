"""Everybody who is left out of mail, and why."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from ...contract import Handle
from .. import worldfile
from ..world_rows import SuppressionRow
from .listing import Path, Query, listed, state_of

if TYPE_CHECKING:
    from ....mail.world import World


def list_suppressions(world: World, _: Path, query: Query, __: None) -> object:
    """Those who unsubscribed are here, too; the vendor's own list does not show them."""
    rows = [
        {"id": f"{row.type} {row.domain} {row.address}", **asdict(row)}
        for each in state_of(world).suppressions.lists.values()
        for row in each.values()
        if all(getattr(row, name).lower() == query[name].lower() for name in _FILTERS if name in query)
    ]
    return listed(query, rows, lambda row: row)


def add_suppressions(world: World, _: Path, __: Query, body: SuppressionRow) -> object:
    return {"added": worldfile.add_suppressions(world, body)}


def remove_suppressions(world: World, _: Path, query: Query, __: None) -> object:
    """Those that match the query; all of them when it names nothing."""
    removed = 0
    for rows in state_of(world).suppressions.lists.values():
        for address, row in list(rows.items()):
            if all(getattr(row, name).lower() == query[name].lower() for name in _FILTERS if name in query):
                del rows[address]
                removed += 1
    return {"removed": removed}


_FILTERS = ("domain", "address", "type")


HANDLES = (
    Handle("GET", "suppressions", "list_suppressions", "Everybody who is left out, and why", list_suppressions),
    Handle(
        "POST",
        "suppressions",
        "add_suppressions",
        "Leave addresses out of mail from a domain; UNSUBSCRIBED is possible, too",
        add_suppressions,
        SuppressionRow,
        201,
        {"domain": "news.example.com", "type": "BOUNCE", "addresses": ["nora@example.com"]},
    ),
    Handle(
        "DELETE",
        "suppressions",
        "remove_suppressions",
        "Let mail through again: those that match `domain`, `address` and `type`",
        remove_suppressions,
    ),
)
