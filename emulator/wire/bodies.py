"""Reading bodies: JSON that can be written again, multipart, and forms. Bad input is a Refusal, never a bug."""

import re
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import orjson

from . import refusals
from .refusals import Refusal

MAX_DEPTH = 64
"""Deeper JSON than any client sends; what is read must later be written, searched and shown."""

MAX_PARTS = 4096

_NESTED = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


def read_json(body: bytes) -> Any:
    """Any JSON value in UTF-8. Raises Refusal(UNREADABLE)."""
    if body.count(b"[") + body.count(b"{") > MAX_DEPTH and _depth(body) > MAX_DEPTH:
        raise Refusal(refusals.UNREADABLE, detail=f"JSON nested deeper than {MAX_DEPTH} levels")
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Refusal(refusals.UNREADABLE, detail=str(error)) from None


def read_object(body: bytes) -> dict[str, Any]:
    """A JSON object. Raises Refusal(UNREADABLE)."""
    value = read_json(body)
    if not isinstance(value, dict):
        raise Refusal(refusals.UNREADABLE, detail="the body must be a JSON object")
    return value


def compact(value: object) -> bytes:
    """JSON bytes to keep. The slice copies them out of orjson's oversized buffer."""
    return bytes(memoryview(orjson.dumps(value)))


def _depth(body: bytes) -> int:
    depth = deepest = 0
    for token in _NESTED.finditer(body):
        first = token[0][:1]
        if first in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif first in b"]}":
            depth -= 1
    return deepest


class Part(NamedTuple):
    """One part of a form. `filename` is None for a plain field."""

    name: str
    data: bytes
    filename: str | None = None
    content_type: str = ""

    @property
    def text(self) -> str:
        """The data as UTF-8. Raises Refusal(UNREADABLE)."""
        try:
            return self.data.decode("utf-8")
        except UnicodeDecodeError:
            raise Refusal(
                refusals.UNREADABLE, detail=f"part {self.name} is not UTF-8", problems={self.name: ["must be UTF-8"]}
            ) from None


def read_multipart(body: bytes, content_type: str) -> list[Part]:
    """The parts of multipart/form-data in order. Raises Refusal(UNREADABLE), also without the closing boundary."""
    import multipart

    boundary = multipart.parse_options_header(content_type)[1].get("boundary")
    if not boundary:
        raise Refusal(refusals.UNREADABLE, detail="multipart without boundary")
    parts: list[Part] = []
    parser = multipart.PushMultipartParser(boundary, content_length=len(body), max_segment_count=MAX_PARTS)
    try:
        with parser:
            segment: Any = None
            chunks: list[bytes] = []
            for token in parser.parse(body):
                if token is None:
                    parts.append(Part(segment.name, b"".join(chunks), segment.filename, segment.content_type or ""))
                elif isinstance(token, bytes | bytearray):
                    chunks.append(bytes(token))
                else:
                    segment, chunks = token, []
    except (multipart.MultipartError, UnicodeError, ValueError) as error:
        raise Refusal(refusals.UNREADABLE, detail=f"multipart: {error}") from None
    return parts


def read_form(body: bytes) -> list[Part]:
    """application/x-www-form-urlencoded as parts."""
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MAX_PARTS)
    except (UnicodeDecodeError, ValueError) as error:
        raise Refusal(refusals.UNREADABLE, detail=f"form: {error}") from None
    return [Part(name, value.encode()) for name, value in pairs]


def unprintable(text: str) -> bool:
    """Whether a one-line text holds what no mail header can: CR, LF or NUL."""
    return "\n" in text or "\r" in text or "\0" in text
