"""A mail as its recipient gets it, before it is written down as RFC 5322."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a rendered mail. `content_id` is set for one that the HTML shows."""

    filename: str
    content_type: str
    data: bytes
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """One mail as its recipient gets it. `text`, `html` and `amp` are None when the mail has no such part.

    `raw` is set when the client itself sent a whole MIME message; then it is the source as it stands.
    """

    sender: str
    to: tuple[str, ...]
    subject: str
    text: str | None = None
    html: str | None = None
    amp: str | None = None
    cc: tuple[str, ...] = ()
    reply_to: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    message_id: str = ""
    date: datetime | None = None
    attachments: tuple[Attachment, ...] = ()
    raw: bytes | None = None
