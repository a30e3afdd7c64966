"""メルマガ一覧, メルマガ作成, and メール詳細 with click analysis."""

from __future__ import annotations

from functools import partial
from itertools import islice

from .. import clicks, forms, mailings, minute, plans, rendering, times
from ..state import Mailing, Plan
from ..statuses import RESERVED, WORDS
from .desk import BOTH, Desk, Problems, Response, Screen, filled, texts

Typed = dict[str, str]
FIELDS = ("from_name", "from_mail", "subject", "body", "send_time")
SHOWN = 200


def every(desk: Desk, hash: str) -> Response:
    plan = plans.plan(desk.state, hash)
    rows = list(islice(mailings.of_plan(desk.state, hash), SHOWN))
    standings = {each.number: mailings.standing(desk.world, each) for each in rows}
    return desk.show("mailings.html", plan=plan, mailings=rows, standings=standings)


def create(desk: Desk, hash: str) -> Response:
    """メルマガ作成. A new mailing begins with the plan's sender (*documented*)."""
    plan = plans.plan(desk.state, hash)

    def keep(typed: Typed) -> Response:
        made = mailings.reserve(desk.world, plan, forms.letter(desk.world, typed), source="画面")
        minute.arrange(desk.world)
        return desk.go(f"/mailings/{made.number}", "reserved")

    begin = {"from_name": plan.sender_name, "from_mail": plan.sender_mail, "send_time": _soon(desk)}
    return filled(desk, partial(_form, desk, plan, None), begin, texts(desk, *FIELDS), keep, "subject")


def edit(desk: Desk, number: int) -> Response:
    before = mailings.waiting(desk.state, number)
    plan = plans.plan(desk.state, before.plan)

    def keep(typed: Typed) -> Response:
        mailings.edit(desk.world, number, forms.letter(desk.world, typed))
        minute.arrange(desk.world)
        return desk.go(f"/mailings/{number}", "saved")

    begin = {**{name: getattr(before, name) for name in FIELDS}, "send_time": times.write(before.send_time)}
    return filled(desk, partial(_form, desk, plan, before), begin, texts(desk, *FIELDS), keep, "subject")


def detail(desk: Desk, number: int) -> Response:
    """メール詳細."""
    found = mailings.mailing(desk.state, number)
    plan = plans.plan(desk.state, found.plan)
    total, readers = clicks.totals(desk.state, number)
    return desk.show(
        "mailing.html",
        plan=plan,
        mailing=found,
        standing=mailings.standing(desk.world, found),
        waiting=RESERVED,
        words=WORDS,
        tally=desk.state.tallies.get(number, {}),
        analysis=clicks.analysis(desk.state, number),
        clicked=total,
        readers=readers,
        findings=rendering.findings(mailings.content_of(desk.state, plan, found)),
    )


def cancel(desk: Desk, number: int) -> Response:
    mailings.cancel(desk.world, number)
    minute.arrange(desk.world)
    return desk.go(f"/mailings/{number}", "cancelled")


def delete(desk: Desk, number: int) -> Response:
    plan = mailings.mailing(desk.state, number).plan
    mailings.delete(desk.world, number)
    minute.arrange(desk.world)
    return desk.go(f"/plans/{plan}/mailings", "deleted")


def _soon(desk: Desk) -> str:
    return times.write(times.next_minute(desk.world.now))


def _form(desk: Desk, plan: Plan, mailing: Mailing | None, typed: Typed, problems: Problems) -> Response:
    return desk.show(
        "mailing_form.html",
        400 if problems else 200,
        plan=plan,
        mailing=mailing,
        typed=typed,
        problems=problems,
        tokens=desk.state.tokens,
    )


SCREENS = (
    Screen("/plans/<hash>/mailings", every),
    Screen("/plans/<hash>/mailings/new", create, BOTH),
    Screen("/mailings/<int:number>", detail),
    Screen("/mailings/<int:number>/edit", edit, BOTH),
    Screen("/mailings/<int:number>/cancel", cancel, ("POST",)),
    Screen("/mailings/<int:number>/delete", delete, ("POST",)),
)
