"""Everything that will happen in a world, in order; every item leaves exactly once."""

from dataclasses import dataclass
from datetime import datetime
from heapq import heappop, heappush, nsmallest
from typing import Literal

Kind = Literal["event", "appointment", "call"]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is due.

    `kind` event: `key` is the delivery's number, `step` its place in the timeline.
    `kind` appointment: something `provider` wants to be told, by its own `what` and `key`.
    `kind` call: `key` is the webhook call's number.
    """

    number: int
    due: datetime
    kind: Kind
    provider: str
    what: str
    key: str
    step: int = 0


class Agenda:
    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, Item]] = []
        self._cancelled: set[int] = set()
        self.last_number = 0

    def __len__(self) -> int:
        return len(self._heap) - len(self._cancelled)

    def add(self, due: datetime, kind: Kind, provider: str, what: str, key: str, step: int = 0) -> Item:
        self.last_number += 1
        item = Item(self.last_number, due, kind, provider, what, key, step)
        heappush(self._heap, (due, item.number, item))
        return item

    def put_back(self, item: Item) -> None:
        """Restore an exported item under its own number."""
        self.last_number = max(self.last_number, item.number)
        heappush(self._heap, (item.due, item.number, item))

    def cancel(self, number: int) -> None:
        """Strike an item. It must still be on the agenda."""
        self._cancelled.add(number)

    def peek(self) -> Item | None:
        heap = self._heap
        while heap:
            item = heap[0][2]
            if item.number not in self._cancelled:
                return item
            heappop(heap)
            self._cancelled.discard(item.number)
        return None

    def take(self, until: datetime) -> Item | None:
        """The earliest item due at or before `until`, taken off."""
        item = self.peek()
        if item is None or item.due > until:
            return None
        heappop(self._heap)
        return item

    def pending(self, limit: int | None = None, after: tuple[datetime, int] | None = None) -> list[Item]:
        """What is still to come, in order; behind the item of that moment and number when one is given."""
        live = [
            entry
            for entry in self._heap
            if entry[1] not in self._cancelled and (after is None or (entry[0], entry[1]) > after)
        ]
        live = sorted(live) if limit is None else nsmallest(limit, live)
        return [item for _, _, item in live]
