"""Certificates for a server that speaks TLS: a local authority made once per user, and one that lives in memory.

Knows nothing of servers. The only door to trustme, which is loaded when a certificate is first needed.
"""

from __future__ import annotations

import os
import shutil
import ssl
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from .mail.clock import wall

LOCAL_NAMES = ("localhost", "*.localhost", "127.0.0.1", "::1")
"""What every server certificate is good for, besides the services' own hosts."""

CERTIFICATE_LIFE = timedelta(days=397)
"""The longest that every platform accepts. A certificate is issued anew at each start."""

ORGANIZATION = "mail-emulator"


class TlsMissing(RuntimeError):
    """TLS was asked for and the extra that makes certificates is not installed."""

    def __init__(self) -> None:
        super().__init__("TLS needs one more package: pip install 'mail-emulator[tls]'")


@dataclass(frozen=True, slots=True)
class Certificate:
    """A server's certificate with its chain, and its private key, both as PEM."""

    chain: bytes
    key: bytes

    @contextmanager
    def files(self) -> Iterator[tuple[Path, Path]]:
        """The two in files of their own (chain, key), readable by the user alone and gone afterwards."""
        with tempfile.TemporaryDirectory(prefix="mail-emulator-") as folder:
            chain, key = Path(folder, "chain.pem"), Path(folder, "key.pem")
            chain.write_bytes(self.chain)
            _write_secret(key, self.key)
            yield chain, key

    def server_context(self) -> ssl.SSLContext:
        """What a server in this process needs to speak TLS with it."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with self.files() as (chain, key):
            context.load_cert_chain(chain, key)
        return context


@dataclass(frozen=True, slots=True)
class Authority:
    """A certificate authority. `pem` is what a client must trust; `path` is its file, if it has one."""

    pem: str
    made: Any
    path: Path | None = None

    def issue(self, names: Iterable[str]) -> Certificate:
        """A server certificate for host names (`*.` allowed) and addresses."""
        now = wall()
        leaf = self.made.issue_cert(
            *dict.fromkeys(names),
            organization_name=ORGANIZATION,
            not_before=now - timedelta(days=1),
            not_after=now + CERTIFICATE_LIFE,
        )
        chain = b"".join(blob.bytes() for blob in leaf.cert_chain_pems)
        return Certificate(chain, leaf.private_key_pem.bytes())


def server_names(hosts: Iterable[str] = (), more: Iterable[str] = ()) -> tuple[str, ...]:
    """The names of a server's certificate: the local ones, the services' hosts, and what the tester added."""
    return tuple(dict.fromkeys((*LOCAL_NAMES, *hosts, *more)))


def ca_directory() -> Path:
    """Where the user's authority lives: `MAIL_EMULATOR_CA_DIR`, else the platform's place for user data."""
    chosen = os.environ.get("MAIL_EMULATOR_CA_DIR")
    if chosen:
        return Path(chosen).expanduser()
    if sys.platform == "win32":
        home = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        home = Path.home() / "Library" / "Application Support"
    else:
        home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return home / "mail-emulator" / "ca"


def ensure_ca(directory: Path | None = None) -> Authority:
    """The user's authority, made at the first call and the same ever after. Raises TlsMissing."""
    directory = directory or ca_directory()
    if not (directory / "ca.pem").exists():
        _make_ca(directory)
    certificate = directory / "ca.pem"
    pem = certificate.read_bytes()
    made = _trustme().CA.from_pem(pem, (directory / "ca-key.pem").read_bytes())
    return Authority(pem.decode(), made, certificate)


@lru_cache(maxsize=1)
def passing_ca() -> Authority:
    """An authority of this process: its key is never written down and ends with the process."""
    made = _trustme().CA(organization_name=ORGANIZATION, organization_unit_name="authority of one process")
    return Authority(made.cert_pem.bytes().decode(), made)


def _make_ca(directory: Path) -> None:
    """Made beside its place and moved there whole, so that two first starts at once end with one authority."""
    made = _trustme().CA(organization_name=ORGANIZATION, organization_unit_name="local authority")
    directory.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".ca-", dir=directory.parent))
    try:
        (folder / "ca.pem").write_bytes(made.cert_pem.bytes())
        _write_secret(folder / "ca-key.pem", made.private_key_pem.bytes())
        folder.replace(directory)
    except OSError:
        if not (directory / "ca.pem").exists():
            raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write_secret(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)


def _trustme() -> Any:
    try:
        import trustme
    except ImportError:
        raise TlsMissing() from None
    return trustme
