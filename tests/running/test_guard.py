"""The door fails closed."""

from typing import Any

import pytest

from emulator.config import Config, ConfigError
from emulator.guard import Guard
from tests.pigeon import pigeon_emulator

API = "/_emulator/api"


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.0.0.1:8525", "[::1]:80", "localhost", "a.localhost", "mail", "host.docker.internal", "ok.test"],
)
def test_hosts_that_are_admitted(host: str) -> None:
    assert Guard(["ok.test"]).admits_host(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.com",
        "127.0.0.1.evil.com",
        "a b",
        "localhost.evil.com",
        "x@127.0.0.1",
        "[::1",
        "ok.test.evil.com",
        "..",
    ],
)
def test_hosts_that_are_refused(host: str) -> None:
    assert not Guard(["ok.test"]).admits_host(host)


def test_a_foreign_host_reaches_nothing() -> None:
    client = pigeon_emulator().app.test_client()
    for path in ("/", "/pigeon/send", f"{API}/health", "/_emulator/"):
        assert client.get(path, headers={"Host": "evil.com"}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.com"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
    ],
)
def test_a_foreign_page_changes_nothing(headers: dict[str, str]) -> None:
    """Neither with its Origin, nor with what a plain form can send."""
    client = pigeon_emulator().app.test_client()
    client.post(f"{API}/clock/advance", json={"by": "1h"})
    before = client.get(f"{API}/clock").json
    answer = client.post(
        f"{API}/clock/advance", data='{"by":"1h"}', headers={"Content-Type": "application/json", **headers}
    )
    assert answer.status_code == 403
    assert client.get(f"{API}/clock").json == before


def test_own_pages_may() -> None:
    client = pigeon_emulator().app.test_client()
    answer = client.post(
        f"{API}/clock/advance", json={"by": 1}, headers={"Origin": "http://localhost", "Host": "localhost"}
    )
    assert answer.status_code == 200


def test_a_password_guards_console_and_control_api() -> None:
    client: Any = pigeon_emulator(password="secret").app.test_client()
    assert client.get(f"{API}/health").status_code == 401
    assert client.get(f"{API}/health", headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert client.get(f"{API}/health", headers={"Authorization": "Bearer secret"}).status_code == 200
    assert client.get(f"{API}/health", auth=("any", "secret")).status_code == 200


def test_another_address_needs_a_password() -> None:
    with pytest.raises(ConfigError, match="--password"):
        Config(host="0.0.0.0")
    Config(host="0.0.0.0", password="x")
