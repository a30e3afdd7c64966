"""Mail addresses as clients write them: bare, or with a display name."""

from __future__ import annotations

import re

_NAMED = re.compile(r"\s*(?:\"(?P<quoted>[^\"]*)\"|(?P<name>[^<\"]*?))\s*<(?P<address>[^<>]*)>\s*$")
_PLAUSIBLE = re.compile(r"[^@\s<>(),;:\\\"\[\]]+@(?:[\w-]+\.)+[\w-]{2,}$")


def bare(text: str) -> str:
    """The address part of `a@x` or `Name <a@x>`."""
    if "<" not in text:
        return text.strip()
    match = _NAMED.match(text)
    return match["address"].strip() if match else text.strip()


def parts(text: str) -> tuple[str, str]:
    """(display name, address)."""
    match = _NAMED.match(text) if "<" in text else None
    if match is None:
        return "", text.strip()
    return (match["quoted"] or match["name"] or "").strip(), match["address"].strip()


def plausible(address: str) -> bool:
    """Whether a bare address has the form of one."""
    return _PLAUSIBLE.match(address) is not None and len(address) <= 320


def domain(text: str) -> str:
    """The domain of an address in lower case."""
    return bare(text).rpartition("@")[2].lower()


def organisation(text: str) -> str:
    """The organisational domain, read as the last two labels (the public suffix list is not consulted)."""
    return ".".join(domain(text).split(".")[-2:])
