"""The Infobip Email API: sending, reports, logs, bulks, webhooks, domains, templates, suppressions, validation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ...mail.message import Delivery
from ...mail.world import World
from ..contract import Handle, Provider
from . import (
    accounts,
    auth,
    checks,
    clients,
    errors,
    facts,
    gate,
    limits,
    render,
    routes,
    samples,
    statuses,
    verdicts,
    webhooks,
)
from .appointments import on_appointment
from .readings import reading
from .state import State

MAX_BODY = 30 << 20
"""Bytes. Mails over 20 MB are refused by the operations in their own words; this guards the door."""


ACCOUNT_PARTS = {"account", "accounts", "switches"}
"""Of the section `infobip` of a world file: who may call. The rest is read by `worldfile`, loaded where it is there."""


def describe(world: World, delivery: Delivery, now: datetime) -> Mapping[str, Any]:
    """The status and error objects of a delivery, and the status name as a short text."""
    read = reading(delivery, now)
    status = statuses.STATUSES[read.status]
    return {
        "status": status.name,
        "status_group": read.group,
        "description": status.description,
        "error": statuses.error(read.error),
    }


def load(world: World, section: Mapping[str, Any]) -> None:
    """Every part of the section `infobip` of a world file."""
    accounts.load(world, section)
    further = set(section) - ACCOUNT_PARTS
    if further:
        from . import world_rows, worldfile

        known = {*ACCOUNT_PARTS, *world_rows.Management.model_fields}
        if unknown := further - known:
            raise ValueError(f"infobip has unknown parts {sorted(unknown)}; known are {sorted(known)}")
        worldfile.load(world, section)


def _handles() -> tuple[Handle, ...]:
    from .handles import HANDLES

    return HANDLES


PROVIDER = Provider(
    name="infobip",
    title="Infobip",
    prefixes=("/email", "/auth/1", "/subscriptions/1"),
    routes=routes.ROUTES,
    max_body=MAX_BODY,
    gate=gate.gate,
    render_error=errors.render,
    credential=auth.credential,
    new_state=State,
    load=load,
    freed=accounts.freed,
    mint=accounts.mint,
    credentials=accounts.credentials,
    accounts=accounts.names,
    authorization=lambda world: f"App {accounts.credentials(world)['api_key']}",
    reclaim=accounts.claim_all,
    render=render.render,
    describe=describe,
    subjects=render.subjects,
    verdict=verdicts.verdict,
    on_event=webhooks.on_event,
    on_appointment=on_appointment,
    on_call=webhooks.on_call,
    limits=limits.LIMITS,
    facts=facts.FACTS,
    checks=checks.CHECKS,
    handles=_handles,
    demo_curl=samples.demo_curl,
    samples=samples.samples,
    lines=clients.lines,
    hosts=("api.infobip.com", "*.api.infobip.com"),
    extras={"client_arguments": accounts.client_arguments},
)
