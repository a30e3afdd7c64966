"""Which numbers bear a value. Most values have one number, which stands by itself; only several make a list."""

from collections.abc import Container, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


class Postings(Generic[K]):
    """Numbers by value, each list in the order in which its numbers came."""

    __slots__ = ("_numbers",)

    def __init__(self) -> None:
        self._numbers: dict[K, int | list[int]] = {}

    def get(self, value: K) -> list[int]:
        """The list itself where there are several, so that who reads may shorten it; else a fresh one."""
        found = self._numbers.get(value)
        if found is None:
            return []
        return [found] if isinstance(found, int) else found

    def count(self, value: K) -> int:
        found = self._numbers.get(value)
        return len(found) if isinstance(found, list) else int(found is not None)

    def add(self, value: K, number: int) -> None:
        present = self._numbers.get(value)
        if present is None:
            self._numbers[value] = number
        elif isinstance(present, int):
            self._numbers[value] = [present, number]
        else:
            present.append(number)

    def remove(self, value: K, number: int) -> None:
        """Nothing happens when it is not there."""
        present = self._numbers.get(value)
        if isinstance(present, list):
            if number in present:
                present.remove(number)
            if not present:
                del self._numbers[value]
        elif present == number:
            del self._numbers[value]

    def sweep(self, kept: Container[int]) -> None:
        """Drop the numbers that are not in `kept` from the lists."""
        for value, numbers in list(self._numbers.items()):
            if isinstance(numbers, list):
                numbers[:] = [number for number in numbers if number in kept]
                if not numbers:
                    del self._numbers[value]

    def clear(self) -> None:
        self._numbers.clear()
