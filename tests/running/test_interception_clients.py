"""Every HTTP client that resolves and connects in Python is caught, over http and https, and verifies as always."""

import asyncio
import http.client
import json
import socket
import ssl
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from tests.running.echo import echo_pair, intercepting

Get = Callable[[str], Any]


def through_requests(url: str) -> Any:
    return requests.get(url, timeout=5).json()


def through_requests_without_environment(url: str) -> Any:
    session = requests.Session()
    session.trust_env = False
    return session.get(url, timeout=5).json()


def through_urllib3(url: str) -> Any:
    import urllib3

    return urllib3.PoolManager(cert_reqs="CERT_REQUIRED").request("GET", url, timeout=5, retries=False).json()


def through_urllib(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=5) as answer:
        return json.load(answer)


def through_http_client(url: str) -> Any:
    scheme, _, host = url.partition("://")
    kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
    connection = kind(host.rstrip("/"), timeout=5)
    connection.request("GET", "/")
    answer = json.load(connection.getresponse())
    connection.close()
    return answer


def through_httpx(url: str) -> Any:
    import httpx

    return httpx.get(url, timeout=5).json()


def through_async_httpx(url: str) -> Any:
    import httpx

    async def get() -> Any:
        async with httpx.AsyncClient(timeout=5) as client:
            return (await client.get(url)).json()

    return asyncio.run(get())


async def _aiohttp_get(url: str) -> Any:
    import aiohttp

    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(5)) as session,
        session.get(url) as answer,
    ):
        return await answer.json()


def through_aiohttp(url: str) -> Any:
    return asyncio.run(_aiohttp_get(url))


def through_aiohttp_in_threads(url: str) -> Any:
    import aiohttp

    async def get() -> Any:
        connector = aiohttp.TCPConnector(resolver=aiohttp.ThreadedResolver())
        async with aiohttp.ClientSession(connector=connector) as session, session.get(url) as answer:
            return await answer.json()

    return asyncio.run(get())


def through_asyncio_streams(url: str) -> Any:
    scheme, _, host = url.partition("://")

    async def get() -> Any:
        secure = scheme == "https"
        reader, writer = await asyncio.open_connection(host, 443 if secure else 80, ssl=secure or None)
        writer.write(f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = await reader.read()
        writer.close()
        return json.loads(answer.partition(b"\r\n\r\n")[2])

    return asyncio.run(get())


def through_a_bare_socket(url: str) -> Any:
    """Some code hands a name to connect, which the socket then resolves by itself."""
    scheme, _, host = url.partition("://")
    connection = socket.socket()
    connection.connect((host, 443 if scheme == "https" else 80))
    if scheme == "https":
        connection = ssl.create_default_context().wrap_socket(connection, server_hostname=host)
    with connection:
        connection.sendall(f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    return json.loads(answer.partition(b"\r\n\r\n")[2])


NOBODY = ("127.0.0.1", 9)

CLIENTS = [
    through_requests,
    through_requests_without_environment,
    through_urllib3,
    through_urllib,
    through_http_client,
    through_httpx,
    through_async_httpx,
    through_aiohttp,
    through_aiohttp_in_threads,
    through_asyncio_streams,
    through_a_bare_socket,
]


@pytest.fixture(scope="module")
def pair() -> Iterator[dict[str, Any]]:
    with echo_pair() as pair:
        yield pair


@pytest.mark.parametrize("host", ["mail.vendor.example", "api.vendor.example", "xk3.api.vendor.example"])
@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("get", CLIENTS, ids=lambda get: get.__name__)
def test_a_call_to_a_vendor_host_reaches_the_emulator(get: Get, scheme: str, host: str, pair: dict[str, Any]) -> None:
    with intercepting(pair):
        assert get(f"{scheme}://{host}") == {"scheme": scheme, "host": host}


def test_a_loop_that_connects_in_c_is_caught_too(pair: dict[str, Any]) -> None:
    uvloop = pytest.importorskip("uvloop")
    import httpx

    async def through_both(url: str) -> Any:
        async with httpx.AsyncClient(timeout=5) as client:
            return [await _aiohttp_get(url), (await client.get(url)).json()]

    with intercepting(pair):
        for scheme in ("http", "https"):
            found = uvloop.run(through_both(f"{scheme}://mail.vendor.example"))
            assert found == [{"scheme": scheme, "host": "mail.vendor.example"}] * 2


def test_a_client_made_before_the_interception_verifies_the_emulator_without_a_change(
    pair: dict[str, Any],
) -> None:
    import httpx

    with httpx.Client() as client, intercepting(pair):
        assert client.get("https://mail.vendor.example").json()["scheme"] == "https"


def test_verification_stays_on(pair: dict[str, Any]) -> None:
    """A server whose certificate is of no authority the client knows is refused inside an interception too."""
    import trustme

    from emulator import tls
    from tests.running.echo import HOSTS, echoing

    stranger = trustme.CA()
    forged = tls.Authority("", stranger).issue(HOSTS)
    with echoing(forged) as secure, intercepting(pair | {"secure": secure}):
        for get in (through_requests, through_urllib3, through_httpx, through_aiohttp):
            with pytest.raises(Exception, match=r"(?i)certificate"):
                get("https://mail.vendor.example")


def test_a_kept_alive_connection_does_not_outlive_the_interception(pair: dict[str, Any]) -> None:
    session = requests.Session()
    with intercepting(pair | {"secure": NOBODY}):
        with intercepting(pair):
            assert session.get("https://mail.vendor.example").ok
        with pytest.raises(requests.ConnectionError):
            session.get("https://mail.vendor.example")
        with intercepting(pair):
            assert session.get("https://mail.vendor.example").ok


def test_an_address_of_the_newer_kind_can_be_asked_for(pair: dict[str, Any]) -> None:
    with intercepting(pair):
        (family, kind, proto, _, address) = socket.getaddrinfo(
            "mail.vendor.example", 80, socket.AF_INET6, socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind, proto) as connection:
            connection.connect(address)
            assert connection.getpeername()[1] == pair["plain"][1]


def test_another_port_is_refused_and_the_error_says_which_are_answered(pair: dict[str, Any]) -> None:
    with intercepting(pair), pytest.raises(ConnectionRefusedError, match="ports 80 and 443, not on 8443"):
        socket.create_connection(("mail.vendor.example", 8443))


def test_a_proxy_of_the_environment_is_passed_by(pair: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with intercepting(pair):
        for get in (through_requests, through_urllib, through_httpx):
            assert get("https://xk3.api.vendor.example")["host"] == "xk3.api.vendor.example"
