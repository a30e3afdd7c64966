"""Whatever a receiver does costs no more than the deadline."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from emulator.courier import RequestsCourier, TargetPolicy, TargetRefused
from emulator.mail.webhooks import Attempt, Call, RetryPlan

NOW = datetime(2026, 1, 1, tzinfo=UTC)
Serve = Callable[[socket.socket, threading.Event], None]


@contextmanager
def receiver(serve: Serve) -> Iterator[str]:
    """A server that treats each connection as `serve` says, until the test is over."""
    over = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(10)

    def run() -> None:
        while not over.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                try:
                    connection.recv(65536)
                    serve(connection, over)
                except OSError:
                    continue

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/hook"
    finally:
        over.set()
        listener.close()
        thread.join(5)


def post(url: str, deadline: float = 0.5) -> Attempt:
    call = Call(1, "x", "a", "s", url, b"[]", "application/json", NOW, RetryPlan(deadline=deadline), (("X-A", "1"),))
    return RequestsCourier(TargetPolicy()).post(call, NOW)


def answering(text: bytes) -> Serve:
    return lambda connection, over: connection.sendall(text)


def test_an_answer_is_kept_with_headers_and_body() -> None:
    with receiver(answering(b"HTTP/1.1 202 Accepted\r\nX-B: 2\r\nContent-Length: 2\r\n\r\nok")) as url:
        attempt = post(url)
    assert (attempt.status, attempt.body, attempt.error) == (202, b"ok", "")
    assert ("X-B", "2") in attempt.headers


def test_redirects_are_not_followed() -> None:
    with receiver(
        answering(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n")
    ) as url:
        assert post(url).status == 302


def hang(connection: socket.socket, over: threading.Event) -> None:
    over.wait()


def drip_headers(connection: socket.socket, over: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while not over.wait(0.05):
        connection.sendall(b"X-Drip: 1\r\n")


def drip_body(connection: socket.socket, over: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 300000000\r\n\r\n")
    while not over.wait(0.05):
        connection.sendall(b"x")


def endless(connection: socket.socket, over: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 300000000\r\n\r\n")
    while not over.is_set():
        connection.sendall(b"x" * 65536)


@pytest.mark.parametrize("serve", [hang, drip_headers, drip_body])
def test_a_slow_receiver_costs_its_deadline(serve: Serve) -> None:
    """These receivers never end before the post does."""
    with receiver(serve) as url:
        attempt = post(url)
    assert attempt.status == 0 and "0.5 s" in attempt.error


def test_an_endless_answer_is_cut_off() -> None:
    with receiver(endless) as url:
        attempt = post(url, deadline=5)
    assert attempt.status == 200 and len(attempt.body) <= 16 << 10


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    attempt = post(f"http://127.0.0.1:{port}/")
    assert attempt.status == 0 and attempt.error


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/",
        "http://0.0.0.0:1/",
        "ftp://127.0.0.1/",
        "http://",
        "http://93.184.216.34/",
        "http://[::1",
        "http://a..b/",
        "http://127.0.0.1:99999/",
        f"http://{'a' * 300}/",
    ],
)
def test_addresses_that_are_never_posted_to(url: str) -> None:
    with pytest.raises(TargetRefused):
        TargetPolicy().resolve(url)


def test_the_emulator_does_not_post_to_itself() -> None:
    with pytest.raises(TargetRefused, match="itself"):
        TargetPolicy(own=lambda: ("127.0.0.1", 8525)).resolve("http://127.0.0.1:8525/x")


def test_an_outside_address_can_be_allowed() -> None:
    assert TargetPolicy(["93.184.216.34"]).resolve("http://93.184.216.34/") == ("93.184.216.34", 80)


def test_a_pause_after_each_failure_and_then_the_end() -> None:
    call = Call(1, "x", "a", "s", "http://127.0.0.1/", b"", "", NOW, RetryPlan((timedelta(minutes=1),)))
    failed = Attempt(NOW, 500, "", 1.0)
    once = call.after(failed, NOW)
    assert (once.state, once.due) == ("waiting", NOW + timedelta(minutes=1))
    assert once.after(failed, NOW).state == "failed"
    assert once.after(Attempt(NOW, 204, "", 1.0), NOW).state == "delivered"
