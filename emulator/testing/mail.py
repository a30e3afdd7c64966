"""One captured mail as a test reads it: parts, links, one-time codes, attachments, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from ..client import Client
from ..wire import times

if TYPE_CHECKING:
    from ..control import shapes

_URL = re.compile(r"""https?://[^\s<>"'）」】]+""")
_CODE = re.compile(r"(?<![\w.,:/#-])(?:\d{4,8}|\d{3}[ -]\d{3,4})(?![\w/-]|[.,:]\d)")
_NEARBY = re.compile(r"code|otp|pin|passcode|password|コード|認証|確認番号|暗証", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a mail. `content_id` is set for one that the HTML shows."""

    filename: str
    content_type: str
    data: bytes = field(repr=False)
    content_id: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a mail: where it leads and the words that are clicked (empty in a text part)."""

    url: str
    words: str = ""


class Mail:
    """One mail to one recipient."""

    def __init__(self, client: Client, row: Mapping[str, Any]) -> None:
        self._client = client
        self._row = row

    def __repr__(self) -> str:
        return f"<{self.id} to {self.to}: {self.subject!r}>"

    @property
    def id(self) -> str:
        return str(self._row["id"])

    @property
    def vendor(self) -> str:
        return str(self._row["vendor"])

    @property
    def vendor_id(self) -> str:
        """The id the service gave."""
        return str(self._row["vendor_id"])

    @property
    def to(self) -> str:
        return str(self._row["to"])

    @property
    def sender(self) -> str:
        return str(self._row["from"])

    @property
    def subject(self) -> str:
        return str(self._whole["subject"])

    @property
    def accepted(self) -> datetime:
        return times.read_iso(self._row["accepted"])

    @property
    def status(self) -> str:
        """The service's word for its state, as of now."""
        return str(self.refresh()["status"])

    @property
    def events(self) -> list[str]:
        """What has happened to it so far, in order."""
        return [step["event"] for step in self.refresh()["timeline"]["past"]]

    @property
    def text(self) -> str | None:
        return self._whole["text"]

    @property
    def html(self) -> str | None:
        return self._whole["html"]

    @property
    def headers(self) -> dict[str, str]:
        return {each["name"]: each["value"] for each in self._whole["headers"]}

    @cached_property
    def source(self) -> bytes:
        """The whole mail as it would travel (RFC 5322)."""
        return self._client.messages.source(self.id)

    @cached_property
    def attachments(self) -> list[Attachment]:
        return [
            Attachment(
                each["filename"],
                each["content_type"],
                self._client.messages.attachment(self.id, each["n"]),
                each["content_id"],
            )
            for each in self._whole["attachments"]
        ]

    @cached_property
    def links(self) -> list[Link]:
        """The links of the HTML part; those of the text part when there are none."""
        return list(dict.fromkeys(_links_of_html(self.html or "") or _links_of_text(self.text or "")))

    def link(self, wanted: str = "") -> str:
        """The address of the one link whose words or address contain `wanted`. AssertionError lists the others."""
        key = wanted.lower()
        fitting = [link for link in self.links if key in link.words.lower() or key in link.url.lower()]
        exact = [link for link in fitting if key and key in (link.words.lower(), link.url.lower())]
        urls = list(dict.fromkeys(link.url for link in exact or fitting))
        if len(urls) == 1:
            return urls[0]
        what = f"links that contain {wanted!r}" if wanted else "links"
        shown = "".join(f"\n  {link.url}  {link.words}".rstrip() for link in self.links) or "\n  none"
        raise AssertionError(f"{self!r} has {len(urls)} {what}; all its links:{shown}")

    def code(self, pattern: str | None = None) -> str:
        """The one-time code in it: what `pattern` finds (its first group, if it has one), or else the one number of
        four to eight digits, next to a word such as "code" when there are several. AssertionError lists them.
        """
        text = self.text or _text_of_html(self.html or "")
        if pattern is not None:
            found = re.search(pattern, text)
            if found is None:
                raise AssertionError(f"{self!r} has nothing like {pattern!r}:\n{text}")
            return str(found[1] if found.re.groups else found[0])
        codes = _codes(text) or _codes(self.subject)
        if len(codes) != 1:
            raise AssertionError(f"{self!r} has {len(codes)} codes {codes}; give code() a pattern:\n{text}")
        return codes[0]

    def happen(self, event: str, *, detail: str | None = None, url: str | None = None) -> shapes.Event:
        """Let something happen to it now, with all that follows: `opened`, `clicked`, `bounced` and so on."""
        return self._client.messages.happen(self.id, event, detail=detail, url=url)

    def refresh(self) -> shapes.Message:
        """The record as the control API shows it now."""
        self._row = row = self._client.messages.get(self.id)
        return row

    @cached_property
    def _whole(self) -> shapes.Message:
        return self._client.messages.get(self.id)


def of_rows(client: Client, rows: Iterable[Mapping[str, Any]]) -> list[Mail]:
    """Mails, oldest first, of rows that come newest first."""
    return [Mail(client, row) for row in rows][::-1]


def brief(row: Mapping[str, Any]) -> str:
    """One line about a mail."""
    return f"{row['id']} to {row['to']} from {row['from']}: {row['subject']!r} ({row['status']})"


def _codes(text: str) -> list[str]:
    lines = _URL.sub(" ", text).splitlines()
    everywhere = [match[0] for line in lines for match in _CODE.finditer(line)]
    nearby = [
        match[0]
        for number, line in enumerate(lines)
        for match in _CODE.finditer(line)
        if any(_NEARBY.search(each) for each in lines[max(number - 2, 0) : number + 1])
    ]
    distinct = list(dict.fromkeys(everywhere))
    return distinct if len(distinct) == 1 else list(dict.fromkeys(nearby)) or distinct


class _Reader(HTMLParser):
    """Gathers the links and the visible text of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[Link] = []
        self.text: list[str] = []
        self._hidden = 0
        self._open: tuple[str, int] | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "head"):
            self._hidden += 1
        elif tag in ("br", "p", "div", "tr", "li", "h1", "h2", "h3", "td"):
            self.text.append("\n")
        elif tag == "a" and (url := dict(attrs).get("href")):
            self._open = (url, len(self.text))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "head"):
            self._hidden = max(self._hidden - 1, 0)
        elif tag == "a" and self._open is not None:
            url, start = self._open
            self.links.append(Link(url, " ".join("".join(self.text[start:]).split())))
            self._open = None

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.text.append(data)


def _links_of_html(html: str) -> list[Link]:
    return [link for link in _Reader(html).links if link.url.startswith(("http://", "https://"))]


def _links_of_text(text: str) -> list[Link]:
    return [Link(match[0].rstrip(".,;:!?)]}。、")) for match in _URL.finditer(text)]


def _text_of_html(html: str) -> str:
    return "".join(_Reader(html).text)
