"""The environment variables that HTTP clients read: whom to trust, and which hosts no proxy must see."""

from __future__ import annotations

import os
import ssl
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

TRUST = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
PROXIES = ("NO_PROXY", "no_proxy")


class Environment:
    """Sets them at `enter` and puts them back at `leave`, except those that somebody else has set meanwhile."""

    def __init__(self) -> None:
        self._set: dict[str, tuple[str | None, str]] = {}
        self._bundle: Path | None = None

    def enter(self, pem: str, hosts: Iterable[str]) -> None:
        self._bundle = _write_bundle(pem)
        for name in TRUST:
            self._put(name, str(self._bundle))
        domains = [host.removeprefix("*.") for host in hosts]
        for name in PROXIES:
            before = os.environ.get(name, "")
            if before != "*":
                self._put(name, ",".join(dict.fromkeys([*filter(None, before.split(",")), *domains])))

    def leave(self) -> None:
        for name, (before, ours) in self._set.items():
            if os.environ.get(name) != ours:
                continue
            if before is None:
                del os.environ[name]
            else:
                os.environ[name] = before
        self._set.clear()
        if self._bundle is not None:
            with suppress(OSError):
                self._bundle.unlink()
            self._bundle = None

    def _put(self, name: str, value: str) -> None:
        self._set[name] = (os.environ.get(name), value)
        os.environ[name] = value


def _write_bundle(pem: str) -> Path:
    """What was trusted before, and the emulator: calls to other hosts go on being verified as they were."""
    handle, path = tempfile.mkstemp(prefix="mail-emulator-", suffix=".pem")
    with os.fdopen(handle, "w", encoding="utf-8") as bundle:
        bundle.write(pem)
        for file in _trusted_before():
            bundle.write("\n" + file.read_text(encoding="utf-8", errors="replace"))
    return Path(path)


def _trusted_before() -> list[Path]:
    named = [os.environ.get(name) for name in (*TRUST, "CURL_CA_BUNDLE")]
    files = {Path(name).resolve() for name in named if name and Path(name).is_file()}
    if not files and (standard := _standard()) is not None:
        files = {standard}
    return sorted(files)


def _standard() -> Path | None:
    with suppress(ImportError):
        import certifi

        return Path(certifi.where())
    found = ssl.get_default_verify_paths().cafile
    return Path(found) if found else None
