"""Scheduled bulks: looking at them, moving them, pausing, resuming and calling them off.

An id may be the caller's (it can cover several bulks) or the service's own. A change goes to every bulk it covers that
admits it, and is refused when none does (*assumed*).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from ....mail.world import World
from ....wire import bodies, refusals
from ....wire.current import Answer, Current, json_answer
from ....wire.refusals import Refusal
from .. import bulks, times
from ..bulks import Bulk
from ..errors import JSON_UTF8
from ..state import State

NOT_FOUND = "Bulk not found"
NOT_ALLOWED = "Update not allowed for bulk"

STATUSES = ("PENDING", "PAUSED", "PROCESSING", "CANCELED", "FINISHED", "FAILED")

Change = Callable[[World, Bulk], Bulk]

TRANSITIONS: Mapping[tuple[str, str], Change] = {
    ("PENDING", "PENDING"): lambda _, bulk: bulk,
    ("PENDING", "PAUSED"): bulks.pause,
    ("PENDING", "CANCELED"): bulks.call_off,
    ("PAUSED", "PENDING"): bulks.resume,
    ("PAUSED", "PAUSED"): lambda _, bulk: bulk,
    ("PAUSED", "CANCELED"): bulks.call_off,
    ("CANCELED", "CANCELED"): lambda _, bulk: bulk,
}
"""(from, requested) → what is done; any other pair is a conflict. *Assumed*; pause, resume, cancel *documented*."""

REQUESTABLE = frozenset(requested for _, requested in TRANSITIONS)


def get_scheduled_emails(current: Current) -> Answer:
    found = _found(current, _bulk_id(current))
    return _list(found, [{"bulkId": bulk.id, "sendAt": _written(current, bulk.send_at)} for bulk in found])


def get_scheduled_email_statuses(current: Current) -> Answer:
    found = _found(current, _bulk_id(current))
    return _list(found, [{"bulkId": bulk.id, "status": bulk.status} for bulk in found])


def reschedule_emails(current: Current) -> Answer:
    bulk_id = _bulk_id(current)
    send_at = _send_at(bodies.read_object(current.request.body).get("sendAt"))
    movable = [bulk for bulk in _found(current, bulk_id) if bulk.status in ("PENDING", "PAUSED")]
    if not movable:
        raise Refusal(refusals.CONFLICT, detail=NOT_ALLOWED)
    _check_horizon(current.now, send_at, min(bulk.horizon_days for bulk in movable))
    changed = [bulks.move(current.world, bulk, send_at) for bulk in movable]
    return _flat(current, bulk_id, changed, {"sendAt": _written(current, send_at)})


def update_scheduled_email_statuses(current: Current) -> Answer:
    bulk_id = _bulk_id(current)
    requested = _status(bodies.read_object(current.request.body).get("status"))
    changes = [
        (change, bulk)
        for bulk in _found(current, bulk_id)
        if (change := TRANSITIONS.get((bulk.status, requested))) is not None
    ]
    if not changes:
        raise Refusal(refusals.CONFLICT, detail=NOT_ALLOWED)
    changed = [change(current.world, bulk) for change, bulk in changes]
    return _flat(current, bulk_id, changed, {"status": requested})


def _bulk_id(current: Current) -> str:
    bulk_id = current.request.arg("bulkId")
    if not bulk_id:
        raise Refusal(refusals.INVALID)
    return bulk_id


def _found(current: Current, bulk_id: str) -> list[Bulk]:
    found = bulks.found(_state(current), current.account, bulk_id)
    if not found:
        raise Refusal(refusals.NOT_FOUND, detail=NOT_FOUND)
    return [bulks.refreshed(current.world, bulk) for bulk in found]


def _status(value: Any) -> str:
    if value is None:
        raise _wrong("status", "must not be null")
    if value not in STATUSES:
        raise _wrong("status", f"must be one of {', '.join(STATUSES)}")
    if value not in REQUESTABLE:
        raise Refusal(refusals.INVALID)
    return str(value)


def _send_at(value: Any) -> datetime:
    if value is None:
        raise _wrong("sendAt", "must not be null")
    try:
        return times.read(value)
    except (TypeError, AttributeError, ValueError):
        raise _wrong("sendAt", "must be a date-time such as 2026-03-04T09:15:30.120+0000") from None


def _check_horizon(now: datetime, send_at: datetime, days: int) -> None:
    """*Assumed*: neither in the past nor further ahead than the bulk's first `sendAt` could be."""
    if send_at < now:
        raise _wrong("sendAt", "must not be in the past")
    if send_at > now + timedelta(days=days):
        raise _wrong("sendAt", f"must be within {days} days")


def _wrong(field: str, sentence: str) -> Refusal:
    return Refusal(refusals.INVALID, problems={field: [sentence]})


def _written(current: Current, at: datetime) -> str | int:
    return times.epoch(at) if _state(current).switches.bulk_epoch else times.write(at)


def _list(found: list[Bulk], rows: list[dict[str, Any]]) -> Answer:
    return json_answer({"externalBulkId": found[0].bulk_id, "bulks": rows}, content_type=JSON_UTF8)


def _flat(current: Current, asked: str, changed: list[Bulk], what: Mapping[str, Any]) -> Answer:
    shown = changed[0].id if _state(current).switches.bulk_internal_id else asked
    return json_answer({"bulkId": shown, **what}, content_type=JSON_UTF8)


def _state(current: Current) -> State:
    state: State = current.world.state(bulks.NAME)
    return state
