"""Rules: who meets which outcome, by name or by a timeline of one's own, once or in a sequence."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Literal, cast

from pydantic import Field, field_validator, model_validator

from ..mail.asking import named
from ..mail.events import Step
from ..mail.outcomes import OUTCOMES, Outcome
from ..mail.patterns import PatternError
from ..mail.rules import Criteria, Rule
from ..wire import times
from . import pages, shapes
from .clock import Duration
from .events import EventName
from .matching import Wanted
from .row import Exchange, Model, Problem, Row, invalid, not_found, number_in

LONGEST = timedelta(days=3660)
MAX_RULES = 1000


class When(Model):
    """All that are given must hold. Patterns are globs (`*@example.com`) or, behind `re:`, regular expressions."""

    vendor: str = ""
    account: Wanted = ""
    recipient: Wanted = Field("", description="the whole address, or `Name <address>`")
    domain: Wanted = Field("", description="of the recipient")
    sender: Wanted = Field("", alias="from")
    subject: Wanted = ""


class TimelineStep(Model):
    after: Duration = timedelta()
    event: EventName
    detail: str = Field("", max_length=200, description="a cause, or a code of the vendor")


def known_outcome(name: str) -> Outcome:
    """The outcome of a name. Raises ValueError that lists the names."""
    outcome = named(name)
    if outcome is None:
        raise ValueError(f"there is no outcome {name!r}; there are {', '.join(OUTCOMES)}, and such as slow+30m")
    return outcome


class NewRule(Model):
    when: When = When()
    outcome: str | list[str] | None = Field(None, description="a name, or several that a recipient meets in turn")
    timeline: list[TimelineStep] | None = Field(None, min_length=1, max_length=100)
    then: Literal["last", "again", "pass"] = Field(
        "last", description="after a sequence: its last outcome, all again, or the next rule"
    )
    probability: float = Field(1.0, gt=0, le=1)
    times: int | None = Field(None, ge=1, description="so many deliveries, then no more")
    position: int | None = Field(None, ge=0, description="0 = before all others; default: last")

    @field_validator("outcome")
    @classmethod
    def _exists(cls, names: str | list[str] | None) -> str | list[str] | None:
        for name in [names] if isinstance(names, str) else names or []:
            known_outcome(name)
        if names is not None and not 1 <= len(names) <= 1000:
            raise ValueError("a sequence has 1 to 1000 outcomes")
        return names

    @field_validator("timeline")
    @classmethod
    def _ascends(cls, steps: list[TimelineStep] | None) -> list[TimelineStep] | None:
        moments = [step.after for step in steps or []]
        if moments != sorted(moments) or (moments and moments[-1] > LONGEST):
            raise ValueError("steps must come in the order of `after`, within ten years")
        return steps

    @model_validator(mode="after")
    def _one_of_both(self) -> NewRule:
        if (self.outcome is None) == (self.timeline is None):
            raise ValueError('give either "outcome" (such as "bounce") or "timeline"')
        return self


def outcome_row(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.name,
        "name": outcome.name,
        "summary": outcome.summary,
        "timeline": [
            {"after": times.write_duration(step.after), "event": step.name, "detail": step.detail or None}
            for step in outcome.timeline
        ],
    }


def row(rule: Rule, never: str = "") -> dict[str, Any]:
    criteria = rule.criteria
    return {
        "id": rule.id,
        "when": {
            name: text
            for name, text in (
                ("vendor", criteria.vendor),
                ("account", criteria.account),
                ("recipient", criteria.recipient),
                ("domain", criteria.domain),
                ("from", criteria.sender),
                ("subject", criteria.subject),
            )
            if text
        },
        "outcomes": [outcome_row(outcome) for outcome in rule.outcomes],
        "then": rule.afterwards,
        "probability": rule.probability,
        "times": rule.times,
        "met": rule.met,
        "spent": rule.spent,
        "never": never or None,
    }


def _rows(exchange: Exchange) -> list[dict[str, Any]]:
    rules = exchange.world.rules
    never = {rule.number: why for rule, why in rules.hopeless()}
    return [row(rule, never.get(rule.number, "")) for rule in rules.all()]


def listing(exchange: Exchange) -> object:
    return pages.part(_rows(exchange), exchange.query)


def _numbered(exchange: Exchange) -> Rule:
    name = exchange.path["id"]
    rule = exchange.world.rules.get(number_in(name, "rule-"))
    if rule is None:
        raise not_found("rule", name, "rules")
    return rule


def show(exchange: Exchange) -> object:
    rule = _numbered(exchange)
    return next(each for each in _rows(exchange) if each["id"] == rule.id)


def create(exchange: Exchange) -> object:
    body: NewRule = exchange.body
    world = exchange.world
    when = body.when
    if when.vendor and when.vendor not in exchange.services.providers:
        names = ", ".join(exchange.services.providers)
        raise invalid("when.vendor", f"there is no {when.vendor!r}; there are {names}")
    if len(world.rules) >= MAX_RULES:
        raise Problem(409, "Too many rules", f"a world has at most {MAX_RULES} rules; delete some", "too-many")
    criteria = Criteria(when.vendor, when.account, when.recipient, when.domain, when.sender, when.subject)
    try:
        rule = world.rules.add(
            Rule(0, criteria, _outcomes(body), body.then, body.probability, body.times), body.position
        )
    except PatternError as error:
        raise invalid("when", str(error)) from None
    return next(each for each in _rows(exchange) if each["id"] == rule.id)


def _outcomes(body: NewRule) -> tuple[Outcome, ...]:
    if body.timeline is not None:
        steps = tuple(Step(step.after, step.event, step.detail) for step in body.timeline)
        return (Outcome("own", steps, "a timeline of its own"),)
    names = [body.outcome] if isinstance(body.outcome, str) else cast(list[str], body.outcome)
    return tuple(known_outcome(name) for name in names)


def delete(exchange: Exchange) -> object:
    exchange.world.rules.remove(_numbered(exchange).number)
    return None


def clear(exchange: Exchange) -> object:
    exchange.world.rules.clear()
    return None


def outcomes(exchange: Exchange) -> object:
    return pages.part((outcome_row(outcome) for outcome in OUTCOMES.values()), exchange.query)


EXAMPLE = {"when": {"recipient": "*@example.com"}, "outcome": ["soft-bounce", "soft-bounce", "delivered"]}

ROWS = (
    Row(
        "GET",
        "/rules",
        "list rules",
        "In the order in which they are tried",
        listing,
        query=pages.Part,
        reply=shapes.Page[shapes.Rule],
    ),
    Row(
        "POST",
        "/rules",
        "add rule",
        "The first rule that matches decides the outcome",
        create,
        body=NewRule,
        status=201,
        reply=shapes.Rule,
        example=EXAMPLE,
        refusals=(409,),
    ),
    Row("DELETE", "/rules", "delete rules", "All of them", clear, status=204),
    Row("GET", "/rules/<id>", "show rule", "One rule and how often it decided", show, reply=shapes.Rule),
    Row("DELETE", "/rules/<id>", "delete rule", "One of them", delete, status=204),
    Row(
        "GET",
        "/outcomes",
        "list outcomes",
        "The outcomes that have a name",
        outcomes,
        query=pages.Part,
        reply=shapes.Page[shapes.Outcome],
    ),
)
