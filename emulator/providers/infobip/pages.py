"""What a mail's links lead to, served without a key: the open picture, the click, and the page to unsubscribe.

Only a reader's own GET counts as an open or a click: HEAD and prefetching by a mail program record nothing.
Who opens this way is the caller; unknown links, and links of mail that was forgotten, are answered 404.
"""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from ...mail import events
from ...mail.message import Delivery, Message
from ...wire import bodies
from ...wire.bodies import compact
from ...wire.current import Answer, Current, Headers
from ...wire.refusals import Refusal
from . import content, links, readers

GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,"
    b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
NO_STORE: Headers = (("Cache-Control", "no-store"),)
SAFE: Headers = (
    *NO_STORE,
    ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
)
HTML = "text/html; charset=utf-8"
PREFETCH = ("Purpose", "X-Purpose", "Sec-Purpose", "X-Moz")
ONE_CLICK = ("List-Unsubscribe", "One-Click")
CONFIRMED = ("confirm", "yes")


def open_pixel(current: Current) -> Answer:
    found = _delivery(current, links.OPEN)
    if found is None:
        return Answer(404, GIF, "image/gif", NO_STORE)
    _record(current, found[0], events.OPENED)
    return Answer(200, GIF, "image/gif", NO_STORE)


def follow_link(current: Current) -> Answer:
    found = _delivery(current, links.CLICK)
    url = links.target(found[1]) if found is not None else None
    if found is None or url is None:
        return _gone()
    _record(current, found[0], events.CLICKED, url=url)
    return Answer(302, headers=(*NO_STORE, ("Location", _location(url))))


def unsubscribe_page(current: Current) -> Answer:
    found = _delivery(current, links.UNSUBSCRIBE)
    if found is None:
        return _gone()
    delivery = found[0]
    if _has_unsubscribed(current, delivery):
        return _page("Unsubscribed", f"<p>{escape(delivery.recipient)} gets no more of these mails.</p>")
    message = current.world.message_of(delivery)
    return _page(
        "Unsubscribe",
        f"<p>Shall {escape(delivery.recipient)} get no more mail from {escape(message.sender)}?</p>{_landing(message)}"
        '<form method="post"><button name="confirm" value="yes">Unsubscribe</button></form>',
    )


def unsubscribe(current: Current) -> Answer:
    """The page's own form, or a mail program's one click (RFC 8058)."""
    found = _delivery(current, links.UNSUBSCRIBE)
    if found is None:
        return _gone()
    if not _meant(current):
        return _page("Not understood", "<p>Open this address in a browser to unsubscribe.</p>", 400)
    if not _has_unsubscribed(current, found[0]):
        _record(current, found[0], events.UNSUBSCRIBED)
    return _page("Unsubscribed", f"<p>{escape(found[0].recipient)} gets no more of these mails.</p>")


def _delivery(current: Current, purpose: str) -> tuple[Delivery, str] | None:
    found = current.world.read_link(purpose, current.path["link"])
    if found is not None:
        current.account = current.world.message_of(found[0]).account
        current.caused = (found[0].number, found[0].number)
    return found


def _record(current: Current, delivery: Delivery, name: str, **data: str) -> None:
    if delivery.begun is None or not _in_person(current):
        return
    about = {**data, **readers.seen(current.world, delivery.recipient, current.request.header("User-Agent"))}
    current.world.record(delivery, name, source="link", data=compact(about))


def _in_person(current: Current) -> bool:
    request = current.request
    hints = " ".join(request.header(name) for name in PREFETCH).lower()
    return request.method != "HEAD" and not any(word in hints for word in ("prefetch", "preview", "prerender"))


def _meant(current: Current) -> bool:
    request = current.request
    try:
        if request.content_type == "multipart/form-data":
            parts = bodies.read_multipart(request.body, request.header("Content-Type"))
        else:
            parts = bodies.read_form(request.body)
        given = {(part.name, part.text) for part in parts}
    except Refusal:
        return False
    return ONE_CLICK in given or CONFIRMED in given


def _has_unsubscribed(current: Current, delivery: Delivery) -> bool:
    return any(step.name == events.UNSUBSCRIBED for _, step in delivery.happened(current.now))


def _location(url: str) -> str:
    """What a header can carry; what is escaped already stays."""
    return quote(url, safe=":/?#[]@!$&'()*+,;=%~-._")


def _landing(message: Message) -> str:
    """The values a request gave for its landing page; the page itself is the vendor's and not known here."""
    values = content.of(message).get("landing_placeholders", {})
    rows = "".join(f"<dt>{escape(str(name))}</dt><dd>{escape(str(value))}</dd>" for name, value in values.items())
    return f"<dl>{rows}</dl>" if rows else ""


def _gone() -> Answer:
    return _page("Unknown link", "<p>This link belongs to no mail that is kept here.</p>", 404)


def _page(title: str, inside: str, status: int = 200) -> Answer:
    style = "<style>body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem}</style>"
    head = f'<meta charset="utf-8"><title>{title}</title>{style}'
    text = f'<!DOCTYPE html><html lang="en"><head>{head}</head><body><h1>{title}</h1>{inside}</body></html>'
    return Answer(status, text.encode(), HTML, SAFE)
