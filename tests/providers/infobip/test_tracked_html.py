"""What tracking does to HTML, and what it leaves alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.providers.infobip.tracked_html import BOTTOM, Tracking, links, too_many, tracked

PIXEL = '<img src="http://e/p" width="1" height="1" alt="" border="0">'


def click(url: str) -> str:
    return f"http://e/c?{len(url)}&x"


def clicked(html: str) -> str:
    return tracked(html, Tracking(click))


@pytest.mark.parametrize(
    ("html", "urls"),
    [
        ('<a href="https://shop.test/sale">x</a>', ["https://shop.test/sale"]),
        ("<A\nHREF = 'HTTP://shop.test'>x</A>", ["HTTP://shop.test"]),
        ("<a href=http://shop.test/a?b=c>x</a>", ["http://shop.test/a?b=c"]),
        ('<a href="http://a.test/?x=1&amp;y=2">', ["http://a.test/?x=1&y=2"]),
        ('<a title="a > b" href=" http://a.test/x\n">', ["http://a.test/x"]),
        ('<a class="b"href="http://a.test/">', ["http://a.test/"]),
        ('<a href="http://one.test/" href="http://two.test/">', ["http://one.test/"]),
        ('<a title="href=\'http://no.test/\'" href="http://yes.test/">', ["http://yes.test/"]),
        ("<p>1 < 2 <a href='http://a.test/'>", ["http://a.test/"]),
        ("<![if !mso]><a href='http://a.test/'><![endif]>", ["http://a.test/"]),
    ],
)
def test_a_web_address_in_an_anchor_is_a_link(html: str, urls: list[str]) -> None:
    assert [link.url for link in links(html)] == urls


@pytest.mark.parametrize(
    "html",
    [
        '<a href="mailto:a@b.test">x</a>',
        '<a href="tel:1">x</a><a href="cid:logo.png">y</a><a href="#top">z</a><a href="/x">w</a><a href="//x.test">',
        '<a name="x">y</a><a href>z</a><a href="">w</a>',
        '<link href="http://a.test/style.css"><area href="http://a.test/"><base href="http://a.test/">',
        '<abbr href="http://a.test/">x</abbr>',
        '<a data-href="http://a.test/">x</a>',
        '<!-- <a href="http://a.test/">x</a> -->',
        '<!--[if mso]><a href="http://a.test/">x</a><![endif]-->',
        "<script>'<a href=\"http://a.test/\">'</script><style>a[href='http://b.test/']{}</style>",
        "<title><a href='http://a.test/'></title>",
        '&lt;a href="http://a.test/"&gt; http://a.test/ &amp; &eacute; ü <b>x</b>',
        '<a href="http://a.test/',
    ],
)
def test_everything_else_stays_as_it_is(html: str) -> None:
    assert clicked(html) == html


def test_only_the_address_of_a_rewritten_link_changes() -> None:
    html = "<p>caf&eacute; &amp; <a class='x' href='http://a.test/?p=1&amp;q=2' id=y>go &gt;</a></p>"
    assert clicked(html) == (
        "<p>caf&eacute; &amp; <a class='x' href=\"http://e/c?22&amp;x\" id=y>go &gt;</a></p>"
    )


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<html><head></head><body class='a'><p>x", f"<html><head></head><body class='a'>{PIXEL}<p>x"),
        ("<head><title><body></title></head><p>x", f"<head><title><body></title></head>{PIXEL}<p>x"),
        ("<!DOCTYPE html><p>x", f"<!DOCTYPE html>{PIXEL}<p>x"),
        ("<p>x", f"{PIXEL}<p>x"),
        ("", PIXEL),
    ],
)
def test_the_pixel_at_the_top_stands_where_the_body_begins(html: str, expected: str) -> None:
    assert tracked(html, Tracking(None, "http://e/p")) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<body>x</body></html>", f"<body>x{PIXEL}</body></html>"),
        ("<p>x</p>", f"<p>x</p>{PIXEL}"),
        ("<body>x<!-- </body> --></BODY >", f"<body>x<!-- </body> -->{PIXEL}</BODY >"),
    ],
)
def test_the_pixel_at_the_bottom_stands_where_the_body_ends(html: str, expected: str) -> None:
    assert tracked(html, Tracking(None, "http://e/p", BOTTOM)) == expected


def test_a_mail_with_more_than_150_links_has_too_many() -> None:
    assert not too_many("<a href='http://a.test/'>" * 150)
    assert not too_many("<a href='mailto:a@b.test'>" * 200)
    assert too_many("<a href='http://a.test/'>" * 151)


PIECES = ["<a ", "<a href='", "<!--", '<a href="', "<", "</", "href=", "<title>", "<a x='>", "a='href=' "]


@pytest.mark.parametrize("piece", PIECES)
def test_half_tags_in_great_number_cost_no_more_than_their_length(piece: str) -> None:
    html = piece * (200_000 // len(piece))
    assert clicked(html) is not None


@given(st.text("<>a href='\"/!-x:htpscript&;=\n{}", max_size=80))
def test_any_text_at_all_can_be_tracked_and_without_links_it_is_unchanged(html: str) -> None:
    result = tracked(html, Tracking(click, "http://e/p"))
    assert result.count(PIXEL) == 1 + html.count(PIXEL)
    if not list(links(html)):
        assert result.replace(PIXEL, "", 1) == html
