"""One call of the control API: how it travels, and what a refusal says. Knows no handle."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import IO, Any, Protocol
from urllib.parse import quote

from ..wire import times

Duration = str | float | timedelta
Moment = str | datetime
Upload = bytes | IO[bytes]
"""A body that is sent as it is, as JSON that was written before."""

API = "/_emulator/api"


class ClientError(Exception):
    """The server could not be reached, or refused. The message says what to do next.

    `status` is 0 when no answer came; `problem` is the answer's RFC 9457 object, if it was one.
    """

    def __init__(self, message: str, status: int = 0, problem: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.problem = dict(problem or {})


class Unmet(ClientError, AssertionError):
    """What was waited for did not come, or what was verified does not hold. The message shows what came nearest."""


class Exchange(Protocol):
    """How a call travels: status, media type and content of the answer to one request."""

    def __call__(self, method: str, path: str, query: Mapping[str, str], body: Any) -> tuple[int, str, bytes]: ...


class Calls:
    """Calls on one workspace of a running emulator, by path. Every method raises ClientError for what is not 2xx."""

    def __init__(self, exchange: Exchange, workspace: str) -> None:
        self.workspace = workspace
        self._exchange = exchange

    def get(self, path: str, query: Mapping[str, Any] | None = None) -> Any:
        return self.call("GET", path, query=query)

    def post(self, path: str, body: Any = None) -> Any:
        return self.call("POST", path, body=body)

    def put(self, path: str, body: Any = None) -> Any:
        return self.call("PUT", path, body=body)

    def delete(self, path: str) -> Any:
        return self.call("DELETE", path)

    def call(self, method: str, path: str, *, query: Mapping[str, Any] | None = None, body: Any = None) -> Any:
        """One call below the workspace's part of the API: what JSON says, bytes for other media, None for no content.

        None in `query` means that the parameter is not given; times and durations are written as the API reads them.
        """
        base = API if self.workspace == "default" else f"{API}/workspaces/{quote(self.workspace, safe='')}"
        return _read(*self._exchange(method, f"{base}/{path}", _asked(query or {}), _plain(body)))


def seconds(duration: Duration) -> float:
    """Seconds of `"10m"`, a number of seconds, or a timedelta."""
    return (duration if isinstance(duration, timedelta) else times.read_duration(duration)).total_seconds()


def given(**fields: Any) -> dict[str, Any]:
    """The fields that were given: not None."""
    return {name: value for name, value in fields.items() if value is not None}


def _asked(query: Mapping[str, Any]) -> dict[str, str]:
    """Query parameters as text."""
    plain = {name: _plain(value) for name, value in query.items() if value is not None}
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in plain.items()}


def _plain(value: Any) -> Any:
    """JSON as the API reads it: moments in ISO 8601, durations in seconds."""
    if isinstance(value, datetime):
        return times.iso(value)
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


def _read(status: int, media_type: str, content: bytes) -> Any:
    found = json.loads(content) if "json" in media_type and content else content
    if 200 <= status < 300:
        return found if content else None
    problem = found if isinstance(found, dict) else {}
    said = str(problem.get("detail") or f"status {status}")
    if status == 408:
        raise Unmet("\n  ".join([f"{said.partition(';')[0]}; nearest:", *near(problem)]), status, problem)
    raise ClientError(said, status, problem)


def near(problem: Mapping[str, Any]) -> list[str]:
    """One line for each record that came near, with what was wanted and what was found."""
    return [
        f"{miss['id']}: "
        + "; ".join(f"{each['field']} is {each['found']!r}, not {each['wanted']!r}" for each in miss["differences"])
        for miss in problem.get("nearest") or []
    ] or ["nothing"]
