"""/del/{link}: the unsubscribe form (解除フォーム) with its two boxes. /del1/{link}: unsubscribing by one click."""

from __future__ import annotations

from ....mail.message import Delivery
from ....wire.bodies import read_form
from ....wire.current import Answer, Current
from .. import leaving
from ..rendering import FORM, ONE_CLICK
from ..state import NAME
from .pages import not_found, page

NEVER_THIS_PLAN = "never_plan"
NEVER_THIS_SENDER = "never_sender"


def form(current: Current) -> Answer:
    delivery = _delivery(current, FORM)
    return not_found() if delivery is None else _form(current, delivery, left=False)


def submit(current: Current) -> Answer:
    delivery = _delivery(current, FORM)
    if delivery is None:
        return not_found()
    ticked = {part.name for part in read_form(current.request.body)}
    leaving.leave(
        current.world,
        delivery,
        never_this_plan=NEVER_THIS_PLAN in ticked,
        never_this_sender=NEVER_THIS_SENDER in ticked,
    )
    current.caused = (delivery.number, delivery.number)
    return page("message.html", title="解除が完了しました", text=f"{delivery.recipient} への配信を解除しました。")


def at_once(current: Current) -> Answer:
    delivery = _delivery(current, ONE_CLICK)
    if delivery is None:
        return not_found()
    if current.request.method != "HEAD":
        leaving.leave(current.world, delivery)
        current.caused = (delivery.number, delivery.number)
    return _form(current, delivery, left=True)


def _form(current: Current, delivery: Delivery, *, left: bool) -> Answer:
    world = current.world
    return page(
        "unsubscribe.html",
        plan=leaving.plan_of(world, delivery),
        mail=delivery.recipient,
        action=f"/del/{world.link_id(FORM, delivery.number)}",
        left=left or not leaving.is_subscribed(world, delivery),
    )


def _delivery(current: Current, purpose: str) -> Delivery | None:
    found = current.world.read_link(purpose, current.path["link"])
    message = current.world.messages.get(found[0].message) if found else None
    return found[0] if found and message is not None and message.provider == NAME else None
