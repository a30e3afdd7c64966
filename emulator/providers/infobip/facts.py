"""Which rules are the vendor's and which are our guess."""

from __future__ import annotations

from ..contract import Fact

FACTS: tuple[Fact, ...] = ()
