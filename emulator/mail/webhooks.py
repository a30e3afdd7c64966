"""Webhook calls as records: what is to be posted where, each attempt and its answer, and what comes next."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from .limits import Basis

CallState = Literal["waiting", "posting", "delivered", "failed", "refused"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One POST that left (or could not). `status` 0 means no answer; `error` says why, in words for a tester."""

    at: datetime
    status: int
    error: str
    milliseconds: float
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class RetryPlan:
    """Pauses before each retry, and which answers end it. An empty `pauses` means one attempt only."""

    pauses: tuple[timedelta, ...] = ()
    accepts: tuple[int, int] = (200, 299)
    deadline: float = 10.0
    basis: Basis = "assumed"


ONCE = RetryPlan()


@dataclass(frozen=True, slots=True)
class Call:
    """One webhook request. `subject` is the vendor's word for what it tells; `deliveries` whom it is about."""

    number: int
    provider: str
    account: str
    subject: str
    url: str
    body: bytes
    content_type: str
    created: datetime
    plan: RetryPlan = ONCE
    headers: tuple[tuple[str, str], ...] = ()
    deliveries: tuple[int, ...] = ()
    events: tuple[int, ...] = ()
    key: str = ""
    state: CallState = "waiting"
    due: datetime | None = None
    attempts: tuple[Attempt, ...] = ()
    replay_of: str = ""

    @property
    def id(self) -> str:
        return f"call-{self.number}"

    @property
    def lane(self) -> str:
        """Calls of one lane keep their order."""
        return self.url

    def accepted(self, attempt: Attempt) -> bool:
        low, high = self.plan.accepts
        return low <= attempt.status <= high

    def after(self, attempt: Attempt, now: datetime) -> "Call":
        """The call with this attempt recorded: delivered, waiting for its next retry, or failed."""
        attempts = (*self.attempts, attempt)
        if self.accepted(attempt):
            return replace(self, state="delivered", attempts=attempts, due=None)
        if len(attempts) > len(self.plan.pauses):
            return replace(self, state="failed", attempts=attempts, due=None)
        return replace(self, state="waiting", attempts=attempts, due=now + self.plan.pauses[len(attempts) - 1])
