"""The fields of the three form sends (v1 to v3): their names, what each may hold, and what is said of a wrong one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ...wire.bodies import read_json, unprintable
from ...wire.refusals import Refusal
from . import times

NULL = "must not be null"
SUBJECT_SIZE = "size must be between 1 and 1000"


class Wrong(Exception):
    """A value that cannot be taken; the text is what the client is told."""


def text(value: str) -> str:
    return value


def line(value: str) -> str:
    if unprintable(value):
        raise Wrong("must not contain line breaks")
    return value


def boolean(value: str) -> bool:
    """`True` and `False` come from Python clients."""
    lower = value.strip().lower()
    if lower not in ("true", "false"):
        raise Wrong("must be true or false")
    return lower == "true"


def whole_number(value: str) -> int:
    if not re.fullmatch(r"\s*\d{1,19}\s*", value) or int(value) >= 1 << 63:
        raise Wrong("must be a number")
    return int(value)


def json_object(value: str) -> dict[str, Any]:
    try:
        decoded = read_json(value.encode())
    except Refusal:
        raise Wrong("must be a JSON object") from None
    if not isinstance(decoded, dict):
        raise Wrong("must be a JSON object")
    return decoded


def headers(value: str) -> dict[str, str]:
    found = {name: _header_value(each) for name, each in json_object(value).items()}
    if any(unprintable(name) or unprintable(each) for name, each in found.items()):
        raise Wrong("must not contain line breaks")
    return found


def _header_value(value: Any) -> str:
    if isinstance(value, dict | list) or value is None:
        raise Wrong("must be a JSON object of texts")
    return str(value).lower() if isinstance(value, bool) else str(value)


def url(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#]+\S*", value.strip(), re.IGNORECASE):
        raise Wrong("is not a valid url")
    return value.strip()


def moment(value: str) -> Any:
    try:
        return times.read(value)
    except ValueError:
        raise Wrong("is not a valid date-time") from None


def at_most(length: int) -> Callable[[str], str]:
    def read(value: str) -> str:
        if len(value) > length:
            raise Wrong(f"size must be between 0 and {length}")
        return line(value)

    return read


def callback(value: str) -> str:
    if len(value) > 4000:
        raise Wrong("size must be between 0 and 4000")
    return value


def one_of(*allowed: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value.strip() not in allowed:
            raise Wrong(f"must be one of {', '.join(allowed)}")
        return value.strip()

    return read


def subject(value: str) -> str:
    if not 1 <= len(value) <= 1000:
        raise Wrong(SUBJECT_SIZE)
    return line(value)


@dataclass(frozen=True, slots=True)
class Field:
    """`since`: the version that brought it. An empty value counts as none unless `keep_empty`."""

    name: str
    read: Callable[[str], Any]
    since: int = 1
    repeated: bool = False
    keep_empty: bool = False


CONTENT_TYPES = ("application/json", "application/xml")
PRIORITIES = ("HIGH", "STANDARD", "LOW")
POSITIONS = ("TOP", "BOTTOM")

FIELDS: tuple[Field, ...] = (
    Field("from", line),
    Field("to", line, repeated=True),
    Field("cc", line, 2, repeated=True),
    Field("bcc", line, 2, repeated=True),
    Field("replyTo", line, repeated=True),
    Field("subject", subject, keep_empty=True),
    Field("text", text),
    Field("html", text),
    Field("ampHtml", text, 3),
    Field("templateId", whole_number),
    Field("intermediateReport", boolean),
    Field("notifyUrl", url),
    Field("notifyContentType", one_of(*CONTENT_TYPES)),
    Field("callbackData", callback),
    Field("track", boolean, 2),
    Field("trackClicks", boolean, 2),
    Field("trackOpens", boolean, 2),
    Field("trackingPixelPosition", one_of(*POSITIONS), 3),
    Field("trackingUrl", url, 2),
    Field("bulkId", line),
    Field("messageId", line),
    Field("campaignReferenceId", at_most(255), 3),
    Field("defaultPlaceholders", json_object),
    Field("preserveRecipients", boolean, 2),
    Field("sendAt", moment),
    Field("landingPagePlaceholders", json_object, 2),
    Field("landingPageId", line, 2),
    Field("templateLanguageVersion", one_of("1", "2"), 3),
    Field("clientPriority", one_of(*PRIORITIES), 3),
    Field("applicationId", at_most(255), 3),
    Field("entityId", at_most(255), 3),
    Field("headers", headers, 3),
    Field("ipPoolId", line, 3),
    Field("skipPassiveStorage", boolean, 3),
    Field("skipActiveStorage", boolean, 3),
)

FILES: Mapping[str, int] = {"attachment": 1, "inlineImage": 2}
"""Parts that are files, and the version that brought each."""

_BY_LOWER = {field.name.lower(): field for field in FIELDS}
_FILES_BY_LOWER = {name.lower(): name for name in FILES}
_BASE_NAME = re.compile(r"[^\[]*")


@lru_cache(maxsize=1024)
def known(name: str) -> Field | str | None:
    """The field or the file part a wire name means; names match in any case and with an index: `TO['0']`, `to[]`."""
    found = _BASE_NAME.match(name)
    lower = (found[0] if found else name).strip().lower()
    return _BY_LOWER.get(lower) or _FILES_BY_LOWER.get(lower)
