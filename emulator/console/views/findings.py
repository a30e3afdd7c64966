from __future__ import annotations

from typing import Any


def listing(**_: str) -> dict[str, Any]:
    return {}


def show_one(**_: str) -> dict[str, Any]:
    return {}
