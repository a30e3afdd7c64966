"""The addresses a tracked mail holds: its open picture, its clicks, and its way out. Each finds its delivery itself."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from . import content, tracked_html
from .tracked_html import BOTTOM, TOP, Tracking

if TYPE_CHECKING:
    from ...mail.message import Delivery, Message
    from ...mail.world import World

OPEN, CLICK, UNSUBSCRIBE = "open", "click", "unsubscribe"

PATHS = {OPEN: "/email/track/o/", CLICK: "/email/track/c/", UNSUBSCRIBE: "/email/track/u/"}
"""Ours: no operation of the vendor begins like this."""

UNSUBSCRIBE_SIGN = "{$unsubscribe}"
"""What the vendor's editor writes where the address of the way out belongs (*documented*)."""


def address(world: World, purpose: str, delivery: Delivery, extra: str = "") -> str:
    link = world.link_id(purpose, delivery.number, extra)
    return f"{world.settings.base_url}{PATHS[purpose]}{link}"


def click(world: World, delivery: Delivery, url: str) -> str:
    extra = base64.urlsafe_b64encode(url.encode("utf-8", "replace")).decode().rstrip("=")
    return address(world, CLICK, delivery, extra)


def target(extra: str) -> str | None:
    """The address a click leads to."""
    try:
        return base64.urlsafe_b64decode(extra + "=" * (-len(extra) % 4)).decode()
    except (binascii.Error, ValueError):
        return None


def in_html(world: World, message: Message, delivery: Delivery, html: str) -> str:
    """The HTML as it is sent: tracked where that was asked for, and with its way out where it has the sign for it."""
    if UNSUBSCRIBE_SIGN in html:
        html = tracked_html.with_link(html, UNSUBSCRIBE_SIGN, address(world, UNSUBSCRIBE, delivery))
    wish = content.of(message).get("tracking", {})
    if not wish.get("asked"):
        return html
    tracking = Tracking(
        page=(lambda url: _page(world, delivery, url)) if wish.get("clicks") else None,
        pixel=address(world, OPEN, delivery) if wish.get("opens") else "",
        position=TOP if wish.get("top", True) else BOTTOM,
    )
    return tracked_html.tracked(html, tracking)


def _page(world: World, delivery: Delivery, url: str) -> str:
    """The way out is no click."""
    ours = f"{world.settings.base_url}{PATHS[UNSUBSCRIBE]}"
    return url if url.startswith(ours) else click(world, delivery, url)
