"""The request as read, the answer as a value, and the current exchange an operation works on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import orjson

from . import refusals
from .refusals import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from ..mail.world import World

Headers = tuple[tuple[str, str], ...]

JSON = "application/json"

MARK = "X-Mail-Emulator"
"""A custom header that proves a request was not sent by a plain form of a foreign page."""


class Request:
    """One request, read from a WSGI environment. The body is bytes, read once and within the cap."""

    def __init__(self, environ: Mapping[str, Any], body: bytes | None) -> None:
        """`body` None means that it was over the cap and was not read."""
        self._environ = environ
        self._body = body
        self.method: str = environ["REQUEST_METHOD"]
        self.path: str = environ.get("PATH_INFO", "/").encode("latin-1").decode("utf-8", "replace")
        query: str = environ.get("QUERY_STRING", "")
        # Clients such as curl send letters beyond ASCII as they are, and WSGI shows each byte as a character.
        self.query = query if query.isascii() else query.encode("latin-1", "replace").decode("utf-8", "replace")

    @property
    def body(self) -> bytes:
        """Raises Refusal(TOO_LARGE) when the body was over the cap."""
        if self._body is None:
            raise Refusal(refusals.TOO_LARGE)
        return self._body

    @property
    def size(self) -> int:
        """Bytes of the body that were read."""
        return len(self._body or b"")

    def header(self, name: str, default: str = "") -> str:
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = "HTTP_" + key
        value: str = self._environ.get(key, default)
        return value

    @property
    def content_type(self) -> str:
        """The media type in lower case, without parameters."""
        return self.header("Content-Type").partition(";")[0].strip().lower()

    @property
    def authorization(self) -> str:
        value: str = self._environ.get("HTTP_AUTHORIZATION", "")
        return value

    @property
    def scheme(self) -> str:
        """`http` or `https`."""
        value: str = self._environ.get("wsgi.url_scheme", "http")
        return value

    @property
    def remote(self) -> str:
        value: str = self._environ.get("REMOTE_ADDR", "")
        return value

    @cached_property
    def args(self) -> list[tuple[str, str]]:
        """The query's pairs in order, blank values kept. Raises Refusal(UNREADABLE) for more than 2,000 of them."""
        try:
            return parse_qsl(self.query, keep_blank_values=True, max_num_fields=2000)
        except ValueError as error:
            raise Refusal(refusals.UNREADABLE, detail=str(error)) from None

    def arg(self, name: str) -> str | None:
        """The first value of a query parameter."""
        return next((value for key, value in self.args if key == name), None)

    def arg_list(self, name: str) -> list[str]:
        return [value for key, value in self.args if key == name]

    @property
    def headers(self) -> Headers:
        """All headers, names written the usual way."""
        found = []
        for key, value in self._environ.items():
            if key.startswith("HTTP_"):
                found.append((_written(key[5:]), value))
            elif key in ("CONTENT_TYPE", "CONTENT_LENGTH") and value:
                found.append((_written(key), value))
        return tuple(found)


@lru_cache(maxsize=256)
def _written(key: str) -> str:
    """`USER_AGENT` as `User-Agent`."""
    return key.replace("_", "-").title()


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back. `body` is finished bytes; views make it with `json_answer` and its like.

    With `cut` the connection ends after that many bytes of the body; 0 means that no answer arrives at all.
    """

    status: int
    body: bytes = b""
    content_type: str = ""
    headers: Headers = ()
    cut: int | None = None


def json_answer(data: object, status: int = 200, content_type: str = JSON, headers: Headers = ()) -> Answer:
    return Answer(status, orjson.dumps(data), content_type, headers)


def empty_answer(status: int = 204, headers: Headers = ()) -> Answer:
    return Answer(status, headers=headers)


@dataclass(slots=True)
class Current:
    """The exchange an operation works on. `account` and `scopes` are set by the gate."""

    request: Request
    world: World
    route: Route
    path: Mapping[str, str] = field(default_factory=dict)
    account: str = ""
    cause: str = ""
    caused: tuple[int, int] = (0, -1)
    notes: list[str] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        return self.world.now


Operation = Callable[[Current], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """One row of a provider's routes page.

    `path` is written for Flask (`/email/1/domains/<domain_name>`); `operation` is the manual's name, which limits,
    faults and the journal use; `limit` the name of the limit that counts it (several rows may share one);
    `traits` whatever the provider's gate needs (scopes, error family).
    A `public` route has no gate: it is a page behind an unguessable link.
    The bodies of a `secret` route hold credentials, which the journal keeps masked.
    """

    method: str
    path: str
    operation: str
    view: Operation
    limit: str = ""
    public: bool = False
    traits: Any = None
    secret: bool = False
