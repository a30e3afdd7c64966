"""`mail-emulator receive`: the receiver of whoever has none yet."""

from __future__ import annotations

import io
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner

from emulator import invocation
from emulator.cli import main
from emulator.receiving import Receiver
from tests.served import CHECKOUT, EMULATOR


def posted(receiver: Receiver, body: bytes, path: str = "/") -> tuple[str, bytes]:
    """The status line and body of the answer to one call."""
    lines: list[str] = []
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    answer = receiver(environ, lambda status, headers: lines.append(status))
    return lines[0], b"".join(answer)


def test_a_call_is_printed_with_its_body_spread_over_lines() -> None:
    told: list[str] = []
    assert posted(Receiver((), told.append), b'{"event":"Bounce"}', "/hook")[0] == "200 OK"
    assert told == ['POST /hook  18 bytes, answered 200\n{\n  "event": "Bounce"\n}\n']


def test_statuses_are_answered_in_turn_and_the_last_one_stays() -> None:
    receiver = Receiver((503, 429, 204), lambda _: None)
    assert [posted(receiver, b"")[0][:3] for _ in range(4)] == ["503", "429", "204", "204"]


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"\x1b[2Jgone", b'{"a":"\\u001b[2J\xc2\x9b1m"}', b"[" * 5000])
def test_nothing_that_arrives_moves_the_terminal(body: bytes) -> None:
    """Control characters are written out, whatever the body is."""
    told: list[str] = []
    posted(Receiver((), told.append), body, "/\x1b[1m")
    assert all(each.isprintable() or each == "\n" for each in told[0])


@contextmanager
def receiving(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    words = [*EMULATOR, "receive", "--port", "0", *options]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT)
    assert process.stdout is not None
    try:
        yield process, process.stdout.readline().split()[3]
    finally:
        process.kill()
        process.communicate()


def test_it_really_receives_and_ends_quietly() -> None:
    """Started as a command, it says where it listens, prints what comes, and ends by Ctrl-C without a traceback."""
    with receiving("--status", "500", "--status", "200") as (process, url):
        answers = [requests.post(url, json={"n": n}, timeout=10).status_code for n in (1, 2)]
        assert answers == [500, 200]
        process.send_signal(signal.SIGINT)
        printed = process.communicate(timeout=20)[0]
    assert '"n": 1' in printed and '"n": 2' in printed and "answered 500" in printed
    assert process.returncode == 0


def test_a_busy_port_is_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        result = CliRunner().invoke(main, ["receive", "--port", str(busy.getsockname()[1])])
    assert result.exit_code == 1 and "is busy" in result.output and result.output.count("\n") == 1


def test_a_line_to_paste_begins_as_the_program_was_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its name where the name is found, else by its whole path; embedded in another program, by its name."""
    script = tmp_path / "my tools" / "mail-emulator"
    script.parent.mkdir()
    script.write_text("#!/bin/sh\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", "")
    assert invocation.command(str(script)) == f"'{script}'"
    monkeypatch.setenv("PATH", str(script.parent))
    assert invocation.command(str(script)) == "mail-emulator"
    assert invocation.command("/usr/bin/pytest") == "mail-emulator"
    assert invocation.command(str(CHECKOUT / "emulator" / "__main__.py")) == f"{sys.executable} -m emulator"
