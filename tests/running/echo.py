"""A plain and a TLS server that say which of them was asked for which host: all an interception needs to know."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Thread
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from emulator import tls
from emulator.interception import Interception

HOSTS = ("*.api.vendor.example", "api.vendor.example", "mail.vendor.example")


class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *_: Any) -> None:
        pass


def _echo(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    answer = json.dumps({"scheme": environ["wsgi.url_scheme"], "host": environ["HTTP_HOST"]}).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(answer)))])
    return [answer]


@contextmanager
def echoing(certificate: tls.Certificate | None = None) -> Iterator[tuple[str, int]]:
    """The address of a running echo, over TLS if it has a certificate."""
    context = certificate.server_context() if certificate else None
    server = make_server("127.0.0.1", 0, _echo, threaded=True, request_handler=Quiet, ssl_context=context)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield ("127.0.0.1", server.server_port)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def echo_pair() -> Iterator[dict[str, Any]]:
    """What `Interception(HOSTS, **pair)` needs."""
    authority = tls.passing_ca()
    with ExitStack() as stack:
        plain = stack.enter_context(echoing())
        secure = stack.enter_context(echoing(authority.issue(HOSTS)))
        yield {"plain": plain, "secure": secure, "pem": authority.pem}


def intercepting(pair: dict[str, Any], **wishes: Any) -> Interception:
    return Interception(HOSTS, **pair, **wishes)
