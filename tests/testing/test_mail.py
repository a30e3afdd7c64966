"""Links and one-time codes are found the way a person finds them, and an unclear question says so."""

from typing import Any

import orjson
import pytest

from emulator.client import Client
from emulator.testing import Mail


def mail(**parts: Any) -> Mail:
    """A mail of a control API that knows no other."""
    row = {"id": "dlv-1", "to": "nora@home.example", "subject": "Hi", "text": None, "html": None, **parts}
    return Mail(Client(exchange=lambda *_: (200, "application/json", orjson.dumps(row))), row)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Your code is 482913.", "482913"),
        ("482913 is your Shop code. It is valid for 10 minutes.", "482913"),
        ("Code: 4829", "4829"),
        ("Your code:\n\n  482 913\n\nOrder 2026118 follows.", "482 913"),
        ("認証コード：482913\n有効期限は2026年3月4日です。", "482913"),
        ("PIN 48291376, sent on 2026-03-04 at 10:15", "48291376"),
        ("See https://shop.example/orders/123456?t=99887766. Your code is 482913", "482913"),
        ("Dear 2024 member,\nyour password code is\n73-1 no, 482913", "482913"),
    ],
)
def test_the_code(text: str, code: str) -> None:
    assert mail(text=text).code() == code


def test_a_code_in_html_alone_is_found_in_what_is_visible() -> None:
    html = "<head><style>.c{color:#482913}</style></head><p>Your code</p><table><tr><td><b>73</b>1905</td></tr></table>"
    assert mail(html=html).code() == "731905"


def test_a_code_in_the_subject_is_the_last_resort() -> None:
    assert mail(subject="482913 is your code", text="Use it within ten minutes.").code() == "482913"


def test_a_pattern_says_what_a_code_looks_like() -> None:
    one = mail(text="Your key: AB-12-CD. Call 123456.")
    assert one.code(r"[A-Z]{2}-\d\d-[A-Z]{2}") == "AB-12-CD"
    assert one.code(r"key: (\S+)\.") == "AB-12-CD"
    with pytest.raises(AssertionError, match="has nothing like"):
        one.code(r"Z{9}")


@pytest.mark.parametrize("text", ["No number here.", "Codes: 111111 and 222222"])
def test_no_code_or_several_is_a_failure_that_shows_the_text(text: str) -> None:
    with pytest.raises(AssertionError, match=rf"(?s)has \d codes .*{text}"):
        mail(text=text).code()


HTML = (
    '<a href="https://shop.example/confirm?t=1&amp;u=2">Confirm <b>now</b></a>'
    '<a href="https://shop.example/help">Help</a><a href="mailto:a@b.example">Write</a>'
)


def test_a_link_is_asked_for_by_its_words_or_its_address() -> None:
    one = mail(html=HTML, text="https://elsewhere.example")
    assert one.link("confirm now") == "https://shop.example/confirm?t=1&u=2"
    assert one.link("/help") == "https://shop.example/help"


def test_a_link_of_the_text_ends_before_the_full_stop() -> None:
    assert mail(text="Go to https://shop.example/c/1?a=b. Thanks").link() == "https://shop.example/c/1?a=b"
    assert mail(text="確認（https://shop.example/c/1）してください").link() == "https://shop.example/c/1"


def test_an_unclear_link_lists_all() -> None:
    with pytest.raises(AssertionError, match=r"(?s)has 2 links; all its links:.*confirm.*Confirm now.*help  Help"):
        mail(html=HTML).link()
    with pytest.raises(AssertionError, match="has 0 links that contain 'unsubscribe'"):
        mail(html=HTML).link("unsubscribe")


def test_words_that_fit_exactly_win() -> None:
    html = '<a href="https://a.example/1">Open</a><a href="https://a.example/2">Open in browser</a>'
    assert mail(html=html).link("Open") == "https://a.example/1"
