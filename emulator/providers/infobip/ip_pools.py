"""Dedicated addresses, the pools they sit in, the pools a domain sends through, and which address a mail leaves by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ...mail.chance import Chance

PRIORITIES = (0, 49)

NO_POOL = "6056"
"""The pool a message names does not exist or is empty (*assumed*: its documented meaning is a domain without pool)."""

SHARED_ADDRESS = "203.0.113.24"
"""What mail leaves by when the account has nothing of its own (*assumed*)."""

_RANGES = ("192.0.2.", "198.51.100.", "203.0.113.")
"""Set aside for documentation (RFC 5737), followed by 198.18.0.0/15 (RFC 2544); nothing real answers there."""


@dataclass(frozen=True, slots=True)
class Ip:
    """A dedicated address, or a pair of them where a second data centre stands by."""

    id: str
    account: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pool:
    id: str
    account: str
    name: str
    ips: tuple[str, ...] = ()
    """Ids, in the order they were assigned."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """A pool a domain sends through; the lowest priority number comes first."""

    pool: str
    priority: int


@dataclass(slots=True)
class IpPools:
    ips: dict[str, Ip] = field(default_factory=dict)
    pools: dict[str, Pool] = field(default_factory=dict)
    domains: dict[int, tuple[Assigned, ...]] = field(default_factory=dict)
    """By the domain's id."""
    direct: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """The legacy calls' links: domain id to addresses."""
    invented: int = 0
    """How many addresses were given out; none is given twice."""


def invented_address(number: int) -> str:
    """The address with this number, from 1."""
    block, host = divmod(number - 1, 254)
    if block < len(_RANGES):
        return f"{_RANGES[block]}{host + 1}"
    rest = number - len(_RANGES) * 254
    return f"198.{18 + (rest >> 16) % 2}.{rest >> 8 & 255}.{rest & 255}"


def commission(ip_pools: IpPools, chance: Chance, account: str) -> Ip:
    """Give the account one more address."""
    in_use = {address for ip in ip_pools.ips.values() for address in ip.addresses} | {SHARED_ADDRESS}
    ip_pools.invented += 1
    while invented_address(ip_pools.invented) in in_use:
        ip_pools.invented += 1
    ip = Ip(chance.hex(32).upper(), account, (invented_address(ip_pools.invented),))
    ip_pools.ips[ip.id] = ip
    return ip


def decommission(ip_pools: IpPools, ip: Ip) -> None:
    """Give an address back; it leaves its pools and the domains it served directly. Paired addresses go together."""
    del ip_pools.ips[ip.id]
    for pool in pools_with(ip_pools, ip):
        take_out(ip_pools, pool, ip.id)
    for domain, addresses in list(ip_pools.direct.items()):
        ip_pools.direct[domain] = tuple(each for each in addresses if each not in ip.addresses)


def ips_of(ip_pools: IpPools, account: str) -> list[Ip]:
    return [ip for ip in ip_pools.ips.values() if ip.account == account]


def ip_with(ip_pools: IpPools, account: str, number: str) -> Ip | None:
    ip = ip_pools.ips.get(number.upper())
    return ip if ip is not None and ip.account == account else None


def ip_at(ip_pools: IpPools, account: str, address: str) -> Ip | None:
    return next((ip for ip in ips_of(ip_pools, account) if address == ip.addresses[0]), None)


def pools_of(ip_pools: IpPools, account: str) -> list[Pool]:
    """In the order they were made."""
    return [pool for pool in ip_pools.pools.values() if pool.account == account]


def pool_with(ip_pools: IpPools, account: str, number: str) -> Pool | None:
    pool = ip_pools.pools.get(number.upper())
    return pool if pool is not None and pool.account == account else None


def pools_with(ip_pools: IpPools, ip: Ip) -> list[Pool]:
    """The pools an address sits in."""
    return [pool for pool in ip_pools.pools.values() if ip.id in pool.ips]


def members(ip_pools: IpPools, pool: Pool) -> list[Ip]:
    return [ip_pools.ips[number] for number in pool.ips]


def create(ip_pools: IpPools, chance: Chance, account: str, name: str) -> Pool:
    """A new pool; names need not be unique (*assumed*)."""
    pool = Pool(chance.hex(32).upper(), account, name)
    ip_pools.pools[pool.id] = pool
    return pool


def rename(ip_pools: IpPools, pool: Pool, name: str) -> Pool:
    pool = ip_pools.pools[pool.id] = replace(pool, name=name)
    return pool


def delete(ip_pools: IpPools, pool: Pool) -> None:
    """The pool goes, with its memberships and assignments; the addresses stay."""
    del ip_pools.pools[pool.id]
    for domain in list(ip_pools.domains):
        unassign(ip_pools, domain, pool.id)


def put_in(ip_pools: IpPools, pool: Pool, ip: Ip) -> None:
    """Members are a set: putting in twice changes nothing."""
    if ip.id not in pool.ips:
        ip_pools.pools[pool.id] = replace(pool, ips=(*pool.ips, ip.id))


def take_out(ip_pools: IpPools, pool: Pool, number: str) -> bool:
    """False when it was not in there."""
    if number not in pool.ips:
        return False
    ip_pools.pools[pool.id] = replace(pool, ips=tuple(each for each in pool.ips if each != number))
    return True


def assigned(ip_pools: IpPools, domain: int) -> tuple[Assigned, ...]:
    """By priority; equal ones in the order they were assigned."""
    return tuple(sorted(ip_pools.domains.get(domain, ()), key=lambda each: each.priority))


def assign(ip_pools: IpPools, domain: int, pool: str, priority: int) -> None:
    """Assigning again replaces the priority."""
    present = ip_pools.domains.get(domain, ())
    new = Assigned(pool, priority)
    if any(each.pool == pool for each in present):
        ip_pools.domains[domain] = tuple(new if each.pool == pool else each for each in present)
    else:
        ip_pools.domains[domain] = (*present, new)


def is_assigned(ip_pools: IpPools, domain: int, pool: str) -> bool:
    return any(each.pool == pool for each in ip_pools.domains.get(domain, ()))


def unassign(ip_pools: IpPools, domain: int, pool: str) -> bool:
    """False when it was not assigned."""
    if not is_assigned(ip_pools, domain, pool):
        return False
    ip_pools.domains[domain] = tuple(each for each in ip_pools.domains[domain] if each.pool != pool)
    return True


def link(ip_pools: IpPools, domain: int, address: str) -> None:
    """The legacy way: an address serves a domain directly."""
    present = ip_pools.direct.get(domain, ())
    if address not in present:
        ip_pools.direct[domain] = (*present, address)


def unlink(ip_pools: IpPools, domain: int, address: str) -> None:
    ip_pools.direct[domain] = tuple(each for each in ip_pools.direct.get(domain, ()) if each != address)


def links(ip_pools: IpPools, address: str) -> int:
    """How many domains an address serves directly."""
    return sum(address in addresses for addresses in ip_pools.direct.values())


def forget_domain(ip_pools: IpPools, domain: int) -> None:
    """A domain was deleted: its assignments go, pools and addresses stay."""
    ip_pools.domains.pop(domain, None)
    ip_pools.direct.pop(domain, None)


def has_dedicated(ip_pools: IpPools, domain: int) -> bool:
    """Whether the domain sends through at least one dedicated address."""
    return next(_addresses(ip_pools, domain), None) is not None


def usable(ip_pools: IpPools, account: str, pool: str) -> bool:
    """Whether a message may name this pool: it is the account's and holds an address."""
    found = pool_with(ip_pools, account, pool)
    return found is not None and bool(found.ips)


def sending_ip(ip_pools: IpPools, account: str, domain: int | None, pool: str = "", turn: int = 0) -> str:
    """The address a mail leaves by: of the pool it names, else of its domain's first pool with addresses,
    else one linked directly, else the shared one. `turn` shares the work among the addresses of a pool.
    """
    named = pool_with(ip_pools, account, pool) if pool else None
    if named is not None and named.ips:
        return _taking_turns(ip_pools, named, turn)
    if domain is not None:
        for each in assigned(ip_pools, domain):
            if ip_pools.pools[each.pool].ips:
                return _taking_turns(ip_pools, ip_pools.pools[each.pool], turn)
        direct = ip_pools.direct.get(domain, ())
        if direct:
            return direct[turn % len(direct)]
    return SHARED_ADDRESS


def _taking_turns(ip_pools: IpPools, pool: Pool, turn: int) -> str:
    return ip_pools.ips[pool.ips[turn % len(pool.ips)]].addresses[0]


def _addresses(ip_pools: IpPools, domain: int) -> Iterator[str]:
    for each in assigned(ip_pools, domain):
        for ip in members(ip_pools, ip_pools.pools[each.pool]):
            yield from ip.addresses
    yield from ip_pools.direct.get(domain, ())
