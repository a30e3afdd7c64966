"""The emulator as an object: its worlds, its application, and a server when one is wanted."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from . import __version__, invocation, worlds
from .config import Config
from .courier import Courier, RequestsCourier, TargetPolicy
from .gateway import Gateway
from .guard import Guard
from .heartbeat import Heartbeat
from .mail.bounds import Settings
from .mail.clock import Mode, stopwatch
from .mail.world import World
from .post_office import PostOffice
from .providers.contract import Provider
from .providers.discovery import providers
from .waiting_room import WaitingRoom
from .workspaces import DEFAULT, Workspaces

if TYPE_CHECKING:
    import ssl

    from flask import Flask

    from .interception import Interception
    from .server import ThreadedServer
    from .testing import MailEmulator

log = logging.getLogger("emulator")


class Emulator:
    """Two can live in one process. As a context manager it serves on a free port until the block ends.

    >>> with Emulator(world="demo") as emulator:  # doctest: +SKIP
    ...     print(emulator.base_url)
    """

    def __init__(
        self,
        config: Config | None = None,
        *,
        world: str | Mapping[str, Any] | None = None,
        courier: Courier | None = None,
        services: Mapping[str, Provider] | None = None,
        **settings: Any,
    ) -> None:
        """`world` is `demo`, `empty`, a path, or the content of a world file; further settings are those of Config.

        `courier` and `services` (providers by name) replace the real ones, for tests.

        Raises ConfigError and WorldError.
        """
        if config is None:
            config = Config(**{"port": 0, "world": "empty", **settings})
        self.config = config
        self.version = __version__
        self.providers: Mapping[str, Provider] = providers() if services is None else services
        self.port: int | None = None
        self.guard = Guard(
            config.allowed_hosts,
            self.hosts,
            config.password,
        )
        policy = TargetPolicy(config.webhook_allow, own=lambda: (config.host, self.port or -1))
        self.post_office = PostOffice(courier or RequestsCourier(policy))
        self.seed = config.seed or _fresh_seed()
        self.workspaces = Workspaces(
            self.providers,
            Settings(
                strict=config.strict,
                max_messages=config.max_messages,
                max_journal=config.max_journal,
                base_url=self.base_url,
            ),
            seed=self.seed,
            lifetime=config.workspace_lifetime,
            capacity=config.max_workspaces,
        )
        self.workspaces.create(
            DEFAULT,
            source=self.read_world(config.world if world is None else world, self.seed),
            seed=self.seed,
            mode="standing" if config.standing else "running",
            start=config.start,
            mint=False,
            keep=True,
        )
        self.waiting_room = WaitingRoom(config.seats)
        self.gateway = Gateway(self.workspaces, self.post_office, self.waiting_room)
        self.heartbeat = Heartbeat(self._beat)
        self._app: Flask | None = None
        self._app_lock = threading.Lock()
        self._server: ThreadedServer | None = None
        self._doors: list[ThreadedServer] = []
        self._doors_lock = threading.Lock()

    # -- what the control API needs ------------------------------------------------------------

    @property
    def services(self) -> Emulator:
        return self

    @property
    def base_url(self) -> str:
        """Where clients reach this emulator; 127.0.0.1 rather than localhost, which can cost seconds."""
        scheme = "https" if self.config.tls else "http"
        host = "127.0.0.1" if self.config.host in ("localhost", "0.0.0.0") else self.config.host
        host = f"[{host}]" if ":" in host else host
        return f"{scheme}://{host}:{self.port or self.config.port}"

    @property
    def command(self) -> str:
        """How a line to paste into a terminal calls this program."""
        return invocation.command()

    def read_world(self, source: Any, seed: str) -> Mapping[str, Any]:
        """A world by name, path or content, with invented people filled in. Raises WorldError."""
        return worlds.filled(source, seed) if isinstance(source, Mapping) else worlds.read(str(source), seed)

    def figures(self) -> Mapping[str, float]:
        """Counters of the server, for its metrics."""
        return {
            "workspaces": len(self.workspaces),
            "workspaces_expired_total": self.workspaces.expired,
            "workspaces_evicted_total": self.workspaces.evicted,
        }

    # -- the application -----------------------------------------------------------------------

    @property
    def app(self) -> Flask:
        """The Flask application, made when first asked for."""
        with self._app_lock:
            if self._app is None:
                from .app import create_app

                self._app = create_app(self)
            return self._app

    @property
    def world(self) -> World:
        """The world of the workspace `default`."""
        return self.workspaces.get(DEFAULT)

    def owner(self, path: str) -> Provider | None:
        """The provider below whose prefixes a path lies."""
        for provider in self.providers.values():
            for prefix in provider.prefixes:
                if path == prefix.rstrip("/") or path.startswith(prefix.rstrip("/") + "/"):
                    return provider
        return None

    # -- running -------------------------------------------------------------------------------

    def start(self) -> Emulator:
        """Serve in a thread of this process."""
        from .server import ThreadedServer

        self._server = ThreadedServer(self.app, self.config.host, self.config.port, self._tls_context())
        self.listening_on(self._server.port)
        self._server.start()
        self.heartbeat.start()
        return self

    def stop(self) -> None:
        """Stop serving; the worlds stay as they are."""
        self.heartbeat.stop()
        if self._server is not None:
            self._server.stop()
            self._server = None
        with self._doors_lock:
            while self._doors:
                self._doors.pop().stop()
        self.post_office.close()

    def listening_on(self, port: int) -> None:
        """Tell the worlds the address their links must carry."""
        self.port = port
        self.workspaces.set_base_url(self.base_url)

    def __enter__(self) -> Emulator:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def intercept(self, *, escape_guard: bool = False, escape_allowed: Iterable[str] = ()) -> Interception:
        """A context in which this process's calls to the services' real hosts, http and https, reach this emulator.

        With `escape_guard` a call to any other outside host raises EscapedCall, which names the line, unless
        `escape_allowed` lists the host. Raises TlsMissing when the extra `tls` is not installed.
        """
        from . import tls
        from .interception import Interception

        authority = tls.passing_ca()
        with self._doors_lock:
            if not self._doors:
                certificate = authority.issue(self.hosts)
                self._doors = [self._open_door(None), self._open_door(certificate.server_context())]
            plain, secure = (("127.0.0.1", door.port) for door in self._doors)
        return Interception(
            self.hosts,
            plain=plain,
            secure=secure,
            pem=authority.pem,
            escape_guard=escape_guard,
            allowed=escape_allowed,
        )

    def mint(
        self,
        name: str | None = None,
        *,
        world: str | Mapping[str, Any] | None = None,
        seed: str | int | None = None,
        clock: Mode = "running",
        now: datetime | None = None,
        strict: bool | None = None,
    ) -> MailEmulator:
        """A fresh workspace with credentials of its own (those of `world`, if one is given) and handles on everything.

        It never expires; as a context manager it is dropped at the end. Raises WorldError and WorkspaceExists.
        """
        from .testing import MailEmulator

        begun = None if seed is None else str(seed)
        source = None if world is None else self.read_world(world, begun or self.seed)
        made = self.workspaces.create(
            name, source=source, seed=begun, mode=clock, start=now, strict=strict, mint=source is None, keep=True
        )
        return MailEmulator(self, made)

    @property
    def hosts(self) -> tuple[str, ...]:
        """The real host names of all services, `*.` for any subdomain."""
        return tuple(host for provider in self.providers.values() for host in provider.hosts)

    def _open_door(self, context: ssl.SSLContext | None) -> ThreadedServer:
        from .server import ThreadedServer

        door = ThreadedServer(self.app, "127.0.0.1", 0, context)
        door.start()
        return door

    def _tls_context(self) -> ssl.SSLContext | None:
        if not self.config.tls:
            return None
        from . import tls

        names = tls.server_names(self.hosts, [*self.config.tls_names, self.config.host])
        return tls.ensure_ca().issue(names).server_context()

    def _beat(self) -> None:
        _ = self.app  # with the first beat, where no request needed it before
        started = stopwatch()
        self.workspaces.expire()
        self.post_office.beat(self.workspaces.worlds())
        if (took := stopwatch() - started) > 5:
            log.warning("one tick took %.1f s", took)


def _fresh_seed() -> str:
    import secrets

    return secrets.token_hex(8)
