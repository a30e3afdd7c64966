"""The body of POST /email/4/messages as a declared shape, path by path as the manual lists it."""

from __future__ import annotations

import binascii
from base64 import b64decode
from typing import Any

from ...wire.mime import safe_filename
from . import form_fields
from .form_fields import CONTENT_TYPES, POSITIONS, PRIORITIES, Wrong, at_most, one_of
from .shape import Findings, Read, between, boolean, items, leaf, not_blank, text, texts, thing
from .timing import DAYS

LINE = leaf(texts(form_fields.line))
TEXT = leaf(text)
BOOL = leaf(boolean)
URL = leaf(texts(form_fields.url))
OBJECT = leaf(texts(form_fields.json_object))


def _base64(value: Any) -> str:
    """Kept as it came, so that it is not decoded and encoded for nothing."""
    found = text(value)
    try:
        b64decode(found, validate=True)
    except (binascii.Error, ValueError):
        raise Wrong("must be base64") from None
    return found


def _masking_char(value: Any) -> str:
    found = text(value)
    if len(found) != 1:
        raise Wrong("must be one character")
    return form_fields.line(found)


RECIPIENT = thing(
    {"destination": leaf(not_blank)},
    {"messageId": leaf(texts(at_most(200))), "placeholders": OBJECT},
)

DESTINATION = thing(
    {"to": items(RECIPIENT, filled=True)},
    {"cc": items(RECIPIENT), "bcc": items(RECIPIENT), "replyTo": LINE, "preserveRecipients": BOOL},
)

_BINARY = thing(
    {"content": leaf(_base64), "contentType": leaf(not_blank), "fileName": leaf(texts(safe_filename))},
    {"type": TEXT, "password": TEXT},
)
_UPLOADED = thing({"contentId": leaf(not_blank)}, {"type": TEXT})
_KINDS: dict[str, Read] = {"binary": _BINARY, "uploadedReference": _UPLOADED}


def _file(value: Any, path: str, findings: Findings) -> Any:
    """`type` says which of two shapes an attachment has."""
    kind = value.get("type") if isinstance(value, dict) else None
    reader = _KINDS.get(kind) if isinstance(kind, str) else None
    if reader is None:
        findings.wrong(f"{path}.type", f"must be one of {', '.join(_KINDS)}")
        return None
    return reader(value, path, findings)


CONTENT = thing(
    optional={
        "subject": leaf(texts(form_fields.subject)),
        "text": TEXT,
        "html": TEXT,
        "ampHtml": TEXT,
        "templateId": leaf(texts(form_fields.whole_number)),
        "attachments": items(_file),
        "inlineImages": items(_file),
        "defaultPlaceholders": OBJECT,
        "landingPagePlaceholders": OBJECT,
        "optoutLandingPageId": LINE,
        "templateLanguageVersion": leaf(texts(one_of("1", "2"))),
        "headers": leaf(texts(form_fields.headers)),
    }
)

UNITS = {"SECONDS": 1, "MINUTES": 60, "HOURS": 3600}
_TIME = thing({"hour": leaf(between(0, 23)), "minute": leaf(between(0, 59))})

OPTIONS = thing(
    optional={
        "platform": thing(optional={"entityId": leaf(texts(at_most(255))), "applicationId": leaf(texts(at_most(255)))}),
        "validityPeriod": thing({"amount": leaf(between(1, 2**31 - 1))}, {"timeUnit": leaf(texts(one_of(*UNITS)))}),
        "deliveryTimeWindow": thing(
            {"days": items(leaf(texts(one_of(*DAYS))), filled=True)}, {"from": _TIME, "to": _TIME}
        ),
        "campaignReferenceId": leaf(texts(at_most(255))),
    }
)

WEBHOOKS = thing(
    optional={
        "delivery": thing(optional={"url": URL, "intermediateReport": BOOL, "notify": BOOL}),
        "contentType": leaf(texts(one_of(*CONTENT_TYPES))),
        "callbackData": leaf(texts(form_fields.callback)),
    }
)

MASK = thing(
    {"name": leaf(not_blank)},
    {
        "side": leaf(texts(one_of("L", "R"))),
        "maskChar": leaf(_masking_char),
        "visibleChars": leaf(between(0, 10_000)),
        "delimiter": TEXT,
        "skipChars": items(TEXT),
    },
)

MESSAGE = thing(
    {"destinations": items(DESTINATION, filled=True), "content": CONTENT},
    {
        "sender": LINE,
        "options": OPTIONS,
        "webhooks": WEBHOOKS,
        "ips": thing(optional={"ipPoolId": LINE}),
        "placeholdersMasking": items(MASK),
        "storage": thing(optional={"skipPassive": BOOL, "skipActive": BOOL}),
    },
)


_PRIORITY = leaf(texts(one_of(*PRIORITIES)))

REQUEST = thing(
    {"messages": items(MESSAGE, filled=True)},
    {
        "options": thing(
            optional={
                "schedule": thing(
                    optional={"bulkId": leaf(texts(at_most(100))), "sendAt": leaf(texts(form_fields.moment))}
                ),
                "tracking": thing(
                    optional={
                        "track": BOOL,
                        "trackOpens": BOOL,
                        "trackClicks": BOOL,
                        "trackingUrl": URL,
                        "trackingPixelPosition": leaf(texts(one_of(*POSITIONS))),
                    }
                ),
                "clientPriority": _PRIORITY,
                "clientPriority ": _PRIORITY,  # the Python client 6.0.0 writes it so (*observed*)
            }
        )
    },
)
