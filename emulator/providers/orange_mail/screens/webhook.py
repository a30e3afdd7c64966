"""プラン設定 → webhook設定 → 「Webhook設定」: where events go, which, and the last 50 POSTs."""

from __future__ import annotations

from itertools import islice

from ....wire.refusals import Refusal
from .. import plans, webhooks
from ..state import Plan
from ..statuses import JAPANESE, WORDS
from .desk import BOTH, Desk, Problems, Response, Screen, problems_of

SHOWN = 50


def settings(desk: Desk, hash: str) -> Response:
    plan = plans.plan(desk.state, hash)
    if not desk.state.accounts[plan.oid].may_use_api:
        text = desk.t("Webhookの使用が許可されていません。サービス管理者にお問い合わせください。")
        return desk.show("message.html", 403, title=desk.t("Webhook設定"), text=text)
    if not desk.sent:
        return _page(desk, plan, plan.webhook_url, list(plan.webhook_events), {})
    url, chosen = desk.form.get("url", ""), [word for word in desk.chosen("events") if word in WORDS]
    try:
        plans.set_webhook(desk.world, hash, url, chosen)
    except Refusal as refusal:
        return _page(desk, plan, url, chosen, problems_of(refusal, "url"))
    return desk.go(f"/plans/{hash}/webhook", "saved")


def _page(desk: Desk, plan: Plan, url: str, chosen: list[str], problems: Problems) -> Response:
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
