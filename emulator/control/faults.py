"""Planned failures of the vendors' APIs: which of the next requests meet what."""

from __future__ import annotations

from datetime import timedelta
from difflib import get_close_matches
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from ..mail.faults import LONGEST_SECONDS, Fault
from ..mail.patterns import PatternError
from ..wire import times
from . import pages, shapes
from .clock import Duration, Moment
from .row import Exchange, Model, Problem, Row, invalid, not_found, number_in

MAX_FAULTS = 1000


class NewFault(Model):
    kind: Literal["status", "latency", "drop", "truncate", "malformed"]
    vendor: str = ""
    operation: str = Field("", description="the operation's name as in the journal; limits of its kind say it too")
    account: str = Field("", description="met once the request has been let in")
    method: str = Field("", pattern=r"^[A-Z]*$")
    path: str = Field("", description="a glob such as /email/*, or `re:` and a regular expression")
    status: int = Field(500, ge=400, le=599, description="with the vendor's own body; 429 is a limit on demand")
    retry_after: int | None = Field(None, ge=0, le=86_400, description="seconds, for the Retry-After header")
    latency: Duration = Field(timedelta(seconds=1), description="real time; the middle of a log-normal one")
    distribution: Literal["fixed", "uniform", "lognormal"] = "fixed"
    spread: float = Field(0.0, ge=0, le=300, description="uniform: so many seconds more or less; lognormal: sigma")
    when: Literal["before", "after"] = Field(
        "before", description="the request is carried out: `after` loses an answer"
    )
    probability: float = Field(1.0, gt=0, le=1)
    times: int | None = Field(None, ge=1, description="the next so many requests, then no more")
    until: Moment | None = Field(None, description="by the world's clock")
    lasting: Duration | None = Field(None, description="instead of `until`: so long from now")

    @field_validator("latency")
    @classmethod
    def _bearable(cls, latency: timedelta) -> timedelta:
        if latency.total_seconds() > LONGEST_SECONDS:
            raise ValueError(f"an answer is held back for {LONGEST_SECONDS:g} s at most")
        return latency

    @model_validator(mode="after")
    def _one_end(self) -> NewFault:
        if self.until is not None and self.lasting is not None:
            raise ValueError('give either "until" (a time) or "lasting" (a duration)')
        return self


def row(fault: Fault, exchange: Exchange) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": fault.id,
        "kind": fault.kind,
        "vendor": fault.provider or None,
        "operation": fault.operation or None,
        "account": fault.account or None,
        "method": fault.method or None,
        "path": fault.path or None,
        "when": fault.when,
        "probability": fault.probability,
        "times": fault.times,
        "until": None if fault.until is None else times.iso(fault.until),
        "played": fault.played,
        "over": fault.over(exchange.world.now),
    }
    if fault.kind == "status":
        found |= {"status": fault.status, "retry_after": fault.retry_after}
    if fault.kind == "latency":
        latency = times.write_duration(timedelta(seconds=fault.seconds))
        found |= {"latency": latency, "distribution": fault.distribution, "spread": fault.spread}
    return found


def listing(exchange: Exchange) -> object:
    return pages.part((row(fault, exchange) for fault in exchange.world.faults.all()), exchange.query)


def _numbered(exchange: Exchange) -> Fault:
    name = exchange.path["id"]
    fault = exchange.world.faults.get(number_in(name, "fault-"))
    if fault is None:
        raise not_found("fault", name, "faults")
    return fault


def show(exchange: Exchange) -> object:
    return row(_numbered(exchange), exchange)


def create(exchange: Exchange) -> object:
    body: NewFault = exchange.body
    world = exchange.world
    _check_names(exchange, body)
    if len(world.faults) >= MAX_FAULTS:
        raise Problem(409, "Too many faults", f"a world has at most {MAX_FAULTS} faults; delete some", "too-many")
    fault = Fault(
        0,
        body.kind,
        body.vendor,
        body.operation,
        body.account,
        body.method,
        body.path,
        body.status,
        body.retry_after,
        body.latency.total_seconds(),
        body.distribution,
        body.spread,
        body.when,
        body.probability,
        body.times,
        body.until if body.lasting is None else world.now + body.lasting,
    )
    try:
        return row(world.faults.add(fault), exchange)
    except PatternError as error:
        raise invalid("path", str(error)) from None


def _check_names(exchange: Exchange, body: NewFault) -> None:
    """A fault for an operation that nobody has would wait for ever."""
    providers = exchange.services.providers
    if body.vendor and body.vendor not in providers:
        raise invalid("vendor", f"there is no {body.vendor!r}; there are {', '.join(providers)}")
    operations = sorted(
        {
            route.operation
            for provider in providers.values()
            if body.vendor in ("", provider.name)
            for route in provider.routes
        }
    )
    if body.operation and body.operation not in operations:
        near = get_close_matches(body.operation, operations, 5, 0.4)
        hint = f"did you mean {', '.join(near)}?" if near else "the journal shows each request's operation"
        raise invalid("operation", f"there is no {body.operation!r}; {hint}", operations=operations)


def delete(exchange: Exchange) -> object:
    exchange.world.faults.remove(_numbered(exchange).number)
    exchange.services.waiting_room.wake()
    return None


def clear(exchange: Exchange) -> object:
    exchange.world.faults.clear()
    exchange.services.waiting_room.wake()
    return None


EXAMPLE = {"kind": "status", "status": 429, "times": 2, "retry_after": 1}

ROWS = (
    Row(
        "GET",
        "/faults",
        "list faults",
        "In the order in which they are tried",
        listing,
        query=pages.Part,
        reply=shapes.Page[shapes.Fault],
    ),
    Row(
        "POST",
        "/faults",
        "add fault",
        "What the next requests that fit will meet",
        create,
        body=NewFault,
        status=201,
        reply=shapes.Fault,
        example=EXAMPLE,
        refusals=(409,),
    ),
    Row("DELETE", "/faults", "delete faults", "All of them; requests held back go on", clear, status=204),
    Row("GET", "/faults/<id>", "show fault", "One fault and how often it was played", show, reply=shapes.Fault),
    Row("DELETE", "/faults/<id>", "delete fault", "One of them; requests it holds back go on", delete, status=204),
)
