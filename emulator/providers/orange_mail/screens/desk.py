"""What every screen works on: the world looked at, the form as it was sent, the reader's language, and the way back."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import flask

from ....mail.world import World
from ....wire import refusals
from ....wire.refusals import Refusal
from .. import errors, times
from ..state import State, state_of
from .words import english

START = "/_emulator/orange-mail"
COOKIE = "orange_mail_form"
TOKEN = "token"

Response = flask.Response
Problems = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Screen:
    """A page. `view` gets the desk and the path's values, and returns a response."""

    path: str
    view: Callable[..., Response]
    methods: tuple[str, ...] = ("GET",)


BOTH = ("GET", "POST")


@dataclass(slots=True)
class Desk:
    registry: Any
    world: World
    language: str
    token: str
    form: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def state(self) -> State:
        return state_of(self.world)

    @property
    def sent(self) -> bool:
        """Whether somebody pressed a button, rather than opened the page."""
        return flask.request.method == "POST"

    def t(self, text: str, **values: object) -> str:
        """A text of the screens in the reader's language."""
        return (english(text) if self.language == "en" else text).format(**values)

    def chosen(self, name: str) -> list[str]:
        """The ticked boxes of one name."""
        return flask.request.form.getlist(name)

    def show(self, template: str, status: int = 200, **values: Any) -> Response:
        body = flask.render_template(
            f"orange_mail/{template}",
            layout=self.registry.layout,
            desk=self,
            t=self.t,
            jst=times.write,
            start=START,
            token=self.token,
            done=self.query.get("done", ""),
            **{"problems": {}, **values},
        )
        return flask.Response(body, status, content_type="text/html; charset=utf-8")

    def go(self, path: str, done: str = "") -> Response:
        """Back to a page after something was done, with a word about it."""
        return flask.Response(status=303, headers={"Location": START + path + (f"?done={done}" if done else "")})


def endpoint(registry: Any, screen: Screen) -> Callable[..., Response]:
    """A screen as the console calls it: token checked, world locked, refusals shown as pages."""

    def view(**path: str) -> Response:
        try:
            world = registry.world()
        except LookupError:
            return flask.Response(status=302, headers={"Location": "/_emulator/workspaces"})
        known = flask.request.cookies.get(COOKIE, "")
        desk = Desk(
            registry,
            world,
            registry.language(),
            known or secrets.token_urlsafe(24),
            flask.request.form.to_dict(),
            flask.request.args.to_dict(),
        )
        with world.lock:
            response = _answered(desk, screen, path, known)
        if not known:
            response.set_cookie(COOKIE, desk.token, path=START, httponly=True, samesite="Strict")
        return response

    return view


def _answered(desk: Desk, screen: Screen, path: Mapping[str, str], known: str) -> Response:
    if desk.sent and not (known and hmac.compare_digest(known, desk.form.get(TOKEN, ""))):
        text = "フォームの有効期限が切れました。もう一度お試しください。"
        return desk.show("message.html", 403, title=desk.t("送信できませんでした"), text=desk.t(text))
    try:
        return screen.view(desk, **path)
    except Refusal as refusal:
        if refusal.reason == refusals.NOT_FOUND:
            return desk.show(
                "message.html",
                404,
                title=desk.t("見つかりません"),
                text=desk.t("お探しのページまたはデータはありません。"),
            )
        return desk.show("message.html", 409, title=desk.t("実行できませんでした"), text=desk.t(said(refusal)))


def said(refusal: Refusal) -> str:
    """One sentence for a refusal."""
    if refusal.reason in errors.ROWS:
        return errors.text_of(refusal)
    return next((texts[0] for texts in refusal.problems.values() if texts), "この操作は現在の状態では実行できません。")


def problems_of(refusal: Refusal, otherwise: str) -> Problems:
    """What stands beside which field; a refusal without fields stands beside `otherwise`."""
    return refusal.problems if refusal.reason == refusals.INVALID else {otherwise: [said(refusal)]}


T = TypeVar("T")


def filled(
    desk: Desk,
    page: Callable[[T, Problems], Response],
    begin: T,
    typed: T,
    keep: Callable[[T], Response],
    otherwise: str,
) -> Response:
    """A form: first as it begins; once sent it is kept, or shown again with what was typed and what is wrong."""
    if not desk.sent:
        return page(begin, {})
    try:
        return keep(typed)
    except Refusal as refusal:
        return page(typed, problems_of(refusal, otherwise))


def texts(desk: Desk, *names: str) -> dict[str, str]:
    """What was typed into these fields; line ends as the service keeps them."""
    return {name: desk.form.get(name, "").replace("\r\n", "\n") for name in names}
