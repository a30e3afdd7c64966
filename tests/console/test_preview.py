"""The preview of a mail: its own images stand in it, and nothing else does."""

from __future__ import annotations

import pytest

from emulator.console import preview
from tests.console.scenes import PNG, SVG

OWN = {"logo.png": PNG, "a b": PNG, "evil.svg": SVG, "fake.png": SVG}


def shown(html: str) -> str:
    return preview.shown(html, OWN.get)


@pytest.mark.parametrize(
    "html",
    [
        '<img src="cid:logo.png">',
        "<img src='cid:logo.png'>",
        "<img src=cid:logo.png>",
        "<img src = \n 'CID:logo.png'>",
        '<img src="cid:a%20b">',
        "<td style='background:url(cid:logo.png)'>",
        '<td style="background:url(&quot;cid:logo.png&quot;)">',
    ],
)
def test_an_image_of_the_mails_own_stands_in_it(html: str) -> None:
    assert "data:image/png;base64,iVBOR" in shown(html) and "cid:" not in shown(html).lower()


@pytest.mark.parametrize(
    "html",
    [
        '<img src="cid:nobody">',
        '<img src="cid:evil.svg">',
        '<img src="cid:fake.png">',
        "<p>Write cid:logo.png for it</p>",
        '<img src="http://192.0.2.1/cid:logo.png">',
        '<a href="javascript:cid:logo.png">',
        "cid:",
    ],
)
def test_everything_else_stays_as_it_was(html: str) -> None:
    """Unknown ids, documents that call themselves images, and plain text."""
    assert shown(html) == html


def test_what_an_image_is_says_its_beginning() -> None:
    kinds = [preview.raster(data) for data in (PNG, b"\xff\xd8\xff\xe0", b"GIF89a", b"RIFF1234WEBPVP8 ", SVG, b"")]
    assert kinds == ["image/png", "image/jpeg", "image/gif", "image/webp", None, None]


def test_a_preview_has_a_size_whatever_the_mail_repeats() -> None:
    """A large image shown ten thousand times is shown as often as there is room."""
    big = PNG + b"x" * 1_000_000
    made = preview.shown('<img src="cid:big">' * 10_000, lambda name: big)
    assert len(made) < preview.MOST + 400_000


@pytest.mark.parametrize("html", ["=" + " " * 2_000_000, "= " * 1_000_000, "=cid:" * 400_000, "url(" * 500_000])
def test_a_long_mail_is_read_once(html: str) -> None:
    """The time it takes grows with the mail, not with its square: this test would not end."""
    assert shown(html) == html
