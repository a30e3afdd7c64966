"""A small client: prepared bytes in, counted answers out. It needs half of a core where wrk needs a third.

Connections are kept; a server that closes one after its answer is given a new one, as any client would.
"""

import selectors
import socket
from collections.abc import Callable
from contextlib import ExitStack, closing
from itertools import islice
from math import inf
from statistics import median
from time import perf_counter

Requests = Callable[[int], bytes]
BOUNDARY = "a-boundary-of-the-bench"


def post(path: str, content_type: str, authorization: str, body: bytes) -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {content_type}\r\n"
        f"Authorization: {authorization}\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def get(path: str, authorization: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {authorization}\r\n\r\n".encode()


def form(*fields: tuple[str, str]) -> bytes:
    """A multipart body; its content type is `multipart/form-data; boundary=` and BOUNDARY."""
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name="
    parts = "".join(f'{head}"{name}"\r\n\r\n{value}\r\n' for name, value in fields)
    return f"{parts}--{BOUNDARY}--\r\n".encode()


class Refused(Exception):
    """An answer that is no 2xx: there is nothing to measure."""

    def __init__(self, head: bytes, body: bytes) -> None:
        super().__init__(f"{head.decode(errors='replace')}\n{body[:400].decode(errors='replace')}")
        self.status = int(head.split(b" ", 2)[1])


class Connection:
    """One connection with at most one request under way."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._open()

    def _open(self) -> None:
        self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.closing = False

    def fileno(self) -> int:
        return self._socket.fileno()

    def ask(self, request: bytes) -> None:
        self._socket.sendall(request)

    def answer(self) -> bytes:
        """The body of the answer."""
        received = bytearray()
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._some()
        head = bytes(received[:end]).lower()
        length = int(head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        while len(received) < end + 4 + length:
            received += self._some()
        body = bytes(received[end + 4 :])
        if not head.startswith(b"http/1.1 2"):
            raise Refused(head, body)
        self.closing = b"connection: close" in head
        return body

    def reopen(self) -> None:
        self.close()
        self._open()

    def close(self) -> None:
        self._socket.close()

    def _some(self) -> bytes:
        data = self._socket.recv(1 << 20)
        if not data:
            raise AssertionError("the server closed the connection without an answer")
        return data


def rate(
    port: int, requests: Requests, *, seconds: float = inf, times: int = 1 << 60, connections: int = 8
) -> float:
    """Answers per second over connections that always have one request under way, until time or times are up."""
    prepared = map(requests, range(times))
    asked = answered = 0
    with selectors.DefaultSelector() as ready, ExitStack() as stack:
        began = perf_counter()
        for request in islice(prepared, connections):
            connection = stack.enter_context(closing(Connection(port)))
            ready.register(connection, selectors.EVENT_READ, connection)
            connection.ask(request)
            asked += 1
        while answered < asked:
            for key, _ in ready.select():
                connection = key.data
                connection.answer()
                answered += 1
                if connection.closing:
                    ready.unregister(connection)
                    connection.reopen()
                    ready.register(connection, selectors.EVENT_READ, connection)
                if perf_counter() - began < seconds and (request := next(prepared, b"")):
                    connection.ask(request)
                    asked += 1
        return answered / (perf_counter() - began)


def seconds_each(port: int, requests: Requests, times: int) -> float:
    """The median time of one request after another over one connection."""
    taken = []
    with closing(Connection(port)) as connection:
        for number in range(times):
            request = requests(number)
            began = perf_counter()
            connection.ask(request)
            connection.answer()
            taken.append(perf_counter() - began)
            if connection.closing:
                connection.reopen()
    return median(taken)


def send(port: int, request: bytes) -> bytes:
    """The body of one answer."""
    with closing(Connection(port)) as connection:
        connection.ask(request)
        return connection.answer()
