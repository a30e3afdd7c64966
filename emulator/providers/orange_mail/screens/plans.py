"""プラン一覧, the plan menu, and プラン設定 → 基本設定 → 基本情報."""

from __future__ import annotations

from functools import partial
from typing import Any

from .. import accounts, forms, mailings, plans, subscribers
from ..state import Plan
from .desk import BOTH, Desk, Problems, Response, Screen, filled, texts

Typed = dict[str, Any]
FIELDS = ("sender_name", "sender_mail", "name", "public_name", "header", "footer")
SWITCHES = ("notice_on_leaving", "opt_in")


def every(desk: Desk) -> Response:
    """プラン一覧; `?oid=` those of one account."""
    oid = desk.query.get("oid", "")
    found = [each for each in desk.state.plans.values() if oid in ("", each.oid)]
    counts = {each.hash: subscribers.count(desk.state, each) for each in found}
    holder = accounts.account(desk.state, oid) if oid else None
    return desk.show("plans.html", plans=found, counts=counts, account=holder, accounts=desk.state.accounts)


def menu(desk: Desk, hash: str) -> Response:
    plan = plans.plan(desk.state, hash)
    return desk.show(
        "plan.html",
        plan=plan,
        account=desk.state.accounts[plan.oid],
        subscribers=subscribers.count(desk.state, plan),
        mailings=sum(1 for _ in mailings.of_plan(desk.state, hash)),
        base_url=desk.world.settings.base_url,
    )


def create(desk: Desk, oid: str) -> Response:
    accounts.account(desk.state, oid)
    new = Plan(hash="", oid=oid, number=0)

    def keep(typed: Typed) -> Response:
        forms.checked(forms.PLAN, {name: typed[name] for name in FIELDS})
        made = plans.open_plan(desk.world, Plan(hash="", oid=oid, number=0, **typed))
        return desk.go(f"/plans/{made.hash}", "saved")

    return filled(desk, partial(_form, desk, new), _typed_of(new), _typed(desk), keep, "name")


def basics(desk: Desk, hash: str) -> Response:
    """基本情報."""
    plan = plans.plan(desk.state, hash)

    def keep(typed: Typed) -> Response:
        forms.checked(forms.PLAN, {name: typed[name] for name in FIELDS})
        plans.edit(desk.world, hash, **typed)
        return desk.go(f"/plans/{hash}/basics", "saved")

    return filled(desk, partial(_form, desk, plan), _typed_of(plan), _typed(desk), keep, "name")


def _typed(desk: Desk) -> Typed:
    return {**texts(desk, *FIELDS), **{name: name in desk.form for name in SWITCHES}}


def _typed_of(plan: Plan) -> Typed:
    return {name: getattr(plan, name) for name in (*FIELDS, *SWITCHES)}


def _form(desk: Desk, plan: Plan, typed: Typed, problems: Problems) -> Response:
    status = 400 if problems else 200
    return desk.show("basics.html", status, plan=plan, typed=typed, problems=problems, tokens=desk.state.tokens)


SCREENS = (
    Screen("/plans", every),
    Screen("/accounts/<oid>/plans/new", create, BOTH),
    Screen("/plans/<hash>", menu),
    Screen("/plans/<hash>/basics", basics, BOTH),
)
