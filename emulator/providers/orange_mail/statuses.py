"""The four words this service has for what happens to a mail, and the states it shows on its screens."""

from collections.abc import Mapping
from typing import Literal

from ...mail import events

PROCESSED, DELIVERED, BOUNCE, DROPPED = "Processed", "Delivered", "Bounce", "Dropped"

WORDS = (PROCESSED, DELIVERED, BOUNCE, DROPPED)
"""Exactly these names, in this order on the webhook screen (*documented*)."""

JAPANESE = {PROCESSED: "配信", DELIVERED: "受信", BOUNCE: "受信拒否", DROPPED: "配信失敗"}

WORD_OF = {
    events.SENT: PROCESSED,
    events.DELIVERED: DELIVERED,
    events.BOUNCED: BOUNCE,
    events.EXPIRED: BOUNCE,  # assumed: the recipient's server never took it
    events.DROPPED: DROPPED,
    # deferred: the service tries again and says nothing. opened, clicked, unsubscribed, complained: no webhook
    # event of this service (documented: only four).
}

MailingState = Literal["予約", "配信中", "配信済", "取消"]
RESERVED: MailingState = "予約"
SENDING: MailingState = "配信中"
SENT: MailingState = "配信済"
CANCELLED: MailingState = "取消"

ENGLISH: Mapping[str, str] = {RESERVED: "reserved", SENDING: "sending", SENT: "sent", CANCELLED: "cancelled"}
