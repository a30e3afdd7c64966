"""The only door to `requests`: posts one webhook call, within a deadline whatever the receiver does."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

from .mail.clock import stopwatch
from .mail.webhooks import Attempt, Call

KEPT_ANSWER = 16 << 10
"""Bytes of a receiver's answer that are read and kept; the rest is cut off."""

METADATA = frozenset(
    {"169.254.169.254", "169.254.170.2", "fd00:ec2::254", "100.100.100.200", "metadata.google.internal"}
)
"""Addresses where clouds hand out secrets; never a webhook receiver."""


class Courier(Protocol):
    """What the post office needs: an attempt for a call, however it went."""

    def post(self, call: Call, at: datetime) -> Attempt: ...


class TargetRefused(Exception):
    """The address is not one the emulator may post to; the message says what would allow it."""


class TargetPolicy:
    """Loopback and private hosts, and those allowed by name. Never ourselves, never metadata addresses."""

    def __init__(self, allowed: Iterable[str] = (), own: Callable[[], tuple[str, int] | None] = lambda: None) -> None:
        self._allowed = tuple(host.lower().lstrip(".") for host in allowed)
        self._own = own

    def resolve(self, url: str) -> tuple[str, int]:
        """The address to connect to, checked after resolving. Raises TargetRefused."""
        try:
            parts = urlsplit(url)
        except ValueError as error:
            raise TargetRefused(f"{url!r} is not an address: {error}") from None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise TargetRefused(f"{url!r} is not an http or https address")
        host = parts.hostname.lower()
        try:
            port = parts.port or (443 if parts.scheme == "https" else 80)
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, ValueError) as error:
            raise TargetRefused(f"{host} cannot be resolved: {error}") from None
        address = str(found[0][4][0])
        self._check(host, address, port)
        return address, port

    def _check(self, host: str, address: str, port: int) -> None:
        ip = ipaddress.ip_address(address.partition("%")[0])
        if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
            ip = ip.ipv4_mapped
        if host in METADATA or str(ip) in METADATA or ip.is_link_local or ip.is_unspecified or ip.is_multicast:
            raise TargetRefused(f"{host} is an address that webhooks never go to")
        own = self._own()
        if own is not None and ip.is_loopback and port == own[1]:
            raise TargetRefused(f"{host}:{port} is the emulator itself; give the address of your receiver")
        by_name = any(host == name or host.endswith("." + name) for name in self._allowed)
        if not (by_name or ip.is_loopback or ip.is_private):
            raise TargetRefused(f"{host} is outside this machine; start with --webhook-allow {host} to post there")


class RequestsCourier:
    """Posts with `requests`: no redirects, no proxy of the environment, a total deadline, a bounded read."""

    def __init__(self, policy: TargetPolicy) -> None:
        self._policy = policy

    def post(self, call: Call, at: datetime) -> Attempt:
        started = stopwatch()
        try:
            address, _ = self._policy.resolve(call.url)
        except TargetRefused as refused:
            return Attempt(at, 0, str(refused), _milliseconds(started))
        return _post(call, at, address, started)


def _milliseconds(started: float) -> float:
    return round((stopwatch() - started) * 1000, 3)


def _post(call: Call, at: datetime, address: str, started: float) -> Attempt:
    import requests
    from urllib3.exceptions import HTTPError

    session, watch = _session(address, call.plan.deadline)
    try:
        with watch, session:
            answer = session.post(
                call.url,
                data=call.body,
                headers={"Content-Type": call.content_type, **dict(call.headers)},
                timeout=call.plan.deadline,
                allow_redirects=False,
                stream=True,
            )
            body = answer.raw.read(KEPT_ANSWER, decode_content=False)
            answer.close()
            if watch.expired:  # what the cut left over is no answer
                return Attempt(at, 0, f"no whole answer within {call.plan.deadline:g} s", _milliseconds(started))
            headers = tuple((str(name), str(value)) for name, value in answer.headers.items())
            return Attempt(at, answer.status_code, "", _milliseconds(started), headers, body)
    except (requests.RequestException, HTTPError, OSError, ValueError) as error:
        return Attempt(at, 0, _in_words(error, watch, call.plan.deadline), _milliseconds(started))


def _in_words(error: Exception, watch: Watch, deadline: float) -> str:
    if watch.expired or "timed out" in str(error).lower():
        return f"no whole answer within {deadline:g} s"
    reason = error
    while reason.args and isinstance(reason.args[-1], Exception):
        reason = reason.args[-1]
    return f"{type(error).__name__}: {getattr(reason, 'reason', None) or reason}"


class Watch:
    """Shuts the connection down when the deadline has passed, so that a dripping receiver costs no more."""

    def __init__(self, seconds: float) -> None:
        self.expired = False
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True

    def add(self, connection: socket.socket) -> None:
        self._sockets.append(connection)
        if self.expired:
            self._shut()

    def __enter__(self) -> Watch:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def _expire(self) -> None:
        self.expired = True
        self._shut()

    def _shut(self) -> None:
        for connection in self._sockets:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:  # already closed: nothing left to cut
                continue


def _session(address: str, deadline: float) -> tuple[Any, Watch]:
    """A session whose connections go to the address that was checked, and are known to the watch."""
    import requests
    from requests.adapters import HTTPAdapter
    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

    watch = Watch(deadline)

    def connect(connection: Any) -> socket.socket:
        made = socket.create_connection((address, connection.port), timeout=deadline)
        watch.add(made)
        return made

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return connect(self)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return connect(self)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    adapter = HTTPAdapter(max_retries=0)
    adapter.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}
    session = requests.Session()
    session.trust_env = False
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session, watch
