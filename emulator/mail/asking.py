"""What an address asks for by itself: `bounce@…`, `slow+30m@…`, `bounce+6006@…`, `opened+3m@…`.

The local part is the name of an outcome, exact or followed by a digit or by `+` and more. Behind a `+`, a duration
says when the last event happens, four digits or the name of a cause say why it failed; anything else only tells
addresses apart.
"""

import re
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache

from . import events
from .outcomes import DELIVERED, OUTCOMES, Outcome

# Longest names first, so that `late-bounce` is not read as something else.
_ASKED = re.compile(
    "(" + "|".join(sorted(map(re.escape, OUTCOMES), key=len, reverse=True)) + r")([+0-9].*)?$", re.IGNORECASE
)
_DURATION = re.compile(r"(\d{1,7})(ms|s|m|h|d)$")
_UNIT = {
    "ms": timedelta(milliseconds=1),
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}
_CODE = re.compile(r"\d{4}$")
_FAILED = frozenset({events.DEFERRED, events.BOUNCED, events.DROPPED, events.EXPIRED})
CAUSES = frozenset(step.detail for outcome in OUTCOMES.values() for step in outcome.timeline if step.detail)
"""Why a delivery fails, in our words."""

LATEST = timedelta(days=366)


@lru_cache(maxsize=4096)
def asked_by_address(address: str) -> Outcome:
    """The outcome that the local part asks for; else delivered."""
    return named(address.partition("@")[0]) or DELIVERED


def named(text: str) -> Outcome | None:
    """The outcome of a name, with its wishes: `bounce`, `slow+30m`, `bounce+6006`."""
    found = _ASKED.match(text)
    if found is None:
        return None
    outcome = OUTCOMES[found.group(1).lower()]
    for wish in (found.group(2) or "").split("+")[1:]:
        outcome = _granted(outcome, wish.lower())
    return outcome


def _granted(outcome: Outcome, wish: str) -> Outcome:
    if (duration := _DURATION.match(wish)) is not None:
        after = int(duration[1]) * _UNIT[duration[2]]
        return outcome if after > LATEST else _ending(outcome, after)
    cause = wish.replace("-", "_")
    if _CODE.match(wish) or cause in CAUSES:
        return _because(outcome, wish if _CODE.match(wish) else cause)
    return outcome


def _ending(outcome: Outcome, after: timedelta) -> Outcome:
    """The last event happens at `after`, the others no later."""
    *before, last = outcome.timeline
    steps = [*(replace(step, after=min(step.after, after)) for step in before), replace(last, after=after)]
    return replace(outcome, timeline=tuple(steps))


def _because(outcome: Outcome, detail: str) -> Outcome:
    steps = (replace(step, detail=detail) if step.name in _FAILED else step for step in outcome.timeline)
    return replace(outcome, timeline=tuple(steps))
