"""Which deliveries the logs show, newest first, quick to filter whatever is stored.

Every delivery has a key that grows with the second it was sent in and with its number; every (filter, value) has the
ascending list of its keys. A query intersects the lists from their ends, so it costs what it returns.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

_NUMBERS = 1 << 32


def key_of(sent: datetime, number: int) -> int:
    return int(sent.timestamp()) * _NUMBERS + number


def number_of(key: int) -> int:
    return key % _NUMBERS


@dataclass(slots=True)
class Logbook:
    """Lists of keys by `name=value`."""

    lists: dict[str, list[int]] = field(default_factory=dict)

    def add(self, key: int, marks: Sequence[str]) -> None:
        for mark in marks:
            keys = self.lists.get(mark)
            if keys is None:
                self.lists[mark] = [key]
            elif key > keys[-1]:
                keys.append(key)
            else:
                insort(keys, key)

    def remove(self, key: int, marks: Sequence[str]) -> None:
        for mark in marks:
            keys = self.lists.get(mark, [])
            place = bisect_left(keys, key)
            if place < len(keys) and keys[place] == key:
                del keys[place]
                if not keys:
                    del self.lists[mark]

    def newest_first(self, marks: Sequence[str], low: int, high: int) -> Iterator[int]:
        """Keys that bear all the marks, from `high` down to `low`, both included."""
        lists = [self.lists.get(mark, []) for mark in marks]
        lists.sort(key=len)
        key = high
        while True:
            first = lists[0]
            place = bisect_right(first, key)
            if place == 0:
                return
            key = first[place - 1]
            if key < low:
                return
            for other in lists[1:]:
                place = bisect_right(other, key)
                if place == 0:
                    return
                if other[place - 1] != key:
                    key = other[place - 1]
                    break
            else:
                yield key
                key -= 1

    def forget_before(self, low: int) -> None:
        """Drop what no log shows any more."""
        for mark, keys in list(self.lists.items()):
            place = bisect_left(keys, low)
            if place:
                del keys[:place]
            if not keys:
                del self.lists[mark]
