"""Suppressions: list, add, delete, and the domains whose lists the account may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ....wire import refusals
from ....wire.current import Answer, Current, empty_answer, json_answer
from ....wire.refusals import Refusal
from .. import domains, ip_pools, suppression
from ..domains import Domain, Grant
from ..errors import JSON_UTF8
from ..fields import Fields, read_body, read_query, without_blanks
from ..paging import read_page
from ..state import State
from ..suppression import ADDABLE, BOUNCE, COMPLAINT, OVER_QUOTA, TYPES, Suppression
from ..times import write_z

NAME = "infobip"

MAX_GROUPS = 10
MAX_ADDRESSES = 1000
MAX_SIZE = 1000
DEFAULT_SIZE = 100

RIGHTS = {
    ("read", BOUNCE): "read_bounces",
    ("create", BOUNCE): "create_bounces",
    ("delete", BOUNCE): "delete_bounces",
    ("read", COMPLAINT): "read_complaints",
    ("create", COMPLAINT): "create_complaints",
    ("delete", COMPLAINT): "delete_complaints",
    ("read", OVER_QUOTA): "read_overquotas",
    ("delete", OVER_QUOTA): "delete_overquotas",
}
"""What a grant must hold for an act on a list of some type; owners hold all of it."""


@dataclass(frozen=True, slots=True)
class Access:
    """A domain as the account may use it: its own, or lent."""

    owner: str
    name: str
    grant: Grant | None
    may_delete: bool

    def may(self, act: str, type_: str) -> bool:
        if act == "delete" and not self.may_delete:
            return False
        return self.grant is None or bool(getattr(self.grant, RIGHTS[act, type_]))


@dataclass(frozen=True, slots=True)
class Group:
    """One domain's addresses in the body of add and delete."""

    domain: str
    type: str
    addresses: list[str]


def get_suppressions(current: Current) -> Answer:
    query = without_blanks(read_query(current.request), ("createdDateFrom", "createdDateTo", "emailAddress"))
    type_ = query.choice("type", TYPES, required="null")
    name = query.text("domainName", required="blank")
    address, recipient_domain = query.text("emailAddress"), query.text("recipientDomain")
    begin, end = query.time("createdDateFrom"), query.time("createdDateTo")
    page = read_page(query, default=DEFAULT_SIZE, high=MAX_SIZE)
    query.finish()
    access = _access(current, name or "", "read", type_ or "")
    rows = [
        row
        for row in suppression.rows_of(_state(current).suppressions, access.owner, access.name, type_ or "")
        if (address is None or row.address.lower() == address.lower())
        and (not recipient_domain or row.address.rpartition("@")[2].lower() == recipient_domain.lower())
        and (begin is None or row.created >= begin)
        and (end is None or row.created <= end)
    ]
    return _json(page.without_totals(rows, lambda row: _shown(access.name, row)))


def add_suppressions(current: Current) -> Answer:
    """Applied at once; the vendor takes its time. What is on a list already is passed over."""
    groups = _read_groups(current, ADDABLE)
    accesses = [_access(current, group.domain, "create", group.type) for group in groups]
    kept = _state(current).suppressions
    for group, access in zip(groups, accesses, strict=True):
        for address in group.addresses:
            row = Suppression(access.name, address, group.type, current.now, suppression.BY_REQUEST)
            suppression.add(kept, access.owner, row)
    return empty_answer(204)


def delete_suppressions(current: Current) -> Answer:
    groups = _read_groups(current, TYPES)
    accesses = [_access(current, group.domain, "delete", group.type) for group in groups]
    kept = _state(current).suppressions
    for group, access in zip(groups, accesses, strict=True):
        suppression.remove(kept, access.owner, access.name, group.type, group.addresses)
    return empty_answer(204)


def get_domains(current: Current) -> Answer:
    """Own domains first, then lent ones."""
    query = read_query(current.request)
    page = read_page(query, default=DEFAULT_SIZE)
    query.finish()
    kept = _state(current).domains
    own = [_own(current, domain) for domain in domains.of_account(kept, current.account)]
    lent = [_lent(grant) for grant in domains.grants_of(kept, current.account)]
    return _json(page.without_totals([*own, *lent], _shown_access))


def _shown(domain: str, row: Suppression) -> dict[str, Any]:
    return {
        "domainName": domain,
        "emailAddress": row.address,
        "type": row.type,
        "createdDate": write_z(row.created),
        "reason": row.reason,
    }


def _shown_access(access: Access) -> dict[str, Any]:
    return {
        "domainName": access.name,
        "dataAccess": "OWNER" if access.grant is None else "GRANTED",
        "readBounces": access.may("read", BOUNCE),
        "createBounces": access.may("create", BOUNCE),
        "deleteBounces": access.may("delete", BOUNCE),
        "readComplaints": access.may("read", COMPLAINT),
        "createComplaints": access.may("create", COMPLAINT),
        "deleteComplaints": access.may("delete", COMPLAINT),
        "readOverquotas": access.may("read", OVER_QUOTA),
        "deleteOverquotas": access.may("delete", OVER_QUOTA),
    }


def _read_groups(current: Current, types: Sequence[str]) -> list[Group]:
    body = read_body(current.request)
    groups = [_read_group(row, types) for row in body.rows("suppressions", low=1, high=MAX_GROUPS)]
    body.finish()
    return groups


def _read_group(row: Fields, types: Sequence[str]) -> Group:
    name = row.text("domainName", required="blank")
    addresses = row.items("emailAddress", low=1, high=MAX_ADDRESSES)
    for index, address in enumerate(addresses):
        if not isinstance(address, str) or not address.strip():
            row.wrong(f"emailAddress[{index}]", "must not be blank" if address in ("", None) else "must be a string")
    type_ = row.choice("type", types, required="null")
    return Group(name or "", type_ or "", addresses)


def _access(current: Current, name: str, act: str, type_: str) -> Access:
    """Raises Refusal(FORBIDDEN) for a domain that is neither owned nor lent, or without the right."""
    kept = _state(current).domains
    domain = domains.owned(kept, current.account, name)
    grant = domains.grant_for(kept, current.account, name)
    access = _own(current, domain) if domain else _lent(grant) if grant else None
    if access is None and _state(current).switches.suppress_any_domain:
        access = Access(current.account, name.lower(), None, may_delete=True)
    if access is None or not access.may(act, type_):
        raise Refusal(refusals.FORBIDDEN)
    return access


def _own(current: Current, domain: Domain) -> Access:
    state = _state(current)
    needed = state.switches.removal_needs_dedicated_ip
    may_delete = not needed or ip_pools.has_dedicated(state.ip_pools, domain.id)
    return Access(domain.account, domain.name, None, may_delete)


def _lent(grant: Grant) -> Access:
    return Access(grant.owner, grant.domain, grant, may_delete=True)


def _state(current: Current) -> State:
    state: State = current.world.state(NAME)
    return state


def _json(data: object) -> Answer:
    return json_answer(data, content_type=JSON_UTF8)
