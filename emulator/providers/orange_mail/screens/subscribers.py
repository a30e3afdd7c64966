"""読者一覧 with search, adding and editing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from ....wire.paging import page, read_cursor
from ....wire.refusals import Refusal
from .. import errors, forms, plans, subscribers
from ..state import ACTIVE, ITEMS, LEFT, STOPPED, Plan, Subscriber
from .desk import BOTH, Desk, Problems, Response, Screen, filled, texts

Typed = Mapping[str, str]
PAGE = 50
FIELDS = ("mail", *ITEMS)
STANDINGS = (ACTIVE, STOPPED, LEFT)


def every(desk: Desk, hash: str) -> Response:
    plan = plans.plan(desk.state, hash)
    text, standing = desk.query.get("search", ""), desk.query.get("standing", "")
    try:
        start = int(read_cursor(desk.query.get("cursor", "")) or 0)
    except ValueError:
        start = 0
    rows = subscribers.search(desk.state, plan, text, standing if standing in STANDINGS else "", start)
    found, cursor = page(rows, PAGE, lambda each: str(each.number))
    return desk.show(
        "subscribers.html",
        plan=plan,
        rows=found,
        next=cursor,
        search=text,
        standing=standing,
        standings=STANDINGS,
        total=subscribers.count(desk.state, plan),
    )


def add(desk: Desk, hash: str) -> Response:
    plan = plans.plan(desk.state, hash)

    def keep(typed: Typed) -> Response:
        values = {name: text for name, text in typed.items() if text or name == "mail"}
        subscribers.add(desk.world, plan, forms.checked(forms.SUBSCRIBER, values))
        return desk.go(f"/plans/{hash}/subscribers", "saved")

    return filled(desk, partial(_form, desk, plan, None), {}, texts(desk, *FIELDS), keep, "mail")


def edit(desk: Desk, hash: str, number: int) -> Response:
    plan, before = _record(desk, hash, number)

    def keep(typed: Typed) -> Response:
        subscribers.modify(desk.world, plan, before.mail, forms.checked(forms.SUBSCRIBER, typed))
        return desk.go(f"/plans/{hash}/subscribers/{number}", "saved")

    begin = {name: _value(before, name) for name in FIELDS}
    return filled(desk, partial(_form, desk, plan, before), begin, texts(desk, *FIELDS), keep, "mail")


def set_standing(desk: Desk, hash: str, number: int) -> Response:
    _, before = _record(desk, hash, number)
    wanted = desk.form.get("standing", "")
    if wanted in STANDINGS:
        subscribers.set_standing(desk.world, before, wanted)
    return desk.go(f"/plans/{hash}/subscribers/{number}", "saved")


def _record(desk: Desk, hash: str, number: int) -> tuple[Plan, Subscriber]:
    plan = plans.plan(desk.state, hash)
    found = subscribers.by_number(desk.state, number)
    if found.plan != hash:
        raise Refusal(errors.UNKNOWN_SUBSCRIBER)
    return plan, found


def _value(subscriber: Subscriber, name: str) -> str:
    return subscriber.mail if name == "mail" else subscriber.item(name)


def _form(desk: Desk, plan: Plan, subscriber: Subscriber | None, typed: Typed, problems: Problems) -> Response:
    return desk.show(
        "subscriber.html",
        400 if problems else 200,
        plan=plan,
        subscriber=subscriber,
        typed=typed,
        problems=problems,
        left=LEFT,
        active=ACTIVE,
        stopped=STOPPED,
    )


SCREENS = (
    Screen("/plans/<hash>/subscribers", every),
    Screen("/plans/<hash>/subscribers/new", add, BOTH),
    Screen("/plans/<hash>/subscribers/<int:number>", edit, BOTH),
    Screen("/plans/<hash>/subscribers/<int:number>/standing", set_standing, ("POST",)),
)
