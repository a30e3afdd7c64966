"""What a test can wish for its world. Light, because the pytest plugin loads it at every start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from ..mail.clock import Mode


@dataclass(frozen=True, slots=True)
class MailEmulatorSettings:
    """One world's wishes. `seed` None means the test's own name, so that every run of it is the same.

    `fail_on` names findings that fail the test, `all` any; `escape_guard` makes a call to a host that nobody
    catches fail the test, except those of `escape_allowed`.
    """

    world: str | Mapping[str, Any] | None = None
    clock: Mode = "running"
    now: datetime | None = None
    seed: str | int | None = None
    strict: bool | None = None
    fail_on: tuple[str, ...] = ()
    escape_guard: bool = False
    escape_allowed: tuple[str, ...] = ()
