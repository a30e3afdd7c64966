"""The handles on one world, each a thin layer over its part of the control API; rows come as that API writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from ..client import Client, ClientError
from ..wire import times

Row = dict[str, Any]
Duration = str | float | timedelta


def seconds(duration: Duration) -> float:
    """Seconds of `"10m"`, a number of seconds, or a timedelta."""
    return (duration if isinstance(duration, timedelta) else times.read_duration(duration)).total_seconds()


@dataclass(frozen=True, slots=True)
class Fired:
    """One thing that happened while the clock moved."""

    at: datetime
    what: str
    id: str


class Clock:
    """The world's clock: it runs, or stands until it is moved; it never goes back."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @property
    def now(self) -> datetime:
        return times.read_iso(self._client.get("clock")["now"])

    @property
    def mode(self) -> str:
        return str(self._client.get("clock")["mode"])

    def stand(self, now: datetime | None = None) -> None:
        """Stop it, at a later time if one is given."""
        self._set("standing", now)

    def run(self, now: datetime | None = None) -> None:
        """Let it run with the machine's, from a later time if one is given."""
        self._set("running", now)

    def advance(self, by: Duration) -> list[Fired]:
        """Walk through time, carrying out everything that is due on the way, webhooks and retries included."""
        return self._fired("clock/advance", {"by": seconds(by)})

    def advance_to(self, to: datetime) -> list[Fired]:
        return self._fired("clock/advance", {"to": times.iso(to)})

    def run_until_idle(self, longest: Duration = "7d") -> list[Fired]:
        """Walk until nothing is left to happen."""
        return self._fired("clock/run-until-idle", {"longest": seconds(longest)})

    def _set(self, mode: Literal["standing", "running"], now: datetime | None) -> None:
        self._client.put("clock", {"mode": mode, **({} if now is None else {"now": times.iso(now)})})

    def _fired(self, path: str, body: Row) -> list[Fired]:
        answer = self._client.post(path, body)
        return [Fired(times.read_iso(each["at"]), each["what"], each["id"]) for each in answer["fired"]]


class Rows:
    """A list of the control API."""

    path = ""

    def __init__(self, client: Client) -> None:
        self._client = client

    def list(self, **criteria: Any) -> list[Row]:
        """All rows that fit, in the API's order."""
        found: list[Row] = []
        cursor: str | None = None
        while True:
            page = self._client.get(self.path, {**criteria, "cursor": cursor})
            found += page["results"]
            cursor = page.get("next")
            if cursor is None:
                return found

    def get(self, id: str) -> Row:
        row: Row = self._client.get(f"{self.path}/{id}")
        return row

    def __len__(self) -> int:
        return len(self.list())


class Planned(Rows):
    """Rows that a test adds and takes away: rules and faults."""

    def add(self, **fields: Any) -> Row:
        """Add one; the fields are those of the control API."""
        row: Row = self._client.post(self.path, fields)
        return row

    def remove(self, row: Row | str) -> None:
        self._client.delete(f"{self.path}/{row if isinstance(row, str) else row['id']}")

    def clear(self) -> None:
        self._client.delete(self.path)


class Rules(Planned):
    """Who meets which outcome; the first rule that fits decides."""

    path = "rules"


class Faults(Planned):
    """Planned failures of the services' API."""

    path = "faults"


class Limits(Rows):
    """The services' rate limits, by operation."""

    path = "limits"

    def change(self, operation: str, *, limit: int | None = None, window: Duration | None = None) -> Row:
        body = {"limit": limit, "window": None if window is None else seconds(window)}
        return self._put(operation, {name: value for name, value in body.items() if value is not None})

    def prime(self, operation: str, remaining: int) -> Row:
        """Leave room for so many requests."""
        row: Row = self._client.post("limits/prime", {"operation": operation, "remaining": remaining})
        return row

    def off(self, operation: str | None = None) -> None:
        """Switch one off, or all."""
        for name in [operation] if operation else [row["operation"] for row in self.list()]:
            self._put(name, {"enabled": False})

    def _put(self, operation: str, body: Row) -> Row:
        row: Row = self._client.put(f"limits/{operation}", body)
        return row


class Reports(Rows):
    """The ledger of reports that can be read once."""

    path = "reports"

    def restore(self, row: Row | str) -> Row:
        """Put a report that was read back into the queue."""
        restored: Row = self._client.post(f"reports/{row if isinstance(row, str) else row['id']}/restore")
        return restored


class Webhooks(Rows):
    """Every webhook call with its attempts."""

    path = "webhooks"

    def run(self) -> Row:
        """Run now what the services run once a minute."""
        answer: Row = self._client.post("webhooks/run")
        return answer

    def replay(self, row: Row | str) -> Row:
        """Post one once more."""
        answer: Row = self._client.post(f"webhooks/{row if isinstance(row, str) else row['id']}/replay")
        return answer


class Requests(Rows):
    """The journal of what the tested application asked for, credentials masked."""

    path = "requests"

    def verify(self, **expected: Any) -> Row:
        """Assert how often, or in which order, requests came. AssertionError shows the nearest misses."""
        try:
            answer: Row = self._client.post("requests/verify", expected)
        except ClientError as error:
            raise _unmet(error) from None
        return answer

    def wait_for(self, count: int = 1, *, timeout: Duration = 5.0, **criteria: Any) -> list[Row]:
        """Wait until so many fit; newest first."""
        try:
            rows: list[Row] = self._client.get(
                "requests/wait", {"count": count, "timeout": seconds(timeout), **criteria}
            )["results"]
        except ClientError as error:
            raise _unmet(error) from None
        return rows


class Findings(Rows):
    """What works here and would hurt in production."""

    path = "findings"


class Snapshot:
    """A moment of the world one can go back to, also as a context manager that goes back at its end."""

    def __init__(self, client: Client, name: str) -> None:
        self._client = client
        self.name = name

    def restore(self) -> None:
        self._client.post(f"snapshots/{self.name}/restore")

    def __enter__(self) -> Snapshot:
        return self

    def __exit__(self, *_: object) -> None:
        self.restore()


def _unmet(error: ClientError) -> Exception:
    """An expectation that was not met is the test's failure; a question that was wrong stays an error."""
    if error.status not in (408, 409, 417):
        return error
    nearest = error.problem.get("nearest") or []
    return AssertionError("\n  ".join([str(error.problem.get("detail") or error), *map(str, nearest)]))
