"""A request is read once, as it came."""

import pytest

from emulator.wire.current import Request
from emulator.wire.refusals import Refusal


def request(**environ: str) -> Request:
    return Request({"REQUEST_METHOD": "GET", "PATH_INFO": "/", **environ}, None)


def test_query_pairs_keep_order_repetition_and_blanks() -> None:
    read = request(QUERY_STRING="a=1&b=&a=2&c")
    assert read.args == [("a", "1"), ("b", ""), ("a", "2"), ("c", "")]
    assert (read.arg("a"), read.arg_list("a"), read.arg("z")) == ("1", ["1", "2"], None)


def test_a_query_of_thousands_is_refused() -> None:
    with pytest.raises(Refusal):
        _ = request(QUERY_STRING="&".join(f"a{n}=1" for n in range(2001))).args


def test_a_body_over_the_cap_is_refused_when_touched() -> None:
    with pytest.raises(Refusal, match="too large"):
        _ = request().body


def test_headers_are_found_in_any_case() -> None:
    read = request(HTTP_X_CONTENT_ID="7", CONTENT_TYPE="Application/JSON; charset=utf-8")
    assert read.header("x-content-id") == "7"
    assert read.content_type == "application/json"
    assert ("X-Content-Id", "7") in read.headers


def test_letters_that_came_unescaped_in_the_query_are_read() -> None:
    """As curl sends them; WSGI shows each byte as a character."""
    sent = "subject=日本語".encode().decode("latin-1")
    assert request(QUERY_STRING=sent).args == [("subject", "日本語")]
    assert request(QUERY_STRING="subject=%E6%97%A5").arg("subject") == "日"
