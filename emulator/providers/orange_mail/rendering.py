"""A mailing as one reader gets it: tokens replaced once, unsubscribe links, every URL of the body made countable."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from ...mail.message import Delivery, Message
from ..contract import Rendered
from . import characters
from .replacement import FOOTER, FORM_LINK, HEADER, ONE_CLICK_LINK, TEMPLATES, replaced

if TYPE_CHECKING:
    from ...mail.world import World

CLICK, FORM, ONE_CLICK = "orange-click", "orange-leave", "orange-leave-at-once"
"""Purposes of link ids."""

_URL = re.compile(r"https?://[!#-;=?-~]+", re.IGNORECASE)
"""Up to white space, a character outside ASCII (full-width ones among them), or one of <>" (*assumed*)."""

_BREAKS = re.compile("(?:\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029])+")
_PLAIN_NAME = re.compile(r"[^\x00-\x1f\"\\(),.:;<>@\[\]]*")


@dataclass(frozen=True, slots=True)
class Link:
    """A URL of a body: the line of the template it stands in, and its place in that line, both from 1."""

    line: int
    place: int
    url: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a mail is rendered for: the values, and the addresses to unsubscribe at."""

    values: Mapping[str, Any]
    form_link: str
    one_click_link: str

    def value(self, name: str) -> str:
        if name == FORM_LINK:
            return self.form_link
        if name == ONE_CLICK_LINK:
            return self.one_click_link
        return str(self.values.get(name, ""))


def render(world: World, message: Message, delivery: Delivery) -> Rendered:
    content = orjson.loads(message.content)
    reader = _reader(world, delivery)
    rewrite = _click_address(world, message, delivery) if content["clicks"] else _as_it_is
    return Rendered(
        sender=mailbox(content["from_name"], content["from_mail"]),
        to=(delivery.recipient,),
        subject=subject(content, reader),
        text=body(content, reader, rewrite),
        message_id=f"<{message.group}.{delivery.id}@orange-mail.invalid>",
        date=delivery.begun,
    )


def subjects(world: World, message: Message) -> Callable[[Delivery], str] | None:
    """Where the subject has tokens, their values differ."""
    content = orjson.loads(message.content)
    if not any(token in content["subject"] for token in content["tokens"]):
        return None
    return lambda delivery: subject(content, _reader(world, delivery))


def subject(content: Mapping[str, Any], reader: Reader) -> str:
    """Line breaks in values become one space."""
    text = _BREAKS.sub(" ", _expanded(content["subject"], content, reader)).replace("\0", "")
    return characters.cut(text) if content["cut"] else text


def body(content: Mapping[str, Any], reader: Reader, rewrite: Callable[[Link], str]) -> str:
    lines = []
    for number, text in enumerate(_body_lines(content, reader), start=1):
        lines.append(_rewritten(text, number, reader, rewrite))
    whole = "\n".join(lines)
    return characters.cut(whole) if content["cut"] else whole


def links(world: World, message: Message, delivery: Delivery) -> list[Link]:
    """The countable URLs of this reader's mail, as they were before they were rewritten."""
    content = orjson.loads(message.content)
    found: list[Link] = []

    def keep(link: Link) -> str:
        found.append(link)
        return link.url

    if content["clicks"]:
        body(content, _reader(world, delivery), keep)
    return found


def findings(content: Mapping[str, Any]) -> list[str]:
    """What works here and could go wrong on the way to a Japanese mailbox."""
    return [
        *characters.findings("the subject", content["subject"]),
        *characters.findings("the sender's name", content["from_name"]),
        *characters.findings("the body", "\n".join((content["body"], content["header"], content["footer"]))),
    ]


def mailbox(name: str, mail: str) -> str:
    """`name <address>`, the name quoted where it needs to be."""
    if not _PLAIN_NAME.fullmatch(name):
        name = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{name} <{mail}>"


def _reader(world: World, delivery: Delivery) -> Reader:
    base = world.settings.base_url
    return Reader(
        orjson.loads(delivery.values or b"{}"),
        f"{base}/del/{world.link_id(FORM, delivery.number)}",
        f"{base}/del1/{world.link_id(ONE_CLICK, delivery.number)}",
    )


def _click_address(world: World, message: Message, delivery: Delivery) -> Callable[[Link], str]:
    start = f"{world.settings.base_url}/c/{message.group}/{world.link_id(CLICK, delivery.number)}"
    return lambda link: f"{start}/{link.line}-{link.place}"


def _as_it_is(link: Link) -> str:
    return link.url


def _body_lines(content: Mapping[str, Any], reader: Reader) -> list[str]:
    """One text for each line of the template; a template or value of several lines stays in its line's text."""
    return [_expanded(line, content, reader) for line in content["body"].split("\n")]


def _expanded(text: str, content: Mapping[str, Any], reader: Reader) -> str:
    """Tokens replaced once. Header and footer are expanded too, but not what stands in them for each other."""
    tokens: Mapping[str, str] = content["tokens"]
    plain = {token: name for token, name in tokens.items() if name not in TEMPLATES}
    templates = {HEADER: content["header"], FOOTER: content["footer"]}

    def value(name: str) -> str:
        if name in templates:
            return replaced(templates[name], plain, reader.value)
        return reader.value(name)

    return replaced(text, tokens, value)


def _rewritten(text: str, line: int, reader: Reader, rewrite: Callable[[Link], str]) -> str:
    own = (reader.form_link, reader.one_click_link)
    place = 0

    def one(found: re.Match[str]) -> str:
        nonlocal place
        if found[0].startswith(own):
            return found[0]
        place += 1
        return rewrite(Link(line, place, found[0]))

    return _URL.sub(one, text)
