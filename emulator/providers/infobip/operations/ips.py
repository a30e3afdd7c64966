"""The older clients' way to addresses: a domain is linked to an address directly, without pools."""

from __future__ import annotations

from typing import Any

from ....wire import refusals
from ....wire.current import Answer, Current, json_answer
from ....wire.refusals import Refusal
from .. import domains, ip_pools
from ..errors import JSON_UTF8
from ..fields import Fields, read_body, read_query
from ..ip_pools import IpPools
from ..state import State

NAME = "infobip"
OK = {"result": "OK"}


def get_all_ips__v1(current: Current) -> Answer:
    kept = _state(current).ip_pools
    addresses = [ip.addresses[0] for ip in ip_pools.ips_of(kept, current.account)]
    return _json({"result": [_shown(kept, address) for address in addresses]})


def get_all_domain_ips(current: Current) -> Answer:
    kept = _state(current).ip_pools
    query = read_query(current.request)
    domain = _domain(current, query)
    query.finish()
    return _json({"result": [_shown(kept, address) for address in kept.direct.get(domain, ())]})


def assign_ip_to_domain(current: Current) -> Answer:
    domain, address = _link(current, read_body(current.request))
    ip_pools.link(_state(current).ip_pools, domain, address)
    return _json(OK)


def remove_ip_from_domain(current: Current) -> Answer:
    domain, address = _link(current, read_query(current.request))
    ip_pools.unlink(_state(current).ip_pools, domain, address)
    return _json(OK)


def _link(current: Current, values: Fields) -> tuple[int, str]:
    """The domain's id and the address; an unknown one is a 400, for these calls know no 404."""
    domain = _domain(current, values)
    address = values.text("ipAddress", required="blank") or ""
    if address and ip_pools.ip_at(_state(current).ip_pools, current.account, address) is None:
        values.wrong("ipAddress", "must be an address of the account")
    values.finish()
    return domain, address


def _domain(current: Current, values: Fields) -> int:
    name = values.text("domainName", required="blank")
    domain = domains.owned(_state(current).domains, current.account, name or "")
    if name and domain is None:
        values.wrong("domainName", "must be a domain of the account")
    return domain.id if domain is not None else 0


def _shown(kept: IpPools, address: str) -> dict[str, Any]:
    return {
        "ipAddress": address,
        "dedicated": True,
        "assignedDomainCount": ip_pools.links(kept, address),
        "status": "ASSIGNABLE",
    }


def _state(current: Current) -> State:
    state: State = current.world.state(NAME)
    if not state.switches.legacy_management:
        raise Refusal(refusals.UNKNOWN_PATH)
    return state


def _json(data: object) -> Answer:
    return json_answer(data, content_type=JSON_UTF8)
