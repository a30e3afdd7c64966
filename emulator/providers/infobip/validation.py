"""Whether an address can be written to, without asking anybody: rules on the address itself, in order.

The rules are ours (*assumed*), the shape of a finding is the vendor's. Every list can be changed and any address
pinned to a finding, so a tester can script all answers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

Mailbox = Literal["true", "false", "unknown"]

RISKS = ("LOW", "MEDIUM", "HIGH", "UNKNOWN")
MAILBOXES = ("true", "false", "unknown")
REASONS = ("TIMED_OUT", "TEMP_REJECTION", "THROTTLED", "INBOX_FULL", "UNABLE_TO_CONNECT", "UNEXPECTED_FAILURE")

_MILLISECOND = timedelta(milliseconds=1)

KEPT = timedelta(days=31)
"""Results older than a month cannot be asked for."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known of an address."""

    mailbox: Mailbox = "true"
    syntax: bool = True
    catch_all: bool = False
    disposable: bool = False
    role_based: bool = False
    risk: str = "LOW"
    did_you_mean: str = ""
    reason: str = ""
    details: str = ""


TYPOS: Mapping[str, str] = {
    "gmial.com": "gmail.com",
    "gmai.com": "gmail.com",
    "gamil.com": "gmail.com",
    "gmail.con": "gmail.com",
    "hotmial.com": "hotmail.com",
    "hotmail.con": "hotmail.com",
    "outlok.com": "outlook.com",
    "yaho.com": "yahoo.com",
    "yahooo.com": "yahoo.com",
    "iclod.com": "icloud.com",
}
DISPOSABLE = ("mailinator.com", "guerrillamail.com", "10minutemail.com", "yopmail.com", "throwaway.example")
CATCH_ALL = ("catch-all.example", "catchall.example")
ROLES = (
    "abuse",
    "admin",
    "billing",
    "contact",
    "help",
    "helpdesk",
    "hostmaster",
    "info",
    "noreply",
    "no-reply",
    "office",
    "postmaster",
    "sales",
    "support",
    "webmaster",
)

BY_LOCAL_PART: Mapping[str, Finding] = {
    "full": Finding("unknown", reason="INBOX_FULL", risk="HIGH", details="mailbox_full"),
    "timeout": Finding("unknown", reason="TIMED_OUT", risk="UNKNOWN"),
    "throttled": Finding("unknown", reason="THROTTLED", risk="MEDIUM"),
    "tempfail": Finding("unknown", reason="TEMP_REJECTION", risk="MEDIUM"),
    "noconnect": Finding("unknown", reason="UNABLE_TO_CONNECT", risk="UNKNOWN"),
    "oops": Finding("unknown", reason="UNEXPECTED_FAILURE", risk="UNKNOWN"),
    "gone": Finding("false", risk="HIGH", details="known_hardbounce"),
}

HARD_BOUNCE = BY_LOCAL_PART["gone"]
BAD_SYNTAX = Finding("false", syntax=False, risk="HIGH", details="invalid_syntax")


@dataclass(slots=True)
class Lists:
    """What the rules look into; a tester may change all of it. Everything in lower case."""

    typos: dict[str, str] = field(default_factory=lambda: dict(TYPOS))
    disposable: list[str] = field(default_factory=lambda: list(DISPOSABLE))
    catch_all: list[str] = field(default_factory=lambda: list(CATCH_ALL))
    roles: list[str] = field(default_factory=lambda: list(ROLES))
    pinned: dict[str, Finding] = field(default_factory=dict)
    """Findings by whole address."""
    catch_all_is_valid: bool = False
    """Mailboxes of a catch-all domain count as found instead of unknown."""


@dataclass(frozen=True, slots=True)
class Row:
    """One result of a bulk validation; it shows from `at` on."""

    number: int
    account: str
    request: str
    destination: str
    at: datetime
    finding: Finding

    @property
    def place(self) -> tuple[datetime, int]:
        return self.at, self.number


@dataclass(slots=True)
class Validations:
    lists: Lists = field(default_factory=Lists)
    rows: list[Row] = field(default_factory=list)
    last_number: int = 0
    delay: timedelta = timedelta()
    """How long after a request its first row shows. Measured on the live service: about 13 s."""
    rate: float = 0.0
    """Rows a second after that; 0 means all at once. Measured on the live service: 2.5 to 4.4."""
    text_mailbox: bool = False
    """Rows give validMailbox as text, as the newer document has it; the official clients want a boolean."""


def has_address_syntax(address: str) -> bool:
    """A single @ between two parts that are not empty, and no blank."""
    local, at, domain = address.partition("@")
    return bool(local and at and domain) and "@" not in domain and not any(each.isspace() for each in address)


def examine(lists: Lists, address: str, *, bounced: bool = False) -> Finding:
    """The finding for an address. `bounced`: the account has it on a suppression list as a hard bounce."""
    text = address.lower()
    pinned = lists.pinned.get(text)
    if pinned is not None:
        return pinned
    if not has_address_syntax(address):
        return BAD_SYNTAX
    local, _, domain = text.partition("@")
    role = local in lists.roles
    if domain in lists.typos:
        meant = f"{address.partition('@')[0]}@{lists.typos[domain]}"
        return Finding("false", role_based=role, risk="HIGH", did_you_mean=meant, details="invalid_domain")
    if domain in lists.disposable:
        return Finding("true", disposable=True, role_based=role, risk="HIGH", details="disposable_address")
    if domain in lists.catch_all:
        mailbox: Mailbox = "true" if lists.catch_all_is_valid else "unknown"
        return Finding(mailbox, catch_all=True, role_based=role, risk="MEDIUM")
    if role:
        return Finding("true", role_based=True, risk="MEDIUM")
    if local in BY_LOCAL_PART:
        return BY_LOCAL_PART[local]
    return HARD_BOUNCE if bounced else Finding()


def enter(
    validations: Validations, account: str, request: str, findings: Iterable[tuple[str, Finding]], now: datetime
) -> None:
    """Add the rows of one request; a request id used before gets more of them."""
    forget_before(validations, now - KEPT)
    first = now + validations.delay
    pause = 1000 / validations.rate if validations.rate > 0 else 0.0
    for place, (destination, finding) in enumerate(findings):
        validations.last_number += 1
        at = first + round(place * pause) * _MILLISECOND
        validations.rows.append(Row(validations.last_number, account, request, destination, at, finding))


def forget_before(validations: Validations, at: datetime) -> None:
    """Drop what nobody can ask for any more."""
    if validations.rows and validations.rows[0].at < at:
        validations.rows = [row for row in validations.rows if row.at >= at]


def shown(validations: Validations, account: str, begin: datetime, end: datetime) -> Iterator[Row]:
    """The account's rows of a span, both ends included, by date and then in the order they were asked for."""
    rows = [row for row in validations.rows if row.account == account and begin <= row.at <= end]
    rows.sort(key=lambda row: row.place)
    return iter(rows)


def pin(lists: Lists, address: str, finding: Finding) -> None:
    """Script the finding for one address."""
    lists.pinned[address.lower()] = replace(finding)


# -- cursors: where a page begins, in 64 upper-case hexadecimal digits that nobody else can make -----------------------


def write_cursor(secret: str, row: Row, epoch: datetime) -> str:
    place = f"{(row.at - epoch) // _MILLISECOND:014X}{row.number:010X}"
    return place + _mark(secret, place)


def read_cursor(secret: str, cursor: str, epoch: datetime) -> tuple[datetime, int]:
    """The place of the row a page begins with. Raises ValueError for a text that no page gave out."""
    place, mark = cursor[:24], cursor[24:]
    if len(cursor) != 64 or mark != _mark(secret, place):
        raise ValueError("unknown cursor")
    return epoch + int(place[:14], 16) * _MILLISECOND, int(place[14:], 16)


def _mark(secret: str, place: str) -> str:
    return hashlib.blake2b(f"{secret}|{place}".encode(), digest_size=20).hexdigest().upper()
