"""Planned failures of the API: what to do to which of the next requests."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

FaultKind = Literal["status", "latency", "drop", "truncate", "malformed"]


@dataclass(slots=True)
class Fault:
    """One planned failure. It is used up after `times` requests, or when `until` has passed."""

    number: int
    kind: FaultKind
    provider: str = ""
    operation: str = ""
    account: str = ""
    path: str = ""
    status: int = 500
    seconds: float = 0.0
    when: Literal["before", "after"] = "before"
    probability: float = 1.0
    times: int | None = None
    until: datetime | None = None
    played: int = 0

    @property
    def id(self) -> str:
        return f"fault-{self.number}"
