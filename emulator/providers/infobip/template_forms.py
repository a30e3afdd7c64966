"""The forms in which templates, their files and the values of a preview arrive.

Names of parts are matched without regard to case, for older clients spell them differently.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ...wire import refusals
from ...wire.bodies import Part, read_form, read_json, read_multipart, unprintable
from ...wire.current import Current, Request
from ...wire.refusals import Refusal
from . import templates
from .fields import Fields
from .templates import File

ONE_LINE: Mapping[str, tuple[str, int | None]] = {
    "name": ("name", None),
    "from": ("sender", None),
    "replyTo": ("reply_to", None),
    "subject": ("subject", templates.MAX_SUBJECT),
    "preheader": ("preheader", templates.MAX_PREHEADER),
    "landingPage": ("landing_page", None),
}
"""Parts of one line: the field they fill, and how long they may be."""

PARTS = ("html", "attachments", *ONE_LINE)
FILE_PARTS = ("contentType", "fileName", "data")

_PLACEHOLDER_PART = re.compile(r"placeholders\[['\"]?(.+?)['\"]?\]$", re.IGNORECASE)


def read_template(current: Current, *, html_required: bool) -> dict[str, Any]:
    """The fields of a template that the form holds. Raises Refusal(INVALID) with every problem."""
    parts = _parts(current.request, PARTS)
    given: dict[str, Any] = {}
    html = parts.text("html", required="null" if html_required else None)
    if html is not None:
        given["html"] = html
    for name, (field, longest) in ONE_LINE.items():
        value = parts.text(name, high=longest)
        if value is not None:
            given[field] = value
            if unprintable(value):
                parts.wrong(name, "must be one line")
    files = parts.text("attachments")
    contents = None if files is None else _read_files(parts, files)
    parts.finish()
    if contents is not None:
        given["files"] = _new_files(current, contents)
    return given


def read_upload(current: Current) -> tuple[File, ...]:
    """The one file that a form holds. Raises Refusal(INVALID) with every problem."""
    parts = _parts(current.request, FILE_PARTS)
    content = _read_file(parts)
    parts.finish()
    return _new_files(current, content)


FileContent = tuple[str, str, str]
"""Type, name, and data in base64."""


def _new_files(current: Current, contents: list[FileContent]) -> tuple[File, ...]:
    return tuple(templates.new_file(current.world.chance, *content) for content in contents)


def _read_files(parts: Fields, text: str) -> list[FileContent]:
    """The JSON list of files that one part holds as text; every problem is named by that part."""
    try:
        rows = read_json(text.encode())
    except Refusal:
        rows = None
    if not isinstance(rows, list):
        parts.wrong("attachments", "must be a JSON list")
        return []
    contents: list[FileContent] = []
    for index, row in enumerate(rows):
        fields = Fields(row if isinstance(row, dict) else {})
        contents += _read_file(fields)
        for name, sentences in fields.problems.items():
            for sentence in sentences:
                parts.wrong("attachments", f"[{index}].{name} {sentence}")
    return contents


def _read_file(fields: Fields) -> list[FileContent]:
    """One file, or none when there is a problem with it."""
    kind, name = (fields.text(each, required="null", low=1, high=255) for each in FILE_PARTS[:2])
    data = fields.text("data", required="null")
    for field, value in (("contentType", kind), ("fileName", name)):
        if value is not None and unprintable(value):
            fields.wrong(field, "must be one line")
    if data is not None:
        try:
            data = templates.canonical(data)
        except ValueError:
            fields.wrong("data", "must be base64")
    if fields.problems or kind is None or name is None or data is None:
        return []
    return [(kind, name, data)]


def _parts(request: Request, names: tuple[str, ...]) -> Fields:
    """The texts of a form by the names of the manual; the first of several parts counts, unknown ones are ignored."""
    known = {name.lower(): name for name in names}
    values: dict[str, str] = {}
    for part in _form(request):
        name = known.get(part.name.lower())
        if name is not None:
            values.setdefault(name, part.text)
    return Fields(values)


def _form(request: Request) -> list[Part]:
    if request.content_type == "multipart/form-data":
        return read_multipart(request.body, request.header("Content-Type"))
    return read_form(request.body)


def read_placeholders(request: Request) -> Mapping[str, Any]:
    """The four ways clients send them: a JSON body, a part holding JSON, one part each, or nothing at all."""
    if not request.body.strip():
        return {}
    if request.content_type == "application/json" or not request.content_type:
        body = read_json(request.body)
        return _object(body.get("placeholders") if isinstance(body, dict) else body)
    values: dict[str, Any] = {}
    for part in _form(request):
        one = _PLACEHOLDER_PART.match(part.name)
        if one is not None:
            values[one[1]] = part.text
        elif part.name.lower() == "placeholders":
            values |= _object(_json_text(part.text))
    return values


def _json_text(text: str) -> Any:
    try:
        return read_json(text.encode()) if text.strip() else {}
    except Refusal:
        return text


def _object(value: Any) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Refusal(refusals.INVALID, problems={"placeholders": ["must be a JSON object"]})
    return value
