"""The shapes of the control API's answers: for the OpenAPI document, for typed clients, and for people.

A list is `{"results": [...], "next": cursor or null}`; every record has an `id`; times are ISO 8601 in UTC with
milliseconds, durations texts such as `90s`. A message also has what its vendor says of it, at least a `status`.
"""

from __future__ import annotations

from typing import Any, Generic, NotRequired, TypeVar

from typing_extensions import TypedDict

R = TypeVar("R")


class Page(TypedDict, Generic[R]):
    results: list[R]
    next: str | None


class Header(TypedDict):
    name: str
    value: str


# -- the server --------------------------------------------------------------------------------


class Health(TypedDict):
    status: str


class Ready(TypedDict):
    status: str
    workspaces: int


class Vendor(TypedDict):
    name: str
    title: str


class Version(TypedDict):
    name: str
    version: str
    providers: list[Vendor]


class Provenance(TypedDict):
    id: str
    vendor: str
    topic: str
    rule: str
    basis: str
    source: str


class WorkspaceClock(TypedDict):
    mode: str
    now: str


class Workspace(TypedDict):
    """With a part of its own for each vendor when one workspace is shown or minted: base URL and credentials."""

    id: str
    name: str
    last_used: NotRequired[str]
    keep: NotRequired[bool]
    messages: NotRequired[int]
    requests: NotRequired[int]
    clock: NotRequired[WorkspaceClock]
    seed: NotRequired[str]
    strict: NotRequired[bool]


# -- time --------------------------------------------------------------------------------------


class Coming(TypedDict):
    at: str
    what: str


class Clock(TypedDict):
    mode: str
    now: str
    next: Coming | None
    pending: int


class Fired(TypedDict):
    at: str
    what: str
    id: str


Walked = TypedDict("Walked", {"from": str, "to": str, "fired": list[Fired]})


class AgendaItem(TypedDict):
    id: str
    at: str
    kind: str
    vendor: str
    what: str
    about: str


# -- mail --------------------------------------------------------------------------------------

MessageRow = TypedDict(
    "MessageRow",
    {
        "id": str,
        "vendor": str,
        "vendor_id": str,
        "message": str,
        "group": str,
        "to": str,
        "from": str,
        "subject": str,
        "accepted": str,
        "begun": str | None,
        "outcome": str,
        "event": str | None,
        "request": str | None,
        "status": str,
    },
)


class Recipients(TypedDict):
    to: list[str]
    cc: list[str]
    reply_to: list[str]


class Attachment(TypedDict):
    n: int
    filename: str
    content_type: str
    size: int
    content_id: str | None


class Happening(TypedDict):
    at: str
    event: str
    detail: str


class Timeline(TypedDict):
    past: list[Happening]
    coming: list[Happening]


class Message(MessageRow):
    values: Any
    text: str | None
    html: str | None
    headers: list[Header]
    recipients: Recipients
    attachments: list[Attachment]
    timeline: Timeline
    calls: list[str]


class Event(TypedDict):
    id: str
    at: str
    vendor: str
    message: str
    event: str
    detail: str | None
    source: str


class Report(TypedDict):
    id: str
    vendor: str
    vendor_id: str
    message: str
    to: str
    event: str
    status: str
    available: str
    taken: str | None
    taken_by: str | None


# -- outcomes and failures ---------------------------------------------------------------------


class Step(TypedDict):
    after: str
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
    then: str
    probability: float
    times: int | None
    met: int
    spent: bool
    never: str | None


class Fault(TypedDict):
    id: str
    kind: str
    vendor: str | None
    operation: str | None
    account: str | None
    method: str | None
    path: str | None
    when: str
    probability: float
    times: int | None
    until: str | None
    played: int
    over: bool
    status: NotRequired[int]
    retry_after: NotRequired[int | None]
    latency: NotRequired[str]
    distribution: NotRequired[str]
    spread: NotRequired[float]


# -- limits ------------------------------------------------------------------------------------


class CountedRequest(TypedDict):
    at: str
    leaves: str
    request: str | None


class LimitAccount(TypedDict):
    account: str
    used: int
    remaining: int
    next_slot: str | None
    requests: list[CountedRequest]


class PublishedLimit(TypedDict):
    limit: int
    window: str
    enabled: bool


class Limit(TypedDict):
    id: str
    operation: str
    kind: str
    limit: int
    window: str
    enabled: bool
    basis: str
    published: PublishedLimit
    accounts: list[LimitAccount]
    now: str


# -- what was asked and answered ---------------------------------------------------------------


class RequestRow(TypedDict):
    id: str
    at: str
    vendor: str
    operation: str | None
    method: str
    path: str
    query: str
    account: str | None
    claimed: bool
    status: int | None
    refusal: str | None
    fault: str | None
    failed: bool
    notes: list[str]
    milliseconds: float
    messages: list[str]


class RequestAnswer(TypedDict):
    headers: list[Header]
    body: str


class Request(RequestRow):
    headers: list[Header]
    body: str
    answer: RequestAnswer
    error: str | None
    events: list[Event]
    calls: list[str]


class Attempt(TypedDict):
    at: str
    status: int | None
    error: str | None
    milliseconds: float
    headers: list[Header]
    body: str


class Call(TypedDict):
    id: str
    vendor: str
    account: str
    subject: str
    url: str
    state: str
    created: str
    due: str | None
    attempts: list[Attempt]
    retries_left: int
    messages: list[str]
    events: list[str]
    replay_of: str | None


class CallRequest(TypedDict):
    method: str
    headers: list[Header]
    body: str


class WholeCall(Call):
    request: CallRequest


class RunNow(TypedDict):
    fired: list[Fired]
    settled: bool


class Difference(TypedDict):
    field: str
    wanted: Any
    found: Any


class NearMiss(TypedDict):
    id: str
    differences: list[Difference]


class Verified(TypedDict):
    verified: bool
    count: int
    requests: list[str]
    problem: str | None
    nearest: list[NearMiss]


# -- advice ------------------------------------------------------------------------------------


class CheckRow(TypedDict):
    """`sentence` says what would happen in production, `source` where the vendor's rule stands."""

    id: str
    vendor: str | None
    severity: str
    title: str
    sentence: str
    source: str | None


class Finding(CheckRow):
    """`seen` says what was seen, each thing once; the other lists name the newest records, `count` counts all."""

    count: int
    seen: list[str]
    requests: list[str]
    calls: list[str]
    rules: list[str]


# -- state -------------------------------------------------------------------------------------


class Snapshot(TypedDict):
    id: str
    name: str
    made: str
    bytes: int


class Restored(TypedDict):
    workspace: str
    now: str
    messages: int
    requests: int


class Problem(TypedDict):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
