"""Plans (プラン): a mailing list with its settings, found by a hash of four characters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ...wire import refusals
from ...wire.refusals import Refusal
from . import ids
from .errors import UNKNOWN_PLAN
from .state import NAME, Plan, Roll, State, state_of
from .statuses import WORDS

if TYPE_CHECKING:
    from ...mail.world import World

BAD_URL = "URLの形式が正しくありません。"
MAX_URL = 2048

_HASH = re.compile(r"[0-9A-Za-z]{4}")
_NOT_IN_URLS = re.compile(r"[\x00-\x20\x7f<>\"\\^`{|}]")


def plan(state: State, hash_: str) -> Plan:
    """Raises Refusal(NOT_FOUND)."""
    found = state.plans.get(hash_)
    if found is None:
        raise Refusal(
            refusals.NOT_FOUND, detail=f"there is no plan {hash_!r} (case matters); GET plans lists those there are"
        )
    return found


def own_plan(state: State, oid: str, hash_: str) -> Plan:
    """The account's plan. One of another account looks exactly like none. Raises Refusal(UNKNOWN_PLAN)."""
    found = state.plans.get(hash_)
    if found is None or found.oid != oid:
        raise Refusal(UNKNOWN_PLAN)
    return found


def of_account(state: State, oid: str) -> list[Plan]:
    return [plan for plan in state.plans.values() if plan.oid == oid]


def open_plan(world: World, new: Plan) -> Plan:
    """A plan whose empty hash and number are given out here. Raises Refusal(CONFLICT, INVALID)."""
    state = state_of(world)
    hash_ = new.hash or ids.new_plan_hash(world, state)
    if not _HASH.fullmatch(hash_):
        raise Refusal(refusals.INVALID, problems={"hash": ["four letters or digits, such as Oay9"]})
    if hash_ in state.plans:
        raise Refusal(refusals.CONFLICT, detail=f"the plan {hash_} exists; leave the hash out and a free one is chosen")
    if problem := url_problem(new.webhook_url):
        raise Refusal(refusals.INVALID, problems={"webhook.url": [problem]})
    new = replace(new, hash=hash_, number=new.number or ids.new_plan_number(state))
    world.claims.claim(NAME, hash_, world.name)  # for the public forms; the first world on a server has them
    state.plans[hash_] = new
    state.rolls[hash_] = Roll()
    return new


def edit(world: World, hash_: str, **values: str | bool) -> Plan:
    """Change names, sender, templates or switches."""
    state = state_of(world)
    changed = replace(plan(state, hash_), **values)  # type: ignore[arg-type]
    state.plans[hash_] = changed
    return changed


def set_webhook(world: World, hash_: str, url: str, events: Iterable[str]) -> Plan:
    """Where this plan's events go and which; an empty URL switches it off. What is queued stays as it is.

    Raises Refusal(INVALID).
    """
    state = state_of(world)
    chosen = set(events)
    problems = {}
    if problem := url_problem(url):
        problems["url"] = [problem]
    if unknown := sorted(chosen - set(WORDS)):
        problems["events"] = [f"{', '.join(unknown)}: only {', '.join(WORDS)} exist"]
    if problems:
        raise Refusal(refusals.INVALID, problems=problems)
    changed = replace(
        plan(state, hash_), webhook_url=url, webhook_events=tuple(word for word in WORDS if word in chosen)
    )
    state.plans[hash_] = changed
    return changed


def url_problem(url: str) -> str:
    """What is wrong with a webhook's address, in the screen's words; empty when nothing is."""
    if not url:
        return ""
    if len(url) > MAX_URL or _NOT_IN_URLS.search(url):
        return BAD_URL
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return BAD_URL
    return "" if parts.scheme in ("http", "https") and parts.hostname else BAD_URL
