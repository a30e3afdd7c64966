"""Infobip's words for every refusal: three families of bodies, each in JSON and, where Accept asks, in XML.

*Documented*: the families, their codes and texts. *Assumed*: the bodies of 404 for unknown paths, 405, 413 and 415.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from html import escape
from typing import Any, Literal, NamedTuple

import orjson

from ...wire import refusals
from ...wire.current import Answer, Headers, Request, Route
from ...wire.refusals import Refusal

Family = Literal["legacy", "new", "content"]

JSON_UTF8 = "application/json;charset=UTF-8"
XML_UTF8 = "application/xml;charset=UTF-8"


class Legacy(NamedTuple):
    status: int
    message_id: str
    text: str


class New(NamedTuple):
    status: int
    code: str
    description: str
    action: str
    resources: tuple[tuple[str, str], ...] = ()


_BAD = Legacy(400, "BAD_REQUEST", "Bad request")

LEGACY: Mapping[str, Legacy] = {
    refusals.INVALID: _BAD,
    refusals.UNREADABLE: _BAD,
    refusals.UNAUTHENTICATED: Legacy(401, "UNAUTHORIZED", "Invalid login details"),
    refusals.FORBIDDEN: Legacy(403, "FORBIDDEN", "Forbidden"),
    refusals.NOT_FOUND: Legacy(404, "NOT_FOUND", "Not found"),
    refusals.UNKNOWN_PATH: Legacy(404, "NOT_FOUND", "Not found"),
    refusals.WRONG_METHOD: Legacy(405, "METHOD_NOT_ALLOWED", "Method not allowed"),
    refusals.CONFLICT: Legacy(409, "CONFLICT", "Conflict"),
    refusals.TOO_LARGE: Legacy(413, "PAYLOAD_TOO_LARGE", "Payload too large"),
    refusals.MEDIA_TYPE: Legacy(415, "UNSUPPORTED_MEDIA_TYPE", "Unsupported media type"),
    refusals.TOO_MANY: Legacy(429, "TOO_MANY_REQUESTS", "Too many requests"),
    refusals.BROKEN: Legacy(500, "GENERAL_ERROR", "Something went wrong. Please contact support."),
}

SAYS_MORE = frozenset({refusals.NOT_FOUND, refusals.CONFLICT})
"""Legacy refusals whose text is the operation's own, such as `Bulk not found`."""

_DOCS = "https://www.infobip.com/docs/essentials"
_E400 = New(400, "E400", "Request cannot be processed.", "Check the syntax, violations and adjust the request.")
_E404 = New(
    404,
    "E404",
    "Not found - request URL doesn't exist on the API server or resource is not found.",
    "Check the resources and adjust your request.",
)

NEW: Mapping[str, New] = {
    refusals.INVALID: _E400,
    refusals.UNREADABLE: _E400,
    refusals.UNAUTHENTICATED: New(
        401,
        "E401",
        "The request lacks valid authentication credentials for the requested resource.",
        "Check the resources and adjust authentication credentials.",
        (("API Authentication", f"{_DOCS}/api-authentication"),),
    ),
    refusals.FORBIDDEN: New(
        403,
        "E403",
        "Insufficient permissions to access the requested resource.",
        "Repeat the request with new or different credentials.",
        (("API Scopes", f"{_DOCS}/api-essentials/api-authorization#api-scopes"),),
    ),
    refusals.NOT_FOUND: _E404,
    refusals.UNKNOWN_PATH: _E404,
    refusals.WRONG_METHOD: New(
        405, "E405", "The method is not allowed for this URL.", "Check the request method and adjust the request."
    ),
    refusals.CONFLICT: New(409, "E409", "Request conflicts with the current state.", "Adjust the request."),
    refusals.TOO_LARGE: New(413, "E413", "The request body is too large.", "Send a smaller request."),
    refusals.MEDIA_TYPE: New(
        415, "E415", "The media type of the request is not supported.", "Check the Content-Type and adjust the request."
    ),
    refusals.TOO_MANY: New(
        429,
        "E429",
        "Too many requests sent.",
        "Check request rate limit specified in the API endpoint documentation resource.",
        (("Throttling handling errors", f"{_DOCS}/integration-best-practices#throttling-handling-errors"),),
    ),
    refusals.BROKEN: New(500, "E500", "Something went wrong.", "Contact the support."),
}

REFERENCE = (("API reference", "https://www.infobip.com/docs/api/channels/email"),)

NEW_PATHS = (
    "/email/4/",
    "/email/1/ip-management",
    "/email/1/templates",
    "/email/1/suppressions",
    "/email/2/validations",
)
"""Where an unknown path or a wrong method is answered in the new family; everywhere else it is the legacy one."""

LEGACY_PATHS = ("/email/4/mime",)
"""The exceptions to that."""


def render(request: Request, refusal: Refusal, route: Route | None) -> Answer:
    """The answer for any refusal; without a route the path decides the family."""
    family: Family = route.traits.family if route is not None and route.traits else family_of(request.path)
    xml = wants_xml(request.header("Accept"))
    if family == "new":
        return _new(refusal, xml, route.traits.reference if route is not None and route.traits else ())
    if family == "content" and refusal.reason == refusals.INVALID and refusal.detail:
        return _content(refusal)
    return _legacy(refusal, xml)


def family_of(path: str) -> Family:
    return "new" if path.startswith(NEW_PATHS) and not path.startswith(LEGACY_PATHS) else "legacy"


def _legacy(refusal: Refusal, xml: bool) -> Answer:
    row = LEGACY[refusal.reason]
    text = refusal.detail if refusal.detail and refusal.reason in SAYS_MORE else row.text
    exception: dict[str, Any] = {"messageId": row.message_id, "text": text}
    if refusal.problems and row.status == 400:
        exception["validationErrors"] = refusal.problems
    body = {"requestError": {"serviceException": exception}}
    return _answer(row.status, "ApiException", body, refusal, xml)


def _new(refusal: Refusal, xml: bool, reference: tuple[int, ...]) -> Answer:
    row = NEW[refusal.reason]
    resources = row.resources or (REFERENCE if row.status in reference else ())
    body = {
        "errorCode": row.code,
        "description": row.description,
        "action": row.action,
        "violations": [
            {"property": name, "violation": sentence}
            for name, sentences in refusal.problems.items()
            for sentence in sentences
        ],
        "resources": [{"name": name, "url": url} for name, url in resources],
    }
    return _answer(row.status, "ApiError", body, refusal, xml)


def _content(refusal: Refusal) -> Answer:
    body = {"bulkId": "", "messages": [], "errorMessage": refusal.detail}
    return Answer(400, orjson.dumps(body), JSON_UTF8)


def _answer(status: int, root: str, body: dict[str, Any], refusal: Refusal, xml: bool) -> Answer:
    headers = _headers(refusal)
    if xml:
        text = f'<?xml version="1.0" encoding="UTF-8"?>{_element(root, body)}'
        return Answer(status, text.encode(), XML_UTF8, headers)
    return Answer(status, orjson.dumps(body), JSON_UTF8, headers)


def _headers(refusal: Refusal) -> Headers:
    headers: Headers = ()
    if refusal.allow:
        headers = (("Allow", ", ".join(refusal.allow)),)
    if refusal.retry_after is not None:
        seconds = max(math.ceil(refusal.retry_after.total_seconds()), 1)
        headers = (*headers, ("Retry-After", str(seconds)))
    return headers


SINGULAR = {"violations": "violation", "resources": "resource"}
"""Lists of the new family and what their elements are called in XML."""


def _element(name: str, value: Any) -> str:
    if isinstance(value, dict):
        if name == "validationErrors":
            return _element(name, [{"property": k, "message": m} for k, ms in value.items() for m in ms])
        inner = "".join(_element(key, each) for key, each in value.items())
    elif isinstance(value, list):
        inner = "".join(_element(SINGULAR.get(name, "error"), each) for each in value)
    else:
        inner = escape(printable(str(value)), quote=False)
    return f"<{name}>{inner}</{name}>" if inner else f"<{name}/>"


def printable(text: str) -> str:
    """XML has no place for most control characters."""
    return "".join(each for each in text if each >= " " or each in "\t\n\r")


def attribute(text: str) -> str:
    """A text as an XML attribute's value."""
    from xml.sax.saxutils import quoteattr  # late, because it brings an HTTP client with it

    return quoteattr(printable(text))


def wants_xml(accept: str) -> bool:
    """Whether XML is preferred to JSON. JSON when nothing or anything is asked for."""
    if "xml" not in accept:
        return False
    best: dict[str, float] = {}
    for item in accept.split(","):
        kind, *parameters = (part.strip().lower() for part in item.split(";"))
        quality = next((_quality(each[2:]) for each in parameters if each.startswith("q=")), 1.0)
        best[kind] = max(best.get(kind, 0.0), quality)
    xml = max(best.get("application/xml", 0.0), best.get("text/xml", 0.0))
    json = max(best.get("application/json", 0.0), best.get("*/*", 0.0), best.get("application/*", 0.0))
    if xml == json and "application/json" in best:
        return accept.lower().index("xml") < accept.lower().index("json")
    return xml > json or (xml == json and xml > 0)


def _quality(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
