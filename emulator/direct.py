"""What a server calls for each request: the services' fixed paths go straight to the gateway, the rest goes to Flask.

Their views are functions of the request alone. Without Flask's contexts, session and hooks, and with the answer as one
list of bytes, a call costs half of what it would; and a start need not wait until Flask is loaded.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from .providers.contract import Provider
from .wire import refusals
from .wire.current import Answer, Request, Route
from .wire.refusals import Refusal

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from .emulator import Emulator

log = logging.getLogger("emulator.direct")

REASONS = {status.value: f"{status.value} {status.phrase.upper()}" for status in HTTPStatus}


class Direct:
    """The short way of one emulator."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._routes = {
            (route.method, route.path): (provider, route)
            for provider in emulator.providers.values()
            for route in provider.routes
            if "<" not in route.path
        }

    def answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes] | None:
        """None where there is no short way: a path with a variable, a refused host, everything not a service's."""
        found = self._routes.get((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        if found is None or not self._emulator.guard.admits_host(environ.get("HTTP_HOST", "")):
            return None
        answer = carried_out(self._emulator, *found, {}, environ)
        headers = list(answer.headers)
        if answer.content_type:
            headers.append(("Content-Type", answer.content_type))
        if answer.status != 204:
            headers.append(("Content-Length", str(len(answer.body))))
        start_response(REASONS.get(answer.status) or f"{answer.status} UNKNOWN", headers)
        return [answer.body] if answer.cut is None else cut(answer)


class Front:
    """An application for a server that shall be up soon: Flask is loaded by the first request that needs it."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._direct = Direct(emulator)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            answer = self._direct.answer(environ, start_response)
            return self._emulator.app.wsgi_app(environ, start_response) if answer is None else answer
        except Exception:  # the server would say nothing of it
            log.exception("%s %s", environ.get("REQUEST_METHOD"), environ.get("PATH_INFO"))
            raise


def carried_out(
    emulator: Emulator, provider: Provider, route: Route, path: Mapping[str, str], environ: Mapping[str, Any]
) -> Answer:
    """The answer of one operation of a provider."""
    try:
        request = read_request(environ, provider.max_body)
    except Refusal as refusal:
        return emulator.gateway.refuse(provider, Request(environ, b""), refusal)
    return emulator.gateway.answer(provider, route, path, request)


def read_request(environ: Mapping[str, Any], cap: int) -> Request:
    """The request with its body, when that is within `cap` bytes. Raises Refusal(UNREADABLE) when the client left."""
    length = environ.get("CONTENT_LENGTH") or ""
    if length.isdecimal():
        body = _whole(environ["wsgi.input"], int(length)) if int(length) <= cap else None
        return Request(environ, body)
    return Request(environ, _rest(environ["wsgi.input"], cap) if environ.get("wsgi.input_terminated") else b"")


def _rest(stream: Any, cap: int) -> bytes | None:
    """A body of unknown length, which the server itself brings to its end; None when it is over the cap."""
    body = b""
    try:
        while len(body) <= cap and (more := stream.read(cap + 1 - len(body))):
            body += more
    except OSError:
        raise Refusal(refusals.UNREADABLE, detail="the body ended before its last chunk") from None
    return None if len(body) > cap else body


def _whole(stream: Any, length: int) -> bytes:
    body: bytes = stream.read(length)
    while len(body) < length:
        if not (more := stream.read(length - len(body))):
            raise Refusal(refusals.UNREADABLE, detail="the body ended before its Content-Length")
        body += more
    return body


def cut(answer: Answer) -> Iterator[bytes]:
    """The beginning of a body and then a broken connection: every server here hangs up without another word."""
    if answer.cut:
        yield answer.body[: answer.cut]
    raise ConnectionResetError("a planned fault ends the connection here")
