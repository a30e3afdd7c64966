"""A small client of the control API, for the command line, the plugin and anyone's scripts."""

from __future__ import annotations

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
        import requests

        self.url = url.rstrip("/")
        self.workspace = workspace
        self._timeout = timeout
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers["X-Mail-Emulator"] = "1"
        if password:
            self._session.headers["Authorization"] = f"Bearer {password}"

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
        import requests

        base = f"{self.url}/_emulator/api"
        if self.workspace != "default":
            base += f"/workspaces/{self.workspace}"
        given = {name: value for name, value in (query or {}).items() if value is not None}
        try:
            answer = self._session.request(
                method, f"{base}/{path}", params=given, json=body, timeout=self._timeout, allow_redirects=False
            )
        except requests.RequestException as error:
            raise ClientError(
                f"{self.url} cannot be reached ({type(error).__name__}); start one with `mail-emulator serve`, "
                "or give its address with --url"
            ) from None
        return _read(answer)

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


def _read(answer: Any) -> Any:
    content_type = answer.headers.get("Content-Type", "")
    if "json" in content_type:
        content = answer.json()
    else:
        content = answer.content
    if answer.ok:
        return content if content != b"" else None
    problem = content if isinstance(content, dict) else {}
    detail = problem.get("detail") or f"status {answer.status_code}"
    raise ClientError(str(detail), answer.status_code, problem)
