"""How reports and events are posted: the retry plan, and the bodies reports travel in."""

from __future__ import annotations

from datetime import timedelta
from html import escape
from typing import TYPE_CHECKING, Any

import orjson

from ...mail.webhooks import RetryPlan
from .errors import printable

if TYPE_CHECKING:
    from ...mail.world import World
    from .state import State

NAME = "infobip"
REPORT = "delivery report"
INTERMEDIATE = "intermediate delivery report"
RETRIES = 20

PAUSES = tuple(timedelta(minutes=1 + n * n) for n in range(RETRIES))
"""1, 2, 5, 10, … 362 minutes: 1 min + 1 min · n² (*documented*); that there are 20 is *observed*."""

PLAN = RetryPlan(PAUSES, basis="documented")
STRICT_PLAN = RetryPlan(PAUSES, accepts=(200, 200), basis="documented")


def plan(world: World) -> RetryPlan:
    """Any 2xx is an acceptance (*assumed*), or 200 alone (*documented*) where the switch says so."""
    state: State = world.state(NAME)
    return STRICT_PLAN if state.switches.strict_200 or world.settings.strict else PLAN


def as_json(items: list[dict[str, Any]]) -> tuple[bytes, str]:
    """(body, content type) of a push of reports."""
    return orjson.dumps({"results": items}), "application/json"


def as_xml(items: list[dict[str, Any]]) -> tuple[bytes, str]:
    """The same names as elements (*assumed*)."""
    results = "".join(f"<result>{_elements(item)}</result>" for item in items)
    text = f'<?xml version="1.0" encoding="UTF-8"?><reportResponse><results>{results}</results></reportResponse>'
    return text.encode(), "application/xml"


def _elements(values: dict[str, Any]) -> str:
    return "".join(f"<{name}>{_text(value)}</{name}>" for name, value in values.items())


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return _elements(value)
    if isinstance(value, bool):
        return str(value).lower()
    return escape(printable(str(value)), quote=False)
