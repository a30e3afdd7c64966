"""How pages get what they show: from the control API, by the paths anybody else would use, without the socket."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import quote, urlencode

import flask
import orjson
from flask.globals import app_ctx
from werkzeug.exceptions import HTTPException

from . import choices

API = "/_emulator/api"


class Refused(Exception):
    """The control API refused; `problem` is its problem+json."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        super().__init__(problem.get("detail", ""))
        self.status = status
        self.problem = problem


def address(path: str, /, **query: Any) -> str:
    """The address of a handle of the workspace looked at: `address("messages", limit=50)`."""
    name = choices.workspace()
    prefix = API if name == choices.DEFAULT_WORKSPACE else f"{API}/workspaces/{quote(name, safe='')}"
    return with_query(f"{prefix}/{path}", query)


def server_address(path: str, /, **query: Any) -> str:
    """The address of a handle that is the server's and no world's."""
    return with_query(f"{API}/{path}", query)


def with_query(path: str, query: dict[str, Any]) -> str:
    """`path` with the parts of `query` that have a value."""
    given = {name.rstrip("_"): value for name, value in query.items() if value not in (None, "")}
    return f"{path}?{urlencode(given)}" if given else path


def ask(path: str, /, **query: Any) -> Any:
    """What GET on a handle of the present workspace answers. Raises Refused."""
    return get(address(path, **query))


def ask_server(path: str, /, **query: Any) -> Any:
    """What GET on a handle of the server answers. Raises Refused."""
    return get(server_address(path, **query))


def get(url: str) -> Any:
    """What GET on an address of the control API answers, read from JSON. Raises Refused."""
    status, body = fetch(url)
    if status >= 400:
        raise Refused(status, _problem(status, body))
    return orjson.loads(body) if body else None


def offers(method: str, path: str) -> bool:
    """Whether the control API has a handle, by its path as in its table: `offers("POST", "messages/<id>/events")`."""
    rules = flask.current_app.url_map.iter_rules()
    return any(rule.rule == f"{API}/{path}" and method in (rule.methods or ()) for rule in rules)


def fetch(url: str) -> tuple[int, bytes]:
    """Status and body of GET on an address of the control API."""
    app = app_ctx.app
    path, _, query = url.partition("?")
    environ = _environ(path, query)
    with app.request_context(environ):
        try:
            endpoint, values = app.url_map.bind_to_environ(environ).match()
            response: Any = app.view_functions[endpoint](**values)
        except HTTPException as error:
            return error.code or 404, b""
        return response.status_code, response.get_data()


def _environ(path: str, query: str) -> dict[str, Any]:
    given = flask.request.environ
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": _wsgi(path),
        "QUERY_STRING": query,
        "SCRIPT_NAME": "",
        "SERVER_NAME": given.get("SERVER_NAME", "localhost"),
        "SERVER_PORT": given.get("SERVER_PORT", "80"),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": given.get("HTTP_HOST", ""),
        "REMOTE_ADDR": given.get("REMOTE_ADDR", ""),
        "wsgi.url_scheme": given.get("wsgi.url_scheme", "http"),
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": given.get("wsgi.errors"),
    }


def _wsgi(path: str) -> str:
    from urllib.parse import unquote_to_bytes

    return unquote_to_bytes(path).decode("latin-1")


def _problem(status: int, body: bytes) -> dict[str, Any]:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        found = None
    return found if isinstance(found, dict) else {"title": "Not found", "status": status, "detail": ""}
