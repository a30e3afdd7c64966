"""Mail that comes in: a MIME message read into parts and posted as a form to the address of its domain.

*Documented*: the parts and their names. *Assumed*: how objects are written in parts (JSON text), the brackets around
`to`, and the content ids of files that have none.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

import orjson

from ...mail.rendered import Attachment
from ...mail.webhooks import Call
from . import ids, posting, sources

if TYPE_CHECKING:
    from ...mail.world import World

NAME = "infobip"
SUBJECT = "inbound mail"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message as it came, and what the checks on the way found."""

    source: bytes
    url: str
    account: str
    spf: str = "pass"
    dkim: str = "pass"
    sender_ip: str = "198.51.100.7"
    recipient: str = ""


@dataclass(slots=True)
class Form:
    """multipart/form-data in the making."""

    boundary: str
    chunks: list[bytes] = field(default_factory=list)

    def add(self, name: str, value: str | bytes, file: Attachment | None = None) -> None:
        head = f'Content-Disposition: form-data; name="{name}"'
        if file is not None:
            filename = file.filename.replace('"', "%22")
            head += f'; filename="{filename}"\r\nContent-Type: {file.content_type}'
        data = value.encode("utf-8", "replace") if isinstance(value, str) else value
        self.chunks.append(f"--{self.boundary}\r\n{head}\r\n\r\n".encode("utf-8", "replace") + data + b"\r\n")

    def finished(self) -> bytes:
        return b"".join([*self.chunks, f"--{self.boundary}--\r\n".encode()])


def source_of(mime: str) -> bytes:
    """A message written out, or in Base64. Raises ValueError for neither."""
    if ":" in mime:
        return mime.encode("utf-8", "surrogateescape")
    try:
        source = base64.b64decode("".join(mime.split()), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("mime must be a whole message, as text or in Base64") from None
    if b":" not in source:
        raise ValueError("mime must be a whole message: headers, a blank line, a body")
    return source


def recipients(source: bytes) -> list[str]:
    """The bare addresses of To."""
    return [address for _, address in sources.addresses_of(sources.parsed(source), "To") if address]


def arrive(world: World, arrival: Arrival) -> Call:
    """Put the call with the parsed mail on the agenda."""
    boundary = f"----mail-emulator-{world.chance.alphanumeric(24)}"
    form = Form(boundary)
    _fill(world, form, arrival)
    return world.post(
        Call(
            number=0,
            provider=NAME,
            account=arrival.account,
            subject=SUBJECT,
            url=arrival.url,
            body=form.finished(),
            content_type=f"multipart/form-data; boundary={boundary}",
            created=world.now,
            plan=posting.plan(world),
        )
    )


def _fill(world: World, form: Form, arrival: Arrival) -> None:
    message = sources.parsed(arrival.source)
    sender = next((address for _, address in sources.addresses_of(message, "From")), "")
    to = [arrival.recipient] if arrival.recipient else recipients(arrival.source)
    dkim = {"result": arrival.dkim, "domains": [sender.rpartition("@")[2]] if arrival.dkim == "pass" else []}
    form.add("id", ids.short(world.chance))
    form.add("spfCheck", arrival.spf)
    form.add("dkimCheck", _json(dkim))
    form.add("senderIp", arrival.sender_ip)
    form.add("from", sources.header(message, "From"))
    form.add("to", f"[{', '.join(to)}]")
    form.add("subject", sources.header(message, "Subject"))
    for name, kind in (("html", "html"), ("text", "plain")):
        if (text := sources.body(message, kind)) is not None:
            form.add(name, text)
    files = [(f"attachment{number}", file) for number, file in enumerate(sources.attachments(message), 1)]
    for name, file in files:
        form.add(name, file.data, file)
    if files:
        form.add("attachmentInfo", _json([_info(world, name, file) for name, file in files]))
    form.add("envelope", _json({"from": sender, "to": ", ".join(to)}))
    form.add("headers", _json(_headers(message)))


def _info(world: World, name: str, file: Attachment) -> dict[str, str]:
    id = file.content_id or f"f_{world.chance.hex(8)}"
    return {"name": name, "contentType": file.content_type, "filename": file.filename, "contentId": id}


def _headers(message: EmailMessage) -> dict[str, str]:
    """The first of each name, decoded, on one line."""
    return {name: sources.header(message, name) for name in dict.fromkeys(message.keys())}


def _json(value: Any) -> str:
    return orjson.dumps(value, default=str).decode()
