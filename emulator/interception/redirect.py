"""One interception: which hosts it catches, where they lead, and the context in which it holds."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterable
from types import TracebackType
from weakref import WeakSet

from .guard import Escape, EscapedCall, Guard
from .patches import PATCHES

Address = tuple[str, int]


class Interception:
    """A context in which calls to `hosts` over http and https reach `plain` and `secure`.

    Contexts may be nested, in one thread or several: the one entered last is the one that counts, for the whole
    process. With `escape_guard` a call to any other outside host raises EscapedCall where it is made, and once more
    at the end of the context if the code in between swallowed it.
    """

    def __init__(
        self,
        hosts: Iterable[str],
        *,
        plain: Address,
        secure: Address,
        pem: str,
        escape_guard: bool = False,
        allowed: Iterable[str] = (),
    ) -> None:
        self.hosts = tuple(host.lower() for host in hosts)
        self.pem = pem
        self.guard = Guard(allowed) if escape_guard else None
        self._ports = {80: plain, 443: secure}
        self._connected: WeakSet[socket.socket] = WeakSet()
        self._lock = threading.Lock()
        self._entered = 0

    def catches(self, name: str) -> bool:
        """Whether a host name is one of the hosts; `*.` stands for one or more labels."""
        name = name.rstrip(".").lower()
        return any(name == host or (host[:2] == "*." and name.endswith(host[1:])) for host in self.hosts)

    def destination(self, port: int) -> Address:
        """Where a connection to a caught host goes. Raises ConnectionRefusedError for an odd port."""
        try:
            return self._ports[port]
        except KeyError:
            raise ConnectionRefusedError(
                f"the emulator answers for {', '.join(self.hosts)} on ports 80 and 443, not on {port}"
            ) from None

    def remember(self, connection: socket.socket) -> None:
        """A connection that leads to the emulator, to be cut when the interception ends."""
        with self._lock:
            self._connected.add(connection)

    def remembers(self, connection: socket.socket) -> bool:
        with self._lock:
            return connection in self._connected

    @property
    def escapes(self) -> list[Escape]:
        """The calls to other outside hosts so far. Only a guarded interception sees them."""
        return list(self.guard.escapes) if self.guard else []

    def __enter__(self) -> Interception:
        with self._lock:
            self._entered += 1
            if self._entered > 1:
                return self
        try:
            PATCHES.add(self)
        except BaseException:
            self._entered = 0
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._entered -= 1
            if self._entered:
                return
        PATCHES.remove(self)
        heir = PATCHES.current
        if heir is not None and heir._ports == self._ports:
            heir._adopt(self._let_go())
        else:
            _cut(self._let_go())
        if error is None and self.escapes:
            raise EscapedCall(self.escapes)

    def _let_go(self) -> list[socket.socket]:
        with self._lock:
            connections = list(self._connected)
            self._connected.clear()
        return connections

    def _adopt(self, connections: list[socket.socket]) -> None:
        """Connections made while another interception counted, which led to where this one leads."""
        with self._lock:
            self._connected.update(connections)


def _cut(connections: list[socket.socket]) -> None:
    """End kept-alive connections, so that a client that outlives the interception does not go on using them."""
    for connection in connections:
        try:
            # The plain shutdown: an SSLSocket's own would forget its TLS state before the client has noticed.
            socket.socket.shutdown(connection, socket.SHUT_RDWR)
        except OSError:  # closed already
            continue
