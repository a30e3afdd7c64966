"""Filling placeholders, hiding masked values, and the texts that lists show."""

from __future__ import annotations

import html as markup
import re
from base64 import b64decode
from typing import TYPE_CHECKING, Any

from ...mail.message import Delivery, Message
from . import content, sources, templates
from .content import Content, Mask
from .placeholders import fill

if TYPE_CHECKING:
    from ...mail.world import World
    from .state import State

NAME = "infobip"

_UNSEEN = re.compile(r"(?is)<(script|style|head|title)\b.*?</\1\s*>|<!--.*?-->")
_BREAK = re.compile(r"(?i)<br\s*/?>|</(p|div|tr|h[1-6]|li|table)\s*>")
_TAG = re.compile(r"<[^>]*>")
_SPACES = re.compile(r"[ \t]+")


def values_for(mail: Content, delivery: Delivery) -> dict[str, Any]:
    """The recipient's placeholders over the defaults."""
    return {**mail.get("placeholders", {}), **content.values_of(delivery).get("placeholders", {})}


def stored_values(mail: Content, delivery: Delivery) -> dict[str, Any]:
    """The same with masked values hidden, as stored content shows them."""
    values = values_for(mail, delivery)
    for mask in mail.get("masks", ()):
        if mask["name"] in values:
            values[mask["name"]] = masked(fill("{{value}}", {"value": values[mask["name"]]}), mask)
    return values


def masked(value: str, mask: Mask) -> str:
    """Hide a value but for `visible` characters on its other end, or but for what lies beyond the delimiter.

    Side L hides from the left. A delimiter makes the number of visible characters irrelevant (*documented*).
    """
    hidden, shown = _halves(value, mask)
    keep = set(mask.get("skip", ()))
    char = mask.get("char", "*")
    hidden = "".join(each if each in keep else char for each in hidden)
    return hidden + shown if mask.get("side", "L") == "L" else shown + hidden


def _halves(value: str, mask: Mask) -> tuple[str, str]:
    left = mask.get("side", "L") == "L"
    delimiter = mask.get("delimiter")
    if delimiter:
        place = value.find(delimiter) if left else value.rfind(delimiter)
        if place < 0:
            return value, ""
        cut = place if left else place + len(delimiter)
    else:
        visible = min(mask.get("visible", 0), len(value))
        cut = len(value) - visible if left else visible
    return (value[:cut], value[cut:]) if left else (value[cut:], value[:cut])


def plain_text(world: World, message: Message, delivery: Delivery) -> str:
    """The body as the logs show it: the text of the part that is sent, HTML stripped of tags (*assumed*)."""
    mail = content.of(message)
    values = stored_values(mail, delivery)
    html, text = bodies(world, mail)
    return stripped(fill(html, values)) if html else fill(text, values)


def bodies(world: World, mail: Content) -> tuple[str, str]:
    """(HTML, text) before placeholders are filled; a template beats both, a whole MIME message is read."""
    if "template_key" in mail:
        state: State = world.state(NAME)
        template = templates.used(state.templates, mail["template_key"])
        return (template.html, "") if template is not None else ("", "")
    if "mime" in mail:
        source = sources.parsed(b64decode(mail["mime"]))
        return sources.body(source, "html") or "", sources.body(source, "plain") or ""
    return mail.get("html", ""), mail.get("text", "")


def stripped(html: str) -> str:
    """What a reader of the HTML would read, roughly."""
    text = _TAG.sub("", _BREAK.sub("\n", _UNSEEN.sub("", html)))
    lines = (_SPACES.sub(" ", line).strip() for line in markup.unescape(text).splitlines())
    return "\n".join(line for line in lines if line)
