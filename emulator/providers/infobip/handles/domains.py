"""Sender domains, what DNS look-ups will find for them, and domains lent from account to account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, Literal

from ....wire import refusals
from ....wire.refusals import Refusal
from ...contract import Handle
from .. import domains, ip_pools, worldfile
from ..domains import Domain
from ..world_rows import DomainRow, GrantRow, Model, Role, ZoneRow
from .listing import Path, Query, entered, listed, of_account, state_of

if TYPE_CHECKING:
    from ....mail.world import World
    from ..state import State


class DomainChange(Model):
    """What is left out stays as it is."""

    active: bool | None = None
    blocked: bool | None = None
    verified: list[Role] | None = None
    level: Literal["FROM_SENDER", "FROM_DOMAIN"] | None = None


def list_domains(world: World, _: Path, query: Query, __: None) -> object:
    kept = state_of(world)
    return listed(query, of_account(query, kept.domains.by_name.values()), lambda each: _domain(kept, each))


def show_domain(world: World, path: Path, _: Query, __: None) -> object:
    return _domain(state_of(world), _found(world, path["name"]))


def add_domain(world: World, _: Path, __: Query, body: DomainRow) -> object:
    return _domain(state_of(world), entered(worldfile.add_domain, world, body))


def change_domain(world: World, path: Path, _: Query, body: DomainChange) -> object:
    changes = {name: value for name, value in body.model_dump().items() if value is not None}
    if "verified" in changes:
        changes["verified"] = tuple(changes["verified"])
    domain = domains.change(state_of(world).domains, replace(_found(world, path["name"]), **changes))
    return _domain(state_of(world), domain)


def list_zones(world: World, _: Path, query: Query, __: None) -> object:
    zones = state_of(world).domains.zones
    return listed(query, list(zones), lambda name: {"id": name, **asdict(zones[name])})


def set_zone(world: World, path: Path, _: Query, body: ZoneRow) -> object:
    name = path["name"].lower()
    zone = state_of(world).domains.zones[name] = worldfile.zone_of(body)
    return {"id": name, **asdict(zone)}


def forget_zone(world: World, path: Path, _: Query, __: None) -> None:
    state_of(world).domains.zones.pop(path["name"].lower(), None)


def list_grants(world: World, _: Path, query: Query, __: None) -> object:
    grants = list(enumerate(state_of(world).domains.grants))
    return listed(query, grants, lambda each: {"id": f"grant-{each[0]}", **asdict(each[1])})


def add_grant(world: World, _: Path, __: Query, body: GrantRow) -> object:
    grants = state_of(world).domains.grants
    grants.append(worldfile.grant_of(body))
    return {"id": f"grant-{len(grants) - 1}", **asdict(grants[-1])}


def _domain(state: State, domain: Domain) -> Mapping[str, Any]:
    pools = [
        {"pool": each.pool, "name": state.ip_pools.pools[each.pool].name, "priority": each.priority}
        for each in ip_pools.assigned(state.ip_pools, domain.id)
    ]
    shown = {**asdict(domain), "id": domain.name, "domain_id": domain.id}
    records = [{**asdict(record), "verified": record.role in domain.verified} for record in domains.records(domain)]
    direct = list(state.ip_pools.direct.get(domain.id, ()))
    return {**shown, "records": records, "pools": pools, "addresses": direct}


def _found(world: World, name: str) -> Domain:
    domain = state_of(world).domains.by_name.get(name.lower())
    if domain is None:
        raise Refusal(refusals.NOT_FOUND, detail=f"nobody added {name!r}; `GET infobip/domains` lists what there is")
    return domain


HANDLES = (
    Handle("GET", "domains", "list_domains", "Sender domains of all accounts, with records and pools", list_domains),
    Handle(
        "POST",
        "domains",
        "add_domain",
        "Add a domain, verified and active unless the body says otherwise",
        add_domain,
        DomainRow,
        201,
        {"name": "news.example.com"},
    ),
    Handle("GET", "domains/<name>", "show_domain", "One sender domain", show_domain),
    Handle(
        "PATCH",
        "domains/<name>",
        "change_domain",
        "Clear a domain for sending, or block it",
        change_domain,
        DomainChange,
        example={"blocked": True},
    ),
    Handle("GET", "zones", "list_zones", "What DNS look-ups will find, where it is not everything", list_zones),
    Handle(
        "PUT",
        "zones/<name>",
        "set_zone",
        "Say which DNS records the verification of a domain will miss, and how long it takes",
        set_zone,
        ZoneRow,
        example={"missing": ["MX"], "delay": "30s"},
    ),
    Handle("DELETE", "zones/<name>", "forget_zone", "Let verification find every record again", forget_zone),
    Handle("GET", "grants", "list_grants", "Domains lent from account to account", list_grants),
    Handle(
        "POST",
        "grants",
        "add_grant",
        "Lend a domain's suppression lists to an account",
        add_grant,
        GrantRow,
        201,
        {"domain": "lent.example.com", "owner": "partner", "create_bounces": True},
    ),
)
