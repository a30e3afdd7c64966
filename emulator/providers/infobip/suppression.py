"""Who is left out of later mail, per sending domain: filled by what happens to mail, and by the API.

`UNSUBSCRIBED` is a list of ours: the vendor keeps those who opted out too, but its API does not show them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from ...mail import events
from ...mail.message import Delivery, Event, Message
from ...mail.outcomes import Outcome, dropped
from .senders import domain_of

if TYPE_CHECKING:
    from ...mail.world import World
    from .state import State

NAME = "infobip"

BOUNCE = "BOUNCE"
COMPLAINT = "COMPLAINT"
OVER_QUOTA = "OVER_QUOTA"
UNSUBSCRIBED = "UNSUBSCRIBED"

TYPES = (BOUNCE, COMPLAINT, OVER_QUOTA)
ADDABLE = (BOUNCE, COMPLAINT)
ALL_TYPES = (*TYPES, UNSUBSCRIBED)

BY_REQUEST = "added by request"

CAUSES: Mapping[str, str] = {
    BOUNCE: "suppressed_bounce",
    COMPLAINT: "suppressed_complaint",
    UNSUBSCRIBED: "unsubscribed",
    OVER_QUOTA: "suppressed_bounce",
}
"""Why a suppressed recipient's mail is dropped: 6034, 6035, 6003 (*documented*); 6034 for OVER_QUOTA is *assumed*."""

BY_EVENT: Mapping[tuple[str, str], str] = {
    (events.BOUNCED, ""): BOUNCE,  # a bounce that gives no cause has the code of a hard one
    (events.BOUNCED, "hard_bounce"): BOUNCE,
    (events.BOUNCED, "unknown_mailbox"): BOUNCE,
    (events.BOUNCED, "no_mx"): BOUNCE,
    (events.BOUNCED, "late_bounce"): BOUNCE,
    (events.BOUNCED, "mailbox_full"): OVER_QUOTA,
    (events.COMPLAINED, ""): COMPLAINT,
    (events.UNSUBSCRIBED, ""): UNSUBSCRIBED,
}
"""Which list an event puts the recipient on. *Documented* but for what counts as a hard bounce (*assumed*)."""

REASONS: Mapping[str, str] = {
    "hard_bounce": "550 5.1.1 mail to {address} is refused for good",
    "unknown_mailbox": "550 5.1.1 mailbox of {address} does not exist",
    "no_mx": "550 5.1.2 no mail server takes mail for {address}",
    "late_bounce": "550 5.1.1 mail to {address} came back after it was taken",
    "mailbox_full": "452 4.2.2 mailbox of {address} is full",
    COMPLAINT: "{address} reported the mail as spam",
    UNSUBSCRIBED: "{address} unsubscribed",
}


@dataclass(frozen=True, slots=True)
class Suppression:
    domain: str
    address: str
    type: str
    created: datetime
    reason: str


@dataclass(slots=True)
class Suppressions:
    """One list per sending domain and type, by address in lower case, the newest last."""

    lists: dict[str, dict[str, Suppression]] = field(default_factory=dict)


def list_name(owner: str, domain: str, type_: str) -> str:
    """`owner` is the account the domain belongs to."""
    return f"{type_} {domain.lower()} {owner}"


def add(suppressions: Suppressions, owner: str, row: Suppression) -> bool:
    """False when the address was on the list: it keeps its first date."""
    rows = suppressions.lists.setdefault(list_name(owner, row.domain, row.type), {})
    if row.address.lower() in rows:
        return False
    rows[row.address.lower()] = row
    return True


def remove(suppressions: Suppressions, owner: str, domain: str, type_: str, addresses: Iterable[str]) -> int:
    """How many were on the list; what was not there is passed over."""
    rows = suppressions.lists.get(list_name(owner, domain, type_), {})
    return sum(rows.pop(address.lower(), None) is not None for address in addresses)


def rows_of(suppressions: Suppressions, owner: str, domain: str, type_: str) -> list[Suppression]:
    return list(suppressions.lists.get(list_name(owner, domain, type_), {}).values())


def find(suppressions: Suppressions, owner: str, domain: str, address: str) -> Suppression | None:
    """The first reason not to write to this address, if there is one."""
    lists = suppressions.lists
    if not lists:
        return None
    address = address.lower()
    for type_ in ALL_TYPES:
        rows = lists.get(list_name(owner, domain, type_))
        if rows and address in rows:
            return rows[address]
    return None


def _opted_out(suppressions: Suppressions, account: str, domain: str, address: str) -> Suppression | None:
    """Readers who opted out are left out for domains nobody added, too."""
    return suppressions.lists.get(list_name(account, domain, UNSUBSCRIBED), {}).get(address.lower())


def bounced(suppressions: Suppressions, owner: str) -> set[str]:
    """Every address on a list of hard bounces of this account, in lower case."""
    found: set[str] = set()
    for name, rows in suppressions.lists.items():
        type_, _, rest = name.partition(" ")
        if type_ == BOUNCE and rest.partition(" ")[2] == owner:
            found.update(rows)
    return found


def forget_domain(suppressions: Suppressions, owner: str, domain: str) -> None:
    """A domain was deleted, and its lists with it (*assumed*)."""
    for type_ in ALL_TYPES:
        suppressions.lists.pop(list_name(owner, domain, type_), None)


def caused_by(name: str, detail: str) -> str | None:
    """The list an event puts its recipient on."""
    if name in events.BY_READER:
        detail = ""
    return BY_EVENT.get((name, detail))


def reason(detail: str, type_: str, address: str) -> str:
    """What the receiving server would have said."""
    return REASONS.get(detail, REASONS.get(type_, BY_REQUEST)).format(address=address)


def owner_of(state: State, account: str, domain: str) -> str | None:
    """The account on whose list of this domain mail of `account` is looked up; None when no list is kept.

    Lists are kept for domains somebody added or was lent; for any domain at all when the switch says so.
    """
    found = state.domains.by_name.get(domain)
    if found is not None and found.account == account:
        return account
    lent = next((grant for grant in state.domains.grants if grant.account == account and grant.key == domain), None)
    if lent is not None:
        return lent.owner
    return account if state.switches.suppress_any_domain else None


def verdict(world: World, message: Message, delivery: Delivery) -> Outcome | None:
    """`dropped("suppressed_bounce")` and its like, or None when the recipient may be written to."""
    state: State = world.state(NAME)
    if not state.suppressions.lists:
        return None
    domain = domain_of(message.sender)
    owner = owner_of(state, message.account, domain)
    if owner is None:
        row = _opted_out(state.suppressions, message.account, domain, delivery.recipient)
    else:
        row = find(state.suppressions, owner, domain, delivery.recipient)
    return None if row is None else dropped(CAUSES[row.type])


def on_event(world: World, message: Message, delivery: Delivery, event: Event) -> None:
    """Put the recipient on the list that what happened leads to, if any."""
    type_ = caused_by(event.name, event.detail)
    if type_ is None:
        return
    state: State = world.state(NAME)
    domain = domain_of(message.sender)
    owner = owner_of(state, message.account, domain)
    if owner is None and type_ == UNSUBSCRIBED and event.source != "timeline":
        owner = message.account  # a reader really opted out; outcomes asked for by address stay repeatable
    if owner is not None:
        why = reason(event.detail, type_, delivery.recipient)
        add(state.suppressions, owner, Suppression(domain, delivery.recipient, type_, event.at, why))
