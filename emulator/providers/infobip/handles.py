"""The tester's view of what sending depends on: domains and DNS, addresses, templates, suppressions, validation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from ...wire import paging, refusals
from ...wire.refusals import Refusal
from ..contract import Handle
from . import domains, ip_pools, validation, worldfile
from .domains import Domain
from .templates import Template
from .worldfile import (
    DomainRow,
    FindingRow,
    GrantRow,
    IpRow,
    Model,
    PoolRow,
    Role,
    SuppressionRow,
    TemplateRow,
    ValidationRow,
    ZoneRow,
)

if TYPE_CHECKING:
    from ...mail.world import World
    from .state import State

NAME = "infobip"

Path = Mapping[str, str]
Query = Mapping[str, str]
Row = TypeVar("Row")


class DomainChange(Model):
    """What is left out stays as it is."""

    active: bool | None = None
    blocked: bool | None = None
    verified: list[Role] | None = None
    level: Literal["FROM_SENDER", "FROM_DOMAIN"] | None = None


class TemplateChange(Model):
    """`draft` and `expired` templates cannot be sent; what is left out stays as it is."""

    draft: bool | None = None
    expired: bool | None = None
    editable: bool | None = None


# -- domains and DNS -------------------------------------------------------------------------------


def list_domains(world: World, _: Path, query: Query, __: None) -> object:
    kept = _state(world)
    return listed(query, _of(query, kept.domains.by_name.values()), lambda each: _domain(kept, each))


def show_domain(world: World, path: Path, _: Query, __: None) -> object:
    return _domain(_state(world), _found(world, path["name"]))


def add_domain(world: World, _: Path, __: Query, body: DomainRow) -> object:
    return _domain(_state(world), _entered(worldfile.add_domain, world, body))


def change_domain(world: World, path: Path, _: Query, body: DomainChange) -> object:
    changes = {name: value for name, value in body.model_dump().items() if value is not None}
    if "verified" in changes:
        changes["verified"] = tuple(changes["verified"])
    domain = domains.change(_state(world).domains, replace(_found(world, path["name"]), **changes))
    return _domain(_state(world), domain)


def list_zones(world: World, _: Path, query: Query, __: None) -> object:
    zones = _state(world).domains.zones
    return listed(query, list(zones), lambda name: {"id": name, **asdict(zones[name])})


def set_zone(world: World, path: Path, _: Query, body: ZoneRow) -> object:
    name = path["name"].lower()
    zone = _state(world).domains.zones[name] = worldfile.zone_of(body)
    return {"id": name, **asdict(zone)}


def forget_zone(world: World, path: Path, _: Query, __: None) -> None:
    _state(world).domains.zones.pop(path["name"].lower(), None)


def list_grants(world: World, _: Path, query: Query, __: None) -> object:
    grants = list(enumerate(_state(world).domains.grants))
    return listed(query, grants, lambda each: {"id": f"grant-{each[0]}", **asdict(each[1])})


def add_grant(world: World, _: Path, __: Query, body: GrantRow) -> object:
    grants = _state(world).domains.grants
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
    domain = _state(world).domains.by_name.get(name.lower())
    if domain is None:
        raise Refusal(refusals.NOT_FOUND, detail=f"nobody added {name!r}; `GET infobip/domains` lists what there is")
    return domain


# -- addresses -------------------------------------------------------------------------------------


def list_ips(world: World, _: Path, query: Query, __: None) -> object:
    kept = _state(world).ip_pools
    return listed(
        query,
        _of(query, kept.ips.values()),
        lambda ip: {**asdict(ip), "pools": [pool.id for pool in ip_pools.pools_with(kept, ip)]},
    )


def add_ip(world: World, _: Path, __: Query, body: IpRow) -> object:
    return asdict(_entered(worldfile.add_ip, world, body))


def list_pools(world: World, _: Path, query: Query, __: None) -> object:
    return listed(query, _of(query, _state(world).ip_pools.pools.values()), asdict)


def add_pool(world: World, _: Path, __: Query, body: PoolRow) -> object:
    return asdict(_entered(worldfile.add_pool, world, body))


# -- templates -------------------------------------------------------------------------------------


def list_templates(world: World, _: Path, query: Query, __: None) -> object:
    return listed(query, _of(query, _state(world).templates.by_id.values()), _template)


def add_template(world: World, _: Path, __: Query, body: TemplateRow) -> object:
    return _template(_entered(worldfile.add_template, world, body))


def change_template(world: World, path: Path, _: Query, body: TemplateChange) -> object:
    kept = _state(world).templates
    number = int(path["number"]) if path["number"].isdecimal() else 0
    template = kept.by_id.get(number)
    if template is None:
        raise Refusal(refusals.NOT_FOUND, detail=f"there is no template {number}; `GET infobip/templates` lists them")
    changes = {name: value for name, value in body.model_dump().items() if value is not None}
    template = kept.by_id[number] = replace(template, version=template.version + 1, **changes)
    return _template(template)


def _template(template: Template) -> Mapping[str, Any]:
    """Numbers beyond 2^53 go as text, for a browser would round them."""
    return {**asdict(template), "id": str(template.id)}


# -- suppressions ----------------------------------------------------------------------------------


def list_suppressions(world: World, _: Path, query: Query, __: None) -> object:
    """Those who unsubscribed are here, too; the vendor's own list does not show them."""
    rows = [
        {"id": f"{row.type} {row.domain} {row.address}", **asdict(row)}
        for each in _state(world).suppressions.lists.values()
        for row in each.values()
        if all(getattr(row, name).lower() == query[name].lower() for name in _FILTERS if name in query)
    ]
    return listed(query, rows, lambda row: row)


def add_suppressions(world: World, _: Path, __: Query, body: SuppressionRow) -> object:
    return {"added": worldfile.add_suppressions(world, body)}


def remove_suppressions(world: World, _: Path, query: Query, __: None) -> object:
    """Those that match the query; all of them when it names nothing."""
    removed = 0
    for rows in _state(world).suppressions.lists.values():
        for address, row in list(rows.items()):
            if all(getattr(row, name).lower() == query[name].lower() for name in _FILTERS if name in query):
                del rows[address]
                removed += 1
    return {"removed": removed}


_FILTERS = ("domain", "address", "type")


# -- validation ------------------------------------------------------------------------------------


def show_validation(world: World, _: Path, __: Query, ___: None) -> object:
    kept = _state(world).validations
    return {
        "delay": kept.delay,
        "rate": kept.rate,
        "text_mailbox": kept.text_mailbox,
        "results": len(kept.rows),
        **asdict(kept.lists),
    }


def set_validation(world: World, path: Path, query: Query, body: ValidationRow) -> object:
    worldfile.set_validation(world, body)
    return show_validation(world, path, query, None)


def pin_address(world: World, path: Path, _: Query, body: FindingRow) -> object:
    finding = worldfile.finding_of(body)
    validation.pin(_state(world).validations.lists, path["address"], finding)
    return {"id": path["address"].lower(), **asdict(finding)}


def unpin_address(world: World, path: Path, _: Query, __: None) -> None:
    _state(world).validations.lists.pinned.pop(path["address"].lower(), None)


# -- inside ----------------------------------------------------------------------------------------


def _state(world: World) -> State:
    state: State = world.state(NAME)
    return state


def _of(query: Query, rows: Any) -> list[Any]:
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


def _entered(enter: Callable[[World, Any], Row], world: World, body: Any) -> Row:
    try:
        return enter(world, body)
    except ValueError as error:
        reason = refusals.CONFLICT if "there already" in str(error) else refusals.INVALID
        raise Refusal(reason, detail=str(error)) from None


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
    Handle("GET", "ips", "list_ips", "Dedicated addresses", list_ips),
    Handle(
        "POST",
        "ips",
        "add_ip",
        "Give an account a dedicated address; without `addresses` one is invented",
        add_ip,
        IpRow,
        201,
        {"addresses": ["192.0.2.17", "203.0.113.17"]},
    ),
    Handle("GET", "pools", "list_pools", "IP pools and their members", list_pools),
    Handle(
        "POST",
        "pools",
        "add_pool",
        "Make an IP pool of addresses the account has",
        add_pool,
        PoolRow,
        201,
        {"name": "receipts", "addresses": ["192.0.2.17"]},
    ),
    Handle("GET", "templates", "list_templates", "Templates as they are now", list_templates),
    Handle(
        "POST",
        "templates",
        "add_template",
        "Make a template, also one that is a draft, expired or not editable",
        add_template,
        TemplateRow,
        201,
        {"html": "<p>Hello {{name}}</p>", "subject": "Hello", "from": "shop@example.com"},
    ),
    Handle(
        "PATCH",
        "templates/<number>",
        "change_template",
        "Turn a template into a draft or an expired one, or back",
        change_template,
        TemplateChange,
        example={"draft": True},
    ),
    Handle("GET", "suppressions", "list_suppressions", "Everybody who is left out, and why", list_suppressions),
    Handle(
        "POST",
        "suppressions",
        "add_suppressions",
        "Leave addresses out of mail from a domain; UNSUBSCRIBED is possible, too",
        add_suppressions,
        SuppressionRow,
        201,
        {"domain": "news.example.com", "type": "BOUNCE", "addresses": ["nora@example.com"]},
    ),
    Handle(
        "DELETE",
        "suppressions",
        "remove_suppressions",
        "Let mail through again: those that match `domain`, `address` and `type`",
        remove_suppressions,
    ),
    Handle("GET", "validation", "show_validation", "How validation behaves: lists, pins, pace", show_validation),
    Handle(
        "PUT",
        "validation",
        "set_validation",
        "Change lists, pace or shape of validation; what is left out stays",
        set_validation,
        ValidationRow,
        example={"delay": "13s", "rate": 3, "disposable": ["mailinator.com"]},
    ),
    Handle(
        "PUT",
        "validation/pins/<address>",
        "pin_address",
        "Script what validation says of one address",
        pin_address,
        FindingRow,
        example={"mailbox": "unknown", "risk": "UNKNOWN", "reason": "TIMED_OUT"},
    ),
    Handle("DELETE", "validation/pins/<address>", "unpin_address", "Let the rules decide again", unpin_address),
)
