"""From an understood request to mail in the world: ids, duplicates, schedule, and windows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ...mail.chance import Chance
from ...mail.message import Draft, Message, Recipient, Tags
from ...wire.bodies import compact
from ...wire.current import Current
from . import bulks, logkeeping, senders, templates, timing
from .content import Content, Values
from .content import of as content_of
from .state import Held

if TYPE_CHECKING:
    from ...mail.world import World
    from .state import State

NAME = "infobip"
WINDOW = "window"


@dataclass(frozen=True, slots=True)
class Addressee:
    """One recipient as asked for: the bare address, and what is its own."""

    address: str
    kind: str = "to"
    message_id: str = ""
    placeholders: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to be accepted."""

    content: Content
    addressees: Sequence[Addressee]


@dataclass(frozen=True, slots=True)
class Accepted:
    """One entry of the answer to a send."""

    address: str
    message_id: str
    duplicate: bool


@dataclass(frozen=True, slots=True)
class Order:
    """What holds for all mails of a request."""

    mails: Sequence[Mail]
    bulk_id: str
    new_id: Callable[[Chance], str]
    message_id: str = ""  # own id of the request; the first recipient gets it
    send_at: datetime | None = None
    horizon_days: int = 30


def accept(current: Current, order: Order) -> list[Accepted]:
    """Accept all mails of a checked request, or put them aside until their time."""
    world = current.world
    state: State = world.state(NAME)
    later = order.send_at is not None and order.send_at > world.now
    entries: list[Accepted] = []
    accepted: list[Message] = []
    used: set[str] = set()
    given = order.message_id
    for mail in order.mails:
        recipients = _recipients(world, state, mail, order.new_id, given, used, entries)
        given = ""
        at_once = not later and "window" not in mail.content
        message = world.accept(_draft(current, mail.content, order.bulk_id, recipients, begin=at_once))
        accepted.append(message)
        if not later and not at_once:
            begin_in_window(world, message)
    current.caused = (accepted[0].deliveries[0], accepted[-1].deliveries[1])
    if later and order.send_at is not None:
        numbers = tuple(message.number for message in accepted)
        bulks.schedule(world, current.account, order.bulk_id, numbers, order.send_at, order.horizon_days)
    return entries


def _recipients(
    world: World,
    state: State,
    mail: Mail,
    new_id: Callable[[Chance], str],
    given: str,
    used: set[str],
    entries: list[Accepted],
) -> tuple[Recipient, ...]:
    """The world's recipients of a mail; its entries of the answer are added to `entries`."""
    preserved = mail.content.get("preserve", False)
    shared = ""
    recipients: list[Recipient] = []
    for addressee in mail.addressees:
        own = addressee.message_id or given
        given = ""
        duplicate = False
        if preserved and recipients:
            id = shared
        elif own:
            duplicate = own in used or (not state.switches.reuse_message_id and _is_used(world, own))
            id = own
        else:
            id = new_id(world.chance)
        used.add(id)
        if not (preserved and recipients):
            shared = id
            entries.append(Accepted(addressee.address, id, duplicate))
        recipients.append(Recipient(id, addressee.address, _values(addressee, duplicate)))
    return tuple(recipients)


def _is_used(world: World, message_id: str) -> bool:
    return next(world.deliveries.find("id", message_id), None) is not None


def _values(addressee: Addressee, duplicate: bool) -> bytes:
    values: Values = {}
    if addressee.kind != "to":
        values["kind"] = addressee.kind
    if addressee.placeholders:
        values["placeholders"] = addressee.placeholders
    if duplicate:
        values["duplicate"] = True
    return compact(values) if values else b""


def _draft(
    current: Current, content: Content, bulk_id: str, recipients: tuple[Recipient, ...], *, begin: bool
) -> Draft:
    sender = content.get("sender", "")
    subject = content.get("subject", "")
    if "template" in content:
        sender, subject = _take_template(current, content)
    _follow_less(current, content, sender)
    return Draft(
        provider=NAME,
        account=current.account,
        sender=sender,
        subject=subject,
        group=bulk_id,
        content=compact(content),
        recipients=recipients,
        tags=tags(bulk_id, content),
        cause=current.cause,
        begin=begin,
    )


def _take_template(current: Current, content: Content) -> tuple[str, str]:
    """The sender and subject of a mail made from a template; remembers the version that is used."""
    state: State = current.world.state(NAME)
    key, error = templates.use(state.templates, current.account, content["template"])
    template = templates.used(state.templates, key) if key else None
    if template is None:
        content["template_error"] = error
        return content.get("sender", ""), content.get("subject", "")
    content["template_key"] = key
    if template.landing_page and "landing_page" not in content:
        content["landing_page"] = template.landing_page
    return content.get("sender") or template.sender or "", content.get("subject") or template.subject or ""


def _follow_less(current: Current, content: Content, sender: str) -> None:
    """What the sender's domain does not let be tracked is not, whatever the mail asks for (*assumed*)."""
    unwanted = senders.not_followed(current.world.state(NAME), current.account, sender)
    if unwanted:
        tracking: Any = {**content.get("tracking", {}), **dict.fromkeys(unwanted, False)}
        content["tracking"] = tracking


def tags(bulk_id: str, content: Content) -> Tags:
    """What reports and logs can be filtered by."""
    found = [("bulk", bulk_id)]
    if "campaign" in content:
        found.append(("campaign", content["campaign"]))
    if "application" in content:
        found.append(("application", content["application"]))
    if "entity" in content:
        found.append(("entity", content["entity"]))
    return tuple(found)


# -- starting ----------------------------------------------------------------------------------


def begin_in_window(world: World, message: Message) -> None:
    """Start sending, unless its delivery window is closed: then it waits, and the logs show it waiting."""
    if b'"window":' in message.content or b'"validity":' in message.content:
        content = content_of(message)
        state: State = world.state(NAME)
        if world.now != message.accepted:
            state.wanted[message.number] = world.now
        if "window" in content and (due := _opening(world, content, message)) > world.now:
            state.held[message.number] = Held(world.now, world.appoint(due, NAME, WINDOW, str(message.number)))
            for delivery in world.deliveries_of(message):
                logkeeping.enter_held(world, message, delivery)
            return
    world.begin(message)


def _opening(world: World, content: Content, message: Message) -> datetime:
    """When a held mail is looked at again: at the opening of its window or the end of its validity."""
    opens = timing.opens(content["window"], world.now)
    ends = timing.expires(content, wanted(world, message))
    return opens if ends is None else min(opens, max(ends, world.now))


def wanted(world: World, message: Message) -> datetime:
    """When a message should have left: its acceptance, or its time in the schedule."""
    state: State = world.state(NAME)
    return state.wanted.get(message.number, message.accepted)


def release(world: World, key: str) -> None:
    """The window of a held message opened, or its validity ended."""
    message = world.messages.get(int(key))
    if message is not None and drop_hold(world, message):
        world.begin(message)


def drop_hold(world: World, message: Message) -> bool:
    """Take a message out of its wait. False when it was not waiting."""
    state: State = world.state(NAME)
    held = state.held.pop(message.number, None)
    if held is None:
        return False
    for delivery in world.deliveries_of(message):
        logkeeping.leave_held(world, message, delivery, held.since)
    return True
