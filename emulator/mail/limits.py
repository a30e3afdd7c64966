"""Rate limits one can look into: sliding windows, fixed windows and token buckets, all by the world's clock."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

LimitKind = Literal["sliding", "fixed", "bucket"]
Basis = Literal["documented", "observed", "assumed"]


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `limit` requests of an account in `window`.

    A bucket holds `limit` tokens and regains one every `window`.
    """

    operation: str
    limit: int
    window: timedelta
    kind: LimitKind = "fixed"
    basis: Basis = "documented"
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Counted:
    """A request that counts: when it came, when it stops counting, and its journal entry (empty when primed)."""

    at: datetime
    leaves: datetime
    ref: str = ""


class Limiter:
    """All limits of one world."""

    def __init__(self, limits: Iterable[Limit] = ()) -> None:
        self._published = {limit.operation: limit for limit in limits}
        self._limits = dict(self._published)
        self._counted: dict[tuple[str, str], deque[Counted]] = {}

    def all(self) -> list[Limit]:
        return list(self._limits.values())

    def get(self, operation: str) -> Limit | None:
        return self._limits.get(operation)

    def published(self, operation: str) -> Limit:
        """The vendor's own numbers. Raises KeyError for an operation without a limit."""
        return self._published[operation]

    def change(
        self,
        operation: str,
        *,
        enabled: bool | None = None,
        limit: int | None = None,
        window: timedelta | None = None,
    ) -> Limit:
        """Change what is given. Raises KeyError for an operation without a limit."""
        old = self._limits[operation]
        new = replace(
            old,
            enabled=old.enabled if enabled is None else enabled,
            limit=old.limit if limit is None else limit,
            window=window or old.window,
        )
        self._limits[operation] = new
        if new.window != old.window:
            self._recount(new)
        return new

    def publish_again(self, operation: str) -> Limit:
        """Back to the vendor's own numbers. Raises KeyError for an operation without a limit."""
        published = self._published[operation]
        return self.change(operation, enabled=published.enabled, limit=published.limit, window=published.window)

    def admit(self, operation: str, account: str, now: datetime, ref: str = "") -> timedelta | None:
        """Count a request. None when it is admitted, else how long until one would be."""
        limit = self._limits.get(operation)
        if limit is None or not limit.enabled:
            return None
        counted = self._counting(operation, account, now)
        if len(counted) < limit.limit:
            counted.append(Counted(now, _leaves(limit, counted, now), ref))
            return None
        return _opens(limit, counted, now) - now

    def counting(self, operation: str, account: str, now: datetime) -> list[Counted]:
        """The requests that count now, oldest first."""
        return list(self._counting(operation, account, now))

    def next_slot(self, operation: str, account: str, now: datetime) -> datetime:
        """When a request would be admitted: now, or when the next place opens."""
        limit = self._limits[operation]
        counted = self._counting(operation, account, now)
        return now if not limit.enabled or len(counted) < limit.limit else _opens(limit, counted, now)

    def prime(self, operation: str, account: str, remaining: int, now: datetime) -> None:
        """Leave room for `remaining` requests, as if the others had just been made."""
        limit = self._limits[operation]
        counted = self._counting(operation, account, now)
        wanted = max(limit.limit - remaining, 0)
        while len(counted) > wanted:
            counted.popleft()
        while len(counted) < wanted:
            counted.append(Counted(now, _leaves(limit, counted, now)))

    def accounts(self, operation: str) -> list[str]:
        """Accounts that have made a request of this operation."""
        return [account for name, account in self._counted if name == operation]

    def changed(self) -> list[tuple[str, bool, int, float]]:
        """Operation, enabled, limit and window in seconds of every limit that is not the vendor's."""
        return [
            (limit.operation, limit.enabled, limit.limit, limit.window.total_seconds())
            for limit in self._limits.values()
            if limit != self._published[limit.operation]
        ]

    def change_to(self, operation: str, enabled: bool, limit: int, seconds: float) -> None:
        """The counterpart of `changed`."""
        self.change(operation, enabled=enabled, limit=limit, window=timedelta(seconds=seconds))

    def counted(self) -> list[tuple[str, str, datetime, datetime, str]]:
        """Operation, account, time, end and journal entry of every request that counts."""
        return [
            (operation, account, each.at, each.leaves, each.ref)
            for (operation, account), counted in self._counted.items()
            for each in counted
        ]

    def count_again(self, operation: str, account: str, at: datetime, leaves: datetime, ref: str) -> None:
        """The counterpart of `counted`."""
        self._counted.setdefault((operation, account), deque()).append(Counted(at, leaves, ref))

    def _counting(self, operation: str, account: str, now: datetime) -> deque[Counted]:
        counted = self._counted.get((operation, account))
        if counted is None:
            counted = self._counted[operation, account] = deque()
        while counted and counted[0].leaves <= now:
            counted.popleft()
        return counted

    def _recount(self, limit: Limit) -> None:
        for key, before in self._counted.items():
            if key[0] == limit.operation:
                after: deque[Counted] = deque()
                for each in before:
                    after.append(replace(each, leaves=_leaves(limit, after, each.at)))
                self._counted[key] = after


def _leaves(limit: Limit, counted: deque[Counted], at: datetime) -> datetime:
    if limit.kind == "fixed":
        return at - (at - _EPOCH) % limit.window + limit.window
    if limit.kind == "bucket" and counted:
        return max(counted[-1].leaves, at) + limit.window  # tokens come back one after the other
    return at + limit.window


def _opens(limit: Limit, counted: deque[Counted], now: datetime) -> datetime:
    if limit.limit <= 0 or not counted:
        return now + limit.window
    return counted[len(counted) - limit.limit].leaves
