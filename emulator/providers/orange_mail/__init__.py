"""Orange Mail (オレンジメール): its API, webhook and screens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ...mail.message import Delivery
from ...mail.webhooks import Call
from ...mail.world import World
from ..contract import Handle, Provider
from . import auth, checks, credentials, errors, exclusion, facts, happenings, minute, rendering, samples
from .gate import gate
from .limits import LIMIT
from .routes import PREFIXES, ROUTES
from .state import NAME, State
from .statuses import WORD_OF

MAX_BODY = 1 << 20


def _describe(world: World, delivery: Delivery, now: datetime) -> Mapping[str, Any]:
    """The service's own words: the last of its four events, and all of them."""
    words = [WORD_OF[step.name] for _, step in delivery.happened(now) if step.name in WORD_OF]
    return {"status": words[-1] if words else "配信中", "id": delivery.id, "events": words}


def _on_call(world: World, call: Call) -> None:
    """However a POST ended, its events count as told: this service never tries again (*documented*)."""


def _load(world: World, section: Mapping[str, Any]) -> None:
    from . import worldfile

    worldfile.load(world, section)


def _freed(world: World, section: Mapping[str, Any]) -> Mapping[str, Any]:
    from . import worldfile

    return worldfile.freed(world, section)


def _handles() -> tuple[Handle, ...]:
    from .handles import HANDLES

    return HANDLES


def _pages(registry: Any) -> None:
    from .screens import pages

    pages(registry)


def _lines(world: World, base_url: str) -> tuple[tuple[str, str], ...]:
    """The service has no client library; any HTTP client will do."""
    header = f"Bearer {credentials.credentials(world)['api_key']}"
    text = (
        "import requests\n"
        "api = requests.Session()\n"
        f'api.headers["Authorization"] = "{header}"\n'
        f'api.post("{base_url}/api/v0/customer/add", json={{"plan": "…", "add": {{"mail": "…"}}}})'
    )
    return (("Python: requests", text),)


PROVIDER = Provider(
    name=NAME,
    title="Orange Mail",
    prefixes=PREFIXES,
    routes=ROUTES,
    max_body=MAX_BODY,
    gate=gate,
    render_error=errors.render,
    credential=auth.credential,
    new_state=State,
    load=_load,
    freed=_freed,
    mint=credentials.mint,
    credentials=credentials.credentials,
    accounts=credentials.account_names,
    authorization=lambda world: f"Bearer {credentials.credentials(world)['api_key']}",
    reclaim=credentials.reclaim,
    render=rendering.render,
    describe=_describe,
    subjects=rendering.subjects,
    verdict=exclusion.verdict,
    on_event=happenings.on_event,
    on_appointment=minute.on_appointment,
    on_call=_on_call,
    limits=(LIMIT,),
    facts=facts.FACTS,
    checks=checks.CHECKS,
    handles=_handles,
    demo_curl=samples.demo_curl,
    samples=samples.samples,
    lines=_lines,
    due_soon=minute.perform,
    pages=_pages,
    hosts=("mail.os7.biz", "smail.omee1.com"),
)
