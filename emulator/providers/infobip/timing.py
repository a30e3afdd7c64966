"""Delivery windows and validity: when mail may be sent, and until when it is worth sending."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from ...mail import events
from ...mail.events import Step
from ...mail.outcomes import Outcome
from .content import Content, Window

DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
DAY = 24 * 60

LONGEST_VALIDITY = 48 * 3600
"""Seconds; a longer one is cut to this without an error (*documented*)."""


def opens(window: Window, now: datetime) -> datetime:
    """`now` when the window is open, else when it opens next. A window may pass midnight."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    start, end = window.get("start", 0), window.get("end", DAY)
    length = timedelta(minutes=end - start if end > start else end - start + DAY)
    coming = []
    for days in range(-1, 9):
        day = today + timedelta(days=days)
        begins = day + timedelta(minutes=start)
        if DAYS[day.weekday()] in window["days"] and begins + length > now:
            coming.append(max(begins, now))
    return min(coming)


def expires(content: Content, wanted: datetime) -> datetime | None:
    """Until when a mail that should have left at `wanted` is worth sending."""
    seconds = content.get("validity")
    return None if seconds is None else wanted + timedelta(seconds=seconds)


def cut(outcome: Outcome, left: timedelta) -> Outcome:
    """The outcome when only `left` of the validity remains: what is still open by then expires."""
    if left <= timedelta():
        steps: tuple[Step, ...] = ()
        left = timedelta()
    else:
        steps = tuple(step for step in outcome.timeline if step.after <= left)
        if any(step.name in events.FINAL for step in steps):
            return outcome
    return replace(outcome, timeline=(*steps, Step(left, events.EXPIRED, "validity")))
