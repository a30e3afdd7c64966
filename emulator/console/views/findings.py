"""What works here and would hurt in production."""

from __future__ import annotations

from typing import Any

from ..asking import address, ask, offers


def listing() -> dict[str, Any]:
    """All findings of this world."""
    known = offers("GET", "findings")
    return {"rows": ask("findings")["results"] if known else [], "call": address("findings") if known else ""}
