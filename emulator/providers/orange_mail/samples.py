"""The first calls somebody new makes: two readers, a webhook, a mailing, and the two minutes until it was reported."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..contract import Sample
from . import credentials, mailings, times
from .state import ACTIVE, Plan, state_of
from .statuses import WORDS

if TYPE_CHECKING:
    from ...mail.world import World

READER, BOUNCING = "reader@example.com", "bounce@example.com"
ADD, MAKE = "/api/v0/customer/add", "/api/v0/mail/make"


def samples(world: World, receiver: str) -> tuple[Sample, ...]:
    """All about the first plan of the first account."""
    plan = _plan(world)
    if plan is None:
        return ()
    told = {"url": receiver, "events": list(WORDS)}
    known = plan.webhook_url == receiver and set(plan.webhook_events) == set(WORDS)
    made = next(iter(mailings.of_plan(state_of(world), plan.hash)), None) is not None
    return (
        Sample("reader", "POST", ADD, _reader(plan, READER), done=_is_in(world, plan, READER)),
        Sample("bouncing-reader", "POST", ADD, _reader(plan, BOUNCING), BOUNCING, done=_is_in(world, plan, BOUNCING)),
        Sample("hook", "PUT", f"orange-mail/plans/{plan.hash}/webhook", told, handle=True, done=known),
        Sample("mailing", "POST", MAKE, _mailing(world, plan), READER, done=made),
        Sample("time", "POST", "clock/advance", {"by": "2m"}, handle=True),
    )


def demo_curl(world: World, base_url: str) -> str:
    """A mailing to the plan's readers. A plan that has none gets one first."""
    plan = _plan(world)
    if plan is None:
        return ""
    calls = [] if state_of(world).rolls[plan.hash].present else [(ADD, _reader(plan, READER))]
    key = credentials.credentials(world)["api_key"]
    return " &&\n".join(
        f"curl -s {base_url}{path} -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' -d "
        + _quoted(json.dumps(body, ensure_ascii=False))
        for path, body in [*calls, (MAKE, _mailing(world, plan))]
    )


def _plan(world: World) -> Plan | None:
    shown = credentials.credentials(world)
    plans = shown["plans"] if shown["api_key"] else []
    return state_of(world).plans[plans[0]["hash"]] if plans else None


def _is_in(world: World, plan: Plan, mail: str) -> bool:
    state = state_of(world)
    number = state.rolls[plan.hash].present.get(mail)
    return number is not None and state.subscribers[number].standing == ACTIVE


def _reader(plan: Plan, mail: str) -> dict[str, Any]:
    return {"plan": plan.hash, "add": {"mail": mail, "sei": "山田", "mei": "花子"}}


def _mailing(world: World, plan: Plan) -> dict[str, Any]:
    """For the next run; a time that has come is refused in a strict world."""
    at = times.next_minute(world.now) if world.settings.strict else world.now
    return {
        "plan": plan.hash,
        "from": {"mail": plan.sender_mail, "name": plan.sender_name},
        "content": {"type": "text/plain", "subject": "%sei%様 お知らせ", "body": "%sei% %mei% 様\nこんにちは。"},
        "send_time": times.write(at),
    }


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
