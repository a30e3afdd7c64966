"""Sender domains: list, add, details, delete, tracking, verification, and the older clients' return path."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ....wire import refusals
from ....wire.current import Answer, Current, empty_answer, json_answer
from ....wire.refusals import Refusal
from .. import dkim, domains, ip_pools, suppression
from ..domains import Domain
from ..errors import JSON_UTF8
from ..fields import read_body, read_query
from ..paging import read_page
from ..state import State
from ..times import write

NAME = "infobip"

MAX_SIZE = 20
MAX_NAME = 100
DAILY = "add_domain__daily"


def shown(domain: Domain) -> dict[str, Any]:
    """The domain object; one body serves all generations of clients."""
    wire: dict[str, Any] = {
        "domainId": domain.id,
        "domainName": domain.name,
        "active": domain.active,
        "tracking": {"clicks": domain.clicks, "opens": domain.opens, "unsubscribe": domain.unsubscribe},
        "dnsRecords": [
            {
                "recordType": record.type,
                "name": record.name,
                "expectedValue": record.value,
                "verified": record.role in domain.verified,
            }
            for record in domains.records(domain)
        ],
        "blocked": domain.blocked,
        "createdAt": write(domain.created),
        "blocklistConfigurationLevel": domain.level,
    }
    if domain.return_path:
        wire["returnPathAddress"] = domain.return_path
    return wire


def get_all_domains(current: Current) -> Answer:
    query = read_query(current.request)
    page = read_page(query, default=10, high=MAX_SIZE)
    query.finish()
    rows = domains.of_account(_state(current).domains, current.account)
    return _json(page.with_totals(sorted(rows, key=lambda row: row.id), shown))


def add_domain(current: Current) -> Answer:
    body = read_body(current.request)
    name = body.text("domainName", required="null", high=MAX_NAME)
    if name is not None and not domains.is_host_name(name):
        body.wrong("domainName", "must be a domain name")
    length = body.whole("dkimKeyLength", from_text=True)
    if length is not None and length not in dkim.LENGTHS:
        body.wrong("dkimKeyLength", "must be 1024 or 2048")
    traffic = body.whole("targetedDailyTraffic", required="null", low=1)
    application, entity = body.text("applicationId"), body.text("entityId")
    return_path = body.text("returnPathAddress", high=MAX_NAME)
    body.finish()
    domain = Domain(
        id=0,
        name=name or "",
        account=current.account,
        created=current.now,
        dkim_length=length or 2048,
        daily_traffic=traffic or 1,
        return_path=return_path or "",
        application_id=application or "",
        entity_id=entity or "",
    )
    kept = _state(current).domains
    if domain.key in kept.by_name:
        raise Refusal(refusals.CONFLICT, detail=f"Domain {name} already exists")
    _count_addition(current)
    return _json(shown(domains.add(kept, current.world.chance, domain)))


def get_domain_details(current: Current) -> Answer:
    return _json(shown(_domain(current)))


def delete_domain(current: Current) -> Answer:
    domain = _domain(current)
    state = _state(current)
    domains.remove(state.domains, domain)
    ip_pools.forget_domain(state.ip_pools, domain.id)
    suppression.forget_domain(state.suppressions, domain.account, domain.name)
    return empty_answer(204)


def update_tracking_events(current: Current) -> Answer:
    domain = _domain(current)
    body = read_body(current.request)
    opens, clicks, unsubscribe = body.flag("open"), body.flag("clicks"), body.flag("unsubscribe")
    body.finish()
    changed = replace(
        domain,
        opens=domain.opens if opens is None else opens,
        clicks=domain.clicks if clicks is None else clicks,
        unsubscribe=domain.unsubscribe if unsubscribe is None else unsubscribe,
    )
    return _json(shown(domains.change(_state(current).domains, changed)))


def verify_domain(current: Current) -> Answer:
    """Settles at once, or after the delay the tester gave the domain's zone."""
    domain = _domain(current)
    kept = _state(current).domains
    delay = domains.zone_of(kept, domain.name).delay
    if delay:
        current.world.appoint(current.now + delay, NAME, domains.VERIFY, str(domain.id))
    else:
        domains.settle(kept, domain.id)
    return empty_answer(202)


def update_return_path(current: Current) -> Answer:
    if not _state(current).switches.legacy_management:
        raise Refusal(refusals.UNKNOWN_PATH)
    domain = _domain(current)
    body = read_body(current.request)
    address = body.text("returnPathAddress", required="null", high=MAX_NAME)
    if address and not _is_mailbox_of(address, domain):
        body.wrong("returnPathAddress", "must be a mailbox of the domain")
    body.finish()
    return _json(shown(domains.change(_state(current).domains, replace(domain, return_path=address or ""))))


def _is_mailbox_of(address: str, domain: Domain) -> bool:
    local, _, name = address.rpartition("@")
    return bool(local) and "@" not in local and not any(map(str.isspace, local)) and name.lower() == domain.key


def _count_addition(current: Current) -> None:
    wait = current.world.limits.admit(DAILY, current.account, current.now, current.cause)
    if wait is not None:
        raise Refusal(refusals.TOO_MANY, retry_after=wait)


def _domain(current: Current) -> Domain:
    domain = domains.owned(_state(current).domains, current.account, current.path["domain_name"])
    if domain is None:
        raise Refusal(refusals.NOT_FOUND)
    return domain


def _state(current: Current) -> State:
    state: State = current.world.state(NAME)
    return state


def _json(data: object) -> Answer:
    return json_answer(data, content_type=JSON_UTF8)
