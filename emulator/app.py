"""The Flask application: every provider's routes, the tester's API and the console on one port, behind the guard."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import flask
import orjson
from flask.json.provider import JSONProvider
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect, Rule

from . import console, control
from .direct import Direct, carried_out, cut, read_request
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
    """Flask, with the short way for calls to the services' fixed paths."""

    url_rule_class = LazyRule

    def __init__(self, emulator: Emulator) -> None:
        super().__init__("emulator", static_folder=None)
        self._direct = Direct(emulator)

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = self._direct.answer(environ, start_response)
        return super().wsgi_app(environ, start_response) if answer is None else answer


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


def _respond(answer: Answer) -> flask.Response:
    body = answer.body if answer.cut is None else cut(answer)
    response = flask.Response(body, answer.status, content_type=answer.content_type or None)
    if not answer.content_type:
        response.headers.remove("Content-Type")
    for name, value in answer.headers:
        response.headers.add(name, value)
    if answer.cut is not None:
        response.headers["Content-Length"] = str(len(answer.body))
    return response


def _add_provider_route(app: flask.Flask, emulator: Emulator, provider: Provider, route: Route) -> None:
    def view(**path: str) -> flask.Response:
        return _respond(carried_out(emulator, provider, route, path, flask.request.environ))

    app.add_url_rule(
        route.path,
        f"{provider.name}:{route.method}:{route.path}",
        view,
        methods=[route.method],
        provide_automatic_options=False,
    )


def _add_control_route(app: flask.Flask, emulator: Emulator, row: control.Row) -> None:
    def view(workspace: str = "default", **path: str) -> flask.Response:
        try:
            request = read_request(flask.request.environ, control.MAX_BODY)
        except Refusal as refusal:
            return _respond(control.refused(row, refusal))
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
