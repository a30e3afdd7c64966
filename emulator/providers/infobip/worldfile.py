"""The management part of a world file enters a world: domains, addresses, pools, templates, suppressions, validation.

All problems of a file are told at once. The tester's API enters its rows by the same functions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from . import domains, ip_pools, suppression, templates, validation
from .accounts import sentence
from .domains import Domain, Grant, Zone
from .ip_pools import Ip, Pool
from .suppression import Suppression
from .templates import File, Template
from .validation import Finding
from .world_rows import (
    DomainRow,
    FindingRow,
    GrantRow,
    IpRow,
    Management,
    PoolRow,
    SuppressionRow,
    TemplateRow,
    ValidationRow,
    ZoneRow,
)

if TYPE_CHECKING:
    from ...mail.world import World
    from .state import State

NAME = "infobip"


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
