"""What an interception changes it puts back, however it ends and however often it is entered."""

import os
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import requests

from emulator.interception import EscapedCall
from emulator.interception.guard import outside
from tests.running.echo import echo_pair, intercepting

NAMES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NO_PROXY", "no_proxy")


@pytest.fixture(scope="module")
def pair() -> Iterator[dict[str, Any]]:
    with echo_pair() as pair:
        yield pair


def everything() -> list[Any]:
    """All that an interception touches."""
    functions = [socket.getaddrinfo, socket.gethostbyname, socket.gethostbyname_ex]
    methods = [vars(socket.socket).get("connect"), vars(socket.socket).get("connect_ex")]
    return [*functions, *methods, ssl.SSLContext.wrap_socket, ssl.SSLContext.wrap_bio, *map(os.environ.get, NAMES)]


@pytest.mark.parametrize("set_before", [True, False])
def test_functions_and_environment_are_as_before(
    pair: dict[str, Any], set_before: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "own.pem").write_text("the user's own certificates")
    for name in NAMES:
        if set_before:
            monkeypatch.setenv(name, str(tmp_path / "own.pem"))
        else:
            monkeypatch.delenv(name, raising=False)
    before = everything()
    with intercepting(pair):
        bundle = Path(os.environ["SSL_CERT_FILE"])
        assert all(was is not now for was, now in zip(before, everything(), strict=True))
        assert ("the user's own" in bundle.read_text()) == set_before
    assert everything() == before
    assert not bundle.exists()


def test_an_exception_inside_restores_everything_too(pair: dict[str, Any]) -> None:
    before = everything()
    with pytest.raises(KeyError), intercepting(pair):
        raise KeyError
    assert everything() == before


def test_what_the_test_itself_set_meanwhile_stays(pair: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "before")
    with intercepting(pair):
        monkeypatch.setenv("NO_PROXY", "meanwhile")
    assert os.environ["NO_PROXY"] == "meanwhile"


def test_a_wrapper_put_over_ours_meanwhile_goes_on_working(
    pair: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with intercepting(pair):
        ours = socket.getaddrinfo
        monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **named: ours(*given, **named))
    assert socket.getaddrinfo("127.0.0.1", 80)


def test_the_innermost_interception_counts_and_leaving_it_gives_the_outer_one_back(pair: dict[str, Any]) -> None:
    with echo_pair() as other, intercepting(pair):
        assert peer() == pair["plain"]
        with intercepting(other):
            assert peer() == other["plain"]
        assert peer() == pair["plain"]


def test_interceptions_may_end_in_any_order(pair: dict[str, Any]) -> None:
    before = everything()
    first, second = intercepting(pair), intercepting(pair)
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert peer() == pair["plain"]
    assert requests.get("https://mail.vendor.example", timeout=5).ok
    second.__exit__(None, None, None)
    assert everything() == before


def test_one_interception_may_be_entered_twice(pair: dict[str, Any]) -> None:
    before = everything()
    interception = intercepting(pair)
    with interception:
        with interception:
            assert peer() == pair["plain"]
        assert peer() == pair["plain"]
    assert everything() == before


def test_a_connection_lives_as_long_as_an_interception_that_leads_to_the_same_place(pair: dict[str, Any]) -> None:
    """Whichever counted when it was made: another thread's end cuts nobody off."""

    def is_open(connection: socket.socket) -> bool:
        try:
            return bool(connection.getpeername())
        except OSError:
            return False

    with intercepting(pair):
        with intercepting(pair):
            connection = socket.create_connection(("mail.vendor.example", 80))
        assert is_open(connection)
    with connection:
        assert connection.recv(1) == b""
    with intercepting(pair | {"secure": ("127.0.0.1", 9)}):
        with intercepting(pair):
            connection = socket.create_connection(("mail.vendor.example", 80))
        with connection:
            assert connection.recv(1) == b""


def test_threads_may_enter_and_leave_at_once(pair: dict[str, Any]) -> None:
    before = everything()
    failures: list[BaseException] = []

    def often() -> None:
        try:
            for _ in range(20):
                with intercepting(pair):
                    assert peer() == pair["plain"]
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=often) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert everything() == before


def test_calls_to_this_machine_are_left_alone(pair: dict[str, Any]) -> None:
    host, port = pair["plain"]
    with intercepting(pair, escape_guard=True):
        assert requests.get(f"http://{host}:{port}", timeout=5).json()["host"] == f"{host}:{port}"
        assert socket.gethostbyname("localhost") == "127.0.0.1"


# -- the guard -------------------------------------------------------------------------------------


def test_a_call_to_another_host_names_the_line(pair: dict[str, Any]) -> None:
    with pytest.raises(EscapedCall) as caught, intercepting(pair, escape_guard=True):
        requests.get("https://payments.example/charge", timeout=5)  # the line
    assert "call to payments.example from " in str(caught.value)
    assert 'requests.get("https://payments.example/charge", timeout=5)  # the line' in str(caught.value)
    assert f"{Path(__file__).name}:" in str(caught.value)


def test_a_swallowed_escape_comes_back_at_the_end(pair: dict[str, Any]) -> None:
    guarded = intercepting(pair, escape_guard=True)
    with pytest.raises(EscapedCall, match=r"payments\.example"), guarded, suppress(RuntimeError):
        socket.create_connection(("payments.example", 443))


def test_an_address_outside_is_an_escape_too(pair: dict[str, Any]) -> None:
    with pytest.raises(EscapedCall, match=r"8\.8\.8\.8"), intercepting(pair, escape_guard=True):
        socket.create_connection(("8.8.8.8", 53), timeout=1)


@pytest.mark.parametrize("library", ["httpx", "aiohttp"])
def test_the_line_is_found_from_a_loop_as_well(library: str, pair: dict[str, Any]) -> None:
    import asyncio

    async def through_httpx() -> None:
        import httpx

        async with httpx.AsyncClient() as client:
            await client.get("https://payments.example")  # httpx here

    async def through_aiohttp() -> None:
        import aiohttp

        async with aiohttp.ClientSession() as session:
            await session.get("https://payments.example")  # aiohttp here

    calls = {"httpx": through_httpx, "aiohttp": through_aiohttp}
    with pytest.raises(EscapedCall, match=f"# {library} here"), intercepting(pair, escape_guard=True):
        asyncio.run(calls[library]())


def test_hosts_can_be_allowed(pair: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def resolver(host: Any, *_: Any) -> Any:
        asked.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "no network in this test")

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    guarded = intercepting(pair, escape_guard=True, allowed=["*.payments.example"])
    with guarded, pytest.raises(socket.gaierror):
        socket.getaddrinfo("eu.payments.example", 443)
    assert asked == ["eu.payments.example"]


@pytest.mark.parametrize(
    ("name", "is_outside"),
    [
        ("payments.example", True),
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("localhost", False),
        ("shop.localhost", False),
        ("127.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("10.1.2.3", False),
        ("database", False),
        ("host.docker.internal", False),
    ],
)
def test_outside_is_what_leaves_the_machine_and_its_private_network(name: str, is_outside: bool) -> None:
    assert outside(name) == is_outside


def peer() -> tuple[str, int]:
    with socket.create_connection(("mail.vendor.example", 80)) as connection:
        address: tuple[str, int] = connection.getpeername()
        return address
