"""The command line as a user types it."""

import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from emulator import Emulator
from emulator.cli import main
from emulator.cli.serve import serve
from tests.pigeon import KEY, pigeon_emulator
from tests.served import served


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with pigeon_emulator() as running:
        yield running


def typed(emulator: Emulator | None, *arguments: str) -> Result:
    url = ["--url", emulator.base_url] if emulator else ["--url", "http://127.0.0.1:1"]
    return CliRunner().invoke(main, [*arguments, *url])


def test_ready_says_so(emulator: Emulator) -> None:
    assert "is ready" in typed(emulator, "ready", "--wait", "5").output


def test_nobody_there_is_one_clear_line() -> None:
    result = typed(None, "clock", "advance", "10m")
    assert result.exit_code == 1
    assert "cannot be reached" in result.output and "mail-emulator serve" in result.output
    assert "Traceback" not in result.output


def test_advance_prints_what_happened_and_messages_lists_it(emulator: Emulator) -> None:
    emulator.app.test_client().post(
        "/pigeon/send", json={"to": ["a@x.test"], "subject": "Hello"}, headers={"Authorization": f"Bearer {KEY}"}
    )
    assert re.search(r"delivered  dlv-1\n", typed(emulator, "clock", "advance", "10m").output)
    assert "Hello" in typed(emulator, "messages").output
    assert typed(emulator, "messages", "--to", "nobody@x.test").output == "no messages yet\n"
    assert json.loads(typed(emulator, "messages", "--json").output)["results"][0]["subject"] == "Hello"
    assert "as it began" in typed(emulator, "reset").output
    assert typed(emulator, "messages").output == "no messages yet\n"


def test_a_bad_duration_says_what_would_be_right(emulator: Emulator) -> None:
    result = typed(emulator, "clock", "advance", "soon")
    assert result.exit_code == 2 and "write 90s, 10m" in result.output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--world", "nowhere.json"], "nowhere.json"),
        (["--host", "0.0.0.0"], "--password"),
        (["--port", "70000"], "70000"),
    ],
)
def test_a_bad_setting_stops_the_start_with_one_line(arguments: list[str], says: str) -> None:
    result = CliRunner().invoke(main, ["serve", *arguments])
    assert result.exit_code == 1
    assert says in result.output and result.output.count("\n") == 1


def test_a_busy_port_stops_the_start() -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        result = CliRunner().invoke(main, ["serve", "--port", str(busy.getsockname()[1])])
    assert result.exit_code == 1 and "is busy" in result.output


def test_every_flag_has_an_environment_twin() -> None:
    for parameter in serve.params:
        assert parameter.envvar == "MAIL_EMULATOR_" + parameter.opts[0].strip("-").replace("-", "_").upper()


def test_a_served_emulator_answers_and_writes_its_port(tmp_path: Path) -> None:
    with served("--world", "empty", "--standing") as running:
        assert running.control("GET", "ready")["status"] == "ready"
        assert running.control("GET", "clock")["mode"] == "standing"


def test_run_until_idle_stops_at_the_last_thing_that_happens(emulator: Emulator) -> None:
    emulator.app.test_client().post(
        "/pigeon/send", json={"to": ["late-bounce@x.test"]}, headers={"Authorization": f"Bearer {KEY}"}
    )
    result = CliRunner().invoke(main, ["clock", "run-until-idle", "--url", emulator.base_url])
    assert "bounced  dlv-1" in result.output
