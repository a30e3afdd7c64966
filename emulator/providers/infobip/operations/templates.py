"""Templates: list, create, read, replace, change, delete, preview, and their files."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from ....wire import refusals
from ....wire.current import Answer, Current, empty_answer, json_answer
from ....wire.refusals import Refusal
from .. import placeholders, template_forms, templates
from ..errors import JSON_UTF8
from ..fields import read_query
from ..paging import read_page
from ..state import State
from ..templates import File, Template, Templates
from ..times import write

NAME = "infobip"

MAX_SIZE = 20

_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+(?:;[ -~]*)?$")


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
    given = template_forms.read_template(current, html_required=True)
    now = current.now
    template = Template(id=0, account=current.account, html="", created=now, updated=now)
    return _json(shown(templates.create(_kept(current), replace(template, **given))), 201)


def get_email_template(current: Current) -> Answer:
    return _json(shown(_template(current)))


def update_email_template(current: Current) -> Answer:
    """What is not sent is cleared, but for the files."""
    template = _template(current)
    given = template_forms.read_template(current, html_required=True)
    cleared = dict.fromkeys((field for field, _ in template_forms.ONE_LINE.values()), None)
    return _json(shown(templates.change(_kept(current), replace(template, **{**cleared, **given}), current.now)))


def patch_email_template(current: Current) -> Answer:
    """Only what is sent changes; html may be missing, whatever the schema says."""
    template = _template(current)
    given = template_forms.read_template(current, html_required=False)
    return _json(shown(templates.change(_kept(current), replace(template, **given), current.now)))


def delete_email_template(current: Current) -> Answer:
    templates.delete(_kept(current), _template(current))
    return empty_answer(204)


def generate_email_template_preview(current: Current) -> Answer:
    template = _template(current)
    values = template_forms.read_placeholders(current.request)
    html = placeholders.fill(template.html, values, placeholders.as_empty)
    return Answer(200, html.encode(), "text/html;charset=UTF-8")


def get_email_template_attachments(current: Current) -> Answer:
    template = _template(current)
    return _json([shown_file(template, file) for file in template.files])


def upload_email_template_attachment(current: Current) -> Answer:
    template = _template(current)
    files = (*template.files, *template_forms.read_upload(current))
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
