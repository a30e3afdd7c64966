"""`Authorization: Bearer {key}`: the form is *documented*.

That the case of the scheme and the number of spaces do not matter is *assumed*.
"""

import re

from ...wire.current import Request

_BEARER = re.compile(r"bearer +(\S+)", re.IGNORECASE)


def key_of(request: Request) -> str | None:
    """The API key a request carries; None without one."""
    found = _BEARER.fullmatch(request.authorization.strip())
    return found[1] if found else None


def key_claim(key: str) -> str:
    """How a key is claimed; plans claim their bare hash, for the public forms."""
    return f"key:{key}"


def credential(request: Request) -> str | None:
    key = key_of(request)
    return None if key is None else key_claim(key)
