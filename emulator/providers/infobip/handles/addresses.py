"""Dedicated addresses and the pools they stand in."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from ...contract import Handle
from .. import ip_pools, worldfile
from ..world_rows import IpRow, PoolRow
from .listing import Path, Query, entered, listed, of_account, state_of

if TYPE_CHECKING:
    from ....mail.world import World


def list_ips(world: World, _: Path, query: Query, __: None) -> object:
    kept = state_of(world).ip_pools
    return listed(
        query,
        of_account(query, kept.ips.values()),
        lambda ip: {**asdict(ip), "pools": [pool.id for pool in ip_pools.pools_with(kept, ip)]},
    )


def add_ip(world: World, _: Path, __: Query, body: IpRow) -> object:
    return asdict(entered(worldfile.add_ip, world, body))


def list_pools(world: World, _: Path, query: Query, __: None) -> object:
    return listed(query, of_account(query, state_of(world).ip_pools.pools.values()), asdict)


def add_pool(world: World, _: Path, __: Query, body: PoolRow) -> object:
    return asdict(entered(worldfile.add_pool, world, body))


HANDLES = (
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
)
