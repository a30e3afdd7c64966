"""Every page of the console on one page, and the one place that draws them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import flask

from . import choices
from .asking import Refused
from .views import (
    clock,
    findings,
    first_steps,
    limits,
    messages,
    overview,
    reports,
    requests,
    rules,
    state,
    webhooks,
    workspaces,
)
from .words import mark

Context = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """`view` returns what the template shows. A page with a `title` stands in the menu."""

    path: str
    template: str
    view: Callable[..., Context]
    title: str = ""
    icon: str = ""


PAGES = (
    Page("", "messages.html", messages.listing, mark("Messages"), "mail"),
    Page("messages/<id>", "message.html", messages.show),
    Page("overview", "overview.html", overview.show, mark("Overview"), "chart"),
    Page("webhooks", "webhooks.html", webhooks.listing, mark("Webhooks"), "hook"),
    Page("webhooks/<id>", "webhook.html", webhooks.show),
    Page("requests", "requests.html", requests.listing, mark("Requests"), "list"),
    Page("requests/<id>", "request.html", requests.show),
    Page("clock", "clock.html", clock.show, mark("Clock"), "clock"),
    Page("rules", "rules.html", rules.show, mark("Rules and faults"), "rule"),
    Page("limits", "limits.html", limits.show, mark("Limits"), "limit"),
    Page("reports", "reports.html", reports.listing, mark("Reports"), "report"),
    Page("findings", "findings.html", findings.listing, mark("Findings"), "finding"),
    Page("workspaces", "workspaces.html", workspaces.listing, mark("Workspaces"), "world"),
    Page("state", "state.html", state.show, mark("State"), "state"),
    Page("first-steps", "first_steps.html", first_steps.show, mark("First steps"), "flag"),
)


def draw(page: Page, **path: str) -> flask.Response:
    """The page, or only its live part when the page itself asks again."""
    try:
        context = page.view(**path)
        return answered(flask.render_template(f"console/{page.template}", **context))
    except Refused as refused:
        body = flask.render_template("console/problem.html", problem=refused.problem)
        return answered(body, refused.status)


def answered(body: str, status: int = 200) -> flask.Response:
    """A page as a response; the live part carries an ETag, and is empty when the reader has it already."""
    response = flask.Response(body, status, content_type="text/html;charset=utf-8")
    if status == 200 and is_live():
        response.set_etag(blake2b(body.encode("utf-8", "replace"), digest_size=12).hexdigest())
        response.make_conditional(flask.request)
    return response


def is_live() -> bool:
    """Whether the page asks for its live part, rather than a browser for the page."""
    return "X-Live" in flask.request.headers


def nonce() -> str:
    """This response's mark for scripts and style elements that may run."""
    if "nonce" not in flask.g:
        flask.g.nonce = secrets.token_urlsafe(16)
    found: str = flask.g.nonce
    return found


def protect(response: flask.Response) -> flask.Response:
    """Nothing from elsewhere, no inline script without the nonce, no frame around us; unless stricter already."""
    policy = (
        "default-src 'none'; "
        f"script-src 'nonce-{nonce()}'; style-src 'self' 'nonce-{nonce()}'; "
        "img-src 'self' data:; connect-src 'self'; frame-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    response.headers.setdefault("Content-Security-Policy", policy)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return choices.remember(response)
