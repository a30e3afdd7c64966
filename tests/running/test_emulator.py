"""An emulator in the process: starting, stopping, TLS and interception leave nothing behind."""

import os
import socket
import sys
import threading
import unittest
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests

from emulator import Emulator
from emulator.config import ConfigError
from emulator.interception import EscapedCall
from tests.pigeon import KEY, NAME, PIGEON, FakeCourier

WITH_HOSTS = replace(PIGEON, hosts=("pigeon.example", "*.loft.pigeon.example"))
HEADERS = {"Authorization": f"Bearer {KEY}"}


def an_emulator(**settings: Any) -> Emulator:
    return Emulator(
        services={NAME: WITH_HOSTS},
        courier=FakeCourier(),
        **{"world": {NAME: {"keys": [KEY]}}, "standing": True, **settings},
    )


@pytest.fixture
def own_ca(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("MAIL_EMULATOR_CA_DIR", str(tmp_path / "ca"))
    yield str(tmp_path / "ca" / "ca.pem")


def send(base_url: str, **arguments: Any) -> requests.Response:
    body = {"to": ["nora@home.example"], "subject": "Hi"}
    return requests.post(f"{base_url}/pigeon/send", json=body, headers=HEADERS, timeout=10, **arguments)


def test_with_tls_the_users_authority_is_what_a_client_must_trust(own_ca: str) -> None:
    with an_emulator(tls=True) as emulator:
        assert emulator.base_url.startswith("https://127.0.0.1:")
        assert send(emulator.base_url, verify=own_ca).ok
        assert send(emulator.base_url.replace("127.0.0.1", "localhost"), verify=own_ca).ok


def test_a_client_that_never_speaks_does_not_keep_others_from_tls(own_ca: str) -> None:
    with an_emulator(tls=True) as emulator, socket.create_connection(("127.0.0.1", emulator.port or 0)):
        assert send(emulator.base_url, verify=own_ca).ok


@pytest.mark.parametrize("url", ["https://pigeon.example", "http://eu.loft.pigeon.example"])
def test_calls_to_the_real_hosts_reach_the_emulator(url: str) -> None:
    with an_emulator() as emulator:
        with emulator.intercept():
            assert send(url).ok
        assert len(emulator.world.messages) == 1


def test_intercepting_needs_no_server_of_its_own_to_be_started_first() -> None:
    emulator = an_emulator()
    try:
        with emulator.intercept():
            assert send("https://pigeon.example").ok
    finally:
        emulator.stop()


def test_of_two_emulators_the_one_whose_interception_is_innermost_gets_the_call() -> None:
    with an_emulator() as outer, an_emulator() as inner, outer.intercept():
        with inner.intercept():
            assert send("https://pigeon.example").ok
        assert (len(outer.world.messages), len(inner.world.messages)) == (0, 1)
        assert send("https://pigeon.example").ok
        assert (len(outer.world.messages), len(inner.world.messages)) == (1, 1)


def test_the_guard_lets_the_services_through_and_nobody_else() -> None:
    escaped = pytest.raises(EscapedCall, match=r"elsewhere\.example")
    with an_emulator() as emulator, escaped, emulator.intercept(escape_guard=True):
        assert send("https://pigeon.example").ok
        send("https://elsewhere.example")


def test_a_port_that_is_taken_is_an_error_that_says_so() -> None:
    with an_emulator() as first, pytest.raises(ConfigError, match="cannot be listened on"):
        an_emulator(port=first.port).start()


@pytest.mark.skipif(sys.platform != "linux", reason="counts descriptors in /proc")
def test_thirty_cycles_leave_no_thread_no_descriptor_and_no_port(own_ca: str) -> None:
    session = requests.Session()

    def cycle(number: int) -> int:
        with an_emulator(tls=number % 2 == 1) as emulator, emulator.intercept():
            assert session.post("https://pigeon.example/pigeon/send", json={"to": ["a@b.example"]}, headers=HEADERS).ok
            assert session.get(emulator.base_url, verify=own_ca, allow_redirects=False).status_code == 302
            return emulator.port or 0

    cycle(0), cycle(1)
    session.close()
    threads, descriptors = set(threading.enumerate()), len(os.listdir("/proc/self/fd"))
    ports = [cycle(number) for number in range(30)]
    session.close()
    assert set(threading.enumerate()) <= threads
    assert len(os.listdir("/proc/self/fd")) <= descriptors
    for port in ports:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port))


class InUnittest(unittest.TestCase):
    """The context manager fits unittest's way of entering and leaving."""

    def setUp(self) -> None:
        self.emulator = self.enterContext(an_emulator())
        self.enterContext(self.emulator.intercept())

    def test_a_call(self) -> None:
        self.assertTrue(send("https://pigeon.example").ok)
        self.assertEqual(len(self.emulator.world.messages), 1)
