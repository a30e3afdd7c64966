"""Shapes of the server and its worlds: workspaces, snapshots, exports, this document."""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from ...mail.clock import Mode
from ...mail.limits import Basis
from .basic import Time, open_ended
from .time import Clock


class Health(TypedDict):
    status: Literal["ok"]


class Ready(TypedDict):
    status: Literal["ready"]
    workspaces: int


class Vendor(TypedDict):
    name: str
    title: str


class Version(TypedDict):
    name: str
    version: str
    providers: list[Vendor]


class Provenance(TypedDict):
    """One behaviour, and whether it is the vendor's word, seen, or our guess."""

    id: str
    vendor: str
    topic: str
    rule: str
    basis: Basis
    source: str


class WorkspaceClock(TypedDict):
    mode: Mode
    now: Time


class WorkspaceRow(TypedDict):
    id: str
    name: str
    last_used: Time
    keep: bool
    messages: int
    requests: int
    clock: WorkspaceClock
    seed: str
    strict: bool


@open_ended
class Minted(TypedDict):
    """With a part for each vendor, such as `infobip`: base URL, credentials, and ready lines."""

    id: str
    name: str


@open_ended
class Workspace(WorkspaceRow):
    """With a part for each vendor, such as `infobip`: base URL, credentials, and ready lines."""


class Snapshot(TypedDict):
    id: str
    name: str
    at: Time
    messages: int
    bytes: int


class Restored(TypedDict):
    """The world that is there now."""

    name: str
    clock: Clock
    messages: int


@open_ended
class Export(TypedDict):
    """A whole world as plain data. It is made to be imported again, not to be written by hand."""

    format: Literal[1]
    clock: Mode
    now: str
    seed: str


@open_ended
class Document(TypedDict):
    """An OpenAPI document."""

    openapi: str
    info: dict[str, Any]
    paths: dict[str, Any]
    servers: NotRequired[list[Any]]
