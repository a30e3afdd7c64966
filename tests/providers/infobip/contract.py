"""Holds every answer a test provokes against the published document in fixtures/infobip/openapi.json."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from emulator.wire.current import Answer, Route
from tests.providers.infobip.cases import FIXTURES

LARGE = 300_000
"""Bytes; larger answers are many rows of the same kind, and checking them takes seconds."""

ERROR_SCHEMA = {"legacy": "ApiException", "new": "ApiError", "content": "ApiException"}
THIRD_SHAPE = ["bulkId", "messages", "errorMessage"]


@cache
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FIXTURES / "openapi.json").read_text())
    return found


@cache
def responses() -> dict[str, dict[str, Any]]:
    """The responses of every operation, by its id."""
    return {
        operation["operationId"]: operation["responses"]
        for methods in document()["paths"].values()
        for operation in methods.values()
        if isinstance(operation, dict) and "operationId" in operation
    }


@cache
def validator(schema: str) -> Any:
    from jsonschema import Draft202012Validator

    return Draft202012Validator({**json.loads(schema), "components": document()["components"]})


def departure(route: Route, answer: Answer) -> str | None:
    """What the document does not know of an answer; None when it keeps the contract."""
    if not answer.content_type.startswith("application/json") or len(answer.body) > LARGE:
        return None
    known = responses().get(route.operation)
    if known is None:
        return None
    response = known.get(str(answer.status))
    if response is None and answer.status < 400:
        return f"{route.operation} does not document {answer.status}"
    schema = _schema(route, response)
    if schema is None:
        return None
    for error in validator(json.dumps(schema)).iter_errors(json.loads(answer.body)):
        if not (error.json_path.endswith("sendAt") and isinstance(error.instance, int)):  # seen live in 2022
            return f"{route.operation} {answer.status}: {error.json_path}: {error.message}"
    return None


def _schema(route: Route, response: dict[str, Any] | None) -> Any:
    if response is None:  # a refusal the operation does not list, such as 405 or 429 of v3
        return {"$ref": f"#/components/schemas/{ERROR_SCHEMA[route.traits.family]}"}
    return response.get("content", {}).get("application/json", {}).get("schema")
