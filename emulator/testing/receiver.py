"""A real HTTP server on this machine that takes webhooks, answers what it is told to, and keeps what it got."""

from __future__ import annotations

import json
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

from ..client.calls import Duration, seconds
from ..mail.clock import stopwatch
from ..server import ThreadedServer

Answer = int | tuple[int, bytes | str] | None
Handler = Callable[["Received"], Answer]

_REASONS = {200: "OK", 204: "No Content"}


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it came. Header names are in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class WebhookReceiver:
    """Answers 200 unless told otherwise. As a context manager it stops at the end."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.errors: list[str] = []
        self._answers: deque[Handler] = deque()
        self._standard: Handler = lambda _: 200
        self._changed = threading.Condition()
        self._stopped = threading.Event()
        self._server = ThreadedServer(self._take, "127.0.0.1", 0)
        self._server.start()
        self.url = f"http://127.0.0.1:{self._server.port}"

    def __enter__(self) -> WebhookReceiver:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        self._stopped.set()
        self._server.stop()

    def answer(
        self,
        with_: int | Handler = 200,
        body: bytes | str = b"",
        *,
        times: int | None = None,
        delay: Duration = 0.0,
    ) -> None:
        """How to answer the next `times` requests, after those already planned; without `times`, all further ones.

        `with_` is a status or a function of the request that returns a status, a status and a body, or None for 200.
        What the function raises becomes a 500 for the caller, and fails the test.
        """
        function: Handler = with_ if callable(with_) else (lambda _: (with_, body))
        wait = seconds(delay)

        def handler(received: Received) -> Answer:
            self._stopped.wait(wait)
            return function(received)

        if times is None:
            self._standard = handler
        else:
            self._answers.extend(repeat(handler, times))

    def wait_for(self, count: int = 1, *, path: str = "", timeout: Duration = 5.0) -> list[Received]:
        """The requests (to `path`, if given) once there are at least `count`, within the real time `timeout`."""
        end = stopwatch() + seconds(timeout)
        with self._changed:
            while len(found := self._to(path)) < count:
                if not self._changed.wait(max(end - stopwatch(), 0)) and stopwatch() >= end:
                    came = "".join(f"\n  {each.method} {each.path}" for each in self.received) or "\n  nothing"
                    raise AssertionError(f"{len(found)} of {count} webhook requests in {timeout} s; here came:{came}")
            return found

    def clear(self) -> None:
        """Forget what came and what was planned."""
        with self._changed:
            self.received.clear()
            self._answers.clear()
            self._standard = lambda _: 200

    def _to(self, path: str) -> list[Received]:
        return [each for each in self.received if not path or each.path == path]

    def _take(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        received = _read(environ)
        with self._changed:
            self.received.append(received)
            handler = self._answers.popleft() if self._answers else self._standard
            self._changed.notify_all()
        try:
            status, body = _written(handler(received))
        except Exception:
            self.errors.append(traceback.format_exc())
            status, body = 500, b""
        start_response(f"{status} {_REASONS.get(status, 'Answer')}", [("Content-Length", str(len(body)))])
        return [body]


def _read(environ: Mapping[str, Any]) -> Received:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    headers = {name[5:].replace("_", "-").lower(): str(value) for name, value in environ.items() if name[:5] == "HTTP_"}
    if environ.get("CONTENT_TYPE"):
        headers["content-type"] = environ["CONTENT_TYPE"]
    return Received(
        environ["REQUEST_METHOD"],
        environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace"),
        environ.get("QUERY_STRING", ""),
        headers,
        environ["wsgi.input"].read(length),
    )


def _written(answer: Answer) -> tuple[int, bytes]:
    status, body = answer if isinstance(answer, tuple) else (answer or 200, b"")
    return status, body.encode() if isinstance(body, str) else body
