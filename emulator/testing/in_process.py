"""The control API's client for an emulator in the same process: no socket, the same answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..client import Client

if TYPE_CHECKING:
    from ..emulator import Emulator


class InProcessClient(Client):
    """Calls the application directly. Waiting calls wait in the caller's thread."""

    def __init__(self, emulator: Emulator, workspace: str) -> None:
        from werkzeug.test import Client as Caller

        super().__init__(emulator.base_url, workspace=workspace, password=emulator.config.password)
        self._caller = Caller(emulator.app, use_cookies=False)

    def exchange(self, method: str, path: str, query: Mapping[str, Any], body: Any) -> tuple[int, str, bytes]:
        answer = self._caller.open(
            path,
            method=method,
            base_url=self.url,
            query_string={name: str(value) for name, value in query.items()},
            json=body,
            headers=self._headers,
        )
        try:
            return answer.status_code, answer.content_type or "", answer.get_data()
        finally:
            answer.close()
