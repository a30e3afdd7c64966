"""Whole MIME messages that clients hand over: read with the standard library, never trusted to be well formed."""

from __future__ import annotations

import re
from base64 import b64encode
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import formataddr, getaddresses
from functools import lru_cache

from ...mail.rendered import Attachment
from ...wire.mime import one_line, safe_filename

_HEADERS_END = re.compile(rb"\r?\n\r?\n")


@lru_cache(maxsize=2)
def parsed(source: bytes) -> EmailMessage:
    """The message; the parser accepts anything and notes defects."""
    return message_from_bytes(source, policy=policy.default)


def encoded(source: bytes) -> str:
    return b64encode(source).decode()


def has_body(source: bytes) -> bool:
    """Whether a blank line ends the headers."""
    return _HEADERS_END.search(source) is not None


def header(message: EmailMessage, name: str) -> str:
    """The decoded value on one line, empty when absent or beyond reading."""
    try:
        value = message.get(name)
        return "" if value is None else one_line(str(value)).strip()
    except (ValueError, IndexError, AttributeError, LookupError):
        return ""


def addresses_of(message: EmailMessage, name: str) -> list[tuple[str, str]]:
    """(display name, address) pairs of all headers of that name."""
    try:
        values = [one_line(str(value)) for value in message.get_all(name, [])]
    except (ValueError, IndexError, AttributeError, LookupError):
        return []
    return getaddresses(values)


def written(message: EmailMessage, name: str) -> list[str]:
    return [formataddr(pair) for pair in addresses_of(message, name) if pair[1]]


def body(message: EmailMessage, kind: str) -> str | None:
    """The text (`plain`) or HTML (`html`) part as text; None when there is none or it cannot be read."""
    try:
        part = message.get_body((kind,))
        if part is None:
            return None
        value = part.get_content()
    except (LookupError, ValueError, AttributeError, KeyError):
        return None
    return value if isinstance(value, str) else None


def without_bcc(source: bytes) -> bytes:
    """The source as recipients get it: no Bcc header."""
    end = _HEADERS_END.search(source)
    if end is None:
        return source
    head, rest = source[: end.start()], source[end.start() :]
    return re.sub(rb"(?im)^bcc:[^\n]*(\n[ \t][^\n]*)*(\n|$)", b"", head).rstrip(b"\r\n") + rest


def attachments(message: EmailMessage) -> list[Attachment]:
    """The files of the message; what cannot be decoded is left out."""
    found = []
    for part in message.walk():
        content_id = str(part.get("Content-ID", "")).strip("<> ")
        if part.is_multipart() or not (part.get_filename() or part.get_content_disposition() == "attachment"):
            continue
        data = part.get_payload(decode=True)
        if isinstance(data, bytes):
            name = safe_filename(part.get_filename() or "attachment")
            found.append(Attachment(name, part.get_content_type(), data, content_id))
    return found
