"""The OpenAPI document of the control API, generated from the rows and their models."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode

from ..wire.current import MARK
from . import shapes
from .row import Exchange, Row

_PLACE = re.compile(r"<(?:[a-z]+:)?([a-z_]+)>")
_MODE: JsonSchemaMode = "validation"
_SCHEMA = "#/components/schemas/{model}"
PROBLEM = "application/problem+json"
CHANGES = ("POST", "PUT", "PATCH", "DELETE")

TOLD = {
    400: "The body is not JSON, or the vendor's rules forbid what it says",
    401: "The server was started with a password, and it was not given",
    403: "The host is not allowed, the request comes from another site, "
    f"or a change has neither a JSON body nor the header {MARK}",
    404: "There is no such record, or no such workspace",
    408: "Not there in time; `nearest` shows what came closest, and where it differs",
    409: "Not possible as things are",
    413: "The body is too large",
    422: "The request is not what is wanted; `problems` names each field, `accepts` those that are known",
    503: "Too many requests wait already",
}
"""What each refusal means. Every one is a problem."""

EXAMPLES = {
    "messages": "dlv-7",
    "requests": "req-7",
    "webhooks": "call-7",
    "reports": "infobip:rep-7",
    "rules": "rule-1",
    "faults": "fault-1",
    "limits": "orange-mail",
    "snapshots": "before",
    "workspaces": "mine",
}
"""What a record's name in an address looks like, by the list it stands in."""

SPECIAL_PLACES: Mapping[str, dict[str, Any]] = {
    "n": {"type": "integer", "minimum": 0, "maximum": 999_999_999, "examples": [0]},
    "workspace": {"type": "string", "minLength": 1, "examples": ["default"]},
}


class _Schemas(GenerateJsonSchema):
    """Answers have no fields but those of their shape, unless the shape says otherwise."""

    def typed_dict_schema(self, schema: Any) -> dict[str, Any]:
        return {"additionalProperties": False, **super().typed_dict_schema(schema)}


def document(rows: Iterable[Row], version: str, base_url: str) -> dict[str, Any]:
    """OpenAPI 3.1. A handle of a world stands twice: for `default`, and below `/workspaces/{workspace}`."""
    rows = list(rows)
    schemas, references = _schemas(rows)
    paths: dict[str, dict[str, Any]] = {}
    for row in rows:
        for prefix in ("",) if row.server_wide else ("", "/workspaces/{workspace}"):
            path = prefix + _PLACE.sub(r"{\1}", row.path)
            paths.setdefault(path, {})[row.method.lower()] = _operation(row, path, references)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "mail-emulator control API",
            "version": version,
            "description": "Everything a test can set and see. The `next` of a list is the `cursor` of its next page.",
        },
        "servers": [{"url": f"{base_url}/_emulator/api"}],
        "security": [{}, {"password": []}, {"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {f"Problem{status}": _problem(text) for status, text in TOLD.items()},
            "securitySchemes": {
                "password": {"type": "http", "scheme": "basic", "description": "any user, and the password of serve"},
                "token": {"type": "http", "scheme": "bearer", "description": "the password of serve"},
            },
        },
    }


def _schemas(rows: list[Row]) -> tuple[dict[str, Any], dict[Any, Any]]:
    """All schemas by name; and the reference to each type a row names."""
    types = [kind for row in rows for kind in (row.body, row.reply) if kind is not None]
    found, told = TypeAdapter.json_schemas(
        ((index, _MODE, TypeAdapter(kind)) for index, kind in enumerate([*types, shapes.Problem])),
        ref_template=_SCHEMA,
        schema_generator=_Schemas,
    )
    references = {id(kind): found[index, _MODE] for index, kind in enumerate(types)}
    return dict(told.get("$defs", {})), references


def _problem(description: str) -> dict[str, Any]:
    return {"description": description, "content": {PROBLEM: {"schema": {"$ref": _SCHEMA.format(model="Problem")}}}}


def _operation(row: Row, path: str, references: Mapping[int, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": "_".join([row.method.lower(), *re.findall(r"[a-z0-9]+", path)]),
        "summary": row.summary,
        "tags": [_list_of(row.path)],
        "parameters": [*_places(path), *_query(row), *_mark(row)],
        "responses": {
            str(row.status): {"description": "Done", **_content(row, references)},
            **{str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in _refusals(row, path)},
        },
    }
    if (body := row.body or row.takes) is not None:
        schema = references[id(body)]
        media = {"schema": schema} if row.example is None else {"schema": schema, "example": row.example}
        told["requestBody"] = {"required": _is_needed(body), "content": {"application/json": media}}
    return told


def _is_needed(body: Any) -> bool:
    """Whether something of the body must be given; where nothing must, an empty body is as good as `{}`."""
    return bool(TypeAdapter(body).json_schema().get("required"))


def _refusals(row: Row, path: str) -> list[int]:
    """The refusals a call can meet: what its parts bring with them, and what its view says besides."""
    found = {401, 403, *row.refusals}
    if "{" in path:
        found.add(404)
    if row.query is not None or row.body is not None:
        found |= {400, 422}
    if row.body is not None:
        found.add(413)
    return sorted(found)


def _places(path: str) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": _place(name, path)}
        for name in re.findall(r"\{([a-z_]+)\}", path)
    ]


def _place(name: str, path: str) -> dict[str, Any]:
    plain: dict[str, Any] = {"type": "string", "minLength": 1}
    list_ = path.partition(f"/{{{name}}}")[0].rpartition("/")[2]
    if name in ("id", "name", "operation") and list_ in EXAMPLES:
        plain["examples"] = [EXAMPLES[list_]]
    return SPECIAL_PLACES.get(name, plain)


def _query(row: Row) -> list[dict[str, Any]]:
    if row.query is None:
        return []
    schema = row.query.model_json_schema(ref_template=_SCHEMA)
    definitions = schema.get("$defs", {})
    needed = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in needed, **_told(_sendable(_inlined(each, definitions)))}
        for name, each in schema.get("properties", {}).items()
    ]


def _told(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter's description stands beside its schema."""
    description = schema.pop("description", None)
    return {"schema": schema} if description is None else {"description": description, "schema": schema}


def _sendable(schema: dict[str, Any]) -> dict[str, Any]:
    """Without null, which no query can say: it is left out then."""
    kept = {key: value for key, value in schema.items() if key != "anyOf" and (key, value) != ("default", None)}
    kinds = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    if len(kinds) == 1:
        return {**kept, **kinds[0]}
    return {**kept, "anyOf": kinds} if kinds else kept


def _inlined(schema: Any, definitions: dict[str, Any]) -> Any:
    """A query's own definitions put in place: parameters have no components of their own."""
    if isinstance(schema, list):
        return [_inlined(each, definitions) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    return {key: _inlined(each, definitions) for key, each in schema.items()}


def _mark(row: Row) -> list[dict[str, Any]]:
    """What a change must carry unless it carries a JSON body."""
    if row.method not in CHANGES:
        return []
    needed = row.body is None and row.takes is None
    told = "any text; it proves that no page of another site sent this" + ("" if needed else ", as a JSON body does")
    schema = {"type": "string", "examples": ["1"]} | ({"minLength": 1} if needed else {})
    return [{"name": MARK, "in": "header", "required": needed, "description": told, "schema": schema}]


def _content(row: Row, references: Mapping[int, Any]) -> dict[str, Any]:
    if row.status == 204:
        return {}
    return {"content": {row.media: {"schema": references[id(row.reply)]}}}


def _list_of(path: str) -> str:
    """The first word of a path, by which the document groups its calls."""
    return path.strip("/").partition("/")[0]


def handle(rows: Iterable[Row]) -> Row:
    """The handle that shows the document of `rows` and of itself."""

    def view(exchange: Exchange) -> object:
        return document((*rows, itself), exchange.services.version, exchange.services.base_url)

    itself = Row(
        "GET",
        "/openapi.json",
        "openapi",
        "This API as an OpenAPI document",
        view,
        server_wide=True,
        waits=True,
        reply=shapes.Document,
    )
    return itself
