"""The worlds of this server: mint, switch, drop, reset, and what a client needs to use the present one."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from .. import choices, look
from ..asking import Refused, ask_server, server_address


def listing() -> dict[str, Any]:
    """All worlds, and the credentials of the one looked at."""
    name = choices.workspace()
    try:
        present = ask_server(f"workspaces/{quote(name, safe='')}")
    except Refused:
        present = None
    return {
        "rows": ask_server("workspaces")["results"],
        "present": present,
        "sections": [
            _section(title, present.get(vendor.replace("-", "_"), {})) for vendor, title in look.vendors().items()
        ]
        if present
        else [],
        "name": name,
        "call": server_address("workspaces"),
    }


def _section(title: str, given: dict[str, Any]) -> dict[str, Any]:
    """One vendor's credentials: single values to copy, lists as they are, and lines that work when pasted."""
    single = {name: value for name, value in given.items() if isinstance(value, str | int) and name != "curl"}
    lists = {name: value for name, value in given.items() if isinstance(value, list) and name != "lines"}
    return {
        "title": title,
        "single": single,
        "lists": lists,
        "curl": given.get("curl"),
        "lines": given.get("lines", []),
    }
