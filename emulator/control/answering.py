"""Carries out a handle: reads and checks query and body, runs the view, writes JSON or a problem."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

import orjson
from pydantic import BaseModel, ValidationError

from ..wire import refusals, times
from ..wire.bodies import read_json
from ..wire.current import JSON, Answer, Request
from ..wire.refusals import Refusal
from .row import Exchange, Model, Problem, Row, Services

log = logging.getLogger("emulator.control")

MAX_BODY = 64 << 20
PROBLEM = "application/problem+json"
_STATUS_OF = {refusals.NOT_FOUND: 404, refusals.CONFLICT: 409, refusals.TOO_LARGE: 413}


def answer(services: Services, row: Row, workspace: str, path: Mapping[str, str], request: Request) -> Answer:
    """The answer of one handle; never raises."""
    try:
        world = services.workspaces.get(workspace)
        exchange = Exchange(services, world, request, path)
        exchange.query = _read_query(row, request)
        exchange.body = _read_body(row, request)
        if row.waits:
            return _written(row, row.view(exchange))
        with world.lock:
            services.post_office.catch_up(world)
            return _written(row, row.view(exchange))
    except Problem as problem:
        more = {**(_wanted(row) if problem.status == 422 else {}), **problem.more}
        return problem_answer(problem.status, problem.title, problem.detail, problem.kind, **more)
    except ValidationError as error:
        return _invalid(row, error)
    except Refusal as refusal:
        return refused(row, refusal)
    except Exception as error:
        if isinstance(error, LookupError) and not isinstance(error, KeyError | IndexError):  # an unknown workspace
            return problem_answer(404, "Not found", str(error), "not-found")
        log.exception("%s %s", request.method, request.path)
        return problem_answer(
            500, "The emulator failed", f"{type(error).__name__}: {error}; its log has the traceback", "bug"
        )


def problem_answer(status: int, title: str, detail: str, kind: str = "", **more: Any) -> Answer:
    """`application/problem+json` (RFC 9457)."""
    kind = kind or title.lower().replace(" ", "-")
    body = {"type": f"urn:mail-emulator:{kind}", "title": title, "status": status, "detail": detail, **more}
    return Answer(status, orjson.dumps(body, default=_plain), PROBLEM)


def refused_path(request: Request, refusal: Refusal) -> Answer:
    """For a path or method below the control API that does not exist."""
    if refusal.reason == refusals.WRONG_METHOD:
        found = problem_answer(405, "Wrong method", f"{request.path} answers {', '.join(refusal.allow)}")
        return Answer(found.status, found.body, found.content_type, (("Allow", ", ".join(refusal.allow)),))
    return problem_answer(
        404, "Not found", f"there is no {request.path}; see /_emulator/api/openapi.json", "unknown-path"
    )


def json_bytes(value: object) -> bytes:
    """JSON of plain values, dataclasses, models, times (ISO, UTC, milliseconds) and durations."""
    return orjson.dumps(
        value, default=_plain, option=orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return times.iso(value)
    if isinstance(value, timedelta):
        return times.write_duration(value)
    if isinstance(value, BaseModel):
        return value.model_dump()
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    raise TypeError(f"{type(value).__name__} is not plain data")


def _written(row: Row, found: object) -> Answer:
    if isinstance(found, Answer):
        return found
    if found is None and row.status == 204:
        return Answer(204)
    return Answer(row.status, json_bytes(found), JSON)


def _read_query(row: Row, request: Request) -> Model | None:
    if row.query is None:
        return None
    given: dict[str, Any] = {}
    for name, value in request.args:
        given.setdefault(name, value)
    return row.query.model_validate(given)


def _read_body(row: Row, request: Request) -> Model | None:
    if row.body is None:
        return None
    raw = request.body.strip() or b"{}"
    return row.body.model_validate(read_json(raw), strict=True)


def refused(row: Row, refusal: Refusal) -> Answer:
    """A body that cannot be read, or what a provider's own view refuses."""
    status = _STATUS_OF.get(refusal.reason, 400)
    more: dict[str, Any] = {}
    if refusal.problems:
        more["problems"] = [
            {"field": field, "problem": problem} for field, problems in refusal.problems.items() for problem in problems
        ]
    if status == 400:
        more |= _wanted(row)
    return problem_answer(status, refusal.reason.capitalize(), refusal.detail or refusal.reason, **more)


def _wanted(row: Row) -> dict[str, Any]:
    """What a handle accepts, and an example of it."""
    parts = {part: accepted(model) for part, model in (("query", row.query), ("body", row.body)) if model}
    return ({"accepts": parts} if parts else {}) | ({} if row.example is None else {"example": row.example})


def _invalid(row: Row, error: ValidationError) -> Answer:
    problems = [
        {"field": ".".join(str(part) for part in each["loc"]) or "(whole)", "problem": _in_words(row, each)}
        for each in error.errors(include_url=False, include_context=False)
    ]
    first = problems[0]
    return problem_answer(
        422,
        "Invalid request",
        f"{first['field']}: {first['problem']}",
        "invalid",
        problems=problems,
        **_wanted(row),
    )


def accepted(model: type[BaseModel]) -> list[str]:
    """The names of a model's fields as they are written in a request."""
    return sorted(field.alias or name for name, field in model.model_fields.items())


@lru_cache(maxsize=256)
def _anywhere(model: type[BaseModel]) -> tuple[str, ...]:
    """The names of a model's fields and of the fields of those."""
    schema = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return tuple(dict.fromkeys(name for part in parts for name in part.get("properties", ())))


def _in_words(row: Row, error: Any) -> str:
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] != "extra_forbidden":
        return message
    known = [name for model in (row.query, row.body) if model for name in _anywhere(model)]
    near = get_close_matches(str(error["loc"][-1]), known, 1)
    return f"there is no such field; did you mean {near[0]}?" if near else "there is no such field"
