"""The Flask application: every provider's routes, the tester's API and the console on one port, behind the guard."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import flask
import orjson
from flask.json.provider import JSONProvider
from werkzeug.exceptions import ClientDisconnected, HTTPException, MethodNotAllowed, NotFound, RequestEntityTooLarge
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.routing import RequestRedirect, Rule
from werkzeug.wsgi import get_input_stream

from . import console, control
from .providers.contract import Provider
from .wire import refusals
from .wire.current import Answer, Request, Route
from .wire.refusals import Refusal

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from .emulator import Emulator

CONSOLE = "/_emulator/"
API = "/_emulator/api"


class OrjsonProvider(JSONProvider):
    """Flask's JSON by orjson."""

    def dumps(self, obj: Any, **_: Any) -> str:
        return orjson.dumps(obj).decode()

    def loads(self, s: str | bytes, **_: Any) -> Any:
        return orjson.loads(s)


class LazyRule(Rule):
    """A rule that compiles the building of its addresses when one is built; most never are, and there are hundreds."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled = cache(partial(super()._compile_builder, append_unknown))

        def build(rule: Rule, **values: Any) -> tuple[str, str]:
            return compiled()(rule, **values)

        return build


class Application(flask.Flask):
    """Flask, with a short way for calls to the services' fixed paths.

    Their views are functions of the request alone. Without Flask's contexts, session and hooks, and with the answer as
    one list of bytes, a call costs half of what it would.
    """

    url_rule_class = LazyRule

    def __init__(self, emulator: Emulator) -> None:
        super().__init__("emulator", static_folder=None)
        self._emulator = emulator
        self._direct = {
            (route.method, route.path): (provider, route)
            for provider in emulator.providers.values()
            for route in provider.routes
            if "<" not in route.path
        }

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        found = self._direct.get((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        if found is None or not self._emulator.guard.admits_host(environ.get("HTTP_HOST", "")):
            return super().wsgi_app(environ, start_response)
        answer = _provided(self._emulator, *found, {}, environ)
        headers = list(answer.headers)
        if answer.content_type:
            headers.append(("Content-Type", answer.content_type))
        if answer.status != 204:
            headers.append(("Content-Length", str(len(answer.body))))
        start_response(f"{answer.status} {HTTP_STATUS_CODES.get(answer.status, 'Unknown').upper()}", headers)
        return [answer.body] if answer.cut is None else _cut(answer)


def create_app(emulator: Emulator) -> flask.Flask:
    """An application over the worlds of `emulator`. Nothing is global: two can live in one process."""
    app = Application(emulator)
    app.json = OrjsonProvider(app)
    app.url_map.merge_slashes = False
    app.url_map.strict_slashes = True
    app.before_request(lambda: _guard(emulator))
    for provider in emulator.providers.values():
        for route in provider.routes:
            _add_provider_route(app, emulator, provider, route)
    for row in control.routes(emulator.providers):
        _add_control_route(app, emulator, row)
    console.register(app, emulator.services)
    app.add_url_rule("/", "root", _root, methods=["GET"])
    app.register_error_handler(HTTPException, lambda error: _http_error(emulator, error))
    return app


def read_request(environ: Mapping[str, Any], cap: int) -> Request:
    """The request with its body, when that is within `cap` bytes. Raises Refusal(UNREADABLE) when the client left."""
    length = environ.get("CONTENT_LENGTH") or ""
    if length.isdecimal() and int(length) <= cap:
        return Request(environ, _whole(environ["wsgi.input"], int(length)))
    try:
        body: bytes | None = get_input_stream(dict(environ), max_content_length=cap).read()
    except RequestEntityTooLarge:
        body = None
    except ClientDisconnected:
        raise Refusal(refusals.UNREADABLE, detail="the body ended before its Content-Length") from None
    return Request(environ, body)


def _whole(stream: Any, length: int) -> bytes:
    body: bytes = stream.read(length)
    while len(body) < length:
        if not (more := stream.read(length - len(body))):
            raise Refusal(refusals.UNREADABLE, detail="the body ended before its Content-Length")
        body += more
    return body


def _provided(
    emulator: Emulator, provider: Provider, route: Route, path: Mapping[str, str], environ: Mapping[str, Any]
) -> Answer:
    try:
        request = read_request(environ, provider.max_body)
    except Refusal as refusal:
        return emulator.gateway.refuse(provider, Request(environ, b""), refusal)
    return emulator.gateway.answer(provider, route, path, request)


def _respond(answer: Answer) -> flask.Response:
    body = answer.body if answer.cut is None else _cut(answer)
    response = flask.Response(body, answer.status, content_type=answer.content_type or None)
    if not answer.content_type:
        response.headers.remove("Content-Type")
    for name, value in answer.headers:
        response.headers.add(name, value)
    if answer.cut is not None:
        response.headers["Content-Length"] = str(len(answer.body))
    return response


def _cut(answer: Answer) -> Iterator[bytes]:
    """The beginning of a body and then a broken connection: every server here hangs up without another word."""
    if answer.cut:
        yield answer.body[: answer.cut]
    raise ConnectionResetError("a planned fault ends the connection here")


def _add_provider_route(app: flask.Flask, emulator: Emulator, provider: Provider, route: Route) -> None:
    def view(**path: str) -> flask.Response:
        return _respond(_provided(emulator, provider, route, path, flask.request.environ))

    app.add_url_rule(
        route.path,
        f"{provider.name}:{route.method}:{route.path}",
        view,
        methods=[route.method],
        provide_automatic_options=False,
    )


def _add_control_route(app: flask.Flask, emulator: Emulator, row: control.Row) -> None:
    def view(workspace: str = "default", **path: str) -> flask.Response:
        request = read_request(flask.request.environ, control.MAX_BODY)
        return _respond(control.answer(emulator.services, row, workspace, path, request))

    prefixes = [API] if row.server_wide else [API, API + "/workspaces/<workspace>"]
    for prefix in prefixes:
        app.add_url_rule(
            prefix + row.path,
            f"control:{row.method}:{prefix}{row.path}",
            view,
            methods=[row.method],
            provide_automatic_options=False,
        )


def _root() -> flask.Response:
    return flask.Response(status=302, headers={"Location": CONSOLE})


def _guard(emulator: Emulator) -> flask.Response | None:
    environ = flask.request.environ
    host = environ.get("HTTP_HOST", "")
    if not emulator.guard.admits_host(host):
        return _respond(
            control.problem_answer(
                403, "Host not allowed", f"start with --allowed-host {host or 'NAME'} to admit it", "forbidden-host"
            )
        )
    if not environ.get("PATH_INFO", "").startswith(CONSOLE):
        return None
    request = Request(environ, b"")
    if not emulator.guard.knows_password(request):
        answer = control.problem_answer(401, "Password needed", "give the password of --password", "unauthorized")
        return _respond(
            Answer(
                answer.status,
                answer.body,
                answer.content_type,
                (("WWW-Authenticate", 'Basic realm="mail-emulator"'),),
            )
        )
    why = emulator.guard.refuses_tester(request) or (
        emulator.guard.refuses_change(request) if request.path.startswith(API) else None
    )
    return None if why is None else _respond(control.problem_answer(403, "Refused", why, "foreign-origin"))


def _http_error(emulator: Emulator, error: HTTPException) -> flask.Response | HTTPException:
    """What Flask itself refuses, in the words of whoever owns the path."""
    if isinstance(error, RequestRedirect):
        return error
    environ = flask.request.environ
    request = Request(environ, b"")
    refusal = _refusal_of(error)
    provider = emulator.owner(request.path)
    if provider is not None:
        return _respond(emulator.gateway.refuse(provider, request, refusal))
    if request.path.startswith(API):
        return _respond(control.refused_path(request, refusal))
    return error


def _refusal_of(error: HTTPException) -> Refusal:
    if isinstance(error, NotFound):
        return Refusal(refusals.UNKNOWN_PATH)
    if isinstance(error, MethodNotAllowed):
        allow = tuple(sorted(set(error.valid_methods or ()) - {"HEAD", "OPTIONS"}))
        return Refusal(refusals.WRONG_METHOD, allow=allow)
    if (error.code or 500) >= 500:
        return Refusal(refusals.BROKEN)
    return Refusal(refusals.UNREADABLE, detail=error.description or "")
