"""プラン設定 → webhook設定 → 「Webhook設定」: where events go, which, and the last 50 POSTs."""

from __future__ import annotations

from functools import partial
from itertools import islice

from .. import plans, webhooks
from ..state import Plan
from ..statuses import JAPANESE, WORDS
from .desk import BOTH, Desk, Problems, Response, Screen, filled

SHOWN = 50

Typed = tuple[str, list[str]]
"""The address, and the ticked events."""


def settings(desk: Desk, hash: str) -> Response:
    plan = plans.plan(desk.state, hash)
    if not desk.state.accounts[plan.oid].may_use_api:
        text = desk.t("Webhookの使用が許可されていません。サービス管理者にお問い合わせください。")
        return desk.show("message.html", 403, title=desk.t("Webhook設定"), text=text)

    def keep(typed: Typed) -> Response:
        plans.set_webhook(desk.world, hash, *typed)
        return desk.go(f"/plans/{hash}/webhook", "saved")

    begin = (plan.webhook_url, list(plan.webhook_events))
    typed = (desk.form.get("url", ""), [word for word in desk.chosen("events") if word in WORDS])
    return filled(desk, partial(_page, desk, plan), begin, typed, keep, "url")


def _page(desk: Desk, plan: Plan, typed: Typed, problems: Problems) -> Response:
    url, chosen = typed
    return desk.show(
        "webhook.html",
        400 if problems else 200,
        plan=plan,
        url=url,
        chosen=chosen,
        problems=problems,
        words=WORDS,
        japanese=JAPANESE,
        calls=list(islice(webhooks.of_plan(desk.world, plan.hash), SHOWN)),
        waiting=webhooks.waiting(desk.state, plan.hash),
    )


SCREENS = (Screen("/plans/<hash>/webhook", settings, BOTH),)
