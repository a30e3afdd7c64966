"""Who meets which outcome. The first rule that matches wins; without one the address itself may ask."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from .outcomes import DELIVERED, OUTCOMES, Outcome

# Longest names first, so that `late-bounce` is not read as something else.
_ASKED = re.compile(
    "(" + "|".join(sorted(map(re.escape, OUTCOMES), key=len, reverse=True)) + r")(?:[+0-9].*)?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a rule can look at."""

    provider: str
    account: str
    sender: str
    subject: str
    recipient: str


@lru_cache(maxsize=4096)
def asked_by_address(address: str) -> Outcome:
    """The outcome named by the local part (exact, or followed by `+…` or a digit); else delivered."""
    found = _ASKED.match(address.partition("@")[0])
    return OUTCOMES[found.group(1).lower()] if found else DELIVERED


class Rules:
    """The rules of one world, in order."""

    def __init__(self) -> None:
        self._rules: list[object] = []

    def outcome_for(self, candidate: Candidate) -> Outcome:
        return asked_by_address(candidate.recipient)

    def outcomes_for(self, candidates: Iterable[Candidate]) -> list[Outcome]:
        return [self.outcome_for(candidate) for candidate in candidates]
