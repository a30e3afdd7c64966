"""GET /email/1/logs and /email/4/logs: what was sent in the last 48 hours, newest first, as often as asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any

from ....mail.message import Delivery, Message
from ....wire import paging, refusals
from ....wire.current import Answer, Current, json_answer
from ....wire.refusals import Refusal
from .. import addresses, logkeeping, reading_lists, report_items, statuses, times
from ..errors import JSON_UTF8
from ..logbook import key_of, mark, number_of
from ..readings import Reading, reading
from ..state import State

NAME = "infobip"
END_OF_TIME = (1 << 63) - 1

SINGLE_V1 = {
    "bulkId": "bulk",
    "campaignReferenceId": "campaign",
    "applicationId": "application",
    "entityId": "entity",
}
SINGLE_V4 = {"applicationId": "application", "entityId": "entity"}
LISTS_V4 = {"bulkId": "bulk", "campaignReferenceId": "campaign"}


@dataclass(frozen=True, slots=True)
class Query:
    """`marks` must all hold; of each group in `any_of` one must; `ids` empty for any message."""

    marks: list[str]
    any_of: list[list[str]]
    ids: list[str]
    since: datetime
    until: datetime | None
    group: str
    account: str


Row = tuple[int, Message, Delivery, Reading]


def get_email_logs__v1(current: Current) -> Answer:
    request = current.request
    limit = reading_lists.limit(request)
    ids = [value] if (value := request.arg("messageId")) else []
    query = _query(current, SINGLE_V1, {}, "from", "to", ids)
    channel = _channel(current)
    rows = islice(_rows(current, query, END_OF_TIME), limit)
    results = [report_items.log_v1(current.world, *row[1:], channel=channel) for row in rows]
    return json_answer({"results": results}, content_type=JSON_UTF8)


def get_email_logs(current: Current) -> Answer:
    request = current.request
    limit = reading_lists.limit(request)
    query = _query(current, SINGLE_V4, LISTS_V4, "sender", "destination", reading_lists.several(request, "messageId"))
    use_cursor = _boolean(request.arg("useCursor"))
    start = _start(request.arg("cursor")) if use_cursor else END_OF_TIME
    rows = list(islice(_rows(current, query, start), limit + 1))
    channel = _channel(current)
    results = [report_items.log_v4(current.world, *row[1:], channel=channel) for row in rows[:limit]]
    answer: dict[str, Any] = {"results": results}
    if use_cursor:
        answer["cursor"] = {"limit": limit}
        if len(rows) > limit:
            answer["cursor"]["nextCursor"] = paging.write_cursor(f"log|{rows[limit - 1][0]}")
    return json_answer(answer, content_type=JSON_UTF8)


# -- the query ---------------------------------------------------------------------------------


def _query(
    current: Current,
    single: Mapping[str, str],
    lists: Mapping[str, str],
    sender: str,
    recipient: str,
    ids: list[str],
) -> Query:
    request, account = current.request, current.account
    marks = [mark(account, name, value) for wire, name in single.items() if (value := request.arg(wire))]
    if value := request.arg(sender):
        marks.append(mark(account, "from", addresses.bare(value).lower()))
    if value := request.arg(recipient):
        marks.append(mark(account, "to", addresses.bare(value).lower()))
    group = request.arg("generalStatus") or ""
    if group:
        if group not in statuses.GROUP_NAMES:
            raise _invalid("generalStatus", f"must be one of {', '.join(statuses.GROUP_NAMES)}")
        marks.append(mark(account, "group", group))
    any_of = [
        [mark(account, name, value) for value in values]
        for wire, name in lists.items()
        if (values := reading_lists.several(request, wire))
    ]
    oldest = current.now - logkeeping.KEPT
    since = _moment(current, "sentSince")
    until = _moment(current, "sentUntil")
    return Query(marks or [mark(account, "all", "")], any_of, ids, max(since or oldest, oldest), until, group, account)


def _moment(current: Current, name: str) -> datetime | None:
    text = current.request.arg(name)
    if not text:
        return None
    try:
        return times.read(text)
    except ValueError:
        raise _invalid(name, "is not a valid date-time") from None


def _invalid(name: str, sentence: str) -> Refusal:
    return Refusal(refusals.INVALID, problems={name: [sentence]})


def _boolean(text: str | None) -> bool:
    if text is None or text == "":
        return False
    if text.lower() not in ("true", "false"):
        raise _invalid("useCursor", "must be true or false")
    return text.lower() == "true"


def _start(cursor: str | None) -> int:
    """The key before the one the cursor names. Raises Refusal for a cursor that was never given out."""
    if not cursor:
        return END_OF_TIME
    try:
        kind, _, key = paging.read_cursor(cursor).partition("|")
        if kind == "log":
            return int(key) - 1
    except ValueError:
        pass
    raise _invalid("cursor", "is unknown")


def _channel(current: Current) -> bool:
    state: State = current.world.state(NAME)
    return state.switches.channel


# -- the rows ----------------------------------------------------------------------------------


def _rows(current: Current, query: Query, start: int) -> Iterator[Row]:
    """Rows from `start` on, newest first."""
    world, now = current.world, current.now
    state: State = world.state(NAME)
    held = state.held
    for key in _keys(current, query, start):
        delivery = world.deliveries.get(number_of(key))
        message = None if delivery is None else world.messages.get(delivery.message)
        if delivery is None or message is None:
            continue  # evicted since
        read = reading(delivery, now)
        if read.sent is None and message.number in held:
            read = read._replace(sent=held[message.number].since)
        sent = read.sent or message.accepted
        if sent < query.since or (query.until is not None and sent > query.until):
            continue
        if query.group and read.group != query.group:
            continue
        yield key, message, delivery, read


def _keys(current: Current, query: Query, start: int) -> Iterator[int]:
    state: State = current.world.state(NAME)
    low = key_of(query.since, 0)
    high = min(start, key_of(query.until, (1 << 32) - 1) if query.until is not None else END_OF_TIME)
    if query.ids:
        return _keys_of_messages(current, query, low, high)
    log = state.log
    if not query.any_of:
        return log.newest_first(query.marks, low, high)
    first, *others = query.any_of
    keys = merge(*(log.newest_first([*query.marks, each], low, high) for each in dict.fromkeys(first)), reverse=True)
    return (key for key in keys if all(_bears(state, key, others_of) for others_of in others))


def _keys_of_messages(current: Current, query: Query, low: int, high: int) -> Iterator[int]:
    state: State = current.world.state(NAME)
    keys = set()
    for id in query.ids:
        for delivery in current.world.deliveries.find("id", id):
            since = delivery.begun
            if since is None:
                held = state.held.get(delivery.message)
                since = held.since if held is not None else None
            if since is not None:
                keys.add(key_of(since, delivery.number))
    groups = [[mark(query.account, "all", "")], *([each] for each in query.marks), *query.any_of]
    return (
        key
        for key in sorted(keys, reverse=True)
        if low <= key <= high and all(_bears(state, key, group) for group in groups)
    )


def _bears(state: State, key: int, any_of: list[str]) -> bool:
    return any(next(state.log.newest_first([each], key, key), None) is not None for each in any_of)
