"""What happened and can be looked at, waited for and verified: mail, events, requests, webhook calls, reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypedDict, TypeVar, Unpack, cast

from .calls import Duration, Moment, Unmet, given, near, seconds
from .rows import Found, Row, Rows, id_of

if TYPE_CHECKING:
    from ..control import shapes

R = TypeVar("R")


class Waited(Rows[R]):
    """Rows one can wait for."""

    def _wait(self, count: int, timeout: Duration, criteria: Mapping[str, Any]) -> Found[Any]:
        query = {"count": count, "timeout": seconds(timeout), **self._named(criteria)}
        return Found(self._calls.get(f"{self.path}/wait", query)["results"])


class MessageCriteria(TypedDict, total=False):
    """All must hold. Texts are found anywhere and in any case, or are globs, or `re:` and a regular expression."""

    vendor: str
    to: str
    sender: str
    subject: str
    text: str
    status: str
    group: str
    vendor_id: str
    request: str
    since: Moment
    until: Moment


class Messages(Waited["shapes.Message"]):
    """Captured mail: one row for each recipient."""

    path = "messages"
    _ALIASES: ClassVar = {"sender": "from"}

    def list(self, *, most: int | None = None, **criteria: Unpack[MessageCriteria]) -> Found[shapes.MessageRow]:
        """Those that fit, newest first."""
        return self._newest(criteria, most)

    def wait_for(
        self, count: int = 1, *, timeout: Duration = 5.0, **criteria: Unpack[MessageCriteria]
    ) -> Found[shapes.MessageRow]:
        """All that fit, newest first, once there are so many. `timeout` is real time; Unmet when it runs out."""
        return self._wait(count, timeout, criteria)

    def html(self, id: str) -> str:
        """The HTML part as it was sent. ClientError with status 404 when there is none."""
        return self._text(f"{id}/html")

    def text(self, id: str) -> str:
        """The text part. ClientError with status 404 when there is none."""
        return self._text(f"{id}/text")

    def source(self, id: str) -> bytes:
        """The whole mail as it would travel (RFC 5322)."""
        return bytes(self._calls.get(f"{self.path}/{id}/eml") or b"")

    def attachment(self, id: str, n: int) -> bytes:
        """The content of one attachment, counted from 0."""
        return bytes(self._calls.get(f"{self.path}/{id}/attachments/{n}") or b"")

    def happen(self, id: str, event: str, *, detail: str | None = None, url: str | None = None) -> shapes.Event:
        """Let something happen to it now, with all that follows: `opened`, `clicked`, `bounced` and so on."""
        body = given(event=event, detail=detail, url=url)
        return cast("shapes.Event", self._calls.post(f"{self.path}/{id}/events", body))

    def _text(self, path: str) -> str:
        return bytes(self._calls.get(f"{self.path}/{path}") or b"").decode()


class EventCriteria(TypedDict, total=False):
    vendor: str
    name: str
    message: str
    since: Moment
    until: Moment


class Events(Rows["shapes.Event"]):
    """One timeline over everything."""

    path = "events"

    def list(self, *, most: int | None = None, **criteria: Unpack[EventCriteria]) -> Found[shapes.Event]:
        """Those that fit, newest first."""
        return self._newest(criteria, most)


class RequestCriteria(TypedDict, total=False):
    """All must hold; `path` is a part, a glob, or `re:` and a regular expression."""

    vendor: str
    operation: str
    method: str
    path: str
    status: int
    account: str
    refusal: str
    faulted: bool
    claimed: bool
    failed: bool
    since: Moment
    until: Moment


class Match(RequestCriteria, total=False):
    """`body` is a part of the text, or an object whose fields the JSON or the form must have."""

    query: dict[str, str]
    headers: dict[str, str]
    body: Any


class Requests(Waited["shapes.Request"]):
    """The journal of what the tested application asked for, credentials masked."""

    path = "requests"

    def list(self, *, most: int | None = None, **criteria: Unpack[RequestCriteria]) -> Found[shapes.RequestRow]:
        """Those that fit, newest first."""
        return self._newest(criteria, most)

    def wait_for(
        self, count: int = 1, *, timeout: Duration = 5.0, **criteria: Unpack[RequestCriteria]
    ) -> Found[shapes.RequestRow]:
        """All that fit, newest first, once there are so many. `timeout` is real time; Unmet when it runs out."""
        return self._wait(count, timeout, criteria)

    def verify(
        self,
        *,
        count: int | None = None,
        at_least: int | None = None,
        at_most: int | None = None,
        none: bool = False,
        order: Sequence[Match] | None = None,
        **match: Unpack[Match],
    ) -> shapes.Verified:
        """Assert how many requests fit (at least one unless said otherwise), or that some came in this `order`.

        Unmet, an AssertionError, shows the requests that come nearest, and where they differ.
        """
        body: Row = given(count=count, at_least=at_least, at_most=at_most, none=none or None, order=order)
        if order is None or match:
            body["match"] = match
        answer: Row = self._calls.post(f"{self.path}/verify", body)
        if not answer["verified"]:
            said = near(answer) if answer["nearest"] or not answer["requests"] else [", ".join(answer["requests"])]
            raise Unmet("\n  ".join([str(answer["problem"]), *said]), 200, answer)
        return cast("shapes.Verified", answer)

    def har(self, **criteria: Unpack[RequestCriteria]) -> Row:
        """Requests and webhook calls as HAR 1.2, which browsers and many tools open."""
        return cast(Row, self._calls.get(f"{self.path}/har", criteria))


class CallCriteria(TypedDict, total=False):
    """All must hold; `url` and `subject` are parts, globs, or `re:` and a regular expression."""

    vendor: str
    state: Literal["waiting", "posting", "delivered", "failed", "refused"]
    url: str
    subject: str
    message: str


class Webhooks(Waited["shapes.WholeCall"]):
    """Every webhook call with its attempts."""

    path = "webhooks"

    def list(self, *, most: int | None = None, **criteria: Unpack[CallCriteria]) -> Found[shapes.Call]:
        """Those that fit, newest first."""
        return self._newest(criteria, most)

    def wait_for(
        self, count: int = 1, *, timeout: Duration = 5.0, ended: bool = False, **criteria: Unpack[CallCriteria]
    ) -> Found[shapes.Call]:
        """All that fit, newest first, once there are so many; `ended`: only those that were delivered or given up.

        `timeout` is real time; Unmet when it runs out.
        """
        return self._wait(count, timeout, {**criteria, "ended": ended or None})

    def run(self) -> shapes.RunNow:
        """Run now what the services run once a minute."""
        return cast("shapes.RunNow", self._calls.post(f"{self.path}/run"))

    def replay(self, row: Mapping[str, Any] | str) -> shapes.Call:
        """Post one once more, as a call of its own."""
        return cast("shapes.Call", self._calls.post(f"{self.path}/{id_of(row)}/replay"))


class ReportCriteria(TypedDict, total=False):
    vendor: str
    message: str
    taken: bool
    taken_by: str


class Reports(Rows["shapes.Report"]):
    """The ledger of reports that can be read once. Looking takes nothing."""

    path = "reports"

    def list(self, *, most: int | None = None, **criteria: Unpack[ReportCriteria]) -> Found[shapes.Report]:
        """Those that fit, newest first."""
        return self._newest(criteria, most)

    def restore(self, row: Mapping[str, Any] | str) -> shapes.Report:
        """Put a report that was read back into the queue."""
        return cast("shapes.Report", self._calls.post(f"{self.path}/{id_of(row)}/restore"))

    def restore_all(self, *, vendor: str | None = None, taken_by: str | None = None) -> Found[shapes.Report]:
        """Put back all that were read, or what one request took."""
        body = given(vendor=vendor, taken_by=taken_by)
        return cast("Found[shapes.Report]", self._calls.post(f"{self.path}/restore", body)["results"])


class FindingCriteria(TypedDict, total=False):
    vendor: str
    severity: str
    check: str


class Findings(Rows["shapes.Finding"]):
    """What works here and would hurt in production."""

    path = "findings"

    def list(self, **criteria: Unpack[FindingCriteria]) -> Found[shapes.Finding]:
        """Each once: its `id` (such as `deprecated-version`), what was `seen`, and the `requests` it was seen in."""
        return self._all(criteria)

    def checks(self) -> Found[shapes.CheckRow]:
        """All that is looked for."""
        return cast("Found[shapes.CheckRow]", self._calls.get(f"{self.path}/checks")["results"])
