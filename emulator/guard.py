"""Who may knock: the Host allow-list for every route, and Origin, media type and password for the tester's API."""

import hmac
import ipaddress
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from .wire.credentials import scheme_and_token, user_and_password
from .wire.current import MARK, Request

ALWAYS = ("localhost", "host.docker.internal")
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)(?::(\d{1,5}))?")


class Guard:
    """Fails closed: an empty, malformed or unknown Host is refused."""

    def __init__(self, allowed: Iterable[str] = (), vendor_hosts: Iterable[str] = (), password: str = "") -> None:
        self._exact = {*ALWAYS}
        self._suffixes = {".localhost"}
        for host in (*allowed, *vendor_hosts):
            host = host.strip().lower()
            if host.startswith("*."):
                self._suffixes.add(host[1:])
            else:
                self._exact.add(host)
        self._password = password
        self._admitted: set[str] = set()

    def admits_host(self, host: str) -> bool:
        """IP literals, localhost, single-label names, the vendors' hosts and those allowed by name."""
        if host in self._admitted:
            return True
        if not self._judge(host):
            return False
        if len(self._admitted) < 1000:
            self._admitted.add(host)
        return True

    def _judge(self, host: str) -> bool:
        found = _HOST.fullmatch(host)
        if found is None:
            return False
        name = found[1].lower().rstrip(".")
        if not name:
            return False
        try:
            ipaddress.ip_address(name.strip("[]"))
        except ValueError:
            return "." not in name or name in self._exact or any(name.endswith(each) for each in self._suffixes)
        return True

    def refuses_tester(self, request: Request) -> str | None:
        """Why a request to the control API or the console is refused; None when it may pass.

        A page of another site can neither read (no CORS) nor change anything: a change needs a JSON body or
        the custom header, and a foreign Origin is refused in any case.
        """
        origin = request.header("Origin")
        if origin and origin != "null" and urlsplit(origin).netloc.lower() != request.header("Host").lower():
            return f"requests from {origin} are not allowed; use the emulator's own pages or a client without Origin"
        if origin == "null" or request.header("Sec-Fetch-Site") == "cross-site":
            return "requests from other sites are not allowed"
        return None

    def refuses_change(self, request: Request) -> str | None:
        """Why a change is refused although it comes from the right place."""
        if request.method in ("GET", "HEAD") or request.content_type in ("application/json", "message/rfc822"):
            return None
        if request.header(MARK):
            return None
        return f"send the body as application/json, or the header `{MARK}: 1` when there is none"

    def knows_password(self, request: Request) -> bool:
        """Whether the tester's password is right; True when none was set."""
        if not self._password:
            return True
        scheme, token = scheme_and_token(request.authorization)
        given = token if scheme == "bearer" else (user_and_password(token) or ("", ""))[1] if scheme == "basic" else ""
        return hmac.compare_digest(given.encode(), self._password.encode())
