"""What works here and would hurt in production."""

from __future__ import annotations

from typing import Any

from ..asking import address, ask


def listing() -> dict[str, Any]:
    """All findings of this world."""
    return {"rows": ask("findings")["results"], "call": address("findings")}
