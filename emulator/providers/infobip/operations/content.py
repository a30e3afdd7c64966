"""POST `/email/1/content`: bytes to be referred to by later v4 messages."""

from __future__ import annotations

from ....wire import refusals
from ....wire.current import Answer, Current, json_answer
from ....wire.refusals import Refusal
from .. import uploads
from ..errors import JSON_UTF8

PERIOD = "X-Validity-Period-Minutes"


def upload_binary_content(current: Current) -> Answer:
    content_id, media_type = (_required(current, name) for name in ("X-Content-Id", "X-Media-Type"))
    minutes = _minutes(current.request.header(PERIOD))
    data = current.request.body
    if not data:
        raise Refusal(refusals.INVALID)  # *assumed*
    content = uploads.upload(current.world, current.account, content_id, media_type, data, minutes)
    return json_answer({"uploadedContentId": content.id}, content_type=JSON_UTF8)


def _required(current: Current, name: str) -> str:
    value = current.request.header(name).strip()
    if not value:
        raise Refusal(
            refusals.INVALID,
            detail=f"Required request header '{name}' for method parameter type String is not present",
        )
    return value


def _minutes(text: str) -> int:
    """*Documented*: 1440 to 10080. How a wrong value is answered is *assumed*."""
    if not text.strip():
        return uploads.DEFAULT_MINUTES
    if text.strip().isdecimal() and len(text) < 10 and uploads.SHORTEST <= int(text) <= uploads.LONGEST:
        return int(text)
    raise Refusal(
        refusals.INVALID,
        problems={PERIOD: [f"must be between {uploads.SHORTEST} and {uploads.LONGEST}"]},
    )
