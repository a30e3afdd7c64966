"""The mail as one recipient gets it: placeholders filled, files attached, tracked where that was asked for."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from typing import TYPE_CHECKING

from ...mail.message import Delivery, Message
from ...mail.rendered import Attachment, Rendered
from . import addresses, content, links, placeholders, rendering, sources, templates
from .content import Content, File

if TYPE_CHECKING:
    from ...mail.world import World
    from .state import State

NAME = "infobip"


def render(world: World, message: Message, delivery: Delivery) -> Rendered:
    mail = content.of(message)
    if "mime" in mail:
        return _mime(message, delivery, mail)
    values = rendering.values_for(mail, delivery)
    html, text = rendering.bodies(world, mail)
    amp = mail.get("amp")
    headers = mail.get("headers", {})
    message_id = next((value for name, value in headers.items() if name.lower() == "message-id"), "")
    return Rendered(
        sender=message.sender,
        to=_to(message, delivery, mail),
        cc=tuple(mail.get("cc", ())) if mail.get("preserve") else (),
        reply_to=_reply_to(world, mail),
        subject=placeholders.fill(message.subject, values),
        text=None if html else placeholders.fill(text, values),
        html=links.in_html(world, message, delivery, placeholders.fill(html, values)) if html else None,
        amp=placeholders.fill(amp, values) if amp and html else None,
        headers=_headers(world, delivery, mail),
        message_id=message_id or f"<{delivery.id}@{addresses.domain(message.sender) or 'example.com'}>",
        date=delivery.begun or message.accepted,
        attachments=tuple(_attachments(world, mail)),
    )


def subjects(world: World, message: Message) -> Callable[[Delivery], str] | None:
    """Where the subject has placeholders, their values differ."""
    if "{{" not in message.subject:
        return None
    mail = content.of(message)
    if "mime" in mail:
        return None
    return lambda delivery: placeholders.fill(message.subject, rendering.values_for(mail, delivery))


def untracked_html(world: World, message: Message, delivery: Delivery) -> str:
    """The HTML with this recipient's values, before links are rewritten; empty for a mail without HTML."""
    mail = content.of(message)
    html, _ = rendering.bodies(world, mail)
    return html if "mime" in mail else placeholders.fill(html, rendering.values_for(mail, delivery))


def _mime(message: Message, delivery: Delivery, mail: Content) -> Rendered:
    source = b64decode(mail["mime"])
    parsed = sources.parsed(source)
    return Rendered(
        sender=message.sender,
        to=tuple(mail.get("to", ())),
        cc=tuple(mail.get("cc", ())),
        subject=message.subject,
        text=sources.body(parsed, "plain"),
        html=sources.body(parsed, "html"),
        message_id=sources.header(parsed, "Message-ID"),
        date=delivery.begun or message.accepted,
        attachments=tuple(sources.attachments(parsed)),
        raw=sources.without_bcc(source),
    )


def _to(message: Message, delivery: Delivery, mail: Content) -> tuple[str, ...]:
    """Everybody of To when recipients are preserved, else this recipient alone, as it was written."""
    if mail.get("preserve"):
        return tuple(mail.get("to", ()))
    everybody = [*mail.get("to", ()), *mail.get("cc", ()), *mail.get("bcc", ())]
    place = delivery.number - message.deliveries[0]
    return (everybody[place] if place < len(everybody) else delivery.recipient,)


def _reply_to(world: World, mail: Content) -> tuple[str, ...]:
    given = tuple(mail.get("reply_to", ()))
    if given or "template_key" not in mail:
        return given
    state: State = world.state(NAME)
    template = templates.used(state.templates, mail["template_key"])
    return (template.reply_to,) if template is not None and template.reply_to else ()


def _headers(world: World, delivery: Delivery, mail: Content) -> tuple[tuple[str, str], ...]:
    """The client's own, and the way out of a mail that names an unsubscribe page (*assumed*)."""
    found = [(name, value) for name, value in mail.get("headers", {}).items() if name.lower() != "message-id"]
    if "landing_page" in mail and not any(name.lower() == "list-unsubscribe" for name, _ in found):
        address = links.address(world, links.UNSUBSCRIBE, delivery)
        found += [("List-Unsubscribe", f"<{address}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")]
    return tuple(found)


def _attachments(world: World, mail: Content) -> list[Attachment]:
    state: State = world.state(NAME)
    found = [_attachment(state, file) for file in mail.get("files", ())]
    if "template_key" in mail:
        template = templates.used(state.templates, mail["template_key"])
        files = template.files if template is not None else ()
        found += [Attachment(file.file_name, file.content_type, file.content) for file in files]
    return [attachment for attachment in found if attachment is not None]


def _attachment(state: State, file: File) -> Attachment | None:
    """An inline image goes by its file name: `cid:FILENAME`. Passwords of PDF files are not applied."""
    if "reference" in file:
        upload = state.contents.get(file["reference"])
        if upload is None:
            return None
        name = upload.content_id
        return Attachment(name, upload.media_type, upload.data, name if file.get("inline") else "")
    name = file["name"]
    return Attachment(name, file["type"], b64decode(file["data"]), name if file.get("inline") else "")
