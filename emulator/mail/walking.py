"""What moving a clock gives back: a line for everything that happened on the way."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Fired:
    """One line of the ledger that moving the clock gives back."""

    at: datetime
    what: str
    id: str


class TooMuchAtOnce(Exception):
    """An advance met more items than it may carry out; the clock stands where it stopped."""

    def __init__(self, at: datetime, fired: list[Fired]) -> None:
        super().__init__(f"stopped at {at.isoformat()} after {len(fired)} items; advance in smaller steps")
        self.at = at
        self.fired = fired
