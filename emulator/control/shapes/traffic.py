"""Shapes of what was asked and answered: requests to the vendors, webhook calls from them, and HAR."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from ...mail.webhooks import CallState
from .basic import Header, NearMiss, Time
from .mail import Event


class RequestRow(TypedDict):
    """`claimed`: the credential belongs to a workspace; `failed`: a bug of the emulator."""

    id: str
    at: Time
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
    """With its answer and all it caused; credentials masked."""

    headers: list[Header]
    body: str
    answer: RequestAnswer
    error: str | None
    events: list[Event]
    calls: list[str]


class Verified(TypedDict):
    """`problem` says why not; `nearest` are the requests that came closest."""

    verified: bool
    count: int
    requests: list[str]
    problem: str | None
    nearest: list[NearMiss]


class Attempt(TypedDict):
    at: Time
    status: int | None
    error: str | None
    milliseconds: float
    headers: list[Header]
    body: str


class Call(TypedDict):
    """A webhook call with its attempts; `messages` and `events` name what it tells of."""

    id: str
    vendor: str
    account: str
    subject: str
    url: str
    state: CallState
    created: Time
    due: Time | None
    attempts: list[Attempt]
    retries_left: int
    messages: list[str]
    events: list[str]
    replay_of: str | None


class CallRequest(TypedDict):
    method: Literal["POST"]
    headers: list[Header]
    body: str


class WholeCall(Call):
    request: CallRequest


# -- HAR 1.2 -----------------------------------------------------------------------------------


class HarCreator(TypedDict):
    name: str
    version: str


class HarPostData(TypedDict):
    mimeType: str
    text: str
    params: list[Header]


class HarRequest(TypedDict):
    method: str
    url: str
    httpVersion: str
    cookies: list[Header]
    headers: list[Header]
    queryString: list[Header]
    headersSize: int
    bodySize: int
    postData: NotRequired[HarPostData]


class HarContent(TypedDict):
    size: int
    mimeType: str
    text: str
    encoding: NotRequired[Literal["base64"]]


class HarResponse(TypedDict):
    status: int
    statusText: str
    httpVersion: str
    cookies: list[Header]
    headers: list[Header]
    content: HarContent
    redirectURL: str
    headersSize: int
    bodySize: int


class HarTimings(TypedDict):
    send: float
    wait: float
    receive: float


class HarEntry(TypedDict):
    startedDateTime: Time
    time: float
    request: HarRequest
    response: HarResponse
    cache: dict[str, str]
    timings: HarTimings
    comment: str


class HarLog(TypedDict):
    version: Literal["1.2"]
    creator: HarCreator
    entries: list[HarEntry]


class Har(TypedDict):
    """HTTP Archive 1.2."""

    log: HarLog
