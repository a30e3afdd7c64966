"""Shapes of what a tester plans: rules and outcomes, faults, limits."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from ...mail import faults
from ...mail.limits import Basis, LimitKind
from ...mail.rules import Afterwards
from .basic import Duration, Time


class Step(TypedDict):
    after: Duration
    event: str
    detail: str | None


class Outcome(TypedDict):
    id: str
    name: str
    summary: str
    timeline: list[Step]


class Rule(TypedDict):
    """`never` says why the rule can never decide anything, if so."""

    id: str
    when: dict[str, str]
    outcomes: list[Outcome]
    then: Afterwards
    probability: float
    times: int | None
    met: int
    spent: bool
    never: str | None


class Fault(TypedDict):
    """`played` counts the requests that met it; it is `over` when no more will."""

    id: str
    kind: faults.FaultKind
    vendor: str | None
    operation: str | None
    account: str | None
    method: str | None
    path: str | None
    when: faults.Moment
    probability: float
    times: int | None
    until: Time | None
    played: int
    over: bool
    status: NotRequired[int]
    retry_after: NotRequired[int | None]
    latency: NotRequired[Duration]
    distribution: NotRequired[faults.Spread]
    spread: NotRequired[float]


class CountedRequest(TypedDict):
    """A request that counts, and when it stops counting; without `request` when it was primed."""

    at: Time
    leaves: Time
    request: str | None


class LimitAccount(TypedDict):
    account: str
    used: int
    remaining: int
    next_slot: Time | None
    requests: list[CountedRequest]


class PublishedLimit(TypedDict):
    """The vendor's own numbers."""

    limit: int
    window: Duration
    enabled: bool


class Limit(TypedDict):
    id: str
    operation: str
    kind: LimitKind
    limit: int
    window: Duration
    enabled: bool
    basis: Basis
    published: PublishedLimit
    accounts: list[LimitAccount]
    now: Time
