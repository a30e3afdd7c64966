"""Shapes of time: the clock, walks through time, what is still to come."""

from __future__ import annotations

from typing_extensions import TypedDict

from ...mail.agenda import Kind
from ...mail.clock import Mode
from .basic import Time


class Coming(TypedDict):
    at: Time
    what: str


class Clock(TypedDict):
    """`changes` grows with whatever was recorded: cheap to poll."""

    mode: Mode
    now: Time
    next: Coming | None
    pending: int
    changes: int


class Fired(TypedDict):
    at: Time
    what: str
    id: str


Walked = TypedDict("Walked", {"from": Time, "to": Time, "fired": list[Fired]})


class AgendaItem(TypedDict):
    """`about` names the delivery or the webhook call, if it is one."""

    id: str
    at: Time
    kind: Kind
    vendor: str
    what: str
    about: str


class RunNow(TypedDict):
    """`settled`: every call was answered before this answer."""

    fired: list[Fired]
    settled: bool
