"""The tester's pages under `/_emulator/`: see the mail, the timeline and the webhooks, and act on them.

The console has no private door. What it shows it asks of the control API, and every button is one call of it.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import flask

from . import look, pages, words
from .registry import Registry, Services
from .views import messages

__all__ = ["Registry", "register"]

PREFIX = "/_emulator/"
API = "/_emulator/api"
STATIC = Path(__file__).with_name("static")


def register(app: flask.Flask, services: Services) -> Registry:
    """Add the console, and the screens the providers bring, to an application that has the control API."""
    words.set_up(app)
    registry = Registry(app, services)
    look.set_up(app, registry, pages.PAGES)
    blueprint = flask.Blueprint("console", __name__, template_folder="templates")
    app.register_blueprint(blueprint)
    for page in pages.PAGES:
        app.add_url_rule(PREFIX + page.path, f"console:{page.path}", partial(pages.draw, page), methods=["GET"])
    app.add_url_rule(PREFIX + "messages/<id>/preview", "console-preview", messages.framed, methods=["GET"])
    app.add_url_rule(PREFIX + "static/<path:name>", "console-static", _static, methods=["GET"])
    app.after_request(_protected)
    for provider in services.providers.values():
        if provider.pages is not None:
            provider.pages(registry)
    return registry


def _static(name: str) -> flask.Response:
    return flask.send_from_directory(STATIC, name)


def _protected(response: flask.Response) -> flask.Response:
    path = flask.request.path
    return pages.protect(response) if path.startswith(PREFIX) and not path.startswith(API) else response
