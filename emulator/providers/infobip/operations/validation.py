"""Validation of addresses, one at a time and in bulk. Nobody is ever asked over the network."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from ....wire.bodies import read_form, read_multipart
from ....wire.current import Answer, Current, json_answer
from .. import suppression, validation
from ..errors import JSON_UTF8
from ..fields import Fields, read_body, read_query, without_blanks
from ..state import State
from ..times import write_z
from ..validation import MAILBOXES, RISKS, Finding, Row

NAME = "infobip"

MAX_DESTINATIONS = 100_000
MAX_ADDRESS = 320
MAX_REQUEST_ID = 200
MAX_ASKED = 100
MAX_SIZE = 1000
DEFAULT_SIZE = 100
DEFAULT_SPAN = timedelta(days=7)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

FLAGS: dict[str, Callable[[Finding], bool]] = {
    "validSyntax": lambda finding: finding.syntax,
    "catchAll": lambda finding: finding.catch_all,
    "disposable": lambda finding: finding.disposable,
    "roleBased": lambda finding: finding.role_based,
}

OPTIONAL = (
    "cursor",
    "size",
    "validatedDateFrom",
    "validatedDateTo",
    "validationRequestId",
    "validMailbox",
    "risk",
    *FLAGS,
)
"""Query values that count as absent when they are blank."""


def validate_email_addresses(current: Current) -> Answer:
    body = _read_single(current)
    address = body.text("to", required="blank", high=MAX_ADDRESS)
    body.finish()
    finding = _examined(current, [address or ""])[0]
    wire = {"to": address, "validMailbox": finding.mailbox, **_flags(finding)}
    return _json(wire | _more(finding))


def request_validations(current: Current) -> Answer:
    body = read_body(current.request)
    number = body.text("validationRequestId", high=MAX_REQUEST_ID)
    rows = body.rows("destinations", low=1, high=MAX_DESTINATIONS)
    addresses = [row.text("destination", required="blank", low=1, high=MAX_ADDRESS) or "" for row in rows]
    body.finish()
    number = number or current.world.chance.digits(19)
    unique = list(dict.fromkeys(addresses))
    findings = zip(unique, _examined(current, unique), strict=True)
    validation.enter(_state(current).validations, current.account, number, findings, current.now)
    return _json({"validationRequestId": number}, 202)


def get_validations(current: Current) -> Answer:
    query = without_blanks(read_query(current.request), OPTIONAL)
    size = query.whole("size", low=1, high=MAX_SIZE, from_text=True) or DEFAULT_SIZE
    matches = _read_filters(current, query)
    begin, end = _read_span(current, query)
    secret = current.world.chance.keyed(f"validations|{current.account}", 40)
    cursor = _read_cursor(query, secret)
    query.finish()
    kept = _state(current).validations
    rows = [row for row in validation.shown(kept, current.account, begin, end) if matches(row)]
    first = _first_of_page(rows, cursor)

    def cursor_at(place: int) -> str:
        return validation.write_cursor(secret, rows[place], _EPOCH)

    paging = {
        "size": size,
        "previousCursor": cursor_at(max(first - size, 0)) if first > 0 else "",
        "nextCursor": cursor_at(first + size) if first + size < len(rows) else "",
    }
    shown = [_shown(row, text=kept.text_mailbox) for row in rows[first : first + size]]
    return _json({"results": shown, "paging": paging})


# -- writing ---------------------------------------------------------------------------------------


def _flags(finding: Finding) -> dict[str, bool]:
    return {name: flag(finding) for name, flag in FLAGS.items()}


def _more(finding: Finding) -> dict[str, str]:
    optional = {
        "didYouMean": finding.did_you_mean,
        "reason": finding.reason,
        "risk": finding.risk,
        "detailedReasons": finding.details,
    }
    return {name: value for name, value in optional.items() if value}


def _shown(row: Row, *, text: bool) -> dict[str, Any]:
    """A result. The clients want a boolean for validMailbox: unknown is false with a reason (*assumed*)."""
    finding = row.finding
    return {
        "destination": row.destination,
        "validMailbox": finding.mailbox if text else finding.mailbox == "true",
        **_flags(finding),
        **_more(finding),
        "bulkValidationDate": write_z(row.at),
        "validationRequestId": row.request,
    }


# -- reading ---------------------------------------------------------------------------------------


def _read_single(current: Current) -> Fields:
    """JSON, as the clients send it, or a form, as the document has it besides."""
    request = current.request
    if request.content_type == "application/x-www-form-urlencoded":
        return Fields({part.name: part.text for part in read_form(request.body)})
    if request.content_type == "multipart/form-data":
        parts = read_multipart(request.body, request.header("Content-Type"))
        return Fields({part.name: part.text for part in parts})
    return read_body(request)


def _read_filters(current: Current, query: Fields) -> Callable[[Row], bool]:
    request = query.text("validationRequestId", high=MAX_REQUEST_ID)
    mailbox = query.choice("validMailbox", MAILBOXES)
    risk = query.choice("risk", RISKS)
    wanted = {name: query.flag(name, from_text=True) for name in FLAGS}
    asked = current.request.arg_list("destination")
    if len(asked) > MAX_ASKED:
        query.wrong("destination", f"size must be between 0 and {MAX_ASKED}")
    if any(not 1 <= len(address) <= MAX_ADDRESS for address in asked):
        query.wrong("destination", f"size must be between 1 and {MAX_ADDRESS}")
    destinations = {address.lower() for address in asked}
    mailboxes = _mailboxes(mailbox, text=_state(current).validations.text_mailbox)

    def matches(row: Row) -> bool:
        return (
            (request is None or row.request == request)
            and (not destinations or row.destination.lower() in destinations)
            and row.finding.mailbox in mailboxes
            and (risk is None or row.finding.risk == risk)
            and all(value is None or FLAGS[name](row.finding) == value for name, value in wanted.items())
        )

    return matches


def _mailboxes(wanted: str | None, *, text: bool) -> tuple[str, ...]:
    """Where rows show a boolean, false asks for the unknown ones, too."""
    if wanted is None:
        return MAILBOXES
    return ("false", "unknown") if wanted == "false" and not text else (wanted,)


def _read_span(current: Current, query: Fields) -> tuple[datetime, datetime]:
    begin, end = query.time("validatedDateFrom"), query.time("validatedDateTo")
    if begin is not None and begin < current.now - validation.KEPT:
        query.wrong("validatedDateFrom", "must not be more than one month back")
    return begin or current.now - DEFAULT_SPAN, min(end or current.now, current.now)


def _read_cursor(query: Fields, secret: str) -> tuple[datetime, int] | None:
    cursor = query.text("cursor")
    if cursor is None:
        return None
    try:
        return validation.read_cursor(secret, cursor, _EPOCH)
    except ValueError:
        query.wrong("cursor", "must be a cursor of an earlier answer")
        return None


def _first_of_page(rows: list[Row], cursor: tuple[datetime, int] | None) -> int:
    if cursor is None:
        return 0
    at, number = cursor
    return next((place for place, row in enumerate(rows) if row.number == number or row.at > at), len(rows))


def _examined(current: Current, addresses: list[str]) -> list[Finding]:
    state = _state(current)
    bounced = suppression.bounced(state.suppressions, current.account)
    lists = state.validations.lists
    return [
        validation.examine(lists, address, bounced=bool(bounced) and address.lower() in bounced)
        for address in addresses
    ]


def _state(current: Current) -> State:
    state: State = current.world.state(NAME)
    return state


def _json(data: object, status: int = 200) -> Answer:
    return json_answer(data, status, JSON_UTF8)
