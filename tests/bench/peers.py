"""What the emulator is measured against: an empty Flask route on the same server, and other programs that play mail.

Each is put into `.build` once, by the package manager it comes with; one whose runtime is not here is left out.
"""

import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import requests
from flask import Flask, request

from emulator.config import Config
from tests.bench import load
from tests.bench.figures import NotThere
from tests.served import CHECKOUT, started

BUILD = CHECKOUT / ".build"
GRANIAN = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--workers", "1"]
SES_KEY = "AWS4-HMAC-SHA256 Credential=b/20260101/us-east-1/ses/aws4_request, SignedHeaders=host, Signature=0"
TEXT = "It is on its way. " * 20

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
    """The command of a moto server, in an environment of its own."""

    def install(folder: Path) -> None:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        words = [str(folder / "bin/pip"), "install", "--quiet", "moto>=5", "flask", "flask-cors"]
        subprocess.run(words, check=True, stderr=subprocess.DEVNULL)

    return [str(_built("moto", install) / "bin/moto_server")]


def ses_local() -> list[str]:
    """The command of aws-ses-v2-local. Raises NotThere."""
    node = _runtime("node", "aws-ses-v2-local")
    return [node, str(_npm("aws-ses-v2-local") / "node_modules/.bin/aws-ses-v2-local")]


def wiremock() -> list[str]:
    """The command of WireMock. Raises NotThere."""
    java = _runtime("java", "WireMock")
    (jar,) = _npm("wiremock").glob("node_modules/wiremock/build/*.jar")
    return [java, "-jar", str(jar), "--disable-banner", "--use-chunked-encoding", "never"]


def _runtime(program: str, peer: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise NotThere(f"{peer} needs {program}, which is not on this machine")
    return found


def _npm(package: str) -> Path:
    npm = _runtime("npm", package)

    def install(folder: Path) -> None:
        subprocess.run([npm, "install", "--silent", "--prefix", str(folder), package], check=True)

    try:
        return _built(package, install)
    except subprocess.CalledProcessError:
        raise NotThere(f"npm could not install {package}") from None


def _built(name: str, install: Callable[[Path], None]) -> Path:
    """The folder of a peer, filled when it is first asked for."""
    folder = BUILD / name
    if not (folder / ".complete").exists():
        folder.mkdir(parents=True, exist_ok=True)
        install(folder)
        (folder / ".complete").touch()
    return folder


def ses(action: str, **parameters: str) -> bytes:
    words = {"Action": action, "Version": "2010-12-01"} | parameters
    body = "&".join(f"{name}={value}" for name, value in words.items()).encode()
    return load.post("/", "application/x-www-form-urlencoded", SES_KEY, body)


def ses_send() -> bytes:
    """SES's first API, for moto."""
    return ses(
        "SendEmail",
        **{
            "Source": "orders%40shop.example",
            "Destination.ToAddresses.member.1": "nora.lind%40north.example",
            "Message.Subject.Data": "Your+order",
            "Message.Body.Text.Data": TEXT.replace(" ", "+"),
        },
    )


def ses_v2_send() -> bytes:
    """SES's second API, for aws-ses-v2-local."""
    mail = {
        "FromEmailAddress": "orders@shop.example",
        "Destination": {"ToAddresses": ["nora.lind@north.example"]},
        "Content": {"Simple": {"Subject": {"Data": "Your order"}, "Body": {"Text": {"Data": TEXT}}}},
    }
    return load.post("/v2/email/outbound-emails", "application/json", SES_KEY, json.dumps(mail).encode())


def verify(port: int) -> None:
    """Moto knows the sender."""
    load.send(port, ses("VerifyEmailIdentity", EmailAddress="orders%40shop.example"))


def teach(port: int) -> None:
    """WireMock answers a v3 send as it is answered here."""
    message = {"to": "nora.lind@north.example", "messageId": "m1", "status": {"groupId": 1, "id": 26}}
    mapping = {
        "request": {"method": "POST", "urlPath": "/email/3/send"},
        "response": {"status": 200, "jsonBody": {"bulkId": "b1", "messages": [message]}},
    }
    requests.post(f"http://127.0.0.1:{port}/__admin/mappings", json=mapping, timeout=30).raise_for_status()


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
