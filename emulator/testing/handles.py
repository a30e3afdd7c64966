"""The handles on one world, each a thin layer over its part of the control API; rows come as that API writes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from ..client import Client, ClientError
from ..wire import times
from .mail import near, unmet

Row = dict[str, Any]
Found = list[Row]
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

    def list(self, **criteria: Any) -> Found:
        """All rows that fit, in the API's order."""
        found: Found = []
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
    """Rows that a test adds and takes away."""

    def remove(self, row: Row | str) -> None:
        self._client.delete(f"{self.path}/{_id(row)}")

    def clear(self) -> None:
        self._client.delete(self.path)


class Rules(Planned):
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
        **when: str,
    ) -> Row:
        """A named outcome, several that a recipient meets in turn, or a `timeline` of `{"after", "event", "detail"}`.

        `to`, `sender`, `subject`, `domain`, `vendor` and `account` say for whom: a text, a glob, or `re:` and a
        regular expression.
        """
        criteria = {"recipient": to, "from": sender, **when}
        fields = {"outcome": outcome, "timeline": timeline, "then": then, "probability": probability, "times": times}
        body = {"when": {name: text for name, text in criteria.items() if text}, **fields, "position": position}
        row: Row = self._client.post(self.path, {name: value for name, value in body.items() if value is not None})
        return row


class Faults(Planned):
    """Planned failures of the services' API."""

    path = "faults"

    def add(self, kind: str, **fields: Any) -> Row:
        """`status`, `latency`, `drop`, `truncate` or `malformed`, with the fields of the control API: `status`,
        `times`, `operation`, `when`, `latency`, `probability` and so on."""
        row: Row = self._client.post(self.path, {"kind": kind, **fields})
        return row


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
        restored: Row = self._client.post(f"reports/{_id(row)}/restore")
        return restored


class Waited(Rows):
    """Rows one can wait for."""

    def wait_for(self, count: int = 1, *, timeout: Duration = 5.0, **criteria: Any) -> Found:
        """Those that fit, newest first, once there are so many; `timeout` is real time."""
        query = {"count": count, "timeout": seconds(timeout), **criteria}
        try:
            rows: Found = self._client.get(f"{self.path}/wait", query)["results"]
        except ClientError as error:
            raise unmet(error) from None
        return rows


class Webhooks(Waited):
    """Every webhook call with its attempts."""

    path = "webhooks"

    def run(self) -> Row:
        """Run now what the services run once a minute."""
        answer: Row = self._client.post("webhooks/run")
        return answer

    def replay(self, row: Row | str) -> Row:
        """Post one once more."""
        answer: Row = self._client.post(f"webhooks/{_id(row)}/replay")
        return answer


class Requests(Waited):
    """The journal of what the tested application asked for, credentials masked."""

    path = "requests"

    def verify(
        self,
        *,
        count: int | None = None,
        at_least: int | None = None,
        at_most: int | None = None,
        none: bool = False,
        order: Sequence[Row] | None = None,
        **match: Any,
    ) -> Row:
        """Assert how many requests fit (at least one unless said otherwise), or that some came in this `order`.

        AssertionError shows the requests that come nearest, and where they differ.
        """
        asked = {"count": count, "at_least": at_least, "at_most": at_most, "none": none or None, "order": order}
        body = {name: value for name, value in asked.items() if value is not None}
        answer: Row = self._client.post("requests/verify", body if order is not None else {"match": match, **body})
        if not answer["verified"]:
            raise AssertionError("\n  ".join([str(answer["problem"]), *near(answer)]))
        return answer


class Findings:
    """What works here and would hurt in production."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def list(self) -> Found:
        """Each once: its `check` (such as `deprecated-version`), what was `seen`, and the `requests` it was seen in."""
        found: Found = self._client.get("findings")["results"]
        return [
            {"check": row["id"], "seen": "; ".join(row["seen"])} | {key: row[key] for key in ("requests", "sentence")}
            for row in found
        ]


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


def _id(row: Row | str) -> str:
    return row if isinstance(row, str) else str(row["id"])
