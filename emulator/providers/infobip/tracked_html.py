"""What tracking does to a mail's HTML: an open pixel and rewritten links. It knows neither world nor delivery.

Only `http` and `https` addresses in the `href` of an `<a>` are rewritten; everything else stays byte for byte:
entities, comments (Outlook's conditional ones too), `mailto:`, `cid:`, anchors, and what looks like a tag in a script.
More than 150 such links are too many (*documented*: error 6024). Where the pixel stands exactly is *assumed*.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape, unescape
from typing import NamedTuple

MAX_URLS = 150
TOP = "TOP"
BOTTOM = "BOTTOM"

_TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/>]*)((?:[^>"']|"[^"]*"|'[^']*')*+)>""")
_ATTRIBUTE = re.compile(r"""([^\s/=>"']+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+))?""")
_WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
"""Elements whose content is text to a reader's mail program, whatever it looks like."""

_PLACES = (("body", ""), ("head", "/"), ("html", ""))
"""The pixel at the top stands after the first of these that the mail has, else at the very beginning."""


class Tag(NamedTuple):
    """A tag as it stands in the text: `slash` is "/" for an end tag; `rest` is what follows the name."""

    start: int
    end: int
    slash: str
    name: str
    rest: str
    rest_at: int


class Link(NamedTuple):
    """An address that would be rewritten: where its attribute's value stands, and what it says."""

    start: int
    end: int
    url: str


@dataclass(frozen=True, slots=True)
class Tracking:
    """What a request asked for. `page` makes the address of a click; `pixel` is the open picture's, empty for none."""

    page: Callable[[str], str] | None
    pixel: str = ""
    position: str = TOP


def tracked(html: str, wish: Tracking) -> str:
    """The HTML with its links rewritten and the pixel in place."""
    edits: list[tuple[int, int, str]] = []
    if wish.page is not None:
        edits += [(link.start, link.end, f'"{escape(wish.page(link.url))}"') for link in links(html)]
    if wish.pixel:
        place = _bottom(html) if wish.position == BOTTOM else _top(html)
        edits.append((place, place, _pixel(wish.pixel)))
    return _edited(html, edits)


def links(html: str) -> Iterator[Link]:
    """The links that tracking rewrites, in order."""
    for tag in _tags(html):
        if tag.name == "a" and not tag.slash and (link := _link(tag)) is not None:
            yield link


def too_many(html: str) -> bool:
    """Whether there are more links than the service tracks."""
    if len(re.findall("href", html, re.IGNORECASE)) <= MAX_URLS:
        return False
    return sum(1 for _ in links(html)) > MAX_URLS


def with_link(html: str, sign: str, url: str) -> str:
    """The HTML with a portal sign such as `{$unsubscribe}` replaced by an address."""
    return html.replace(sign, escape(url)) if sign in html else html


def _link(tag: Tag) -> Link | None:
    href = next((found for found in _ATTRIBUTE.finditer(tag.rest) if found[1].lower() == "href"), None)
    if href is None or href[2] is None:
        return None
    text = href[2][1:-1] if href[2][0] in "\"'" else href[2]
    url = re.sub(r"[\t\r\n]", "", unescape(text)).strip()
    if not _WEB.match(url):
        return None
    return Link(tag.rest_at + href.start(2), tag.rest_at + href.end(2), url)


def _tags(html: str) -> Iterator[Tag]:
    """Every real tag in order. What follows an unfinished tag or comment is no markup to a reader, so it ends there."""
    place = html.find("<")
    while place >= 0:
        if html.startswith("<!--", place):
            place = _after(html, "-->", place + 2)
        elif html[place + 1 : place + 2] in ("!", "?"):
            place = _after(html, ">", place)
        elif (match := _TAG.match(html, place)) is not None:
            name = match[2].lower()
            yield Tag(place, match.end(), match[1], name, match[3], match.start(3))
            place = match.end()
            if name in _RAW and not match[1]:
                place = _raw_end(html, name, place)
        elif re.match("</?[a-zA-Z]", html[place : place + 3]):
            return
        else:
            place += 1
        if place < 0:
            return
        place = html.find("<", place)


def _after(html: str, end: str, start: int) -> int:
    found = html.find(end, start)
    return found + len(end) if found >= 0 else -1


def _raw_end(html: str, name: str, start: int) -> int:
    found = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(html, start)
    return found.start() if found else -1


def _top(html: str) -> int:
    places: dict[tuple[str, str], int] = {}
    for tag in _tags(html):
        places.setdefault((tag.name, tag.slash), tag.end)
        if tag.name == "body":
            break
    for place in _PLACES:
        if place in places:
            return places[place]
    doctype = re.match(r"\s*<!doctype[^>]*>", html, re.IGNORECASE)
    return doctype.end() if doctype else 0


def _bottom(html: str) -> int:
    place = len(html)
    for tag in _tags(html):
        if tag.slash and tag.name == "body":
            place = tag.start
    return place


def _pixel(url: str) -> str:
    return f'<img src="{escape(url)}" width="1" height="1" alt="" border="0">'


def _edited(html: str, edits: list[tuple[int, int, str]]) -> str:
    parts: list[str] = []
    place = 0
    for start, end, text in sorted(edits, key=lambda edit: edit[:2]):
        parts += [html[place:start], text]
        place = end
    return "".join([*parts, html[place:]])
