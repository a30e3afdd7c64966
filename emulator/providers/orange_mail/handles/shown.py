"""Stored things as the control API shows them."""

from __future__ import annotations

from typing import Any

from ....mail.webhooks import Call
from ....mail.world import World
from .. import clicks, mailings, rendering, subscribers, times, webhooks
from ..state import ITEMS, Account, Mailing, Plan, State, Subscriber, state_of
from ..statuses import DROPPED, ENGLISH, WORDS


def account(holder: Account) -> dict[str, Any]:
    return {
        "id": holder.oid,
        "oid": holder.oid,
        "name": holder.name,
        "edition": holder.edition,
        "permitted": holder.permitted,
        "api_key": holder.api_key or None,
        "password": holder.password,
    }


def plan(state: State, each: Plan) -> dict[str, Any]:
    return {
        "id": each.hash,
        "hash": each.hash,
        "oid": each.oid,
        "number": each.number,
        "name": each.name,
        "public_name": each.public_name,
        "sender_name": each.sender_name,
        "sender_mail": each.sender_mail,
        "header": each.header,
        "footer": each.footer,
        "notice_on_leaving": each.notice_on_leaving,
        "opt_in": each.opt_in,
        "webhook": {"url": each.webhook_url, "events": list(each.webhook_events)},
        "subscribers": subscribers.count(state, each),
        "queued_events": webhooks.waiting(state, each.hash),
    }


def subscriber(each: Subscriber) -> dict[str, Any]:
    items = {name: each.item(name) for name in ITEMS}
    return {"id": each.number, "plan": each.plan, "mail": each.mail, **items, "standing": each.standing}


def mailing(world: World, each: Mailing) -> dict[str, Any]:
    state = state_of(world)
    standing = mailings.standing(world, each)
    tally = state.tallies.get(each.number, {})
    total, readers = clicks.totals(state, each.number)
    return {
        "id": each.number,
        "plan": each.plan,
        "oid": each.oid,
        "state": ENGLISH[standing],
        "state_text": standing,
        "source": each.source,
        "subject": each.subject,
        "from": {"mail": each.from_mail, "name": each.from_name},
        "send_time": each.send_time,
        "send_time_jst": times.write(each.send_time),
        "created": each.created,
        "begun": each.begun,
        "message": f"msg-{each.message}" if each.message else None,
        "recipients": each.recipients,
        "events": {word: tally.get(word, 0) for word in WORDS},
        "excluded": tally.get(DROPPED, 0),
        "clicks": {"total": total, "readers": readers},
    }


def mailing_in_detail(world: World, each: Mailing) -> dict[str, Any]:
    state = state_of(world)
    content = mailings.content_of(state, state.plans[each.plan], each)
    return {
        **mailing(world, each),
        "body": each.body,
        "links": click_analysis(world, each),
        "findings": rendering.findings(content),
    }


def click_analysis(world: World, each: Mailing) -> list[dict[str, Any]]:
    return [
        {"id": f"{counted.line}-{counted.place}-{counted.url}", "line": counted.line, "url": counted.url}
        | {"total": counted.total, "readers": counted.readers}
        for counted in clicks.analysis(state_of(world), each.number)
    ]


def post(call: Call) -> dict[str, Any]:
    """A line of the delivery log: when, where to, how many events, what came of it."""
    last = call.attempts[-1] if call.attempts else None
    return {
        "id": call.id,
        "plan": call.key,
        "at": last.at if last else call.due,
        "url": call.url,
        "events": len(call.events),
        "state": call.state,
        "status": last.status if last and last.status else None,
        "error": last.error if last and last.error else None,
        "milliseconds": last.milliseconds if last else None,
    }
