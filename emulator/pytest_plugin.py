"""The pytest plugin: a world of its own for every test that asks for one, and failures that explain themselves.

Nothing but pytest is loaded before a fixture is used, because an installed plugin is paid for by every test run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from . import Emulator
    from .testing import MailEmulator, WebhookReceiver
    from .testing.report import Troubles
    from .testing.settings import MailEmulatorSettings

MARKER = (
    "mail_emulator(world=None, clock='running', now=None, seed=None, strict=None, fail_on=(), escape_guard=False, "
    "escape_allowed=()): what this test wishes of its mail emulator; each overrides the setting of that name."
)
INI: tuple[tuple[str, Any, str, Any], ...] = (
    ("mail_emulator_world", "string", "world of every test: demo, empty or a file", None),
    ("mail_emulator_clock", "string", "running or standing", "running"),
    ("mail_emulator_seed", "string", "seed of every test; the default is the test's own name", None),
    ("mail_emulator_strict", "bool", "refuse what the services might refuse", None),
    ("mail_emulator_fail_on", "args", "findings that fail a test, or all", []),
    ("mail_emulator_escape_guard", "bool", "inside mail_emulator_hosts other outside hosts fail the test", False),
    ("mail_emulator_escape_allowed", "args", "outside hosts that the guard lets through", []),
)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("mail-emulator")
    group.addoption(
        "--mail-emulator-bundle", metavar="DIR", help="write state, journal and seed of every failed test below DIR"
    )
    group.addoption(
        "--mail-emulator-fail-on",
        metavar="FINDING",
        action="append",
        default=[],
        help="fail tests on this finding, or on all; repeatable",
    )
    for name, kind, words, default in INI:
        parser.addini(name, f"mail emulator: {words}", kind, default)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", MARKER)


class _Watched:
    """One test's emulator: what fails the test by itself, and what is shown when it failed."""

    def __init__(self, emulator: MailEmulator, settings: MailEmulatorSettings, troubles: Troubles) -> None:
        from .testing import report

        self.emulator = emulator
        self._settings = settings
        self._troubles = troubles
        self._told: set[str] = set()
        self._unclaimed_since = report.last_request(emulator)
        troubles.take()

    def problems(self) -> list[str]:
        """Each is told once."""
        from .testing import report

        found = [f"error inside the emulator: {trouble}" for trouble in self._troubles.take()]
        interception = self.emulator.interception
        if interception is not None and interception.guard is not None:
            found += map(str, dict.fromkeys(interception.escapes))
            interception.guard.escapes.clear()
        new = [each for each in report.findings(self.emulator, self._settings.fail_on) if each not in self._told]
        self._told.update(new)
        return found + new

    def section(self) -> str:
        from .testing import report

        try:
            return report.section(self.emulator, self._unclaimed_since)
        except Exception as error:  # the test may have broken or dropped its world; its own failure counts
            return f"nothing to show: {type(error).__name__}: {error}"

    def bundle(self, folder: Path, name: str, text: str) -> str:
        """The command that replays it."""
        from .testing import report

        try:
            return f"mail-emulator serve --world {report.bundle(self.emulator, folder, name, text) / 'world.json'}"
        except Exception as error:
            return f"not written: {type(error).__name__}: {error}"


_WATCHED = pytest.StashKey[_Watched]()
_RECEIVERS = pytest.StashKey[list["WebhookReceiver"]]()
_TROUBLES = pytest.StashKey["Troubles"]()


def _problems(item: pytest.Item) -> str:
    """What fails a test by itself, told once; empty when there is nothing."""
    watched = item.stash.get(_WATCHED, None)
    found = watched.problems() if watched is not None else []
    for receiver in item.stash.get(_RECEIVERS, []):
        while receiver.errors:
            found.append(f"error in a webhook receiver's answer:\n{receiver.errors.pop(0)}")
    return "\n".join(found)


# -- fixtures --------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def mail_emulator_server_settings() -> dict[str, Any]:
    """Settings of the server, as `Emulator` takes them. Override it to change one: `{"tls": True}`."""
    return {}


@pytest.fixture(scope="session")
def mail_emulator_server(
    mail_emulator_server_settings: dict[str, Any], pytestconfig: pytest.Config
) -> Iterator[Emulator]:
    """One emulator for all tests of this process, in a thread, on a free port."""
    from . import Emulator
    from .testing.report import Troubles

    troubles = Troubles()
    pytestconfig.stash[_TROUBLES] = troubles
    troubles.attach()
    try:
        with Emulator(**mail_emulator_server_settings) as emulator:
            yield emulator
    finally:
        troubles.detach()


@pytest.fixture(scope="session")
def mail_emulator_settings(pytestconfig: pytest.Config) -> MailEmulatorSettings:
    """What every test wishes of its world: the ini options. Override it for a package, a module or a class."""
    from .testing.settings import MailEmulatorSettings

    ini = {name.removeprefix("mail_emulator_"): pytestconfig.getini(name) for name, *_ in INI}
    if ini["clock"] not in ("running", "standing"):
        raise pytest.UsageError(f"mail_emulator_clock is {ini['clock']!r}; write running or standing")
    fail_on = (*ini.pop("fail_on"), *pytestconfig.getoption("--mail-emulator-fail-on"))
    allowed = tuple(ini.pop("escape_allowed"))
    wishes: dict[str, Any] = {name: value for name, value in ini.items() if value or value is False}
    return MailEmulatorSettings(fail_on=fail_on, escape_allowed=allowed, **wishes)


@pytest.fixture
def mail_emulator(
    mail_emulator_server: Emulator, mail_emulator_settings: MailEmulatorSettings, request: pytest.FixtureRequest
) -> Iterator[MailEmulator]:
    """A freshly minted workspace with credentials of its own, dropped after the test."""
    settings = _wishes(request.node, mail_emulator_settings)
    seed = request.node.nodeid if settings.seed is None else settings.seed
    minted = mail_emulator_server.mint(
        world=settings.world, clock=settings.clock, now=settings.now, seed=seed, strict=settings.strict
    )
    with minted as emulator:
        request.node.stash[_WATCHED] = _Watched(emulator, settings, request.config.stash[_TROUBLES])
        yield emulator
        if problems := _problems(request.node):
            pytest.fail(problems, pytrace=False)


@pytest.fixture
def mail_emulator_hosts(
    mail_emulator: MailEmulator, mail_emulator_settings: MailEmulatorSettings, request: pytest.FixtureRequest
) -> Iterator[MailEmulator]:
    """The same workspace, while this process's calls to the services' real hosts reach the emulator."""
    settings = _wishes(request.node, mail_emulator_settings)
    interception = mail_emulator.emulator.intercept(
        escape_guard=settings.escape_guard, escape_allowed=settings.escape_allowed
    )
    with interception:
        mail_emulator.interception = interception
        yield mail_emulator


@pytest.fixture
def webhook_receiver(request: pytest.FixtureRequest) -> Iterator[WebhookReceiver]:
    """A real HTTP server that takes webhooks: `url`, `wait_for(n)`, `answer(…)`."""
    from .testing import WebhookReceiver

    with WebhookReceiver() as receiver:
        request.node.stash.setdefault(_RECEIVERS, []).append(receiver)
        yield receiver
    if problems := _problems(request.node):
        pytest.fail(problems, pytrace=False)


def _wishes(node: pytest.Item, settings: MailEmulatorSettings) -> MailEmulatorSettings:
    """The settings with what the test's markers wish instead, the closest one last."""
    for marker in reversed(list(node.iter_markers("mail_emulator"))):
        wishes: dict[str, Any] = {
            name: _several(value) if name in _SEVERAL else value for name, value in marker.kwargs.items()
        }
        try:
            settings = replace(settings, **wishes)
        except TypeError:
            raise pytest.UsageError(f"unknown wish in a marker of {node.nodeid}; known are: {MARKER}") from None
        if marker.args:
            raise pytest.UsageError(f"the marker of {node.nodeid} takes named wishes only: {MARKER}")
    return settings


_SEVERAL = ("fail_on", "escape_allowed")


def _several(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


# -- failures --------------------------------------------------------------------------------------


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """A test that passed still fails for an error inside the emulator, an escape, or a finding it was told to."""
    try:
        yield
    except BaseException:
        if problems := _problems(item):
            item.add_report_section("call", "mail emulator errors", problems)
        raise
    if problems := _problems(item):
        pytest.fail(problems, pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """A failed test shows its world."""
    report: pytest.TestReport = yield  # type: ignore[assignment]
    watched = item.stash.get(_WATCHED, None)
    if watched is not None and report.failed and call.when == "call":
        text = watched.section()
        report.sections.append(("mail emulator", text))
        if folder := item.config.getoption("--mail-emulator-bundle"):
            report.sections.append(("mail emulator bundle", watched.bundle(Path(folder), item.nodeid, text)))
    return report  # type: ignore[return-value]
