"""Templates: list, create, read, replace, change, delete, preview, and their files.

Bodies are forms; names of parts are matched without regard to case, for older clients spell them differently.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from ....wire import refusals
from ....wire.bodies import Part, read_form, read_json, read_multipart, unprintable
from ....wire.current import Answer, Current, Request, empty_answer, json_answer
from ....wire.refusals import Refusal
from .. import placeholders, templates
from ..errors import JSON_UTF8
from ..fields import Fields, read_query
from ..paging import read_page
from ..state import State
from ..templates import File, Template, Templates
from ..times import write

NAME = "infobip"

MAX_SIZE = 20

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

_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+(?:;[ -~]*)?$")
_PLACEHOLDER_PART = re.compile(r"placeholders\[['\"]?(.+?)['\"]?\]$", re.IGNORECASE)


# -- objects ---------------------------------------------------------------------------------------


def listed(template: Template) -> dict[str, Any]:
    return _filled(
        {
            "id": template.id,
            "name": template.name,
            "imagePreviewUrl": f"/email/1/templates/{template.id}/preview.png",
            "createdAt": write(template.created),
            "updatedAt": write(template.updated),
        }
    )


def shown(template: Template) -> dict[str, Any]:
    return _filled(
        {
            "id": template.id,
            "name": template.name,
            "from": template.sender,
            "replyTo": template.reply_to,
            "subject": template.subject,
            "preheader": template.preheader,
            "html": template.html,
            "isHtmlEditable": template.editable,
            "landingPageId": template.landing_page,
            "attachments": [shown_file(template, file) for file in template.files] or None,
            **listed(template),
        }
    )


def shown_file(template: Template, file: File) -> dict[str, Any]:
    return {
        "id": file.id,
        "contentType": file.content_type,
        "fileName": file.file_name,
        "size": file.size,
        "url": f"/email/1/templates/{template.id}/attachments/{file.id}/download",
    }


def _filled(wire: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in wire.items() if value is not None}


# -- operations ------------------------------------------------------------------------------------


def get_email_templates(current: Current) -> Answer:
    query = read_query(current.request)
    page = read_page(query, default=MAX_SIZE, high=MAX_SIZE)
    query.finish()
    return _json(page.with_totals(templates.of_account(_kept(current), current.account), listed))


def create_email_template(current: Current) -> Answer:
    given = _read_template(current, html_required=True)
    now = current.now
    template = Template(id=0, account=current.account, html="", created=now, updated=now)
    return _json(shown(templates.create(_kept(current), replace(template, **given))), 201)


def get_email_template(current: Current) -> Answer:
    return _json(shown(_template(current)))


def update_email_template(current: Current) -> Answer:
    """What is not sent is cleared, but for the files."""
    template = _template(current)
    given = _read_template(current, html_required=True)
    cleared = dict.fromkeys((field for field, _ in ONE_LINE.values()), None)
    return _json(shown(templates.change(_kept(current), replace(template, **{**cleared, **given}), current.now)))


def patch_email_template(current: Current) -> Answer:
    """Only what is sent changes; html may be missing, whatever the schema says."""
    template = _template(current)
    given = _read_template(current, html_required=False)
    return _json(shown(templates.change(_kept(current), replace(template, **given), current.now)))


def delete_email_template(current: Current) -> Answer:
    templates.delete(_kept(current), _template(current))
    return empty_answer(204)


def generate_email_template_preview(current: Current) -> Answer:
    template = _template(current)
    values = _read_placeholders(current.request)
    html = placeholders.fill(template.html, values, placeholders.as_empty)
    return Answer(200, html.encode(), "text/html;charset=UTF-8")


def get_email_template_attachments(current: Current) -> Answer:
    template = _template(current)
    return _json([shown_file(template, file) for file in template.files])


def upload_email_template_attachment(current: Current) -> Answer:
    template = _template(current)
    parts = _parts(current.request, FILE_PARTS)
    content = _read_file(parts)
    parts.finish()
    files = (*template.files, *_new_files(current, content))
    template = templates.change(_kept(current), replace(template, files=files), current.now)
    return _json(shown_file(template, template.files[-1]), 201)


def delete_email_template_attachment(current: Current) -> Answer:
    template = _template(current)
    file = _file(current, template)
    kept = tuple(each for each in template.files if each is not file)
    templates.change(_kept(current), replace(template, files=kept), current.now)
    return empty_answer(204)


def download_email_template_attachment(current: Current) -> Answer:
    """Behind the `url` of a file; no documented operation (*assumed*)."""
    file = _file(current, _template(current))
    media = file.content_type if _MEDIA_TYPE.match(file.content_type) else "application/octet-stream"
    disposition = f"attachment; filename*=UTF-8''{quote(file.file_name, safe='')}"
    headers = (("Content-Disposition", disposition), ("X-Content-Type-Options", "nosniff"))
    return Answer(200, file.content, media, headers)


def get_email_template_image(current: Current) -> Answer:
    """Behind `imagePreviewUrl`: one white pixel stands for the picture the vendor takes (*assumed*)."""
    _template(current)
    return Answer(200, PIXEL, "image/png")


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c63f80f0001010100b138f6140000000049454e44ae426082"
)


# -- reading ---------------------------------------------------------------------------------------


def _read_template(current: Current, *, html_required: bool) -> dict[str, Any]:
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


def _read_placeholders(request: Request) -> Mapping[str, Any]:
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


# -- finding ---------------------------------------------------------------------------------------


def _template(current: Current) -> Template:
    """Raises Refusal: INVALID for an id that is no number, NOT_FOUND for what the account does not have."""
    text = current.path["template_id"]
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise Refusal(refusals.INVALID, problems={"templateId": ["must be a whole number"]})
    template = templates.owned(_kept(current), current.account, int(text))
    if template is None:
        raise Refusal(refusals.NOT_FOUND)
    return template


def _file(current: Current, template: Template) -> File:
    wanted = current.path["attachment_id"].upper()
    file = next((each for each in template.files if each.id == wanted), None)
    if file is None:
        raise Refusal(refusals.NOT_FOUND)
    return file


def _kept(current: Current) -> Templates:
    state: State = current.world.state(NAME)
    return state.templates


def _json(data: object, status: int = 200) -> Answer:
    return json_answer(data, status, JSON_UTF8)
