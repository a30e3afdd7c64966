"""What a tester sets: outcomes, failures of the API, rate limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypedDict, TypeVar, Unpack, cast

from .calls import Duration, Moment, given, seconds
from .rows import Found, Row, Rows, id_of

if TYPE_CHECKING:
    from ..control import shapes

R = TypeVar("R")


class Planned(Rows[R]):
    """Rows that a test adds and takes away."""

    def list(self) -> Found[R]:
        """All of them, in the order in which they are tried."""
        return self._all({})

    def remove(self, row: Mapping[str, Any] | str) -> None:
        self._calls.delete(f"{self.path}/{id_of(row)}")

    def clear(self) -> None:
        self._calls.delete(self.path)


class When(TypedDict, total=False):
    """Whom a rule is for: a text, a glob, or `re:` and a regular expression."""

    subject: str
    domain: str
    vendor: str
    account: str


class Rules(Planned["shapes.Rule"]):
    """Who meets which outcome; the first rule that fits decides."""

    path = "rules"

    def add(
        self,
        outcome: str | Sequence[str] | None = None,
        *,
        to: str = "",
        sender: str = "",
        timeline: Sequence[Row] | None = None,
        then: str | None = None,
        probability: float | None = None,
        times: int | None = None,
        position: int | None = None,
        **when: Unpack[When],
    ) -> shapes.Rule:
        """A named outcome, several that a recipient meets in turn, or a `timeline` of `{"after", "event", "detail"}`.

        `to`, `sender` and the fields of `When` say for whom. `then` says what comes after the last of several
        outcomes, `times` how often the rule decides before it is spent, `position` where it stands among the others.
        """
        criteria: dict[str, Any] = {"recipient": to, "from": sender, **when}
        fields = given(
            outcome=outcome, timeline=timeline, then=then, probability=probability, times=times, position=position
        )
        body = {"when": {name: text for name, text in criteria.items() if text}, **fields}
        return cast("shapes.Rule", self._calls.post(self.path, body))

    def outcomes(self) -> Found[shapes.Outcome]:
        """Every outcome that has a name, with its timeline."""
        return cast("Found[shapes.Outcome]", self._calls.get("outcomes")["results"])


class FaultFields(TypedDict, total=False):
    """Which requests meet the fault, and how. Durations of `latency` are real time, others the world's."""

    vendor: str
    operation: str
    account: str
    method: str
    path: str
    status: int
    retry_after: int
    latency: Duration
    distribution: Literal["fixed", "uniform", "lognormal"]
    spread: float
    when: Literal["before", "after"]
    probability: float
    times: int
    until: Moment
    lasting: Duration


class Faults(Planned["shapes.Fault"]):
    """Planned failures of the services' API."""

    path = "faults"

    def add(
        self,
        kind: Literal["status", "latency", "drop", "truncate", "malformed"],
        **fields: Unpack[FaultFields],
    ) -> shapes.Fault:
        """The next requests that fit meet it: all, or so many `times`, or with a `probability`, or for a while."""
        return cast("shapes.Fault", self._calls.post(self.path, given(kind=kind, **fields)))


class Limits(Rows["shapes.Limit"]):
    """The services' rate limits, by operation."""

    path = "limits"

    def list(self, *, operation: str | None = None, used: bool | None = None) -> Found[shapes.Limit]:
        """Every limit with the requests that count now; `used`: only those some account has used, or none has."""
        return self._all({"operation": operation, "used": used})

    def change(
        self,
        operation: str,
        *,
        limit: int | None = None,
        window: Duration | None = None,
        enabled: bool | None = None,
    ) -> shapes.Limit:
        """Other numbers, or off, or on again."""
        body = given(limit=limit, window=None if window is None else seconds(window), enabled=enabled)
        return cast("shapes.Limit", self._calls.put(f"{self.path}/{operation}", body))

    def publish_again(self, operation: str) -> shapes.Limit:
        """Back to the vendor's own numbers."""
        return cast("shapes.Limit", self._calls.delete(f"{self.path}/{operation}"))

    def prime(self, operation: str, remaining: int, *, account: str | None = None) -> shapes.Limit:
        """Leave room for so many requests, for one account or for all that are known."""
        body = given(operation=operation, remaining=remaining, account=account)
        return cast("shapes.Limit", self._calls.post(f"{self.path}/prime", body))

    def off(self, operation: str | None = None) -> None:
        """Switch one off, or all."""
        for name in [operation] if operation else [row["operation"] for row in self.list()]:
            self.change(name, enabled=False)
