"""What the emulator is measured against: an empty Flask route on the same server, and moto's SES."""

import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from flask import Flask, request

from emulator.config import Config
from tests.bench import load
from tests.served import CHECKOUT, started

GRANIAN = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--workers", "1"]
SES_KEY = "AWS4-HMAC-SHA256 Credential=b/20260101/us-east-1/ses/aws4_request, SignedHeaders=host, Signature=0"

empty = Flask(__name__)


@empty.post("/")
def nothing() -> dict[str, str]:
    """Reads its body as JSON and answers: what Flask itself costs."""
    request.get_json()
    return {"message": "OK"}


def empty_route() -> list[str]:
    """The command of the empty route on the emulator's own server, with as many threads as the emulator."""
    return [*GRANIAN, "--blocking-threads", str(Config().threads), "tests.bench.peers:empty"]


def moto() -> list[str]:
    """The command of a moto server, in an environment of its own that is made once."""
    folder = CHECKOUT / ".build" / "moto"
    if not (folder / ".complete").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        install = [str(folder / "bin/pip"), "install", "--quiet", "moto>=5", "flask", "flask-cors"]
        subprocess.run(install, check=True, stderr=subprocess.DEVNULL)
        (folder / ".complete").touch()
    return [str(folder / "bin/moto_server")]


def ses(action: str, **parameters: str) -> bytes:
    words = {"Action": action, "Version": "2010-12-01"} | parameters
    body = "&".join(f"{name}={value}" for name, value in words.items()).encode()
    return load.post("/", "application/x-www-form-urlencoded", SES_KEY, body)


def ses_send() -> bytes:
    return ses(
        "SendEmail",
        **{
            "Source": "orders%40shop.example",
            "Destination.ToAddresses.member.1": "nora.lind%40north.example",
            "Message.Subject.Data": "Your+order",
            "Message.Body.Text.Data": "It+is+on+its+way.+" * 20,
        },
    )


@contextmanager
def running(command: Sequence[str], port: int | None = None) -> Iterator[int]:
    """The port of a server; it is told a free one with `--port` and ended in the end."""
    port = port or free_port()
    with started([*command, "--port", str(port)], lambda: _open(port)):
        yield port


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _open(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
