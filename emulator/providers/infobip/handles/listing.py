"""What the handles share: lists by `limit` and `cursor`, rows of one account, rows entered as a world file's are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from ....wire import paging, refusals
from ....wire.refusals import Refusal

if TYPE_CHECKING:
    from ....mail.world import World
    from ..state import State

NAME = "infobip"

Path = Mapping[str, str]
Query = Mapping[str, str]
Row = TypeVar("Row")


def state_of(world: World) -> State:
    state: State = world.state(NAME)
    return state


def of_account(query: Query, rows: Any) -> list[Any]:
    """Of one account when the query names it."""
    return [row for row in rows if row.account == query.get("account", row.account)]


def listed(query: Query, rows: Sequence[Row], show: Callable[[Row], Any]) -> object:
    limit = query.get("limit", "50")
    if not (limit.isdecimal() and 1 <= int(limit[:5]) <= 1000):
        raise Refusal(refusals.INVALID, detail="limit must be between 1 and 1000", problems={"limit": [limit]})
    shown = [show(row) for row in rows]
    try:
        found, following = paging.part(shown, int(limit), query.get("cursor"), lambda row: str(row["id"]))
    except ValueError:
        raise Refusal(refusals.INVALID, detail="cursor must be `next` of an earlier page") from None
    return {"results": found, "next": following}


def entered(enter: Callable[[World, Any], Row], world: World, body: Any) -> Row:
    try:
        return enter(world, body)
    except ValueError as error:
        reason = refusals.CONFLICT if "there already" in str(error) else refusals.INVALID
        raise Refusal(reason, detail=str(error)) from None
