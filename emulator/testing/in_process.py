"""How the control API's client reaches an emulator of the same process: no socket, the same answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..client import Client
from ..client.calls import Exchange

if TYPE_CHECKING:
    from ..emulator import Emulator


def client(emulator: Emulator, workspace: str) -> Client:
    """A client whose calls go to the application directly. Waiting calls wait in the caller's thread."""
    return Client(emulator.base_url, workspace=workspace, exchange=exchange(emulator))


def exchange(emulator: Emulator) -> Exchange:
    """Calls of the control API that go to the application directly."""
    return _InProcess(emulator)


class _InProcess:
    def __init__(self, emulator: Emulator) -> None:
        from werkzeug.test import Client as Caller

        self._emulator = emulator
        self._caller = Caller(emulator.app, use_cookies=False)
        self._headers = {"X-Mail-Emulator": "1"}
        if emulator.config.password:
            self._headers["Authorization"] = f"Bearer {emulator.config.password}"

    def __call__(self, method: str, path: str, query: Mapping[str, str], body: Any) -> tuple[int, str, bytes]:
        written = isinstance(body, bytes)
        answer = self._caller.open(
            path,
            method=method,
            base_url=self._emulator.base_url,
            query_string=dict(query),
            json=None if written else body,
            data=body if written else None,
            content_type="application/json" if written else None,
            headers=self._headers,
        )
        try:
            return answer.status_code, answer.content_type or "", answer.get_data()
        finally:
            answer.close()
