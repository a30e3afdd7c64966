"""The management part of a world file: domains, addresses, pools, templates, suppressions, grants, validation.

Every row names its `account` (`main` when it does not); ids and dates may be left out. All problems of a file are
told at once. The tester's API takes the same rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema

from ...wire.times import read_duration, read_iso
from . import domains, ip_pools, suppression, templates, validation
from .accounts import sentence
from .domains import Domain, Grant, Zone
from .ip_pools import Ip, Pool
from .suppression import Suppression
from .templates import File, Template
from .validation import Finding

if TYPE_CHECKING:
    from ...mail.world import World
    from .state import State

NAME = "infobip"
ACCOUNT = "main"

Duration = Annotated[
    timedelta,
    BeforeValidator(read_duration),
    WithJsonSchema({"anyOf": [{"type": "string", "examples": ["30s"]}, {"type": "number", "minimum": 0}]}),
]
Time = Annotated[datetime, BeforeValidator(lambda value: read_iso(value) if isinstance(value, str) else value)]
Role = Literal["SPF", "DKIM", "MX", "TRACKING"]
ListType = Literal["BOUNCE", "COMPLAINT", "OVER_QUOTA", "UNSUBSCRIBED"]


class Model(BaseModel):
    """Unknown fields are refused, so that misspellings are seen."""

    model_config = ConfigDict(extra="forbid", defer_build=True, populate_by_name=True)


class ZoneRow(Model):
    """What looking up a domain will find: all records but `missing`, after `delay`; `review` keeps it inactive."""

    missing: list[Role] = []
    delay: Duration = timedelta()
    review: bool = False


class PriorityRow(Model):
    """A pool (name or id) a domain sends through."""

    pool: str
    priority: int = Field(0, ge=0, le=49)


class DomainRow(Model):
    """A domain of the account; verified and active unless it says otherwise."""

    name: str
    account: str = ACCOUNT
    id: int = Field(0, ge=0)
    created: Time | None = None
    verified: list[Role] = ["SPF", "DKIM", "MX", "TRACKING"]
    active: bool | None = None
    blocked: bool = False
    opens: bool = True
    clicks: bool = True
    unsubscribe: bool = True
    dkim_length: Literal[1024, 2048] = 2048
    daily_traffic: int = 1
    level: Literal["FROM_SENDER", "FROM_DOMAIN"] = "FROM_DOMAIN"
    return_path: str = ""
    application_id: str = ""
    entity_id: str = ""
    pools: list[PriorityRow] = []
    addresses: list[str] = []


class IpRow(Model):
    """A dedicated address; invented when none is given, two where a second data centre stands by."""

    addresses: list[str] = Field([], max_length=2)
    account: str = ACCOUNT
    id: str = ""


class PoolRow(Model):
    """A pool, and its members by address."""

    name: str
    addresses: list[str] = []
    account: str = ACCOUNT
    id: str = ""


class FileRow(Model):
    """A template's file; `data` in base64."""

    content_type: str = "application/octet-stream"
    file_name: str
    data: str = ""
    id: str = ""


class TemplateRow(Model):
    html: str
    account: str = ACCOUNT
    id: int = Field(0, ge=0, lt=1 << 63)
    name: str | None = None
    sender: str | None = Field(None, alias="from")
    reply_to: str | None = None
    subject: str | None = None
    preheader: str | None = None
    landing_page: str | None = None
    files: list[FileRow] = []
    created: Time | None = None
    updated: Time | None = None
    editable: bool = True
    draft: bool = False
    expired: bool = False


class SuppressionRow(Model):
    domain: str
    type: ListType
    addresses: list[str]
    account: str = ACCOUNT
    created: Time | None = None
    reason: str = ""


class GrantRow(Model):
    """A domain lent to `account` by `owner`, who need not have an account here."""

    domain: str
    owner: str = "elsewhere"
    account: str = ACCOUNT
    read_bounces: bool = True
    create_bounces: bool = False
    delete_bounces: bool = False
    read_complaints: bool = True
    create_complaints: bool = False
    delete_complaints: bool = False
    read_overquotas: bool = True
    delete_overquotas: bool = False


class FindingRow(Model):
    """What validation says of a pinned address."""

    mailbox: Literal["true", "false", "unknown"] = "true"
    syntax: bool = True
    catch_all: bool = False
    disposable: bool = False
    role_based: bool = False
    risk: Literal["LOW", "MEDIUM", "HIGH", "UNKNOWN"] = "LOW"
    did_you_mean: str = ""
    reason: Literal[
        "TIMED_OUT", "TEMP_REJECTION", "THROTTLED", "INBOX_FULL", "UNABLE_TO_CONNECT", "UNEXPECTED_FAILURE", ""
    ] = ""
    details: str = ""


class ValidationRow(Model):
    """How validation behaves; what is left out stays as it is."""

    delay: Duration | None = None
    rate: float | None = Field(None, ge=0)
    text_mailbox: bool | None = None
    catch_all_is_valid: bool | None = None
    typos: dict[str, str] | None = None
    disposable: list[str] | None = None
    catch_all: list[str] | None = None
    roles: list[str] | None = None
    pinned: dict[str, FindingRow] | None = None


class Management(Model):
    """The parts of the section `infobip` that are read here."""

    zones: dict[str, ZoneRow] = {}
    ips: list[IpRow] = []
    pools: list[PoolRow] = []
    domains: list[DomainRow] = []
    grants: list[GrantRow] = []
    templates: list[TemplateRow] = []
    suppressions: list[SuppressionRow] = []
    validation: ValidationRow = Field(default_factory=ValidationRow)


def load(world: World, section: Mapping[str, Any]) -> None:
    """Fill the state. Raises ValueError that says which fields are wrong."""
    parts = {name: section[name] for name in Management.model_fields if name in section}
    if not parts:
        return
    try:
        wanted = Management.model_validate(parts)
    except ValidationError as error:
        raise ValueError("; ".join(sentence(each) for each in error.errors())) from None
    state: State = world.state(NAME)
    for name, zone in wanted.zones.items():
        state.domains.zones[name.lower()] = zone_of(zone)
    for ip in wanted.ips:
        add_ip(world, ip)
    for pool in wanted.pools:
        add_pool(world, pool)
    for domain in wanted.domains:
        add_domain(world, domain)
    state.domains.grants += [grant_of(grant) for grant in wanted.grants]
    for template in wanted.templates:
        add_template(world, template)
    for row in wanted.suppressions:
        add_suppressions(world, row)
    set_validation(world, wanted.validation)


def zone_of(row: ZoneRow) -> Zone:
    return Zone(tuple(row.missing), row.delay, row.review)


def grant_of(row: GrantRow) -> Grant:
    return Grant(**row.model_dump())


def add_domain(world: World, row: DomainRow) -> Domain:
    """Enter a domain with its pools and addresses. Raises ValueError."""
    state: State = world.state(NAME)
    if not domains.is_host_name(row.name):
        raise ValueError(f"infobip.domains: {row.name!r} is not a domain name")
    fields = row.model_dump(exclude={"created", "verified", "active", "pools", "addresses"})
    active = domains.is_enough(row.verified) if row.active is None else row.active
    domain = Domain(created=row.created or world.now, verified=tuple(row.verified), active=active, **fields)
    pools = [(_pool_id(state, row.account, each.pool), each.priority) for each in row.pools]
    for address in row.addresses:
        _ip_id(state, row.account, address)
    try:
        domain = domains.add(state.domains, world.chance, domain)
    except domains.Taken:
        raise ValueError(f"infobip.domains: {row.name!r} is there already") from None
    for pool, priority in pools:
        ip_pools.assign(state.ip_pools, domain.id, pool, priority)
    for address in row.addresses:
        ip_pools.link(state.ip_pools, domain.id, address)
    return domain


def add_ip(world: World, row: IpRow) -> Ip:
    """Raises ValueError when an address is in use."""
    state: State = world.state(NAME)
    kept = state.ip_pools
    for address in row.addresses:
        if any(address in ip.addresses for ip in kept.ips.values()):
            raise ValueError(f"infobip.ips: {address} is there already")
    if not row.addresses:
        return ip_pools.commission(kept, world.chance, row.account)
    ip = Ip(row.id.upper() or world.chance.hex(32).upper(), row.account, tuple(row.addresses))
    kept.ips[ip.id] = ip
    return ip


def add_pool(world: World, row: PoolRow) -> Pool:
    state: State = world.state(NAME)
    kept = state.ip_pools
    members = tuple(_ip_id(state, row.account, address) for address in row.addresses)
    pool = Pool(row.id.upper() or world.chance.hex(32).upper(), row.account, row.name, members)
    kept.pools[pool.id] = pool
    return pool


def add_template(world: World, row: TemplateRow) -> Template:
    """Raises ValueError for data that is not base64."""
    state: State = world.state(NAME)
    created = row.created or world.now
    fields = row.model_dump(exclude={"files", "created", "updated"})
    files = tuple(
        File(
            each.id.upper() or world.chance.uuid().upper(),
            each.content_type,
            each.file_name,
            templates.canonical(each.data),
        )
        for each in row.files
    )
    template = Template(created=created, updated=row.updated or created, files=files, **fields)
    return templates.create(state.templates, template)


def add_suppressions(world: World, row: SuppressionRow) -> int:
    """How many were not on the list yet. The domain is the account's own or lent to it."""
    state: State = world.state(NAME)
    owner = suppression.owner_of(state, row.account, row.domain.lower()) or row.account
    created = row.created or world.now
    return sum(
        suppression.add(
            state.suppressions,
            owner,
            Suppression(row.domain, address, row.type, created, row.reason or suppression.BY_REQUEST),
        )
        for address in row.addresses
    )


def set_validation(world: World, row: ValidationRow) -> None:
    """Change what is given."""
    state: State = world.state(NAME)
    kept = state.validations
    for name in ("delay", "rate", "text_mailbox"):
        if (value := getattr(row, name)) is not None:
            setattr(kept, name, value)
    for name in ("typos", "disposable", "catch_all", "roles", "catch_all_is_valid"):
        if (value := getattr(row, name)) is not None:
            setattr(kept.lists, name, value)
    for address, finding in (row.pinned or {}).items():
        validation.pin(kept.lists, address, finding_of(finding))


def finding_of(row: FindingRow) -> Finding:
    return Finding(**row.model_dump())


def _pool_id(state: State, account: str, wanted: str) -> str:
    for pool in ip_pools.pools_of(state.ip_pools, account):
        if wanted in (pool.id, pool.name):
            return pool.id
    raise ValueError(f"infobip.domains: the account {account!r} has no pool {wanted!r}")


def _ip_id(state: State, account: str, address: str) -> str:
    ip = ip_pools.ip_at(state.ip_pools, account, address)
    if ip is None:
        raise ValueError(f"infobip: the account {account!r} has no address {address!r}")
    return ip.id
