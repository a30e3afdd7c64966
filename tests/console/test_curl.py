"""A journaled request as a curl line that makes the same request again."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from emulator.console import curl


def entry(body: str, content_type: str = "application/json", **fields: Any) -> dict[str, Any]:
    headers = [{"name": "Content-Type", "value": content_type}, {"name": "Authorization", "value": "App ***ey"}]
    return {"method": "POST", "path": "/email/3/send", "query": "", "headers": headers, "body": body, **fields}


def words(text: str) -> list[str]:
    return shlex.split(text.replace("\\\n", ""))


def test_a_json_body_and_a_masked_credential() -> None:
    line = words(curl.line(entry('{"a": "it\'s"}'), "http://127.0.0.1:1"))
    assert line[:4] == ["curl", "-X", "POST", "http://127.0.0.1:1/email/3/send"]
    assert line[-2:] == ["--data-raw", '{"a": "it\'s"}']
    assert "Authorization: App ..." in line


def test_a_form_is_written_field_by_field() -> None:
    """Its line ends would not survive being copied; files are named, their bytes are not in the journal."""
    body = (
        '--b\r\nContent-Disposition: form-data; name="text"\r\n\r\n@home; it\'s "fine"\r\n'
        '--b\r\nContent-Disposition: form-data; name="to"\r\nContent-Type: application/json\r\n\r\n{"to":"a;b"}\r\n'
        '--b\r\nContent-Disposition: form-data; name="attachment"; filename="a b.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n%PDF\r\n--b--\r\n"
    )
    line = words(curl.line(entry(body, "multipart/form-data; boundary=b"), ""))
    assert line[line.index("--form-string") + 1] == 'text=@home; it\'s "fine"'
    fields = [line[at + 1] for at, word in enumerate(line) if word == "-F"]
    assert fields == ['to="{\\"to\\":\\"a;b\\"}";type=application/json', 'attachment=@"a b.pdf";type=application/pdf']
    assert not [word for word in line if "boundary" in word]


@pytest.mark.parametrize("body", ["", "--b\r\nContent-Disposition: form-data; name=", "no parts at all"])
def test_a_broken_form_is_shown_as_it_came(body: str) -> None:
    line = words(curl.line(entry(body, "multipart/form-data; boundary=b"), ""))
    assert ("--data-raw" in line) == bool(body)


def test_a_cut_body_is_known() -> None:
    assert curl.is_whole(entry("12345"))
    cut = entry("12345")
    cut["headers"].append({"name": "Content-Length", "value": "70000"})
    assert not curl.is_whole(cut)
