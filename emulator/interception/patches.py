"""What is put in place of the standard library's functions while at least one interception holds.

Every replacement passes straight through when none does, so one that another tool has wrapped meanwhile is harmless.
"""

from __future__ import annotations

import asyncio.base_events
import importlib
import importlib.util
import socket
import ssl
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from .environment import Environment

if TYPE_CHECKING:
    from .redirect import Interception

ALIAS = "127.86.0.1"
"""A loopback address nobody uses. It is never connected to: a client that evades the patches is refused."""

ALIAS_6 = f"::ffff:{ALIAS}"

Replacement = Callable[[Callable[..., Any]], Callable[..., Any]]


class Patches:
    """The interceptions that hold, the last one counting, and the replaced functions."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._holding: tuple[Interception, ...] = ()
        self._replaced: list[tuple[Any, str, Any, Any]] = []
        self._environment = Environment()
        self._trusting: WeakKeyDictionary[ssl.SSLContext, str] = WeakKeyDictionary()

    @property
    def current(self) -> Interception | None:
        holding = self._holding
        return holding[-1] if holding else None

    def add(self, interception: Interception) -> None:
        with self._lock:
            if not self._holding:
                try:
                    self._environment.enter(interception.pem, interception.hosts)
                    self._replace()
                except BaseException:
                    self._restore()
                    raise
            self._holding = (*self._holding, interception)

    def remove(self, interception: Interception) -> None:
        with self._lock:
            self._holding = tuple(each for each in self._holding if each is not interception)
            if not self._holding:
                self._restore()

    def _replace(self) -> None:
        for owner, name, replacement in self._table():
            before = vars(owner).get(name)
            ours = replacement(getattr(owner, name))
            setattr(owner, name, ours)
            self._replaced.append((owner, name, before, ours))

    def _restore(self) -> None:
        self._environment.leave()
        while self._replaced:
            owner, name, before, ours = self._replaced.pop()
            if vars(owner).get(name) is not ours:
                continue  # somebody wrapped ours; it passes through from now on
            if before is None:
                delattr(owner, name)
            else:
                setattr(owner, name, before)

    def _table(self) -> list[tuple[Any, str, Replacement]]:
        """Whose function, its name, and what makes the replacement. The optional ones only where installed."""
        table: list[tuple[Any, str, Replacement]] = [
            (socket, "getaddrinfo", self._getaddrinfo),
            (socket, "gethostbyname", self._gethostbyname),
            (socket, "gethostbyname_ex", self._gethostbyname),
            (socket.socket, "connect", self._connect),
            (socket.socket, "connect_ex", self._connect),
            (ssl.SSLContext, "wrap_socket", self._wrap_socket),
            (ssl.SSLContext, "wrap_bio", self._wrap_bio),
            (asyncio.base_events.BaseEventLoop, "getaddrinfo", self._loop_getaddrinfo),
        ]
        # aiohttp resolves names with this one where it is installed, past the socket module.
        if (aiodns := _installed("aiodns")) is not None:
            table.append((aiodns.DNSResolver, "getaddrinfo", self._resolver_getaddrinfo))
        # Its own create_connection resolves and connects in C.
        if (uvloop := _installed("uvloop")) is not None:
            table.append((uvloop.Loop, "getaddrinfo", self._loop_getaddrinfo))
            table.append((uvloop.Loop, "create_connection", self._loop_create_connection))
        return table

    # -- names ---------------------------------------------------------------------------------

    def _answer(self, host: Any, family: int = 0) -> Any:
        """The host to resolve instead: the alias for a caught one. Raises EscapedCall."""
        current, name = self.current, _name(host)
        if current is None or not name:
            return host
        if current.catches(name):
            return ALIAS_6 if family == socket.AF_INET6 else ALIAS
        if current.guard is not None:
            current.guard.check(name)
        return host

    def _getaddrinfo(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def getaddrinfo(host: Any, port: Any, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0) -> Any:
            if not flags & socket.AI_NUMERICHOST:  # then it only asks whether the text is an address
                host = self._answer(host, family)
            return original(host, port, family, type, proto, flags)

        return getaddrinfo

    def _gethostbyname(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def gethostbyname(hostname: Any) -> Any:
            return original(self._answer(hostname))

        return gethostbyname

    def _loop_getaddrinfo(self, original: Callable[..., Any]) -> Callable[..., Any]:
        async def getaddrinfo(
            loop: Any, host: Any, port: Any, *, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0
        ) -> Any:
            answered = self._answer(host, family)
            return await original(loop, answered, port, family=family, type=type, proto=proto, flags=flags)

        return getaddrinfo

    def _resolver_getaddrinfo(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def getaddrinfo(resolver: Any, host: Any, *arguments: Any, **named: Any) -> Any:
            return original(resolver, self._answer(host), *arguments, **named)

        return getaddrinfo

    # -- connections ---------------------------------------------------------------------------

    def _connect(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def connect(connection: socket.socket, address: Any) -> Any:
            current = self.current
            if current is None or not isinstance(address, tuple) or len(address) < 2:
                return original(connection, address)
            host, port = _name(address[0]), address[1]
            if host in (ALIAS, ALIAS_6) or current.catches(host):
                current.remember(connection)
                return original(connection, _at(current.destination(port), connection.family))
            if current.guard is not None and connection.type == socket.SOCK_STREAM:
                current.guard.check(host)
            return original(connection, address)

        return connect

    def _loop_create_connection(self, original: Callable[..., Any]) -> Callable[..., Any]:
        async def create_connection(loop: Any, factory: Any, host: Any = None, port: Any = None, **named: Any) -> Any:
            current, name = self.current, _name(host)
            if current is not None and name and (name == ALIAS or current.catches(name)):
                if named.get("ssl") and named.get("server_hostname") is None:
                    named["server_hostname"] = name
                host, port = current.destination(int(port))
            elif current is not None and name and current.guard is not None:
                current.guard.check(name)
            return await original(loop, factory, host, port, **named)

        return create_connection

    # -- trust ---------------------------------------------------------------------------------

    def _wrap_socket(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def wrap_socket(context: ssl.SSLContext, sock: socket.socket, *arguments: Any, **named: Any) -> Any:
            self._trust(context, named.get("server_hostname") or (arguments[3:4] or (None,))[0])
            current = self.current
            kept = current is not None and current.remembers(sock)
            wrapped = original(context, sock, *arguments, **named)
            if current is not None and kept:
                current.remember(wrapped)
            return wrapped

        return wrap_socket

    def _wrap_bio(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def wrap_bio(
            context: ssl.SSLContext,
            incoming: Any,
            outgoing: Any,
            server_side: bool = False,
            server_hostname: Any = None,
            session: Any = None,
        ) -> Any:
            self._trust(context, server_hostname)
            return original(context, incoming, outgoing, server_side, server_hostname, session)

        return wrap_bio

    def _trust(self, context: ssl.SSLContext, server_hostname: Any) -> None:
        """Let a context made earlier, or with other certificates, verify the emulator; it goes on verifying.

        What is added is an authority that exists in this process alone and ends with it.
        """
        current, name = self.current, _name(server_hostname)
        if current is None or not name or not current.catches(name) or context.verify_mode == ssl.CERT_NONE:
            return
        if self._trusting.get(context) != current.pem:
            context.load_verify_locations(cadata=current.pem)
            self._trusting[context] = current.pem


PATCHES = Patches()
"""One for the process, as the functions it replaces are."""


def _name(host: Any) -> str:
    if isinstance(host, (bytes, bytearray)):
        return bytes(host).decode("ascii", "replace")
    return host if isinstance(host, str) else ""


def _at(destination: tuple[str, int], family: int) -> tuple[Any, ...]:
    host, port = destination
    return (f"::ffff:{host}", port, 0, 0) if family == socket.AF_INET6 else (host, port)


def _installed(name: str) -> Any:
    return importlib.import_module(name) if importlib.util.find_spec(name) else None
