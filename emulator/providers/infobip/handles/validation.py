"""What validation says of an address, and how long it takes."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from ...contract import Handle
from .. import validation, worldfile
from ..world_rows import FindingRow, ValidationRow
from .listing import Path, Query, state_of

if TYPE_CHECKING:
    from ....mail.world import World


def show_validation(world: World, _: Path, __: Query, ___: None) -> object:
    kept = state_of(world).validations
    return {
        "delay": kept.delay,
        "rate": kept.rate,
        "text_mailbox": kept.text_mailbox,
        "results": len(kept.rows),
        **asdict(kept.lists),
    }


def set_validation(world: World, path: Path, query: Query, body: ValidationRow) -> object:
    worldfile.set_validation(world, body)
    return show_validation(world, path, query, None)


def pin_address(world: World, path: Path, _: Query, body: FindingRow) -> object:
    finding = worldfile.finding_of(body)
    validation.pin(state_of(world).validations.lists, path["address"], finding)
    return {"id": path["address"].lower(), **asdict(finding)}


def unpin_address(world: World, path: Path, _: Query, __: None) -> None:
    state_of(world).validations.lists.pinned.pop(path["address"].lower(), None)


HANDLES = (
    Handle("GET", "validation", "show_validation", "How validation behaves: lists, pins, pace", show_validation),
    Handle(
        "PUT",
        "validation",
        "set_validation",
        "Change lists, pace or shape of validation; what is left out stays",
        set_validation,
        ValidationRow,
        example={"delay": "13s", "rate": 3, "disposable": ["mailinator.com"]},
    ),
    Handle(
        "PUT",
        "validation/pins/<address>",
        "pin_address",
        "Script what validation says of one address",
        pin_address,
        FindingRow,
        example={"mailbox": "unknown", "risk": "UNKNOWN", "reason": "TIMED_OUT"},
    ),
    Handle("DELETE", "validation/pins/<address>", "unpin_address", "Let the rules decide again", unpin_address),
)
