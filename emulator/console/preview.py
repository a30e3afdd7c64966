"""The HTML of a mail as its reader would see it, fit for a frame: own images stand in it, nothing else is loaded."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from html import unescape
from urllib.parse import unquote

POLICY = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'"
"""No scripts, no forms, no remote loads; images only where they were written into the page."""

MOST = 16 << 20
"""Characters of images that one preview is made longer by."""

RASTER = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"BM.{12}[\x0c\x28\x6c\x7c]\x00\x00\x00", re.DOTALL), "image/bmp"),
)
"""What an image is by its first bytes; what a mail says of it does not count. SVG is a document, not an image."""

_REFERENCE = re.compile(
    r"""((?:=|\burl\()\s*+(?:["']|&quot;|&#0?3[49];)?+\s*+)cid:([^"'\s<>()&]++)""",
    re.IGNORECASE,
)
"""Possessive throughout: a mail of two megabytes of spaces is read once."""


def shown(html: str, data_of: Callable[[str], bytes | None]) -> str:
    """`html` with each `cid:` that names a raster image of its own replaced by that image.

    `data_of` gives the bytes of the attachment with a content id, or None when there is none.
    """
    written = 0
    known: dict[str, str] = {}

    def image(match: re.Match[str]) -> str:
        nonlocal written
        name = unquote(unescape(match[2]))
        if name not in known:
            known[name] = _address(data_of(name))
        if not known[name] or written + len(known[name]) > MOST:
            return match[0]
        written += len(known[name])
        return match[1] + known[name]

    return _REFERENCE.sub(image, html)


def _address(data: bytes | None) -> str:
    kind = raster(data) if data is not None and len(data) <= MOST else None
    return "" if data is None or kind is None else f"data:{kind};base64,{b64encode(data).decode()}"


def raster(data: bytes) -> str | None:
    """The media type of a raster image by its first bytes."""
    return next((kind for pattern, kind in RASTER if pattern.match(data)), None)
