"""How the client's calls travel to a server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .calls import ClientError


class Http:
    """One connection that is kept open, without the environment's proxies and without following redirects."""

    def __init__(self, url: str, password: str, timeout: float) -> None:
        self.url = url
        self._timeout = timeout
        self._headers = {"X-Mail-Emulator": "1"}
        self._session: Any = None
        if password:
            self._headers["Authorization"] = f"Bearer {password}"

    def __call__(self, method: str, path: str, query: Mapping[str, str], body: Any) -> tuple[int, str, bytes]:
        import requests

        if self._session is None:
            self._session = requests.Session()
            self._session.trust_env = False
            self._session.headers.update(self._headers)
        sent: dict[str, Any] = {"json": body}
        if isinstance(body, bytes) or hasattr(body, "read"):
            sent = {"data": body, "headers": {"Content-Type": "application/json"}}
        try:
            answer = self._session.request(
                method,
                self.url + path,
                params=dict(query),
                timeout=self._timeout,
                allow_redirects=False,
                verify=self._trusted(),
                **sent,
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
        from ..tls import ca_directory

        own = ca_directory() / "ca.pem"
        return str(own) if own.exists() else True
