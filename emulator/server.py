"""The only door to the WSGI servers: werkzeug's in the test process, granian for `serve`."""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from .config import Config, ConfigError
from .mail.clock import stopwatch

if TYPE_CHECKING:
    import ssl

    from _typeshed.wsgi import WSGIApplication

POLL_SECONDS = 0.01
"""How soon the threaded server notices that it should stop."""


STOP_SECONDS = 2.0
"""How long a stop waits for requests that are being carried out."""


class ThreadedServer:
    """Werkzeug's threaded server in a thread of this process; starts and stops in milliseconds.

    A stop ends kept-alive connections too, and leaves no thread and no descriptor behind.
    """

    def __init__(self, app: WSGIApplication, host: str, port: int, tls: ssl.SSLContext | None = None) -> None:
        self._handling: dict[threading.Thread, socket.socket] = {}
        self._server = self._listening(app, host, port)
        if tls is not None:
            self._server.ssl_context = tls
            # The handshake is left to the connection's own thread: a client that never begins it delays nobody.
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(POLL_SECONDS,), name="mail-emulator-server", daemon=True
        )

    def _listening(self, app: WSGIApplication, host: str, port: int) -> Any:
        from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

        handling = self._handling

        class Quiet(WSGIRequestHandler):
            protocol_version = "HTTP/1.1"

            def log(self, *_: Any) -> None:
                """Requests are in the journal."""

            def connection_dropped(self, error: BaseException, environ: Any = None) -> None:
                """A planned fault, or a client that left: nothing more is said on this connection."""
                self.close_connection = True

        class Server(ThreadedWSGIServer):
            def process_request_thread(self, request: Any, client_address: Any) -> None:
                thread = threading.current_thread()
                handling[thread] = request
                try:
                    super().process_request_thread(request, client_address)
                finally:
                    handling.pop(thread, None)

        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        try:
            return Server(host, port, app, handler=Quiet)
        except SystemExit:  # werkzeug's way of saying it
            raise ConfigError(f"port {port} on {host} cannot be listened on; choose another, or 0 for any") from None

    @property
    def port(self) -> int:
        return int(self._server.server_port)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join(timeout=5)
        self._server.server_close()
        end = stopwatch() + STOP_SECONDS
        for thread, connection in list(self._handling.items()):
            with suppress(OSError):
                socket.socket.shutdown(connection, socket.SHUT_RD)
            thread.join(timeout=max(end - stopwatch(), 0))


def free_port(host: str) -> int:
    """A port that is free now on `host`."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def port_is_taken(host: str, port: int) -> bool:
    """Whether something already listens there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def serve(make_app: Callable[[], WSGIApplication], config: Config, port: int, on_listening: Callable[[], None]) -> None:
    """Serve until a signal ends it: granian, one worker process, because the state is in it.

    Both functions are called in the worker: `on_listening` once a client can connect.
    """
    from granian.constants import Interfaces
    from granian.server import Server

    certificate, key = config.certificate
    server = Server(
        "mail-emulator",
        address=config.host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=config.threads,
        websockets=False,
        log_enabled=False,
        ssl_cert=certificate,
        ssl_key=key,
        workers_kill_timeout=3,
    )

    def load(_: str) -> Any:
        # The server lays the process's environment under every request; a variable must not become a header.
        for name in [name for name in os.environ if name.startswith(("HTTP_", "CONTENT_", "REMOTE_"))]:
            del os.environ[name]
        app = make_app()
        _collect_seldom()
        # The server's own start-up hook comes before anybody listens.
        threading.Thread(target=_when_open, args=(config.host, port, on_listening), daemon=True).start()
        return app

    # The worker is a copy of this process: it has the worlds already, and starts in no time.
    multiprocessing.set_start_method("fork", force=True)
    server.serve(target_loader=load)


def _collect_seldom() -> None:
    """Plain records without cycles are remembered, yet a full collection walks all of them: a second for a million."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 1_000)
    gc.enable()


def _when_open(host: str, port: int, then: Callable[[], None]) -> None:
    """Call back as soon as the server accepts a connection; give up after a minute."""
    pause = threading.Event()
    for _ in range(12_000):
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            pause.wait(0.005)
        else:
            then()
            return
