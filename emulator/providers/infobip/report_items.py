"""One delivery's state as the four lists show it: reports v1 and v4, logs v1 and v4, and the pushed report."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from ...mail.message import Delivery, Message
from . import addresses, content, rendering, senders, statuses, times
from .content import Content
from .readings import SMTP, Reading, first_attempt

if TYPE_CHECKING:
    from ...mail.world import World

PULLED_PRICE = {"pricePerMessage": 0.0, "currency": "EUR"}
PUSHED_PRICE = {"pricePerMessage": 0, "currency": "UNKNOWN"}
"""*Assumed*; real answers show both currencies with 0."""

SHOWN_TEXT = 1000


def report_v1(message: Message, delivery: Delivery, read: Reading, *, channel: bool = False) -> dict[str, Any]:
    mail = content.of(message)
    return {
        **({"channel": "EMAIL"} if channel else {}),
        **({"applicationId": mail["application"]} if "application" in mail else {}),
        **({"entityId": mail["entity"]} if "entity" in mail else {}),
        "bulkId": message.group,
        "messageId": delivery.id,
        "to": delivery.recipient,
        **_times(read, message.accepted),
        "messageCount": 1,
        **_attempts(delivery, read),
        "price": PULLED_PRICE,
        **_status(read),
    }


def report_v4(message: Message, delivery: Delivery, read: Reading, *, channel: bool = False) -> dict[str, Any]:
    mail = content.of(message)
    return {
        **({"channel": "EMAIL"} if channel else {}),
        "bulkId": message.group,
        "price": PULLED_PRICE,
        **_status(read),
        "messageId": delivery.id,
        "to": delivery.recipient,
        "sender": addresses.bare(message.sender),
        **_times(read, message.accepted),
        "messageCount": 1,
        **({"callbackData": mail["callback"]} if "callback" in mail else {}),
        **({"platform": platform} if (platform := _platform(mail)) else {}),
        **_campaign(mail),
        **_attempts(delivery, read),
    }


def log_v1(
    world: World, message: Message, delivery: Delivery, read: Reading, *, channel: bool = False
) -> dict[str, Any]:
    mail = content.of(message)
    return {
        **({"channel": "EMAIL"} if channel else {}),
        **({"applicationId": mail["application"]} if "application" in mail else {}),
        **({"entityId": mail["entity"]} if "entity" in mail else {}),
        "bulkId": message.group,
        "messageId": delivery.id,
        "to": delivery.recipient,
        "from": message.sender,
        "text": rendering.plain_text(world, message, delivery)[:SHOWN_TEXT],
        **_times(read, message.accepted),
        "messageCount": 1,
        "price": PULLED_PRICE,
        **_status(read),
    }


def log_v4(
    world: World, message: Message, delivery: Delivery, read: Reading, *, channel: bool = False
) -> dict[str, Any]:
    mail = content.of(message)
    return {
        **({"channel": "EMAIL"} if channel else {}),
        "text": rendering.plain_text(world, message, delivery)[:SHOWN_TEXT],
        "sender": addresses.bare(message.sender),
        "destination": delivery.recipient,
        "bulkId": message.group,
        "messageId": delivery.id,
        **_times(read, message.accepted),
        "messageCount": 1,
        "price": PULLED_PRICE,
        **_status(read),
        **({"platform": platform} if (platform := _platform(mail)) else {}),
        **_campaign(mail),
    }


def pushed(world: World, message: Message, delivery: Delivery, read: Reading, at: datetime) -> dict[str, Any]:
    """The report of v1 to v4 alike; `at` is the moment it tells of."""
    mail = content.of(message)
    return {
        **_platform(mail),
        **_campaign(mail),
        "bulkId": message.group,
        "price": PUSHED_PRICE,
        **_status(read),
        "messageId": delivery.id,
        "doneAt": times.write(at),
        "smsCount": 1,
        "sentAt": times.write(read.sent or message.accepted),
        **_attempts(delivery, read),
        **(_reached(world, message, delivery, read) if read.final in ("delivered", "bounced") else {}),
        **({"callbackData": mail["callback"]} if "callback" in mail else {}),
        "to": delivery.recipient,
    }


def _reached(world: World, message: Message, delivery: Delivery, read: Reading) -> dict[str, Any]:
    """What only a mail has that reached its recipient's server."""
    return {
        "sendingIp": senders.sending_ip(world, message, delivery),
        "smtp": {"response": SMTP.get(read.error, SMTP[6012])},
    }


def _platform(mail: Content) -> dict[str, str]:
    found = {}
    if "entity" in mail:
        found["entityId"] = mail["entity"]
    if "application" in mail:
        found["applicationId"] = mail["application"]
    return found


def _campaign(mail: Content) -> dict[str, str]:
    return {"campaignReferenceId": mail["campaign"]} if "campaign" in mail else {}


def _times(read: Reading, accepted: datetime) -> dict[str, str]:
    """A mail held back by its window has its acceptance for `sentAt`; `doneAt` is absent while pending."""
    found = {"sentAt": times.write(read.sent or accepted)}
    if read.done is not None:
        found["doneAt"] = times.write(read.done)
    return found


def _attempts(delivery: Delivery, read: Reading) -> dict[str, int]:
    return {"attemptCount": max(read.attempts, 1), "timeToFirstAttempt": first_attempt(delivery)}


def _status(read: Reading) -> dict[str, Any]:
    return {"status": statuses.status(read.status), "error": statuses.error(read.error)}
