"""What a browser chose: the workspace it looks at, its language and its light, by switch or by default."""

from __future__ import annotations

import flask

from .words import LANGUAGES

DEFAULT_WORKSPACE = "default"
THEMES = ("auto", "light", "dark")

_COOKIES = {name: f"mail_emulator_{name}" for name in ("workspace", "language", "theme")}


def workspace() -> str:
    """`?workspace=` for this page and from now on, else the one chosen before, else `default`."""
    return _chosen("workspace") or DEFAULT_WORKSPACE


def language() -> str:
    """The switch (`?language=`, remembered), else the browser's Accept-Language, else English."""
    chosen = _chosen("language")
    if chosen in LANGUAGES:
        return chosen
    preferred = (accepted.partition("-")[0].lower() for accepted in flask.request.accept_languages.values())
    return next((each for each in preferred if each in LANGUAGES), LANGUAGES[0])


def theme() -> str:
    """`light` or `dark` when the reader said so, else `auto`: what the browser prefers."""
    chosen = _chosen("theme")
    return chosen if chosen in THEMES else "auto"


def remember(response: flask.Response) -> flask.Response:
    """Keep what the address chose for the pages to come."""
    for name, cookie in _COOKIES.items():
        value = flask.request.args.get(name)
        if value:
            response.set_cookie(
                cookie, value[:100], max_age=365 * 86400, path="/_emulator/", httponly=True, samesite="Strict"
            )
    return response


def _chosen(name: str) -> str:
    return flask.request.args.get(name) or flask.request.cookies.get(_COOKIES[name], "")
