"""What is kept of a mail: one compact JSON object per message, the same whatever version of the API brought it.

Keys are left out when they say nothing. Per recipient, `Delivery.values` holds the keys of `Values`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypedDict

import orjson

from ...mail.message import Delivery, Message


class File(TypedDict, total=False):
    """An attachment or, with `inline`, an image of the HTML. `reference` stands for content uploaded before."""

    name: str
    type: str
    data: str  # base64
    inline: bool
    reference: str
    password: str


class Tracking(TypedDict, total=False):
    """What is followed. `asked`: the client said so itself, and the HTML is rewritten; `url` receives the events;
    `top` False puts the pixel at the end of the HTML.
    """

    asked: bool
    opens: bool
    clicks: bool
    url: str
    top: bool


class Window(TypedDict, total=False):
    """When mail may be sent, in UTC: names of days, and minutes of the day (the whole day when absent)."""

    days: list[str]
    start: int
    end: int


class Mask(TypedDict, total=False):
    """How the value of one placeholder is hidden in stored content."""

    name: str
    side: str
    char: str
    visible: int
    delimiter: str
    skip: list[str]


class Content(TypedDict, total=False):
    """A mail as it was asked for. Addresses stand as given, display name included."""

    version: str  # "1", "2", "3", "4" or "mime"
    sender: str
    to: list[str]
    cc: list[str]
    bcc: list[str]
    reply_to: list[str]
    preserve: bool
    subject: str
    text: str
    html: str
    amp: str
    mime: str  # base64 of a whole message
    template: int
    template_key: str  # the version that was used
    template_error: str  # why none could be
    language: str  # templateLanguageVersion
    placeholders: dict[str, Any]
    files: list[File]
    headers: dict[str, str]
    notify_url: str
    notify_xml: bool
    notify: bool  # False: no report is pushed at all
    intermediate: bool
    callback: str
    tracking: Tracking
    application: str
    entity: str
    campaign: str
    landing_page: str
    landing_placeholders: dict[str, Any]
    priority: str
    ip_pool: str
    skip_passive: bool
    skip_active: bool
    validity: int  # seconds
    window: Window
    masks: list[Mask]


class Values(TypedDict, total=False):
    """What is one recipient's own."""

    kind: str  # "cc" or "bcc"; "to" when absent
    placeholders: dict[str, Any]
    duplicate: bool


def of(message: Message) -> Content:
    """The content of a message. Not to be changed."""
    return _decoded(message.content)


def values_of(delivery: Delivery) -> Values:
    """The recipient's own values. Not to be changed."""
    if not delivery.values:
        return {}
    values: Values = orjson.loads(delivery.values)
    return values


@lru_cache(maxsize=4)
def _decoded(content: bytes) -> Content:
    """A campaign asks for the same content once per recipient and event."""
    decoded: Content = orjson.loads(content)
    return decoded
