"""Every fixture, marker and option of the pytest plugin, as a user's own tests meet them."""

import importlib
import json
import pkgutil
from pathlib import Path

import pytest
import requests

import emulator
from emulator import Emulator
from tests.served import CHECKOUT

SENDING = '''
import pytest
import requests

def send(service, to="nora@home.example", subject="Welcome", key=None, base_url=None, **fields):
    """What the tested application does."""
    fields = {"from": "shop@shop.example", "to": to, "subject": subject, "text": "Hello Nora", **fields}
    return requests.post(
        (base_url or service.base_url) + "/email/3/send",
        headers={"Authorization": "App " + (key or service.api_key)},
        files={name: (None, value) for name, value in fields.items()},
        timeout=10,
    )
'''


@pytest.fixture(scope="session", autouse=True)
def loaded() -> None:
    """Runs of pytest inside a test forget the modules they loaded; those loaded before are kept and shared."""
    for module in pkgutil.walk_packages(emulator.__path__, "emulator."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    importlib.import_module("apscheduler.schedulers.background")
    with Emulator() as loading, loading.intercept(), loading.mint() as found:
        fields = {"from": "a@home.example", "to": "b@home.example", "subject": "x", "text": "x"}
        files = {name: (None, value) for name, value in fields.items()}
        headers = {"Authorization": f"App {found.infobip.api_key}"}
        assert requests.post("https://api.infobip.com/email/3/send", headers=headers, files=files, timeout=10).ok


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A user's folder, in which `sending` is the tested application."""
    pytester.makepyfile(sending=SENDING)
    pytester.makeini("[pytest]\naddopts = --strict-markers\npythonpath = .\n")
    # Under CI pytest's short summary repeats whole messages; what a user sees at home is judged here.
    for name in ("PYTEST_ADDOPTS", "CI", "BUILD_NUMBER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTHONPATH", str(CHECKOUT))
    return pytester


def run(suite: pytest.Pytester, code: str, *words: str) -> pytest.RunResult:
    """The result of one test module of a user."""
    suite.makepyfile(test_shop="from sending import *\n" + code)
    return suite.runpytest_inprocess("-p", "emulator.pytest_plugin", "-p", "no:cacheprovider", *words)


# -- fixtures --------------------------------------------------------------------------------------


def test_five_lines_are_a_test(suite: pytest.Pytester) -> None:
    code = """
def test_welcome(mail_emulator):
    assert send(mail_emulator.infobip).ok
    mail = mail_emulator.wait_for_message(to="nora@home.example")
    assert (mail.subject, mail.text) == ("Welcome", "Hello Nora")
"""
    run(suite, code).assert_outcomes(passed=1)


def test_every_test_has_a_world_of_its_own_on_the_one_server(suite: pytest.Pytester) -> None:
    code = """
seen = []

@pytest.mark.parametrize("n", range(3))
def test_alone(mail_emulator, mail_emulator_server, n):
    assert mail_emulator.sent() == []
    assert send(mail_emulator.infobip).ok
    assert len(mail_emulator.sent()) == 1
    seen.append((mail_emulator_server.base_url, mail_emulator.infobip.api_key))

def test_afterwards(mail_emulator_server):
    assert len({url for url, _ in seen}) == 1
    assert len({key for _, key in seen}) == 3
    assert [name for name, _ in mail_emulator_server.workspaces] == ["default"]
"""
    run(suite, code).assert_outcomes(passed=4)


def test_inside_mail_emulator_hosts_the_real_hosts_are_the_emulator(suite: pytest.Pytester) -> None:
    code = """
import socket
before = socket.getaddrinfo

@pytest.mark.parametrize("url", ["https://x7k2.api.infobip.com", "https://api.infobip.com", "http://api.infobip.com"])
def test_hard_coded(mail_emulator_hosts, url):
    assert send(mail_emulator_hosts.infobip, base_url=url).ok
    assert len(mail_emulator_hosts.sent()) == 1

@pytest.mark.parametrize("host", ["https://mail.os7.biz", "https://smail.omee1.com"])
def test_the_other(mail_emulator, mail_emulator_hosts, host):
    service = mail_emulator.orange_mail
    answer = requests.post(
        host + "/api/v0/customer/add",
        headers={"Authorization": "Bearer " + service.api_key},
        json={"plan": service.plans[0].hash, "add": {"mail": "yuki@home.example"}},
    )
    assert answer.json() == {"message": "OK"}

def test_afterwards():
    assert socket.getaddrinfo is before
"""
    run(suite, code).assert_outcomes(passed=6)


def test_the_receiver_takes_webhooks_and_answers_what_it_is_told_to(suite: pytest.Pytester) -> None:
    code = """
@pytest.mark.mail_emulator(clock="standing")
def test_report(mail_emulator, webhook_receiver):
    webhook_receiver.answer(500, times=1)
    assert send(mail_emulator.infobip, notifyUrl=webhook_receiver.url + "/reports").ok
    mail_emulator.clock.advance("5m")
    first, second = webhook_receiver.wait_for(2)
    assert first.path == "/reports"
    assert first.json == second.json
    (call,) = mail_emulator.webhooks.list()
    assert [attempt["status"] for attempt in call["attempts"]] == [500, 200]

def test_nothing_came(webhook_receiver):
    with pytest.raises(AssertionError, match="0 of 1 webhook requests"):
        webhook_receiver.wait_for(1, timeout=0.05)

def test_functions_answer_too(webhook_receiver):
    webhook_receiver.answer(lambda received: (202, received.method + received.headers["x-mark"]))
    answer = requests.put(webhook_receiver.url, headers={"X-Mark": "1"}, data="body")
    assert (answer.status_code, answer.text) == (202, "PUT1")
    assert webhook_receiver.received[0].text == "body"
"""
    run(suite, code).assert_outcomes(passed=3)


# -- settings, marker, ini -------------------------------------------------------------------------


def test_the_marker_wishes_world_clock_seed_and_strictness(suite: pytest.Pytester) -> None:
    suite.makefile(".json", own=json.dumps({"infobip": {"account": {"api_key": "my-own-key"}}}))
    code = """
from datetime import datetime, timezone

@pytest.mark.mail_emulator(world="own.json")
def test_world(mail_emulator):
    assert mail_emulator.infobip.api_key == "my-own-key"

@pytest.mark.mail_emulator(world={"infobip": {"account": {"api_key": "inline-key"}}})
def test_inline(mail_emulator):
    assert mail_emulator.infobip.api_key == "inline-key"

@pytest.mark.mail_emulator(clock="standing", now=datetime(2031, 5, 6, tzinfo=timezone.utc))
def test_clock(mail_emulator):
    assert mail_emulator.clock.mode == "standing"
    assert mail_emulator.clock.now.year == 2031

keys = []

@pytest.mark.parametrize("n", [1, 2])
@pytest.mark.mail_emulator(seed=7)
def test_seed(mail_emulator, n):
    keys.append(mail_emulator.infobip.api_key)
    assert len(set(keys)) == 1

@pytest.mark.mail_emulator(strict=True)
def test_strict(mail_emulator):
    assert mail_emulator.world.settings.strict

@pytest.mark.mail_emulator(clock="standing")
class TestClosestMarker:
    def test_of_the_class(self, mail_emulator):
        assert mail_emulator.clock.mode == "standing"

    @pytest.mark.mail_emulator(clock="running")
    def test_of_the_function(self, mail_emulator):
        assert mail_emulator.clock.mode == "running"
"""
    run(suite, code).assert_outcomes(passed=8)


def test_a_misspelt_wish_is_an_error_that_lists_the_known_ones(suite: pytest.Pytester) -> None:
    result = run(suite, "@pytest.mark.mail_emulator(clok='standing')\ndef test_x(mail_emulator): pass")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*unknown wish in a marker of test_shop.py::test_x*clock='running'*"])


def test_ini_options_are_the_wishes_of_every_test(suite: pytest.Pytester) -> None:
    suite.makefile(".json", own=json.dumps({"infobip": {"account": {"api_key": "my-own-key"}}}))
    suite.makeini(
        "[pytest]\npythonpath = .\nmail_emulator_world = own.json\nmail_emulator_clock = standing\n"
        "mail_emulator_seed = 12\nmail_emulator_strict = true\n"
        "mail_emulator_escape_guard = true\nmail_emulator_escape_allowed = a.example *.b.example\n"
    )
    code = """
def test_settings(mail_emulator, mail_emulator_settings):
    assert mail_emulator.infobip.api_key == "my-own-key"
    assert mail_emulator.clock.mode == "standing"
    assert mail_emulator.seed == "12"
    assert mail_emulator.world.settings.strict
    assert mail_emulator_settings.escape_guard
    assert mail_emulator_settings.escape_allowed == ("a.example", "*.b.example")
"""
    run(suite, code).assert_outcomes(passed=1)


def test_a_wrong_ini_option_is_named(suite: pytest.Pytester) -> None:
    suite.makeini("[pytest]\npythonpath = .\nmail_emulator_clock = slow\n")
    result = run(suite, "def test_x(mail_emulator): pass")
    result.stdout.fnmatch_lines(["*mail_emulator_clock is 'slow'; write running or standing*"])


def test_the_settings_fixtures_can_be_overridden(suite: pytest.Pytester) -> None:
    code = """
from dataclasses import replace

@pytest.fixture(scope="session")
def mail_emulator_server_settings():
    return {"strict": True, "seed": "9"}

@pytest.fixture
def mail_emulator_settings(mail_emulator_settings):
    return replace(mail_emulator_settings, clock="standing")

def test_x(mail_emulator, mail_emulator_server):
    assert mail_emulator_server.seed == "9"
    assert mail_emulator.world.settings.strict
    assert mail_emulator.clock.mode == "standing"
"""
    run(suite, code).assert_outcomes(passed=1)


def test_a_test_without_a_seed_is_the_same_at_every_run(suite: pytest.Pytester) -> None:
    code = """
def test_x(mail_emulator, record_property):
    print(mail_emulator.infobip.api_key)
"""
    first, second = (run(suite, code, "-s").outlines for _ in range(2))
    keys = [[line for line in lines if line.count("-") == 5] for lines in (first, second)]
    assert keys[0] == keys[1] != []


def test_with_tls_the_base_url_is_https(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_EMULATOR_CA_DIR", str(suite.path / "ca"))
    code = """
from emulator import tls

@pytest.fixture(scope="session")
def mail_emulator_server_settings():
    return {"tls": True}

def test_x(mail_emulator):
    assert mail_emulator.base_url.startswith("https://")
    assert requests.get(mail_emulator.base_url, verify=str(tls.ensure_ca().path), allow_redirects=False).ok
"""
    run(suite, code).assert_outcomes(passed=1)


# -- failures --------------------------------------------------------------------------------------


def test_a_failed_test_shows_its_world(suite: pytest.Pytester) -> None:
    code = """
@pytest.mark.mail_emulator(clock="standing", seed="42")
def test_x(mail_emulator):
    send(mail_emulator.infobip, to="slow@home.example")
    send(mail_emulator.infobip, to="")
    send(mail_emulator.infobip, key="wrong")
    assert False
"""
    result = run(suite, code)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*- mail emulator -*",
            "workspace w-*, seed '42', clock standing at *Z",
            "requests:",
            "  req-1 *Z POST /email/3/send -> 200",
            "  req-2 *Z POST /email/3/send -> 400 (invalid)",
            "mails:",
            "  dlv-1 to slow@home.example from shop@shop.example: 'Welcome' (*)",
            "still to come:",
            "  *infobip *",
            "requests with credentials of no workspace:",
            "  POST /email/3/send -> 401",
        ]
    )


def test_a_test_that_did_not_use_the_emulator_shows_nothing_of_it(suite: pytest.Pytester) -> None:
    result = run(suite, "def test_x(): assert False")
    result.assert_outcomes(failed=1)
    result.stdout.no_fnmatch_line("*mail emulator*")


def test_a_world_that_cannot_be_shown_hides_nothing_else(suite: pytest.Pytester) -> None:
    code = """
def test_x(mail_emulator):
    mail_emulator.drop()
    assert 1 == 2
"""
    result = run(suite, code, "--mail-emulator-bundle", "bundles")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E*assert 1 == 2", "nothing to show: *", "not written: *"])


def test_an_error_inside_the_emulator_fails_the_test_by_itself(suite: pytest.Pytester) -> None:
    code = """
def test_x(mail_emulator, monkeypatch):
    def broken(draft):
        raise RuntimeError("a bug in the emulator")
    monkeypatch.setattr(mail_emulator.world, "accept", broken, raising=False)
    assert send(mail_emulator.infobip).status_code == 500

def test_the_next_one(mail_emulator):
    assert send(mail_emulator.infobip).ok
"""
    code = code.replace('monkeypatch.setattr(mail_emulator.world, "accept", broken, raising=False)', "PATCH").replace(
        "PATCH", 'monkeypatch.setattr(type(mail_emulator.world), "accept", lambda world, draft: broken(draft))'
    )
    result = run(suite, code)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["error inside the emulator: POST /email/3/send*", "*RuntimeError: a bug in the*"])


def test_an_error_in_a_webhook_answer_is_reported_once_at_its_test(suite: pytest.Pytester) -> None:
    code = """
@pytest.mark.mail_emulator(clock="standing")
def test_x(mail_emulator, webhook_receiver):
    def answer(received):
        raise ValueError("raised while answering")
    webhook_receiver.answer(answer, times=1)
    send(mail_emulator.infobip, notifyUrl=webhook_receiver.url)
    mail_emulator.clock.advance("10s")
    webhook_receiver.wait_for(1)

def test_the_next_one(mail_emulator, webhook_receiver):
    pass
"""
    result = run(suite, code)
    result.assert_outcomes(passed=1, failed=1)
    said = [line for line in result.outlines if line == "ValueError: raised while answering"]
    assert len(said) == 1
    result.stdout.fnmatch_lines(["*FAILED test_shop.py::test_x*"])


def test_a_receiver_without_an_emulator_reports_its_errors_too(suite: pytest.Pytester) -> None:
    code = """
def test_x(webhook_receiver):
    webhook_receiver.answer(lambda received: 1 / 0)
    assert requests.get(webhook_receiver.url).status_code == 500
"""
    result = run(suite, code)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["ZeroDivisionError: division by zero"])


def test_a_bundle_holds_what_a_replay_needs(suite: pytest.Pytester) -> None:
    code = """
@pytest.mark.mail_emulator(seed=5)
def test_x(mail_emulator):
    send(mail_emulator.infobip)
    assert False
"""
    result = run(suite, code, "--mail-emulator-bundle", "bundles")
    result.stdout.fnmatch_lines(["*mail-emulator serve --world *bundles*test_shop.py-test_x*world.json"])
    folder = Path(suite.path, "bundles", "test_shop.py-test_x")
    assert (folder / "seed.txt").read_text() == "5\n"
    assert json.loads((folder / "journal.json").read_text())[0]["path"] == "/email/3/send"
    assert "POST /email/3/send -> 200" in (folder / "report.txt").read_text()
    with Emulator(world=str(folder / "world.json")) as replayed:
        (delivery,) = replayed.world.deliveries.values()
        assert delivery.recipient == "nora@home.example"


FINDINGS = """
def test_misspelt(mail_emulator):
    assert send(mail_emulator.infobip, subjct="Hi").ok

def test_right(mail_emulator):
    assert send(mail_emulator.infobip).ok
"""


@pytest.mark.parametrize("words", [(), ("--mail-emulator-fail-on", "deprecated-version")])
def test_a_finding_fails_no_test_that_was_not_told_to(suite: pytest.Pytester, words: tuple[str, ...]) -> None:
    run(suite, FINDINGS, *words).assert_outcomes(passed=2)


@pytest.mark.parametrize("name", ["unknown-field", "all"])
def test_a_chosen_finding_fails_the_test(suite: pytest.Pytester, name: str) -> None:
    result = run(suite, FINDINGS, "--mail-emulator-fail-on", name)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        ["*finding unknown-field: ignored unknown field: subjct (req-1)*", "*FAILED test_shop.py::test_misspelt*"]
    )


def test_the_marker_and_the_ini_file_choose_findings_too(suite: pytest.Pytester) -> None:
    suite.makeini("[pytest]\npythonpath = .\nmail_emulator_fail_on = unknown-field\n")
    code = (
        FINDINGS
        + """
@pytest.mark.mail_emulator(fail_on=())
def test_forgiven(mail_emulator):
    assert send(mail_emulator.infobip, subjct="Hi").ok
"""
    )
    run(suite, code).assert_outcomes(passed=2, failed=1)


# -- the guard -------------------------------------------------------------------------------------


def test_an_escape_fails_the_test_and_names_the_line(suite: pytest.Pytester) -> None:
    code = """
@pytest.mark.mail_emulator(escape_guard=True)
def test_raised(mail_emulator_hosts):
    requests.get("https://elsewhere.example/raised")

@pytest.mark.mail_emulator(escape_guard=True)
def test_swallowed(mail_emulator_hosts):
    try:
        requests.get("https://elsewhere.example/swallowed")
    except Exception:
        pass

def test_unguarded(mail_emulator_hosts):
    assert mail_emulator_hosts.interception.guard is None

@pytest.mark.mail_emulator(escape_guard=True)
def test_next(mail_emulator_hosts):
    assert send(mail_emulator_hosts.infobip, base_url="https://api.infobip.com").ok
"""
    result = run(suite, code)
    result.assert_outcomes(passed=2, failed=2)
    result.stdout.fnmatch_lines(
        [
            "*call to elsewhere.example from test_shop.py:5: requests.get(*raised*",
            "*call to elsewhere.example from test_shop.py:10: requests.get(*swallowed*",
        ]
    )


def test_allowed_hosts_pass_the_guard(suite: pytest.Pytester) -> None:
    code = """
@pytest.mark.mail_emulator(escape_guard=True, escape_allowed="elsewhere.example")
def test_x(mail_emulator_hosts):
    assert mail_emulator_hosts.interception.guard._is_allowed("elsewhere.example")
"""
    run(suite, code).assert_outcomes(passed=1)


# -- what it costs ---------------------------------------------------------------------------------


def test_an_unused_plugin_loads_nothing_but_pytest(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    code = """
import sys

def test_x():
    ours = {name for name in sys.modules if name.partition(".")[0] == "emulator"}
    assert ours == {"emulator", "emulator.pytest_plugin"}
    assert not {"flask", "werkzeug", "pydantic", "requests"} & set(sys.modules)
"""
    suite.makepyfile(test_unused=code)
    result = suite.runpytest_subprocess("-p", "emulator.pytest_plugin")
    result.assert_outcomes(passed=1)


def test_four_hundred_tests_in_four_workers_never_see_each_others_mail(suite: pytest.Pytester) -> None:
    code = """
@pytest.mark.parametrize("n", range(400))
def test_alone(mail_emulator, n):
    assert send(mail_emulator.infobip, subject=str(n)).ok
    assert [mail.subject for mail in mail_emulator.sent(to="nora@home.example")] == [str(n)]
"""
    suite.makepyfile(test_shop="from sending import *\n" + code)
    result = suite.runpytest_subprocess("-p", "emulator.pytest_plugin", "-n", "4", "-q", timeout=120)
    result.assert_outcomes(passed=400)
