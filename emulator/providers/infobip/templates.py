"""Templates and their files: kept per account, and handed to a send as they are at that moment.

A template is a frozen record: a mail that was accepted with it names its version, which stays when the template is
edited or deleted.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from ...mail.chance import Chance
from . import placeholders

FIRST_ID = 1_000_000_000_000_000_001

MAX_SUBJECT = 200
MAX_PREHEADER = 75

NOT_FOUND = "6020"
LANGUAGE_ERROR = "6039"
EXPIRED = "6040"
NOT_SAVED = "6041"


@dataclass(frozen=True, slots=True)
class File:
    """A file of a template. `data` is base64, so that the state stays plain text."""

    id: str
    content_type: str
    file_name: str
    data: str

    @property
    def content(self) -> bytes:
        return base64.b64decode(self.data)

    @property
    def size(self) -> int:
        """Bytes of the content."""
        return len(self.data) // 4 * 3 - self.data[-2:].count("=")


@dataclass(frozen=True, slots=True)
class Template:
    id: int
    account: str
    html: str
    created: datetime
    updated: datetime
    version: int = 1
    name: str | None = None
    sender: str | None = None
    reply_to: str | None = None
    subject: str | None = None
    preheader: str | None = None
    landing_page: str | None = None
    files: tuple[File, ...] = ()
    editable: bool = True
    """False only for templates of a world file, as for those made in the vendor's drag-and-drop editor."""
    draft: bool = False
    expired: bool = False

    @property
    def key(self) -> str:
        """What a mail remembers of it."""
        return f"{self.id}/{self.version}"


@dataclass(slots=True)
class Templates:
    by_id: dict[int, Template] = field(default_factory=dict)
    used: dict[str, Template] = field(default_factory=dict)
    """Versions that accepted mail was made from."""
    last_id: int = FIRST_ID - 1


def of_account(templates: Templates, account: str) -> list[Template]:
    """The newest first."""
    return [each for each in reversed(templates.by_id.values()) if each.account == account]


def owned(templates: Templates, account: str, number: int) -> Template | None:
    template = templates.by_id.get(number)
    return template if template is not None and template.account == account else None


def create(templates: Templates, template: Template) -> Template:
    """Enter a template; without an id (0) it gets the next one."""
    number = template.id or templates.last_id + 1
    templates.last_id = max(templates.last_id, number)
    template = templates.by_id[number] = replace(template, id=number)
    return template


def change(templates: Templates, template: Template, now: datetime) -> Template:
    """Put a changed record in the place of the old one, as a new version."""
    template = replace(template, version=template.version + 1, updated=now)
    templates.by_id[template.id] = template
    return template


def delete(templates: Templates, template: Template) -> None:
    del templates.by_id[template.id]


def new_file(chance: Chance, content_type: str, file_name: str, data: str) -> File:
    """A file with an id of its own; `data` is canonical."""
    return File(chance.uuid().upper(), content_type, file_name, data)


def canonical(data: str) -> str:
    """The same bytes in base64 without line ends. Raises ValueError."""
    try:
        content = base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("not base64") from None
    return base64.b64encode(content).decode()


CHECKS: tuple[tuple[str, Callable[[Template], bool]], ...] = (
    (NOT_SAVED, lambda template: template.draft),
    (EXPIRED, lambda template: template.expired),
    (LANGUAGE_ERROR, lambda template: placeholders.is_broken(template.html)),
    (LANGUAGE_ERROR, lambda template: placeholders.is_broken(template.subject or "")),
)
"""The error code of a mail that cannot be made from a template. Codes *documented*; what is checked *assumed*."""


def use(templates: Templates, account: str, number: str | int) -> tuple[str, str]:
    """Take a template for a mail that is accepted now: (its version's key, "") or ("", error code)."""
    template = owned(templates, account, _number(number))
    if template is None:
        return "", NOT_FOUND
    code = next((code for code, fails in CHECKS if fails(template)), "")
    if code:
        return "", code
    templates.used[template.key] = template
    return template.key, ""


def used(templates: Templates, key: str) -> Template | None:
    """The version an accepted mail was made from."""
    return templates.used.get(key)


def _number(number: str | int) -> int:
    if isinstance(number, int):
        return number
    return int(number) if number.isascii() and number.isdigit() and len(number) < 20 else 0
