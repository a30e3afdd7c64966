from __future__ import annotations

from typing import Any


def listing(**_: str) -> dict[str, Any]:
    return {}


def show(**_: str) -> dict[str, Any]:
    return {}
