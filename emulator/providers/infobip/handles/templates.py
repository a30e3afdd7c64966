"""Templates, also those the API itself would not make: drafts, expired ones, ones nobody may edit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from ....wire import refusals
from ....wire.refusals import Refusal
from ...contract import Handle
from .. import worldfile
from ..templates import Template
from ..world_rows import Model, TemplateRow
from .listing import Path, Query, entered, listed, of_account, state_of

if TYPE_CHECKING:
    from ....mail.world import World


class TemplateChange(Model):
    """`draft` and `expired` templates cannot be sent; what is left out stays as it is."""

    draft: bool | None = None
    expired: bool | None = None
    editable: bool | None = None


def list_templates(world: World, _: Path, query: Query, __: None) -> object:
    return listed(query, of_account(query, state_of(world).templates.by_id.values()), _template)


def add_template(world: World, _: Path, __: Query, body: TemplateRow) -> object:
    return _template(entered(worldfile.add_template, world, body))


def change_template(world: World, path: Path, _: Query, body: TemplateChange) -> object:
    kept = state_of(world).templates
    number = int(path["number"]) if path["number"].isdecimal() else 0
    template = kept.by_id.get(number)
    if template is None:
        raise Refusal(refusals.NOT_FOUND, detail=f"there is no template {number}; `GET infobip/templates` lists them")
    changes = {name: value for name, value in body.model_dump().items() if value is not None}
    template = kept.by_id[number] = replace(template, version=template.version + 1, **changes)
    return _template(template)


def _template(template: Template) -> Mapping[str, Any]:
    """Numbers beyond 2^53 go as text, for a browser would round them."""
    return {**asdict(template), "id": str(template.id)}


HANDLES = (
    Handle("GET", "templates", "list_templates", "Templates as they are now", list_templates),
    Handle(
        "POST",
        "templates",
        "add_template",
        "Make a template, also one that is a draft, expired or not editable",
        add_template,
        TemplateRow,
        201,
        {"html": "<p>Hello {{name}}</p>", "subject": "Hello", "from": "shop@example.com"},
    ),
    Handle(
        "PATCH",
        "templates/<number>",
        "change_template",
        "Turn a template into a draft or an expired one, or back",
        change_template,
        TemplateChange,
        example={"draft": True},
    ),
)
