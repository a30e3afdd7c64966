"""What every template can use: the reader's words, addresses, and how times, sizes and bodies are written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import flask
import orjson
from markupsafe import Markup

from . import asking, choices, pages, plots, words
from .registry import Registry
from .words import mark

if TYPE_CHECKING:
    from .pages import Page

_VENDORS = "console-vendors"
_COMMAND = "console-command"

SHOWN_AT_ONCE = 64 << 10
"""Characters of a body that a page shows; the whole is one download away."""

TONES = {
    mark("sent"): "busy",
    mark("deferred"): "wait",
    mark("delivered"): "good",
    mark("bounced"): "bad",
    mark("dropped"): "bad",
    mark("expired"): "bad",
    mark("cancelled"): "mute",
    mark("opened"): "read",
    mark("clicked"): "read",
    mark("unsubscribed"): "left",
    mark("complained"): "left",
    mark("waiting"): "wait",
    mark("posting"): "busy",
    mark("failed"): "bad",
    mark("refused"): "bad",
    mark("error"): "bad",
    mark("warning"): "wait",
    mark("hint"): "busy",
}
"""A colour for each event, call state and severity. The word always stands beside it."""


def set_up(app: flask.Flask, registry: Registry, menu: Sequence[Page]) -> None:
    """Filters, globals and gettext for the templates."""
    environment = app.jinja_env
    environment.filters.update(
        moment=moment,
        clocktime=clocktime,
        pretty=pretty,
        spread=spread,
        start=start,
        size=size,
        tone=tone,
        said=said,
        told=told,
        count=count,
    )
    app.extensions[_COMMAND] = registry.services.command
    app.extensions[_VENDORS] = {name: provider.title for name, provider in registry.services.providers.items()}
    environment.globals.update(
        _=translated,
        gettext=translated,
        ngettext=counted,
        nonce=pages.nonce,
        api=asking.address,
        server_api=asking.server_address,
        menu=[page for page in menu if page.title],
        further_links=registry.links,
        vendors=app.extensions[_VENDORS],
        vendor_number={name: number % 6 for number, name in enumerate(registry.services.providers)},
        version=registry.services.version,
        offers=asking.offers,
        origin=lambda: flask.request.host_url.rstrip("/"),
        has_password=lambda: "Authorization" in flask.request.headers,
        is_live=pages.is_live,
        language=choices.language,
        workspace=choices.workspace,
        theme=choices.theme,
        switched=switched,
        header_clock=header_clock,
        default_workspace=choices.DEFAULT_WORKSPACE,
        path=lambda: flask.request.path,
        parts=Parts(environment),
        plots=plots,
    )


def vendors() -> dict[str, str]:
    """The title of each vendor by its name."""
    found: dict[str, str] = flask.current_app.extensions[_VENDORS]
    return found


def command() -> str:
    """How a line for a terminal on the server's machine calls this program."""
    return str(flask.current_app.extensions[_COMMAND])


def translated(text: str, **values: object) -> Markup:
    """A text of the catalogue in the reader's language; what is filled in is escaped."""
    return Markup(words.of(flask.current_app, choices.language()).gettext(text)) % values


def counted(one: str, many: str, number: int, **values: object) -> Markup:
    """The same in the form that fits `number`, which the text can show as `num`."""
    text = words.of(flask.current_app, choices.language()).ngettext(one, many, number)
    return Markup(text) % {"num": number, **values}


class Parts:
    """The macros of `console/parts.html`, compiled when a page first needs them."""

    def __init__(self, environment: Any) -> None:
        self._environment = environment

    def __getattr__(self, name: str) -> Any:
        return getattr(self._environment.get_template("console/parts.html").module, name)


def switched(**chosen: str) -> str:
    """This page with a switch thrown."""
    arguments = {**flask.request.args.to_dict(), **chosen}
    return asking.with_query(flask.request.path, arguments)


def header_clock() -> dict[str, Any] | None:
    """The clock of the world looked at; None when that world is gone."""
    if "header_clock" not in flask.g:
        try:
            flask.g.header_clock = asking.ask("clock")
        except asking.Refused:
            flask.g.header_clock = None
    found: dict[str, Any] | None = flask.g.header_clock
    return found


def tone(word: str | None) -> str:
    """The colour of an event or a call's state."""
    return TONES.get(word or "", "mute")


def said(word: str | None) -> str:
    """An event or state in the reader's language; a vendor's own word stays as it is."""
    if word not in TONES:
        return word or ""
    return words.of(flask.current_app, choices.language()).gettext(word)


def told(text: str) -> str:
    """A text of the control API in the reader's language, where it is known."""
    return words.of(flask.current_app, choices.language()).gettext(text) if text else text


def moment(iso: str | None) -> str:
    """`2026-03-04 09:15:30`, in UTC."""
    return "" if not iso else iso[:19].replace("T", " ")


def clocktime(iso: str | None, now: str | None = None) -> str:
    """The time of day; with the date when that is not today's in the world."""
    if not iso:
        return ""
    today = now or (header_clock() or {}).get("now") or ""
    return iso[11:19] if iso[:10] == today[:10] else f"{iso[5:10]} {iso[11:16]}"


def pretty(text: str | None) -> str:
    """JSON spread over lines; anything else as it is."""
    if not text:
        return ""
    if text.lstrip()[:1] not in ("{", "["):
        return text
    try:
        return orjson.dumps(orjson.loads(text), option=orjson.OPT_INDENT_2).decode()
    except orjson.JSONDecodeError:
        return text


def spread(value: Any) -> str:
    """Data as JSON over lines."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()


def start(text: str | None, length: int = SHOWN_AT_ONCE) -> str:
    """The beginning of a long text. A page says itself that there is more."""
    return (text or "")[:length]


def size(number: int) -> str:
    """`1.2 kB`."""
    amount = float(number)
    for unit in ("B", "kB", "MB"):
        if amount < 1000 or unit == "MB":
            return f"{amount:.0f} {unit}" if unit == "B" or amount >= 100 else f"{amount:.1f} {unit}"
        amount /= 1000
    return str(number)


def count(number: int) -> str:
    """`12,345`."""
    return f"{number:,}"


def read(iso: str) -> datetime:
    """A time of the control API."""
    return datetime.fromisoformat(iso.replace("Z", "+00:00")).astimezone(UTC)
