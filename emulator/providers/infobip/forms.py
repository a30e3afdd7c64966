"""Reads a form send (v1 to v3) into fields and files, every problem listed, nothing decided yet."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any

from ...wire.bodies import Part, read_form, read_multipart
from ...wire.current import Request
from ...wire.mime import safe_filename
from .content import File
from .form_fields import FILES, Field, Wrong, known

MAX_TOTAL = 20 << 20
"""Bytes of a whole mail. *Assumed*: figures of 10 and 20 MB circulate."""


@dataclass(slots=True)
class Form:
    """`values` by the published name of the field; repeated ones hold lists."""

    values: dict[str, Any] = field(default_factory=dict)
    files: list[File] = field(default_factory=list)
    problems: dict[str, list[str]] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)

    def wrong(self, name: str, sentence: str) -> None:
        sentences = self.problems.setdefault(name, [])
        if sentence not in sentences:
            sentences.append(sentence)


def read(request: Request, version: int) -> Form:
    """Raises Refusal(UNREADABLE) for a body that is no form."""
    form = Form()
    size = 0
    for part in _parts(request):
        size += len(part.data)
        row = known(part.name)
        if row is None:
            form.ignored.append(part.name)
        elif isinstance(row, str):
            _add_file(form, row, part, version)
        elif row.since > version:
            form.ignored.append(part.name)
        else:
            _add_value(form, row, part)
    if size > MAX_TOTAL:
        form.wrong("attachment", "size must be at most 20 MB in total")
    return form


def _parts(request: Request) -> list[Part]:
    if request.content_type == "application/x-www-form-urlencoded":
        return read_form(request.body)
    return read_multipart(request.body, request.header("Content-Type"))


def _add_value(form: Form, row: Field, part: Part) -> None:
    try:
        text = part.data.decode("utf-8")
    except UnicodeDecodeError:
        form.wrong(row.name, "must be UTF-8")
        return
    if not text and not row.keep_empty:
        return
    try:
        value = row.read(text)
    except Wrong as wrong:
        form.wrong(row.name, str(wrong))
        return
    if row.repeated:
        form.values.setdefault(row.name, []).append(value)
    else:
        form.values.setdefault(row.name, value)


def _add_file(form: Form, name: str, part: Part, version: int) -> None:
    """A text in a file part is a common mistake of samples (`@/path`); it is ignored (*assumed*)."""
    if part.filename is None or FILES[name] > version:
        form.ignored.append(part.name)
        return
    file: File = {
        "name": safe_filename(part.filename),
        "type": part.content_type or "application/octet-stream",
        "data": b64encode(part.data).decode(),
    }
    if name == "inlineImage":
        file["inline"] = True
    form.files.append(file)
