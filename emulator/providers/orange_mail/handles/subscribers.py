"""`plans/…/subscribers`: search, add, import, change, stop, unsubscribe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, WithJsonSchema, create_model

from ....mail.world import World
from ....wire import refusals
from ....wire.refusals import Refusal
from ...contract import Handle
from .. import errors, forms, plans, subscribers
from ..state import ITEMS, Plan, Subscriber, state_of
from . import shown
from .listing import Body, after, listed, number

Path = Mapping[str, str]
Query = Mapping[str, str]



def _as_text(value: Any) -> Any:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Item = Annotated[str, BeforeValidator(_as_text), WithJsonSchema({"type": ["string", "number"]})]
"""A value of a record; a number is as good as its text."""

_ITEMS: dict[str, Any] = dict.fromkeys(ITEMS, (Item | None, None))

NewSubscriber: type[BaseModel] = create_model("NewSubscriber", __base__=Body, mail=(str, ...), **_ITEMS)
SubscriberChange: type[BaseModel] = create_model("SubscriberChange", __base__=Body, mail=(str | None, None), **_ITEMS)


class Import(Body):
    """Rows with `mail` and whatever else customer/add knows."""

    subscribers: list[dict[str, str | int]]


class StandingChange(Body):
    standing: Literal["配信中", "配信停止", "解除"]


def every(world: World, path: Path, query: Query, body: None) -> object:
    state = state_of(world)
    plan = plans.plan(state, path["hash"])
    rows = subscribers.search(state, plan, query.get("search", ""), query.get("standing", ""), after(query))
    return {
        **listed(rows, query, lambda each: str(each.number), shown.subscriber),
        "total": subscribers.count(state, plan),
    }


def add(world: World, path: Path, query: Query, body: Any) -> object:
    plan = plans.plan(state_of(world), path["hash"])
    values = forms.checked(forms.SUBSCRIBER, body.given())
    return shown.subscriber(_carried_out(lambda: subscribers.add(world, plan, values)))


def import_all(world: World, path: Path, query: Query, body: Import) -> object:
    """All rows are looked at before the first is entered."""
    plan = plans.plan(state_of(world), path["hash"])
    rows = [_row(place, row) for place, row in enumerate(body.subscribers)]
    added, passed_over = subscribers.import_all(world, plan, rows)
    return {"added": len(added), "passed_over": passed_over, "total": subscribers.count(state_of(world), plan)}


def one(world: World, path: Path, query: Query, body: None) -> object:
    return shown.subscriber(_record(world, path)[1])


def change(world: World, path: Path, query: Query, body: Any) -> object:
    plan, subscriber = _record(world, path)
    values = forms.checked(forms.SUBSCRIBER, body.given(), partly=True)
    return shown.subscriber(_carried_out(lambda: subscribers.modify(world, plan, subscriber.mail, values)))


def set_standing(world: World, path: Path, query: Query, body: StandingChange) -> object:
    subscriber = _record(world, path)[1]
    return shown.subscriber(_carried_out(lambda: subscribers.set_standing(world, subscriber, body.standing)))


def unsubscribe(world: World, path: Path, query: Query, body: None) -> object:
    plan, subscriber = _record(world, path)
    return shown.subscriber(_carried_out(lambda: subscribers.unsubscribe(world, plan, subscriber.mail)))


def _record(world: World, path: Path) -> tuple[Plan, Subscriber]:
    state = state_of(world)
    plan = plans.plan(state, path["hash"])
    found = subscribers.by_number(state, number(path["number"]))
    if found.plan != plan.hash:
        raise Refusal(refusals.NOT_FOUND, detail=f"subscriber {found.number} is in another plan, {found.plan}")
    return plan, found


_KNOWN = frozenset(("mail", *ITEMS))


def _row(place: int, row: Mapping[str, str | int]) -> Mapping[str, str]:
    if unknown := row.keys() - _KNOWN:
        sentence = f"unknown: {', '.join(sorted(unknown))}; a row may have {', '.join(sorted(_KNOWN))}"
        raise Refusal(refusals.INVALID, problems={f"subscribers.{place}": [sentence]}, detail=sentence)
    try:
        return forms.checked(forms.SUBSCRIBER, {name: str(value) for name, value in row.items()})
    except Refusal as refusal:
        problems = {f"subscribers.{place}.{field}": texts for field, texts in refusal.problems.items()}
        raise Refusal(refusals.INVALID, problems=problems, detail=forms.in_words(problems)) from None


def _carried_out(change: Any) -> Subscriber:
    """The service's own refusals as those of the control API."""
    try:
        done: Subscriber = change()
    except Refusal as refusal:
        missing = refusal.reason == errors.UNKNOWN_SUBSCRIBER
        reason = refusals.NOT_FOUND if missing else refusals.CONFLICT
        raise Refusal(reason, detail=errors.text_of(refusal)) from None
    return done


_ONE = "plans/<hash>/subscribers/<number>"

HANDLES = (
    Handle(
        "GET",
        "plans/<hash>/subscribers",
        "list subscribers",
        "Records of a plan; `?search=` in address, names and items, `?standing=配信中`.",
        every,
    ),
    Handle("POST", "plans/<hash>/subscribers", "add subscriber", "A new subscriber.", add, NewSubscriber, 201),
    Handle(
        "POST",
        "plans/<hash>/subscribers/import",
        "import subscribers",
        "Many at once; addresses that are there or refused are passed over.",
        import_all,
        Import,
    ),
    Handle("GET", _ONE, "subscriber", "One record.", one),
    Handle("PATCH", _ONE, "change subscriber", "Address, names, items.", change, SubscriberChange),
    Handle("PUT", f"{_ONE}/standing", "set standing", "配信中, 配信停止 or 解除.", set_standing, StandingChange),
    Handle("DELETE", _ONE, "unsubscribe", "The record stays as 解除.", unsubscribe),
)
