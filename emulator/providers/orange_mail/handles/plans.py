"""`plans`: names, sender, templates, the webhook and the log of its POSTs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from ....mail.world import World
from ...contract import Handle
from .. import accounts, forms, plans, webhooks
from ..state import Plan, state_of
from . import shown
from .listing import Body, after, listed

Path = Mapping[str, str]
Query = Mapping[str, str]


class NewPlan(Body):
    oid: str
    hash: str = Field("", pattern=r"^([0-9A-Za-z]{4})?$")
    name: str = ""
    public_name: str = ""
    sender_name: str = ""
    sender_mail: str = ""
    header: str = ""
    footer: str = ""
    notice_on_leaving: bool = True
    opt_in: bool = False


class PlanChange(Body):
    name: str | None = None
    public_name: str | None = None
    sender_name: str | None = None
    sender_mail: str | None = None
    header: str | None = None
    footer: str | None = None
    notice_on_leaving: bool | None = None
    opt_in: bool | None = None


class Webhook(Body):
    """An empty `url` switches the webhook off."""

    url: str = ""
    events: list[Literal["Processed", "Delivered", "Bounce", "Dropped"]] = Field(default_factory=list)


def every(world: World, path: Path, query: Query, body: None) -> object:
    state = state_of(world)
    start, oid = after(query), query.get("oid")
    rows = (each for each in state.plans.values() if each.number > start and oid in (None, each.oid))
    return listed(rows, query, lambda each: str(each.number), lambda each: shown.plan(state, each))


def one(world: World, path: Path, query: Query, body: None) -> object:
    state = state_of(world)
    return shown.plan(state, plans.plan(state, path["hash"]))


def create(world: World, path: Path, query: Query, body: NewPlan) -> object:
    values = body.model_dump()
    accounts.account(state_of(world), values["oid"])
    forms.checked(forms.PLAN, {name: text for name, text in values.items() if text}, partly=True)
    return shown.plan(state_of(world), plans.open_plan(world, Plan(number=0, **values)))


def change(world: World, path: Path, query: Query, body: PlanChange) -> object:
    values = body.given()
    forms.checked(forms.PLAN, {name: text for name, text in values.items() if isinstance(text, str)}, partly=True)
    return shown.plan(state_of(world), plans.edit(world, path["hash"], **values))


def set_webhook(world: World, path: Path, query: Query, body: Webhook) -> object:
    return shown.plan(state_of(world), plans.set_webhook(world, path["hash"], body.url, body.events))


def posts(world: World, path: Path, query: Query, body: None) -> object:
    start = after(query)
    newest_first = webhooks.of_plan(world, plans.plan(state_of(world), path["hash"]).hash)
    rows = (call for call in newest_first if not start or call.number < start)
    return listed(rows, query, lambda call: str(call.number), shown.post)


HANDLES = (
    Handle("GET", "plans", "list plans", "Plans; `?oid=` those of one account.", every),
    Handle("POST", "plans", "open plan", "A new plan; without a hash one is chosen.", create, NewPlan, 201),
    Handle("GET", "plans/<hash>", "plan", "One plan.", one),
    Handle("PATCH", "plans/<hash>", "change plan", "Names, sender, header, footer, switches.", change, PlanChange),
    Handle("PUT", "plans/<hash>/webhook", "set webhook", "Where events go, and which.", set_webhook, Webhook),
    Handle("GET", "plans/<hash>/posts", "list posts", "The POSTs of a plan's webhook, newest first.", posts),
)
