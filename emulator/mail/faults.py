"""Planned failures of the API: what to do to which of the next requests."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from .chance import Chance
from .patterns import TooSlow, compiled

FaultKind = Literal["status", "latency", "drop", "truncate", "malformed"]
Moment = Literal["before", "after"]
Spread = Literal["fixed", "uniform", "lognormal"]

LONGEST_SECONDS = 300.0
"""No answer is held back longer, whatever a distribution gives."""


@dataclass(slots=True)
class Fault:
    """One planned failure. It is used up after `times` requests, or when `until` has passed.

    `when` says whether the request is carried out first: a connection dropped `after` loses the answer alone.
    `seconds` is the latency, the middle of a log-normal one; `spread` what `distribution` does with it.
    """

    number: int
    kind: FaultKind
    provider: str = ""
    operation: str = ""
    account: str = ""
    method: str = ""
    path: str = ""
    status: int = 500
    retry_after: int | None = None
    seconds: float = 0.0
    distribution: Spread = "fixed"
    spread: float = 0.0
    when: Moment = "before"
    probability: float = 1.0
    times: int | None = None
    until: datetime | None = None
    played: int = 0

    @property
    def id(self) -> str:
        return f"fault-{self.number}"

    def over(self, now: datetime) -> bool:
        """Whether it will not be played any more."""
        return (self.times is not None and self.played >= self.times) or (self.until is not None and now >= self.until)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a fault can look at. The account is known only once the provider's gate has let the request in."""

    provider: str
    operation: str
    method: str
    path: str
    account: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done to one request: seconds of latency before and after it is carried out, and at most one deed."""

    before: float = 0.0
    after: float = 0.0
    deed: Fault | None = None
    played: tuple[Fault, ...] = ()

    def joined(self, other: Plan) -> Plan:
        return Plan(
            self.before + other.before,
            self.after + other.after,
            self.deed or other.deed,
            (*self.played, *other.played),
        )


NOTHING = Plan()


class Faults:
    """The planned failures of one world, in order."""

    def __init__(self) -> None:
        self._faults: dict[int, Fault] = {}
        self.last_number = 0
        self.turned_away = 0

    def __len__(self) -> int:
        return len(self._faults)

    def __contains__(self, number: int) -> bool:
        return number in self._faults

    def all(self) -> list[Fault]:
        return list(self._faults.values())

    def get(self, number: int) -> Fault | None:
        return self._faults.get(number)

    def add(self, fault: Fault) -> Fault:
        """Enter a fault. Raises PatternError."""
        if fault.path:
            compiled(fault.path)
        if not fault.number:
            self.last_number += 1
            fault.number = self.last_number
        self.last_number = max(self.last_number, fault.number)
        self._faults[fault.number] = fault
        return fault

    def remove(self, number: int) -> bool:
        return self._faults.pop(number, None) is not None

    def clear(self) -> None:
        self._faults.clear()

    def plan(self, asked: Asked, now: datetime, chance: Chance) -> Plan:
        """What happens to this request; every fault in the plan counts as played.

        With an account in `asked` only the faults for accounts are looked at, without one only the others.
        """
        plan = NOTHING
        for fault in self._faults.values():
            if bool(fault.account) != bool(asked.account) or fault.over(now) or not _fits(fault, asked):
                continue
            if fault.kind != "latency" and plan.deed is not None:
                continue
            if fault.probability < 1 and not chance.chosen(fault.probability):
                continue
            fault.played += 1
            plan = plan.joined(_alone(fault, chance))
        return plan


def _alone(fault: Fault, chance: Chance) -> Plan:
    if fault.kind != "latency":
        return Plan(deed=fault, played=(fault,))
    seconds = min(latency(fault, chance), LONGEST_SECONDS)
    # A fault for one account is met only when the account is known, so its latency comes after the work.
    late = fault.when == "after" or bool(fault.account)
    return Plan(0.0 if late else seconds, seconds if late else 0.0, played=(fault,))


def latency(fault: Fault, chance: Chance) -> float:
    """Seconds by the fault's distribution, drawn from the world's seed."""
    if fault.distribution == "uniform":
        return max(fault.seconds + (chance.fraction() * 2 - 1) * fault.spread, 0.0)
    if fault.distribution == "lognormal":
        # Box and Muller: two even fractions make one normal number.
        normal = math.sqrt(-2 * math.log(1 - chance.fraction())) * math.cos(2 * math.pi * chance.fraction())
        return fault.seconds * math.exp(fault.spread * normal)
    return fault.seconds


def _fits(fault: Fault, asked: Asked) -> bool:
    if fault.path:
        try:
            if not compiled(fault.path).fits(asked.path):
                return False
        except TooSlow:
            return False
    return (
        fault.provider in ("", asked.provider)
        and fault.operation in ("", asked.operation)
        and fault.method in ("", asked.method)
        and fault.account in ("", asked.account)
    )
