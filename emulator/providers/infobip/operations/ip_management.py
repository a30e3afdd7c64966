"""Dedicated addresses and their pools: the current calls, and the four that came after client 6.0.0."""

from __future__ import annotations

from typing import Any

from ....wire import refusals
from ....wire.current import Answer, Current, empty_answer, json_answer
from ....wire.refusals import Refusal
from .. import domains, ip_pools
from ..domains import Domain
from ..errors import JSON_UTF8
from ..fields import Fields, read_body, read_query
from ..ip_pools import PRIORITIES, Ip, IpPools, Pool
from ..paging import Page, read_page
from ..state import State

NAME = "infobip"

NO_IP = {"ipId": ["Dedicated IP not found"]}
NO_POOL = {"ipPoolId": ["IP pool not found"]}
NO_DOMAIN = {"domainId": ["Domain not found"]}
"""The violations of a 404 (*documented*)."""


# -- objects ---------------------------------------------------------------------------------------


def shown_ip(ip: Ip) -> dict[str, Any]:
    return {"id": ip.id, "ip": ip.addresses[0], "ipAddresses": list(ip.addresses)}


def shown_pool(pool: Pool) -> dict[str, Any]:
    return {"id": pool.id, "name": pool.name}


def detailed_ip(kept: IpPools, ip: Ip) -> dict[str, Any]:
    return {**shown_ip(ip), "pools": [shown_pool(pool) for pool in ip_pools.pools_with(kept, ip)]}


def detailed_pool(kept: IpPools, pool: Pool) -> dict[str, Any]:
    return {**shown_pool(pool), "ips": [shown_ip(ip) for ip in ip_pools.members(kept, pool)]}


# -- addresses -------------------------------------------------------------------------------------


def get_all_ips(current: Current) -> Answer:
    kept = _kept(current)
    return _json([detailed_ip(kept, ip) for ip in ip_pools.ips_of(kept, current.account)])


def get_ip_details(current: Current) -> Answer:
    return _json(detailed_ip(_kept(current), _ip(current, current.path["ip_id"])))


def get_paginated_ips(current: Current) -> Answer:
    kept = _kept(current)
    return _json(_page(current).with_totals(ip_pools.ips_of(kept, current.account), lambda ip: detailed_ip(kept, ip)))


def commission_ip(current: Current) -> Answer:
    return _json(shown_ip(ip_pools.commission(_kept(current), current.world.chance, current.account)))


def decommission_ip(current: Current) -> Answer:
    ip_pools.decommission(_kept(current), _ip(current, current.path["ip_id"]))
    return empty_answer(204)


# -- pools -----------------------------------------------------------------------------------------


def get_ip_pools(current: Current) -> Answer:
    query = read_query(current.request)
    name = query.text("name", low=1, high=100)
    query.finish()
    kept = _kept(current)
    pools = ip_pools.pools_of(kept, current.account)
    return _json([detailed_pool(kept, pool) for pool in pools if name is None or pool.name == name])


def get_paginated_ip_pools(current: Current) -> Answer:
    kept = _kept(current)
    page = _page(current)
    return _json(page.with_totals(ip_pools.pools_of(kept, current.account), lambda pool: detailed_pool(kept, pool)))


def create_ip_pool(current: Current) -> Answer:
    name = _name(current)
    return _json(shown_pool(ip_pools.create(_kept(current), current.world.chance, current.account, name)), 201)


def get_ip_pool(current: Current) -> Answer:
    return _json(detailed_pool(_kept(current), _pool(current, current.path["pool_id"])))


def update_ip_pool(current: Current) -> Answer:
    pool = _pool(current, current.path["pool_id"])
    return _json(shown_pool(ip_pools.rename(_kept(current), pool, _name(current))))


def delete_ip_pool(current: Current) -> Answer:
    ip_pools.delete(_kept(current), _pool(current, current.path["pool_id"]))
    return empty_answer(204)


def assign_ip_to_pool(current: Current) -> Answer:
    pool = _pool(current, current.path["pool_id"])
    body = read_body(current.request)
    number = body.text("ipId", required="blank")
    body.finish()
    ip_pools.put_in(_kept(current), pool, _ip(current, number or ""))
    return empty_answer(204)


def remove_ip_from_pool(current: Current) -> Answer:
    pool = _pool(current, current.path["pool_id"])
    if not ip_pools.take_out(_kept(current), pool, current.path["ip_id"].upper()):
        raise Refusal(refusals.NOT_FOUND, problems=NO_IP)
    return empty_answer(204)


# -- domains ---------------------------------------------------------------------------------------


def get_ip_domain(current: Current) -> Answer:
    domain, kept = _domain(current), _kept(current)
    rows = ip_pools.assigned(kept, domain.id)
    pools = [detailed_pool(kept, kept.pools[row.pool]) | {"priority": row.priority} for row in rows]
    return _json({"id": domain.id, "name": domain.name, "pools": pools})


def assign_pool_to_domain(current: Current) -> Answer:
    domain = _domain(current)
    body = read_body(current.request)
    number, priority = body.text("poolId", required="blank"), _priority(body)
    body.finish()
    pool = _pool(current, number or "")
    ip_pools.assign(_kept(current), domain.id, pool.id, priority)
    return empty_answer(204)


def update_domain_pool_priority(current: Current) -> Answer:
    domain = _domain(current)
    pool = _assigned_pool(current, domain)
    body = read_body(current.request)
    priority = _priority(body)
    body.finish()
    ip_pools.assign(_kept(current), domain.id, pool.id, priority)
    return empty_answer(204)


def remove_ip_pool_from_domain(current: Current) -> Answer:
    domain = _domain(current)
    ip_pools.unassign(_kept(current), domain.id, _assigned_pool(current, domain).id)
    return empty_answer(204)


# -- reading ---------------------------------------------------------------------------------------


def _priority(body: Fields) -> int:
    low, high = PRIORITIES
    return body.whole("priority", required="null", low=low, high=high) or 0


def _name(current: Current) -> str:
    body = read_body(current.request)
    name = body.text("name", required="null", low=1, high=100)
    body.finish()
    return name or ""


def _page(current: Current) -> Page:
    query = read_query(current.request)
    page = read_page(query, default=20, low=20, high=100)
    query.finish()
    return page


def _ip(current: Current, number: str) -> Ip:
    ip = ip_pools.ip_with(_kept(current), current.account, number)
    if ip is None:
        raise Refusal(refusals.NOT_FOUND, problems=NO_IP)
    return ip


def _pool(current: Current, number: str) -> Pool:
    pool = ip_pools.pool_with(_kept(current), current.account, number)
    if pool is None:
        raise Refusal(refusals.NOT_FOUND, problems=NO_POOL)
    return pool


def _assigned_pool(current: Current, domain: Domain) -> Pool:
    pool = _pool(current, current.path["pool_id"])
    if not ip_pools.is_assigned(_kept(current), domain.id, pool.id):
        raise Refusal(refusals.NOT_FOUND, problems=NO_POOL)
    return pool


def _domain(current: Current) -> Domain:
    text = current.path["domain_id"]
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
    domain = domains.by_id(_state(current).domains, current.account, number)
    if domain is None:
        raise Refusal(refusals.NOT_FOUND, problems=NO_DOMAIN)
    return domain


def _state(current: Current) -> State:
    state: State = current.world.state(NAME)
    return state


def _kept(current: Current) -> IpPools:
    return _state(current).ip_pools


def _json(data: object, status: int = 200) -> Answer:
    return json_answer(data, status, JSON_UTF8)
