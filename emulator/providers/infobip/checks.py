"""What works against the emulator and would hurt at Infobip. The links lead to the vendor's own pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import orjson

from ...mail.findings import Check, Place

if TYPE_CHECKING:
    from ...mail.journal import Entry
    from ...mail.world import World

NAME = "infobip"
MOST_RECIPIENTS = 1000
NEAR = 0.8

API = "https://www.infobip.com/docs/api/channels/email"
PRACTICE = "https://www.infobip.com/docs/essentials/integration-best-practices"
REPORTS = {"get_email_delivery_reports__v1", "get_email_delivery_reports"}
LISTS = REPORTS | {"get_email_logs__v1", "get_email_logs"}


def _entries(world: World) -> Iterator[Entry]:
    return (each for each in world.journal.entries(newest_first=False) if each.provider == NAME)


def _results(entry: Entry) -> int:
    try:
        answer: Any = orjson.loads(entry.answer_body)
    except orjson.JSONDecodeError:  # cut off where the journal stops keeping
        return entry.answer_body.count(b'"messageId"')
    return len(answer.get("results", [])) if isinstance(answer, dict) else 0


def _limit_of(entry: Entry) -> int:
    for pair in entry.query.split("&"):
        name, _, value = pair.partition("=")
        if name == "limit" and value.isdigit():
            return int(value)
    return 50


def _only_first_page(world: World) -> Iterator[Place]:
    """The last read of a list came back full, and nobody read on."""
    last: dict[tuple[str, str], Entry] = {}
    for entry in _entries(world):
        if entry.operation in LISTS and entry.status == 200:
            last[entry.account, entry.operation] = entry
    for (_, operation), entry in last.items():
        if (count := _results(entry)) >= _limit_of(entry):
            yield Place(f"{operation} came back full with {count} and was not read on", entry.id)


def _polling(world: World) -> Iterator[Place]:
    """Reads of reports that brought nothing, more often than every two seconds."""
    before: dict[str, Entry] = {}
    for entry in _entries(world):
        if entry.operation in REPORTS and entry.status == 200:
            earlier = before.get(entry.account)
            if earlier is not None and (entry.at - earlier.at).total_seconds() < 2 and not _results(entry):
                yield Place(f"asked again after {(entry.at - earlier.at).total_seconds():g} s, in vain", entry.id)
            before[entry.account] = entry


def _near_recipients(world: World) -> Iterator[Place]:
    for entry in _entries(world):
        count = entry.deliveries[1] - entry.deliveries[0] + 1
        if count >= NEAR * MOST_RECIPIENTS:
            yield Place(f"{count} recipients of at most {MOST_RECIPIENTS}", entry.id)


def _own_id_again(world: World) -> Iterator[Place]:
    for entry in _entries(world):
        if b"REJECTED_DUPLICATE_MESSAGE_ID" in entry.answer_body:
            yield Place("a messageId was used a second time and its mail rejected", entry.id)


def _plain_http(world: World) -> Iterator[Place]:
    first = next((each for each in _entries(world) if each.scheme == "http" and "infobip" in _host(each)), None)
    if first is not None:
        yield Place("the vendor's own host was called over plain http", first.id)


def _host(entry: Entry) -> str:
    return next((value.lower() for name, value in entry.headers if name.lower() == "host"), "")


CHECKS: tuple[Check, ...] = (
    Check(
        "infobip-only-first-page",
        "Only the first page read",
        "A list came back as long as its limit; what lies behind it was never asked for.",
        "warning",
        _only_first_page,
        NAME,
        API,
    ),
    Check(
        "infobip-polling",
        "Polling in vain",
        "Reports were asked for again at once; a notifyUrl tells of them without asking.",
        "hint",
        _polling,
        NAME,
        PRACTICE,
    ),
    Check(
        "infobip-near-recipients",
        "Near the number of recipients",
        "A request may carry 1000 recipients over to, cc and bcc.",
        "hint",
        _near_recipients,
        NAME,
        API,
    ),
    Check(
        "infobip-own-id-again",
        "Own messageId used again",
        "The second mail with the same messageId is rejected although the call answers 200.",
        "error",
        _own_id_again,
        NAME,
        API,
    ),
    Check(
        "infobip-plain-http",
        "Plain http to the vendor's host",
        "The real host speaks https only; the credentials would go over the wire in clear.",
        "error",
        _plain_http,
        NAME,
        API,
    ),
)
