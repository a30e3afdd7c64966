"""A client of the control API that holds every answer against the OpenAPI document."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from emulator import Emulator

API = "/_emulator/api"
MARK = {"X-Mail-Emulator": "1"}
_METHODS = ("get", "post", "put", "patch", "delete")


class Told:
    """What the document says of each call."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        resource = Resource.from_contents(document, default_specification=DRAFT202012)
        self._registry: Registry[Any] = Registry().with_resource("", resource)

    @cached_property
    def operations(self) -> dict[tuple[str, str], Any]:
        """Each operation by method and path."""
        return {
            (method.upper(), path): told
            for path, each in self.document["paths"].items()
            for method, told in each.items()
            if method in _METHODS
        }

    @cached_property
    def _patterns(self) -> list[tuple[str, re.Pattern[str], str]]:
        """Paths as patterns, those with the fewest places first, as the application finds them."""
        by_places = sorted(self.operations, key=lambda key: key[1].count("{"))
        return [(method, re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), path) for method, path in by_places]

    def path(self, method: str, address: str) -> str | None:
        """The path of the operation that an address belongs to."""
        here = address.removeprefix(API)
        return next(
            (path for each, pattern, path in self._patterns if each == method and pattern.fullmatch(here)), None
        )

    def flaws(self, schema: Any, value: Any) -> list[str]:
        """Where a value is not what a schema of the document wants."""
        found = Draft202012Validator(
            schema,
            registry=self._registry,
            _resolver=self._registry.resolver(),
            format_checker=Draft202012Validator.FORMAT_CHECKER,
        ).iter_errors(value)
        return [f"{error.json_path}: {error.message}" for error in found]

    def check(self, method: str, address: str, answer: Any) -> None:
        """That status, media type and content of an answer are those the document tells of."""
        path = self.path(method, address)
        if path is None:
            assert answer.status_code in (404, 405), f"{method} {address} is not told of"
            return
        responses = self.operations[method, path]["responses"]
        told = responses.get(str(answer.status_code))
        assert told is not None, f"{method} {path} is not told to answer {answer.status_code}: {answer.text}"
        if "$ref" in told:
            told = self.document["components"]["responses"][told["$ref"].rpartition("/")[2]]
        content = told.get("content")
        if content is None:
            assert answer.data == b""
            return
        assert answer.mimetype in content, f"{method} {path} is not told to answer {answer.mimetype}"
        if "json" in answer.mimetype:
            flaws = self.flaws(content[answer.mimetype]["schema"], answer.json)
            assert not flaws, f"{method} {path} answers otherwise than told: {flaws}"


_KNOWN: dict[tuple[str, ...], Told] = {}


class ToldClient(FlaskClient):
    """Every answer below the control API must be as the document tells."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        answer = super().open(*args, **kwargs)
        path = answer.request.path
        if path.startswith(f"{API}/"):
            self.application.told.check(answer.request.method, path, answer)  # type: ignore[attr-defined]
        return answer


def client_of(emulator: Emulator) -> Any:
    """A test client whose answers are held against the document."""
    app = emulator.app
    services = tuple(emulator.providers)
    if services not in _KNOWN:  # the same services, the same document
        _KNOWN[services] = Told(app.test_client().get(f"{API}/openapi.json").json)
    app.told = _KNOWN[services]  # type: ignore[attr-defined]
    app.test_client_class = ToldClient
    return app.test_client()
