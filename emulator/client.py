"""A small client of the control API, for the command line, the plugin and anyone's scripts."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from .mail.clock import stopwatch


class ClientError(Exception):
    """The server could not be reached, or refused. The message says what to do next."""

    def __init__(self, message: str, status: int = 0, problem: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.problem = dict(problem or {})


class Client:
    """Drives one workspace of a running emulator.

    `url` is the server's base URL. Every method raises ClientError for an answer that is not 2xx.
    """

    def __init__(
        self, url: str = "http://127.0.0.1:8525", *, workspace: str = "default", password: str = "", timeout: float = 90
    ) -> None:
        self.url = url.rstrip("/")
        self.workspace = workspace
        self._timeout = timeout
        self._headers = {"X-Mail-Emulator": "1"}
        self._session: Any = None
        if password:
            self._headers["Authorization"] = f"Bearer {password}"

    def get(self, path: str, query: Mapping[str, Any] | None = None) -> Any:
        return self.call("GET", path, query=query)

    def post(self, path: str, body: Any = None) -> Any:
        return self.call("POST", path, body=body)

    def put(self, path: str, body: Any = None) -> Any:
        return self.call("PUT", path, body=body)

    def delete(self, path: str) -> Any:
        return self.call("DELETE", path)

    def call(self, method: str, path: str, *, query: Mapping[str, Any] | None = None, body: Any = None) -> Any:
        """One call below the workspace's part of the API; JSON in and out, bytes for other media."""
        base = "/_emulator/api" if self.workspace == "default" else f"/_emulator/api/workspaces/{self.workspace}"
        given = {name: value for name, value in (query or {}).items() if value is not None}
        return _read(*self.exchange(method, f"{base}/{path}", given, body))

    def exchange(self, method: str, path: str, query: Mapping[str, Any], body: Any) -> tuple[int, str, bytes]:
        """Status, media type and content of one answer. Another way to reach an emulator replaces this method."""
        import requests

        if self._session is None:
            self._session = requests.Session()
            self._session.trust_env = False
            self._session.headers.update(self._headers)
        try:
            answer = self._session.request(
                method,
                self.url + path,
                params=dict(query),
                json=body,
                timeout=self._timeout,
                allow_redirects=False,
                verify=self._trusted(),
            )
        except requests.RequestException as error:
            raise ClientError(
                f"{self.url} cannot be reached ({type(error).__name__}); start one with `mail-emulator serve`, "
                "or give its address with --url"
            ) from None
        return answer.status_code, answer.headers.get("Content-Type", ""), answer.content

    def _trusted(self) -> str | bool:
        """Over TLS: the user's own authority, which is what `serve --tls` uses, if there is one."""
        if not self.url.startswith("https:"):
            return True
        from .tls import ca_directory

        own = ca_directory() / "ca.pem"
        return str(own) if own.exists() else True

    def ready(self, wait: timedelta = timedelta()) -> Any:
        """Ask until the server answers, at most `wait`."""
        end = stopwatch() + wait.total_seconds()
        pause = threading.Event()
        while True:
            try:
                return self.get("ready")
            except ClientError:
                if stopwatch() >= end:
                    raise
            pause.wait(0.05)


def _read(status: int, media_type: str, content: bytes) -> Any:
    found = json.loads(content) if "json" in media_type and content else content
    if 200 <= status < 300:
        return found if content else None
    problem = found if isinstance(found, dict) else {}
    raise ClientError(str(problem.get("detail") or f"status {status}"), status, problem)
