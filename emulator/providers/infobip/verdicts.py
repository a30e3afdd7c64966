"""What the service itself decides when sending begins, in order; None leaves the delivery to the rules.

Causes are those of `statuses.OF_CAUSE` or bare error codes. The order and most pairings are *assumed*.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from ...mail.message import Delivery, Message
from ...mail.outcomes import OUTCOMES, Outcome, dropped
from ...mail.rules import Candidate
from . import (
    addresses,
    content,
    placeholders,
    rendering,
    senders,
    sending,
    statuses,
    suppression,
    timing,
    tracked_html,
    uploads,
)
from .content import Content, Values

if TYPE_CHECKING:
    from ...mail.world import World
    from .state import State

NAME = "infobip"

FORBIDDEN_HEADERS = frozenset(
    {
        "to",
        "cc",
        "bcc",
        "from",
        "subject",
        "content-type",
        "dkim-signature",
        "content-transfer-encoding",
        "return-path",
        "mime-version",
    }
)
"""Headers a client cannot set (*documented*); a mail that tries is dropped with 6027 (*assumed*)."""

HEADER_NAME = re.compile(r"[!-9;-~]+$")
LONGEST_LANDING_PLACEHOLDER = 256
_WITH_CODE = re.compile(r"(" + "|".join(map(re.escape, OUTCOMES)) + r")\+(\d{1,4})$", re.IGNORECASE)


def verdict(world: World, message: Message, delivery: Delivery) -> Outcome | None:
    """The outcome the service decides, or the rules' one cut by validity or renamed by a code in the address."""
    mail = content.of(message)
    values = content.values_of(delivery)
    for check in CHECKS:
        cause = check(world, message, delivery, mail, values)
        if cause:
            return dropped(cause)
    decided = senders.verdict(world, message, delivery) or suppression.verdict(world, message, delivery)
    return decided or _bent(world, message, delivery, mail)


Check = Callable[["World", Message, Delivery, Content, Values], str]


def _duplicate(_: World, __: Message, ___: Delivery, ____: Content, values: Values) -> str:
    return "duplicate" if values.get("duplicate") else ""


def _trial(world: World, message: Message, delivery: Delivery, _: Content, __: Values) -> str:
    state: State = world.state(NAME)
    switches = state.switches
    if not switches.trial_sender:
        return ""
    if addresses.bare(message.sender).lower() != switches.trial_sender.lower():
        return "sender_invalid"
    known = {each.lower() for each in switches.trial_recipients}
    return "" if delivery.recipient.lower() in known else "trial_recipient"


def _recipient(_: World, __: Message, delivery: Delivery, mail: Content, values: Values) -> str:
    if addresses.plausible(delivery.recipient):
        return ""
    if values.get("kind", "to") == "to":
        return "invalid_address"
    return "6031" if mail.get("preserve") else "invalid_cc_bcc"


def _sender(_: World, message: Message, __: Delivery, mail: Content, ___: Values) -> str:
    if "template" in mail and not message.sender:
        return ""  # a template without a sender is for `_template` to judge
    return "" if addresses.plausible(addresses.bare(message.sender)) else "sender_invalid"


def _template(_: World, message: Message, __: Delivery, mail: Content, ___: Values) -> str:
    if "template" not in mail:
        return ""
    return mail.get("template_error", "") or ("" if message.sender else "sender_invalid")


def _uploads(world: World, message: Message, _: Delivery, mail: Content, __: Values) -> str:
    for file in mail.get("files", ()):
        if "reference" in file and not uploads.usable(world, message.account, file["reference"]):
            return "6038"
    return ""


def _headers(_: World, __: Message, ___: Delivery, mail: Content, ____: Values) -> str:
    for name in mail.get("headers", ()):
        if name.lower() in FORBIDDEN_HEADERS or not HEADER_NAME.match(name):
            return "6027"
    return ""


def _landing(_: World, __: Message, ___: Delivery, mail: Content, ____: Values) -> str:
    values = mail.get("landing_placeholders", {})
    return "6026" if any(len(str(value)) > LONGEST_LANDING_PLACEHOLDER for value in values.values()) else ""


def _placeholders(world: World, message: Message, _: Delivery, mail: Content, values: Values) -> str:
    """Version 2 of the template language refuses what it cannot resolve; version 1 leaves it standing."""
    if mail.get("language") != "2":
        return ""
    known = {**mail.get("placeholders", {}), **values.get("placeholders", {})}
    html, text = rendering.bodies(world, mail)
    texts = (message.subject, html or text)
    return "6021" if any(placeholders.unfilled(each, known) for each in texts) else ""


def _too_many_urls(_: World, __: Message, ___: Delivery, mail: Content, ____: Values) -> str:
    html = mail.get("html", "")
    tracked = mail.get("tracking", {}).get("clicks") and "<a" in html.lower()
    return "6024" if tracked and tracked_html.too_many(html) else ""


CHECKS: tuple[Check, ...] = (
    _duplicate,
    _trial,
    _recipient,
    _template,
    _sender,
    _uploads,
    _headers,
    _landing,
    _placeholders,
    _too_many_urls,
)


def _bent(world: World, message: Message, delivery: Delivery, mail: Content) -> Outcome | None:
    asked = _WITH_CODE.match(delivery.recipient.partition("@")[0])
    if asked is None and "validity" not in mail:
        return None
    outcome = world.rules.outcome_for(
        Candidate(message.provider, message.account, message.sender, message.subject, delivery.recipient)
    )
    if asked is not None and outcome.name == asked[1].lower() and int(asked[2]) in statuses.ERRORS:
        outcome = _coded(outcome, str(int(asked[2])))
    ends = timing.expires(mail, sending.wanted(world, message))
    return outcome if ends is None else timing.cut(outcome, ends - world.now)


def _coded(outcome: Outcome, code: str) -> Outcome:
    """The outcome with its cause replaced by an error code."""
    steps = tuple(replace(step, detail=code) if step.name in statuses.CAUSED else step for step in outcome.timeline)
    return replace(outcome, timeline=steps)
