"""配信ログ, with 配信除外数 and each event when 詳細表示 is ticked."""

from __future__ import annotations

from itertools import islice

from .. import mailings, plans
from ..statuses import WORDS
from .desk import Desk, Response, Screen

SHOWN = 200


def sendings(desk: Desk, hash: str) -> Response:
    plan = plans.plan(desk.state, hash)
    sent = (each for each in mailings.of_plan(desk.state, hash) if each.begun is not None)
    rows = list(islice(sent, SHOWN))
    return desk.show(
        "log.html",
        plan=plan,
        mailings=rows,
        standings={each.number: mailings.standing(desk.world, each) for each in rows},
        tallies=desk.state.tallies,
        words=WORDS,
        detailed="detail" in desk.query,
    )


SCREENS = (Screen("/plans/<hash>/log", sendings),)
