"""Writes a rendered mail as RFC 5322, whatever its texts hold: headers lose line breaks, file names lose paths."""

import re
from email import policy
from email.errors import HeaderParseError
from email.header import Header
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from ..mail.rendered import Attachment, Rendered

# Long encoded lines stay whole for readers; CRLF as RFC 5322 asks.
_POLICY = policy.SMTP.clone(max_line_length=998)
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]+")
_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+")


def one_line(text: str) -> str:
    """The text without control characters and lone surrogates, fit for a header."""
    return _CONTROL.sub(" ", text).encode("utf-8", "replace").decode("utf-8")


def safe_filename(name: str) -> str:
    """A file name without folders, control characters or surprises; never empty."""
    bare = one_line(name).replace("\\", "/").rpartition("/")[2].strip().strip(".")
    return bare[:200] or "attachment"


def eml(mail: Rendered) -> bytes:
    """The whole source of a mail."""
    if mail.raw is not None:
        return mail.raw
    message = EmailMessage(policy=_POLICY)
    _headers(message, mail)
    _bodies(message, mail)
    for attachment in mail.attachments:
        if not (attachment.content_id and mail.html is not None):
            _attach(message, attachment)
    return message.as_bytes()


def _headers(message: EmailMessage, mail: Rendered) -> None:
    for name, values in (("From", (mail.sender,)), ("To", mail.to), ("Cc", mail.cc), ("Reply-To", mail.reply_to)):
        if values and any(values):
            _set(message, name, ", ".join(_address(value) for value in values if value))
    _set(message, "Subject", mail.subject)
    if mail.date is not None:
        message["Date"] = format_datetime(mail.date)
    if mail.message_id:
        _set(message, "Message-ID", mail.message_id)
    for name, value in mail.headers:
        _set(message, one_line(name), value)


def _set(message: EmailMessage, name: str, value: str) -> None:
    try:
        message[name] = one_line(value)
    except (HeaderParseError, ValueError, IndexError, AttributeError, TypeError):
        # A value the address parser of the standard library stumbles over is kept as an encoded text.
        message[name] = Header(one_line(value), "utf-8").encode()


def _address(value: str) -> str:
    name, address = parseaddr(one_line(value))
    if not address or not name:
        return one_line(value)
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}" <{address}>'


def _bodies(message: EmailMessage, mail: Rendered) -> None:
    text = mail.text if mail.text is not None else "" if mail.html is None else None
    if text is not None:
        message.set_content(_writable(text), cte="base64" if _long(text) else None)
    if mail.amp is not None:
        message.add_alternative(_writable(mail.amp), subtype="x-amp-html")
    if mail.html is None:
        return
    if text is None and mail.amp is None:
        message.set_content(_writable(mail.html), subtype="html", cte="base64" if _long(mail.html) else None)
    else:
        message.add_alternative(_writable(mail.html), subtype="html")
    _inline(message, [attachment for attachment in mail.attachments if attachment.content_id])


def _inline(message: EmailMessage, attachments: list[Attachment]) -> None:
    """Put the files the HTML shows beside it, so that the two make one multipart/related."""
    payload = message.get_payload()
    last = payload[-1] if isinstance(payload, list) else message
    html_part = last if isinstance(last, EmailMessage) else message
    for attachment in attachments:
        html_part.add_related(
            attachment.data,
            *_media_type(attachment),
            cid=f"<{one_line(attachment.content_id)}>",
            filename=safe_filename(attachment.filename),
            disposition="inline",
        )


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    maintype, subtype = _media_type(attachment)
    message.add_attachment(
        attachment.data, maintype=maintype, subtype=subtype, filename=safe_filename(attachment.filename)
    )


def _media_type(attachment: Attachment) -> tuple[str, str]:
    declared = attachment.content_type.partition(";")[0].strip().lower()
    if not _TYPE.fullmatch(declared) or declared.startswith(("multipart/", "message/")):
        return "application", "octet-stream"
    maintype, _, subtype = declared.partition("/")
    return maintype, subtype


def _writable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _long(text: str) -> bool:
    return any(len(line) > 900 for line in text.splitlines())


def content_disposition(filename: str) -> str:
    """`attachment` with the file name, also where it is not ASCII (RFC 6266)."""
    from urllib.parse import quote

    name = safe_filename(filename)
    ascii_name = re.sub(r"[^A-Za-z0-9._ -]", "_", name)
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name)}"
