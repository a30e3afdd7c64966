"""Which deliveries the logs show, newest first, quick to filter whatever is stored.

Every delivery has a key that grows with the second it was sent in and with its number; every mark, such as
`main|bulk=b1`, has the ascending list of its keys. A query intersects lists from their ends, so it costs what it
returns and not what is stored.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

_NUMBERS = 1 << 32
_CROWD = 64


def key_of(sent: datetime, number: int) -> int:
    return int(sent.timestamp()) * _NUMBERS + number


def number_of(key: int) -> int:
    return key % _NUMBERS


def mark(account: str, name: str, value: str) -> str:
    return f"{account}|{name}={value}"


@dataclass(slots=True)
class Logbook:
    """`lists`: keys by mark, a single one by itself. `gone`: keys that lost their mark and are still in its list;
    readers look again."""

    lists: dict[str, int | list[int]] = field(default_factory=dict)
    gone: dict[str, list[int]] = field(default_factory=dict)

    def add(self, key: int, marks: Sequence[str]) -> None:
        lists = self.lists
        for each in marks:
            keys = lists.get(each)
            if keys is None:
                lists[each] = key
            elif isinstance(keys, int):
                lists[each] = sorted((keys, key))
            elif not keys or key > keys[-1]:
                keys.append(key)
            else:
                insort(keys, key)

    def _keys(self, each: str) -> list[int]:
        """The keys of a mark: the list itself where there are several."""
        keys = self.lists.get(each, [])
        return [keys] if isinstance(keys, int) else keys

    def remove(self, key: int, marks: Sequence[str]) -> None:
        for each in marks:
            keys = self._keys(each)
            if self._holds(each, key):
                del keys[bisect_left(keys, key)]
            if not keys:
                self.lists.pop(each, None)

    def move(self, key: int, old: str, new: str) -> None:
        """Exchange a mark. The old list is swept when half of it has gone, since the oldest mostly go first."""
        gone = self.gone.setdefault(old, [])
        gone.append(key)
        keys = self._keys(old)
        if len(gone) > _CROWD and 2 * len(gone) > len(keys):
            swept = set(gone)
            self.lists[old] = [each for each in keys if each not in swept]
            self.gone[old] = []
        if self._holds(new, key):  # it bore the mark before, and has not been swept since
            self.gone[new].remove(key)
        else:
            self.add(key, (new,))

    def _holds(self, each: str, key: int) -> bool:
        keys = self._keys(each)
        place = bisect_left(keys, key)
        return place < len(keys) and keys[place] == key

    def newest_first(self, marks: Sequence[str], low: int, high: int) -> Iterator[int]:
        """Keys that bear all the marks, from `high` down to `low`, both included."""
        lists = sorted((self._keys(each) for each in marks), key=len)
        key = high
        while True:
            place = bisect_right(lists[0], key)
            if place == 0 or (key := lists[0][place - 1]) < low:
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

    def forget_before(self, low: int, guide: str) -> None:
        """Drop what no log shows any more, once that is half of the list of `guide`."""
        keys = self._keys(guide)
        if len(keys) < 2 * _CROWD or keys[len(keys) // 2] >= low:
            return
        for each in list(self.lists):
            keys = self._keys(each)
            del keys[: bisect_left(keys, low)]
            if not keys:
                del self.lists[each]
        self.gone = {each: [key for key in gone if key >= low] for each, gone in self.gone.items()}
