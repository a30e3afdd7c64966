"""Every command that drives a running server, as a user types it: what it prints, as lines and as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from emulator import Emulator
from emulator.cli import COMMANDS, main
from emulator.cli.output import Output, columns
from tests.pigeon import KEY, pigeon_emulator

AUTH = {"Authorization": f"Bearer {KEY}"}


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """One mail is delivered, one has bounced, both are reported, and the receiver of webhooks is there."""
    world = {"pigeon": {"keys": [KEY], "hook": "http://127.0.0.1:9/hook"}}
    with pigeon_emulator(start=datetime(2026, 3, 4, 9, tzinfo=UTC), world=world) as running:
        client = running.app.test_client()
        for to, subject in (("nora@x.test", "Hello"), ("bounce@x.test", "こんにちは")):
            body = {"to": [to], "subject": subject, "text": "Your code is 4711."}
            assert client.post("/pigeon/send", json=body, headers=AUTH).status_code == 200
        client.post("/_emulator/api/clock/advance", json={"by": "1m"})
        yield running


def typed(emulator: Emulator, command: str, *more: str) -> Result:
    """`command` is split at spaces; `more` are arguments as they are."""
    found = CliRunner().invoke(main, [*command.split(), *more], env={"MAIL_EMULATOR_URL": emulator.base_url})
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exc_info
    return found


def seen(emulator: Emulator, command: str, *more: str) -> str:
    found = typed(emulator, command, *more)
    assert found.exit_code == 0, found.output
    return str(found.output)


def as_json(emulator: Emulator, command: str, *more: str) -> Any:
    return json.loads(seen(emulator, command, *more, "--json"))


def test_messages_are_listed_found_shown_and_waited_for(emulator: Emulator) -> None:
    assert re.search(r"dlv-2  bounced .*bounce@x\.test  こんにちは\n.*dlv-1  delivered", seen(emulator, "messages"))
    assert seen(emulator, "messages list --to nora@ --limit 1").count("\n") == 1
    shown = seen(emulator, "messages show dlv-1")
    assert re.search(r"subject: +Hello\n", shown) and "Your code is 4711." in shown and "delivered" in shown
    assert seen(emulator, "messages show dlv-1 --text") == "Your code is 4711."
    assert "Subject: Hello" in seen(emulator, "messages show dlv-1 --source")
    assert "dlv-1" in seen(emulator, "messages wait --subject Hello")
    assert as_json(emulator, "messages", "--subject", "こんにちは")["results"][0]["id"] == "dlv-2"


def test_waiting_in_vain_exits_1_and_shows_what_came_near(emulator: Emulator) -> None:
    found = typed(emulator, "messages wait --subject Invoice --timeout 0")
    assert found.exit_code == 1
    assert "dlv-1: subject is 'Hello', not 'Invoice'" in found.output
    found = typed(emulator, "messages wait --subject Invoice --timeout 0 --json")
    problem, error = found.output.rsplit("Error: ", 1)
    assert json.loads(problem)["status"] == 408 and error.startswith("0 of 1 messages")


def test_something_is_made_to_happen_and_is_on_the_time_line(emulator: Emulator) -> None:
    assert "clicked  dlv-1" in seen(emulator, "messages happen dlv-1 clicked --link http://x.test/")
    assert re.search(r"pigeon  dlv-1  clicked +tester\n", seen(emulator, "events --message dlv-1"))
    assert [row["event"] for row in as_json(emulator, "events --name bounced")["results"]] == ["bounced"]
    assert "`GET messages`" in typed(emulator, "messages happen dlv-9 opened").output


def test_requests_are_listed_shown_verified_and_exported(emulator: Emulator, tmp_path: Path) -> None:
    assert re.search(r"req-2  POST  /pigeon/send  200\n", seen(emulator, "requests --operation send"))
    shown = seen(emulator, "requests show req-1")
    assert "POST /pigeon/send\n" in shown and '"subject":' in shown and KEY not in shown
    assert seen(emulator, "requests verify --path /pigeon/send --count 2") == "2 requests fit\n"
    assert seen(emulator, "requests verify --body", '{"subject": "Hello"}') == "1 requests fit\n"
    assert as_json(emulator, "requests verify --order", '[{"operation": "send"}, {"method": "POST"}]')["verified"]
    assert "req-1" in seen(emulator, "requests wait --count 2")
    seen(emulator, "requests har", str(tmp_path / "journal.har"))
    assert json.loads((tmp_path / "journal.har").read_text())["log"]["version"] == "1.2"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("--path /pigeon/send --count 1", "2 requests fit, 1 were allowed\n  req-1, req-2"),
        ("--path /pigeon/send --status 400", "req-2: status is 200, not 400"),
        ("--path /pigeon/send --none", "were allowed"),
        ("--header Content-Type:text/plain", "not 'text/plain'"),
    ],
)
def test_verifying_in_vain_exits_1_and_says_why(emulator: Emulator, arguments: str, says: str) -> None:
    found = typed(emulator, f"requests verify {arguments}")
    assert found.exit_code == 1 and says in found.output


@pytest.mark.parametrize(
    ("command", "more", "says"),
    [
        ("requests verify --order", ["[{"], "not JSON"),
        ("requests verify --body", ["{broken"], "begins like a JSON object"),
        ("requests verify --header", ["X"], "write NAME:VALUE"),
        ("messages --since", ["yesterday"], "2026-03-04T09:15:30Z"),
        ("messages wait --timeout", ["soon"], "write 90s"),
        ("clock advance", [], "give either BY"),
        ("reports restore", [], "give a report's ID"),
        ("no-such-command", [], "No such command"),
        ("messages --limit", ["0"], "not in the range"),
    ],
)
def test_a_bad_argument_says_what_would_be_right(emulator: Emulator, command: str, more: list[str], says: str) -> None:
    found = typed(emulator, command, *more)
    assert found.exit_code == 2 and says in found.output


def test_webhook_calls_are_listed_shown_run_and_replayed(emulator: Emulator) -> None:
    assert re.search(r"call-1  delivered  200 +report  http://127\.0\.0\.1:9/hook\n", seen(emulator, "webhooks"))
    assert '"event":"bounced"' in seen(emulator, "webhooks show call-2").replace(" ", "")
    assert "call-2" in seen(emulator, "webhooks wait --ended --count 2")
    assert "call-3: delivered (200)" in seen(emulator, "webhooks replay call-1")
    assert "all calls that were due are answered" in seen(emulator, "webhooks run")
    assert len(as_json(emulator, "webhooks --state delivered")["results"]) == 3


def test_reports_that_were_read_are_put_back(emulator: Emulator) -> None:
    read = emulator.app.test_client()
    assert seen(emulator, "reports --waiting").count("waits") == 2
    read.get("/pigeon/reports", headers=AUTH)
    assert re.search(r"pigeon:rep-1 .* read 2026-03-04 09:01:00 by req-3", seen(emulator, "reports --taken"))
    assert "pigeon:rep-1" in seen(emulator, "reports restore pigeon:rep-1")
    assert len(as_json(emulator, "reports restore --taken-by req-3")["results"]) == 1
    assert seen(emulator, "reports restore --all") == "there was nothing to put back\n"


def test_rules_are_added_listed_and_removed(emulator: Emulator) -> None:
    assert seen(emulator, "rules") == "no rules; every address decides by itself\n"
    assert seen(emulator, "rules add soft-bounce delivered --to *@x.test --times 3") == "rule-1 added\n"
    timeline = '[{"after": "6h", "event": "delivered"}]'
    assert as_json(emulator, "rules add --subject Night --timeline", timeline)["outcomes"][0]["name"] == "own"
    assert re.search(r"rule-1  recipient \*@x\.test +soft-bounce, delivered  met 0 times", seen(emulator, "rules"))
    assert seen(emulator, "rules remove rule-1") == "rule-1 removed\n"
    assert seen(emulator, "rules clear") == "all rules removed\n"
    assert re.search(r"^bounce +refused for good", seen(emulator, "rules outcomes"), re.M)
    assert '"outcome" (such as "bounce")' in typed(emulator, "rules add").output


def test_faults_are_added_listed_and_removed(emulator: Emulator) -> None:
    assert seen(emulator, "faults add status --status 503 --times 1 --lasting 1h") == "fault-1 added\n"
    assert "fault-1  status 503  every request  played 0 of 1" in seen(emulator, "faults")
    assert emulator.app.test_client().post("/pigeon/send", json={}, headers=AUTH).status_code == 503
    assert "played 1 over" in seen(emulator, "faults")
    assert as_json(emulator, "faults add latency --latency 10ms --path /pigeon/*")["latency"] == "0.01s"
    assert seen(emulator, "faults remove fault-1") == "fault-1 removed\n"
    assert seen(emulator, "faults clear") == "all faults removed\n"
    assert seen(emulator, "faults") == "no faults; every request is answered\n"


def test_limits_are_looked_into_and_changed(emulator: Emulator) -> None:
    assert re.search(r"send +5 in 10m +sliding +\w+ +loft: 3 left\n", seen(emulator, "limits"))
    client = emulator.app.test_client()
    client.post("/pigeon/send", json={"to": ["a@x.test"]}, headers=AUTH)
    assert re.search(
        r"loft: 2 left.*\n(?s:.*)  2026-03-04T09:01:00.000Z  leaves .*  req-3", seen(emulator, "limits show send")
    )
    assert "loft: 1 left" in seen(emulator, "limits prime send 1")
    assert "send  7 in 2m  " in seen(emulator, "limits change send --limit 7 --window 2m")
    assert seen(emulator, "limits off send") == "send switched off\n"
    assert seen(emulator, "limits off") == "all limits switched off\n"
    assert "send  5 in 10m  " in seen(emulator, "limits publish-again send")
    assert as_json(emulator, "limits --used")["results"][0]["operation"] == "send"


def test_the_clock_stands_runs_and_walks(emulator: Emulator) -> None:
    assert seen(emulator, "clock") == "standing, 2026-03-04T09:01:00.000Z\n"
    assert seen(emulator, "clock advance --to 2026-03-04T10:00Z") == "it is 2026-03-04T10:00:00.000Z\n"
    assert seen(emulator, "clock agenda") == "nothing is left to happen\n"
    assert seen(emulator, "clock stand --now 2026-03-04T11:00Z") == "standing, 2026-03-04T11:00:00.000Z\n"
    assert as_json(emulator, "clock run-until-idle --longest 1h")["fired"] == []
    assert seen(emulator, "clock run").startswith("running, 2026-03-04T11:00")
    assert "Time only moves" in typed(emulator, "clock stand --now 2001-01-01 --json").output


def test_findings_say_what_would_hurt_and_can_fail_a_build(emulator: Emulator) -> None:
    assert "webhook-plain-http (hint" in seen(emulator, "findings")
    assert typed(emulator, "findings --fail").exit_code == 1
    assert seen(emulator, "findings --fail --check duplicate-send") == "nothing was found\n"
    assert "duplicate-send" in seen(emulator, "findings checks")
    assert as_json(emulator, "findings")["results"][0]["sentence"]


def test_a_world_goes_into_a_file_and_comes_back(emulator: Emulator, tmp_path: Path) -> None:
    file = str(tmp_path / "world.json")
    seen(emulator, "state export", file)
    assert seen(emulator, "reset") == "workspace default is as it began\n"
    assert seen(emulator, "messages") == "no messages yet\n"
    assert seen(emulator, "state import", file) == "workspace default has 2 mails now\n"
    broken = tmp_path / "broken.json"
    broken.write_text('{"format": 1}')
    assert typed(emulator, "state import", str(broken)).exit_code == 1
    assert "dlv-2" in seen(emulator, "messages")


def test_moments_are_kept_by_name(emulator: Emulator) -> None:
    assert seen(emulator, "snapshots") == "no snapshots yet\n"
    assert seen(emulator, "snapshots keep before") == "kept as before\n"
    seen(emulator, "clock advance 1h")
    assert re.search(r"before  2026-03-04 09:01:00  2 mails  \d+ bytes\n", seen(emulator, "snapshots"))
    assert seen(emulator, "snapshots restore before") == "it is 2026-03-04T09:01:00.000Z again\n"
    assert seen(emulator, "snapshots delete before") == "before deleted\n"


def test_workspaces_are_minted_used_and_dropped(emulator: Emulator) -> None:
    minted = json.loads(seen(emulator, "workspaces mint other --standing --now 2026-03-04 --seed 7"))
    assert minted["name"] == "other" and minted["pigeon"]["api_key"]
    assert "standing, 2026-03-04T00:00:00.000Z" in seen(emulator, "clock --workspace other")
    assert re.search(r"other +0 mails  0 requests  standing 2026-03-04 00:00:00", seen(emulator, "workspaces"))
    assert json.loads(seen(emulator, "workspaces show other"))["seed"] == "7"
    assert seen(emulator, "workspaces drop other") == "workspace other dropped\n"
    assert typed(emulator, "messages --workspace other").exit_code == 1


def test_a_world_file_is_checked_without_a_server(tmp_path: Path) -> None:
    def checked(file: str) -> Result:
        return CliRunner().invoke(main, ["world", "check", file])

    assert "is a world: 0 mails" in checked("demo").output
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"infobip": {"domains": 7}}')
    found = checked(str(wrong))
    assert found.exit_code == 1 and "infobip.domains" in found.output and "Traceback" not in found.output


def test_the_server_is_asked(emulator: Emulator) -> None:
    assert re.search(r"^delivered +1\nbounced +1$", seen(emulator, "statistics"), re.M)
    assert seen(emulator, "provenance") == "assumed  pigeon  send  Pigeons fly at once\n"
    assert seen(emulator, "provenance --basis observed") == "no such rule\n"
    assert "mail_emulator_workspaces 1" in seen(emulator, "metrics")
    assert json.loads(seen(emulator, "openapi"))["openapi"].startswith("3.")


def test_any_handle_is_called_by_its_path(emulator: Emulator) -> None:
    assert json.loads(seen(emulator, "call get messages?limit=1"))["results"][0]["id"] == "dlv-2"
    assert json.loads(seen(emulator, "call POST clock/advance", '{"by": 1}'))["to"] == "2026-03-04T09:01:01.000Z"
    assert seen(emulator, "call GET messages/dlv-1/text") == "Your code is 4711."
    assert seen(emulator, "call DELETE rules") == ""
    assert "urn:mail-emulator:unknown-path" in typed(emulator, "call GET nowhere --json").output


def leaves(command: click.Command, name: str = "") -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for each, found in command.commands.items():
            yield from leaves(found, f"{name} {each}")
    else:
        yield name.strip(), command


EVERY = [
    pair
    for name, module in COMMANDS.items()
    for pair in leaves(getattr(import_module(f"emulator.cli.{module}"), name), name)
]


@pytest.mark.parametrize(("name", "command"), EVERY, ids=[name for name, _ in EVERY])
def test_every_command_says_what_it_is_for_and_scripts_can_read_it(name: str, command: click.Command) -> None:
    assert command.help
    options = {option for parameter in command.params for option in parameter.opts}
    if name.split()[0] not in ("serve", "receive", "ca", "world"):
        assert {"--url", "--workspace", "--password", "--json"} <= options


def test_a_terminal_is_not_steered_by_a_subject_and_wide_characters_keep_their_columns() -> None:
    assert columns([("a\x1b[2J", 1), ("日本語", None), ("abcdefg", [1, 2])]) == [
        "a [2J    1",
        "日本語",
        "abcdefg  1, 2",
    ]


def test_a_mail_does_not_steer_a_terminal_and_reaches_a_pipe_as_it_is(
    emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = {"to": ["a@x.test"], "subject": "\x1b]0;mine\x07", "text": "red \x1b[31m\tnow\nnext"}
    emulator.app.test_client().post("/pigeon/send", json=body, headers=AUTH)
    assert "\x1b" not in seen(emulator, "messages show dlv-3") + seen(emulator, "requests show req-3")
    assert seen(emulator, "messages show dlv-3 --text") == body["text"]
    told: list[str] = []
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setattr(click, "echo", told.append)
    Output(as_json=False).content(body["text"])
    assert told == ["red  [31m\tnow", "next"]
