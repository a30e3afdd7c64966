"""What a provider's `pages` function gets, to add screens of its own to the console."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import flask

from ..mail.world import World
from ..providers.contract import Provider
from . import choices, words

if TYPE_CHECKING:
    from flask import Flask

LAYOUT = "console/layout.html"


class Worlds(Protocol):
    def get(self, name: str) -> World: ...


class Services(Protocol):
    """What the console needs of the program around it; everything else it asks of the control API."""

    @property
    def providers(self) -> Mapping[str, Provider]: ...
    @property
    def workspaces(self) -> Worlds: ...
    @property
    def base_url(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def command(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Link:
    """A row in the console's menu. `title` is English; it is shown in the reader's language."""

    title: str
    href: str
    group: str = ""


@dataclass(slots=True)
class Registry:
    """The console as a provider sees it while it adds its screens.

    Screens live below `/_emulator/{provider name}/`; the guard, the strict Content-Security-Policy and the
    language apply to them as to every other page. A template extends `registry.layout` and fills these blocks:

    * `title`: the page's name, as text; it is also the heading;
    * `main`: the content. The macros of `console/parts.html` draw actions, pills, empty states, code;
    * `live`, instead of `main`: content that is fetched again every two seconds and swapped when it changed.

    Inline scripts and `style=` attributes do not run: use classes, or a script or style element with
    `nonce="{{ nonce() }}"`.
    """

    app: Flask
    services: Services
    layout: str = LAYOUT
    links: list[Link] = field(default_factory=list)

    def world(self) -> World:
        """The world of the workspace this browser looks at. Take its lock before reading more than one thing."""
        return self.services.workspaces.get(choices.workspace())

    def workspace(self) -> str:
        """Its name."""
        return choices.workspace()

    def language(self) -> str:
        """`en` or `ja`: the switch decides, else the browser."""
        return choices.language()

    def add(
        self,
        path: str,
        view: Callable[..., flask.typing.ResponseReturnValue],
        *,
        methods: tuple[str, ...] = ("GET",),
    ) -> None:
        """A page of one's own at `path`, such as `/_emulator/orange-mail/plans/<plan>`."""
        self.app.add_url_rule(path, f"console:{'/'.join(methods)}:{path}", view, methods=list(methods))

    def link(self, title: str, href: str, group: str = "") -> None:
        """A row in the menu, below the heading `group` (the provider's title, say)."""
        self.links.append(Link(title, href, group))

    def templates(self, folder: Path) -> None:
        """Find templates in this folder too. Give them a folder of their own in it: `orange_mail/plans.html`."""
        blueprint = flask.Blueprint(f"console-{folder.parent.name}", __name__, template_folder=str(folder))
        self.app.register_blueprint(blueprint)

    def translations(self, folder: Path) -> None:
        """Further words: a gettext folder with `ja/LC_MESSAGES/console.mo`."""
        words.also_from(self.app, folder)
