"""The OpenAPI document of the control API, generated from the rows and their models."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from .row import Exchange, Row

_PLACE = re.compile(r"<(?:[a-z]+:)?([a-z_]+)>")
_SCHEMA = "#/components/schemas/{model}"

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:mail-emulator:invalid"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "what is wrong, and what to do next"},
        "problems": {"description": "each field with its problem"},
        "accepts": {"type": "object", "description": "the fields that are known"},
    },
}


def document(rows: Iterable[Row], version: str, base_url: str) -> dict[str, Any]:
    """OpenAPI 3.1. A handle of a world stands twice: for `default`, and below `/workspaces/{workspace}`."""
    rows = list(rows)
    schemas = _schemas(rows)
    paths: dict[str, dict[str, Any]] = {}
    for row in rows:
        for prefix in ("",) if row.server_wide else ("", "/workspaces/{workspace}"):
            path = prefix + _PLACE.sub(r"{\1}", row.path)
            paths.setdefault(path, {})[row.method.lower()] = _operation(row, path, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "mail-emulator control API", "version": version},
        "servers": [{"url": f"{base_url}/_emulator/api"}],
        "paths": paths,
        "components": {"schemas": {**schemas, "Problem": PROBLEM}},
    }


def _schemas(rows: list[Row]) -> dict[str, Any]:
    """The bodies' schemas by name, with what they refer to beside them."""
    schemas: dict[str, Any] = {}
    for row in rows:
        if isinstance(row.body, type) and issubclass(row.body, BaseModel):
            schema = row.body.model_json_schema(ref_template=_SCHEMA)
            schemas |= schema.pop("$defs", {})
            schemas[_name(row.body)] = schema
    return schemas


def _name(model: type[Any]) -> str:
    return f"{model.__module__.rpartition('.')[2].capitalize()}{model.__name__}"


def _operation(row: Row, path: str, schemas: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": "_".join([row.method.lower(), *re.findall(r"[a-z0-9]+", path)]),
        "summary": row.summary,
        "parameters": [*_places(path), *_query(row)],
        "responses": {
            str(row.status): {"description": "Done", **_content(row)},
            "default": {
                "description": "A problem, and what to do next",
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
        },
    }
    if row.body is not None:
        schema = {"$ref": f"#/components/schemas/{_name(row.body)}"} if _name(row.body) in schemas else {}
        told["requestBody"] = {"content": {"application/json": {"schema": schema}}}
    elif row.method == "PUT":
        told["requestBody"] = {"content": {"application/json": {"schema": {"type": "object"}}}}
    return told


def _places(path: str) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"\{([a-z_]+)\}", path)
    ]


def _query(row: Row) -> list[dict[str, Any]]:
    if row.query is None:
        return []
    schema = row.query.model_json_schema(ref_template=_SCHEMA)
    definitions = schema.get("$defs", {})
    return [
        {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", []),
            "schema": _inlined(each, definitions),
        }
        for name, each in schema.get("properties", {}).items()
    ]


def _inlined(schema: Any, definitions: dict[str, Any]) -> Any:
    """A query's own definitions put in place: parameters have no components of their own."""
    if isinstance(schema, list):
        return [_inlined(each, definitions) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    return {key: _inlined(each, definitions) for key, each in schema.items()}


def _content(row: Row) -> dict[str, Any]:
    return {} if row.status == 204 else {"content": {row.media: {"schema": {}}}}


def handle(rows: Iterable[Row]) -> Row:
    """The handle that shows the document of `rows` and of itself."""

    def view(exchange: Exchange) -> object:
        return document((*rows, itself), exchange.services.version, exchange.services.base_url)

    itself = Row(
        "GET", "/openapi.json", "openapi", "This API as an OpenAPI document", view, server_wide=True, waits=True
    )
    return itself
