"""The world's clock: what it shows, how to move it, and what will happen next."""

from __future__ import annotations

from typing import Any

from ..asking import address, ask


def show() -> dict[str, Any]:
    """Clock and the beginning of the agenda."""
    return {
        "clock": ask("clock"),
        "coming": ask("clock/agenda", limit=30)["results"],
        "steps": ("10s", "1m", "10m", "1h", "1d"),
        "call": address("clock"),
    }
