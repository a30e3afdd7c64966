"""A webhook receiver for who has none yet: it tells of every call it gets, and answers."""

from __future__ import annotations

import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any

import orjson

from .config import ConfigError

PORT = 8526
"""The emulator's own and one more."""

MOST = 10 << 20
"""Bytes of a body that are read; the vendors' batches are far smaller."""


class Receiver:
    """A WSGI application. It answers the statuses in turn; the last one stays."""

    def __init__(self, statuses: Iterable[int], tell: Callable[[str], None]) -> None:
        self._statuses = deque(statuses or (200,))
        self._tell = tell
        self._lock = threading.Lock()

    def __call__(self, environ: Mapping[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        body = _body(environ)
        with self._lock:
            status = self._statuses.popleft() if len(self._statuses) > 1 else self._statuses[0]
            self._tell(_told(environ, body, status))
        answer = b"" if status in (204, 304) else b'{"received":true}\n'
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(answer)))] if answer else []
        start_response(f"{status} {_phrase(status)}", headers)
        return [answer]


def listen(host: str, port: int, statuses: Iterable[int], tell: Callable[[str], None]) -> None:
    """Receive until Ctrl-C or a signal to end. Raises ConfigError with one clear line."""
    from .server import ThreadedServer, port_is_taken

    if port and port_is_taken(host, port):
        raise ConfigError(f"port {port} on {host} is busy; choose another with --port (0 = any free one)")
    try:
        server = ThreadedServer(Receiver(statuses, tell), host, port)
    except OSError as error:
        raise ConfigError(str(error)) from None
    server.start()
    shown = f"[{host}]" if ":" in host else host
    tell(f"webhook calls to http://{shown}:{server.port}/ are printed here; Ctrl-C ends it")
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    try:
        ended.wait()
    except KeyboardInterrupt:
        tell("")
    finally:
        server.stop()


def _body(environ: Mapping[str, Any]) -> bytes:
    length = environ.get("CONTENT_LENGTH") or "0"
    body: bytes = environ["wsgi.input"].read(min(int(length) if length.isdecimal() else 0, MOST))
    return body


def _told(environ: Mapping[str, Any], body: bytes, status: int) -> str:
    path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
    query = f"?{environ['QUERY_STRING']}" if environ.get("QUERY_STRING") else ""
    line = f"{environ['REQUEST_METHOD']} {path}{query}  {len(body):,} bytes, answered {status}"
    return f"{_printable(line)}\n{_printable(_pretty(body))}\n"


def _pretty(body: bytes) -> str:
    try:
        return orjson.dumps(orjson.loads(body), option=orjson.OPT_INDENT_2).decode()
    except orjson.JSONDecodeError:
        return body.decode("utf-8", "replace")


def _printable(text: str) -> str:
    """Without characters that a terminal would obey."""
    return "".join(each if each.isprintable() or each == "\n" else f"\\u{ord(each):04x}" for each in text)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Answer"
