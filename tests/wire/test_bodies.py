"""Bad bodies are refusals, never bugs; good ones are read as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.wire.bodies import read_form, read_json, read_multipart, read_object
from emulator.wire.refusals import Refusal

FORM = (
    b'--b\r\nContent-Disposition: form-data; name="to"\r\n\r\nnora@north.test\r\n'
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n'
    b"hello\r\nworld\r\n--b--\r\n"
)


def test_parts_in_order() -> None:
    first, second = read_multipart(FORM, "multipart/form-data; boundary=b")
    assert (first.name, first.text, first.filename) == ("to", "nora@north.test", None)
    assert (second.data, second.filename, second.content_type) == (b"hello\r\nworld", "a.txt", "text/plain")


@pytest.mark.parametrize(
    "body", [FORM[:-6], FORM[:30], b"", b"--x--", b"nonsense", FORM.replace(b"form-data", b"", 1)], ids=range(6)
)
def test_a_broken_form_is_refused(body: bytes) -> None:
    with pytest.raises(Refusal):
        read_multipart(body, "multipart/form-data; boundary=b")


def test_a_form_without_boundary_is_refused() -> None:
    with pytest.raises(Refusal):
        read_multipart(FORM, "multipart/form-data")


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"nan", b'"\\ud800"', b"\xff", b"[" * 1000 + b"]" * 1000, b'{"a":' * 65 + b"1" + b"}" * 65],
    ids=range(7),
)
def test_broken_or_bottomless_json_is_refused(body: bytes) -> None:
    with pytest.raises(Refusal):
        read_json(body)


def test_brackets_in_texts_are_not_depth() -> None:
    assert read_json(b'"' + b"[" * 500 + b'"') == "[" * 500


def test_an_object_is_wanted() -> None:
    with pytest.raises(Refusal):
        read_object(b"[1]")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    for read in (read_json, read_form, lambda b: read_multipart(b, "multipart/form-data; boundary=b")):
        try:
            read(body)
        except Refusal:
            continue
