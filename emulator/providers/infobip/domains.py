"""Sender domains: what an account added, the DNS records it must set, what verification finds, and who may send.

DNS is never asked. `Zone` is the tester's word for what a look-up would find; without one everything is found.
Names and values of the records are *assumed*: four of them, of which SPF, DKIM and MX make a domain active.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from ...mail.chance import Chance
from . import dkim

SPF = "SPF"
DKIM = "DKIM"
MX = "MX"
TRACKING = "TRACKING"

ROLES = (SPF, DKIM, MX, TRACKING)
REQUIRED = frozenset({SPF, DKIM, MX})
"""The records without which a domain does not become active (*assumed*)."""

VERIFY = "verify-domain"
"""The appointment at which a verification that takes its time is over."""

UNVERIFIED = "6036"
BLOCKED = "6016"

DNS_HOST = "mail-emulator.example"
FIRST_ID = 4101

FROM_DOMAIN = "FROM_DOMAIN"
LEVELS = ("FROM_SENDER", FROM_DOMAIN)

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST_NAME = re.compile(rf"(?:{_LABEL}\.)+[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Record:
    """One DNS record the client is asked to set."""

    role: str
    type: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Domain:
    id: int
    name: str
    account: str
    created: datetime
    dkim_length: int = 2048
    dkim_key: int = 0
    verified: tuple[str, ...] = ()
    """Roles of the records that verification has found."""
    active: bool = False
    blocked: bool = False
    opens: bool = True
    clicks: bool = True
    unsubscribe: bool = True
    daily_traffic: int = 1
    level: str = FROM_DOMAIN
    return_path: str = ""
    application_id: str = ""
    entity_id: str = ""

    @property
    def key(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Zone:
    """What a look-up of one name would find: all records but the missing ones, and how long it takes."""

    missing: tuple[str, ...] = ()
    delay: timedelta = timedelta()
    review: bool = False
    """The records are found, yet the domain stays inactive as if the vendor looked at it by hand."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A domain lent to `account` by `owner`, who need not live in this world."""

    account: str
    domain: str
    owner: str
    read_bounces: bool = True
    create_bounces: bool = False
    delete_bounces: bool = False
    read_complaints: bool = True
    create_complaints: bool = False
    delete_complaints: bool = False
    read_overquotas: bool = True
    delete_overquotas: bool = False

    @property
    def key(self) -> str:
        return self.domain.lower()


@dataclass(slots=True)
class Domains:
    """Domains of all accounts by name in lower case; a name belongs to one account alone."""

    by_name: dict[str, Domain] = field(default_factory=dict)
    zones: dict[str, Zone] = field(default_factory=dict)
    grants: list[Grant] = field(default_factory=list)
    last_id: int = FIRST_ID - 1


class Taken(ValueError):
    """The name is registered already, by whomever."""


def is_host_name(name: str) -> bool:
    """Letters, digits, hyphens, at least one dot."""
    return _HOST_NAME.fullmatch(name.lower()) is not None


def owned(domains: Domains, account: str, name: str) -> Domain | None:
    """The account's domain of this name; the case does not matter."""
    domain = domains.by_name.get(name.lower())
    return domain if domain is not None and domain.account == account else None


def by_id(domains: Domains, account: str, number: int) -> Domain | None:
    return next((each for each in of_account(domains, account) if each.id == number), None)


def of_account(domains: Domains, account: str) -> list[Domain]:
    """By ascending id."""
    return [each for each in domains.by_name.values() if each.account == account]


def add(domains: Domains, chance: Chance, domain: Domain) -> Domain:
    """Enter a domain; its id and its DKIM key are given here. Raises Taken."""
    if domain.key in domains.by_name:
        raise Taken(domain.name)
    number = domain.id or domains.last_id + 1
    domain = replace(domain, id=number, dkim_key=chance.integer(0, dkim.keys(domain.dkim_length) - 1))
    domains.last_id = max(domains.last_id, number)
    domains.by_name[domain.key] = domain
    return domain


def change(domains: Domains, domain: Domain) -> Domain:
    """Put a changed record in the place of the old one."""
    domains.by_name[domain.key] = domain
    return domain


def remove(domains: Domains, domain: Domain) -> None:
    """Forget a domain and what was lent of it."""
    del domains.by_name[domain.key]
    domains.grants = [grant for grant in domains.grants if grant.key != domain.key]


def records(domain: Domain, host: str = DNS_HOST) -> tuple[Record, ...]:
    """What the client must set in its DNS."""
    name = domain.name
    return (
        Record(SPF, "TXT", name, f"v=spf1 include:spf.{host} ~all"),
        Record(DKIM, "TXT", f"ib1._domainkey.{name}", dkim.record(domain.dkim_length, domain.dkim_key)),
        Record(MX, "MX", name, f"mx.{host}"),
        Record(TRACKING, "CNAME", f"track.{name}", f"track.{host}"),
    )


def zone_of(domains: Domains, name: str) -> Zone:
    return domains.zones.get(name.lower(), Zone())


def settle(domains: Domains, number: int) -> None:
    """A verification is over: what the zone holds now is verified, and nothing verified is lost.

    A domain that was deleted meanwhile is gone; one added again since has another number.
    """
    domain = next((each for each in domains.by_name.values() if each.id == number), None)
    if domain is None:
        return
    zone = zone_of(domains, domain.name)
    found = tuple(role for role in ROLES if role in domain.verified or role not in zone.missing)
    change(domains, replace(domain, verified=found, active=domain.active or (is_enough(found) and not zone.review)))


def is_enough(roles: Iterable[str]) -> bool:
    """Whether these verified records make a domain active."""
    return REQUIRED.issubset(roles)


def sender_problem(domains: Domains, account: str, name: str, *, strict: bool) -> str | None:
    """The error code with which mail from this domain is dropped, if it is.

    A domain the account never added counts as verified, unless the world is strict.
    """
    domain = owned(domains, account, name)
    if domain is None:
        lent = strict and any(_is(grant, account, name) for grant in domains.grants)
        return UNVERIFIED if strict and not lent else None
    if domain.blocked:
        return BLOCKED
    return None if domain.active else UNVERIFIED


def grants_of(domains: Domains, account: str) -> list[Grant]:
    return [grant for grant in domains.grants if grant.account == account]


def grant_for(domains: Domains, account: str, name: str) -> Grant | None:
    """What was lent to the account of the domain of this name."""
    return next((grant for grant in domains.grants if _is(grant, account, name)), None)


def _is(grant: Grant, account: str, name: str) -> bool:
    return grant.account == account and grant.key == name.lower()
