"""The read-once ledger: reports that can be taken once, who took them when, and putting them back."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ..store.postings import Postings
from .message import Tags


@dataclass(frozen=True, slots=True)
class Report:
    """One thing to report of a delivery. `event` is the number of the event it tells of."""

    number: int
    delivery: int
    event: int
    available: datetime
    tags: Tags
    taken: datetime | None = None
    taken_by: str = ""

    @property
    def id(self) -> str:
        return f"rep-{self.number}"


class Ledger:
    """Reports of one provider in one world, newest first.

    Every (name, value) tag has a stack of its own, so a filtered read costs what it returns and not what is stored.
    A taken report stays in the other stacks until it is met there at the top.
    """

    def __init__(self) -> None:
        self._reports: dict[int, Report] = {}
        self._all: list[int] = []
        self._by_tag: Postings[tuple[str, str]] = Postings()
        self._by_delivery: dict[int, int] = {}
        self.last_number = 0
        self.waiting = 0

    def __len__(self) -> int:
        return len(self._reports)

    def offer(self, delivery: int, event: int, at: datetime, tags: Tags) -> Report:
        """A new report; it replaces one of the same delivery that nobody has taken yet."""
        before = self._by_delivery.get(delivery)
        if before is not None and self._reports[before].taken is None:
            self.withdraw(before, at, "superseded")
        self.last_number += 1
        report = Report(self.last_number, delivery, event, at, tags)
        self._by_delivery[delivery] = report.number
        self.put(report)
        return report

    def put(self, report: Report) -> None:
        """Enter a report as it is (an offer, or one from an export)."""
        self.last_number = max(self.last_number, report.number)
        self._reports[report.number] = report
        self._by_delivery[report.delivery] = report.number
        if report.taken is None:
            self.waiting += 1
            self._stack(report)

    def take(self, now: datetime, window: timedelta, limit: int, wanted: Tags, by: str) -> list[Report]:
        """At most `limit` reports with all `wanted` tags, newest first; they are not given out again."""
        taken: list[Report] = []
        for report in self.peek(now, window, wanted):
            if len(taken) == limit:
                break
            taken.append(report)
        for report in taken:
            self.withdraw(report.number, now, by)
        return taken

    def peek(self, now: datetime, window: timedelta, wanted: Tags = ()) -> Iterator[Report]:
        """What `take` would give, without taking."""
        stack = self._shortest(wanted)
        while stack and self._reports_taken(stack[-1]):
            stack.pop()
        oldest = now - window
        for position in range(len(stack) - 1, -1, -1):
            report = self._reports.get(stack[position])
            if report is None or report.taken is not None:
                continue
            if report.available < oldest:
                return
            if all(tag in report.tags for tag in wanted):
                yield report

    def withdraw(self, number: int, now: datetime, by: str) -> None:
        """Mark as taken, for instance because it was pushed."""
        report = self._reports[number]
        if report.taken is None:
            self.waiting -= 1
            self._reports[number] = replace(report, taken=now, taken_by=by)

    def restore(self, number: int) -> Report:
        """Put a taken report back; it becomes the newest. Raises KeyError for an unknown number."""
        report = self._reports[number]
        if report.taken is None:
            return report
        restored = replace(report, taken=None, taken_by="")
        self._reports[number] = restored
        self.waiting += 1
        self._unstack(restored)
        self._stack(restored)
        return restored

    def of_delivery(self, delivery: int) -> Report | None:
        """The latest report of a delivery."""
        number = self._by_delivery.get(delivery)
        return None if number is None else self._reports[number]

    def get(self, number: int) -> Report | None:
        return self._reports.get(number)

    def reports(self, *, newest_first: bool = True) -> Iterator[Report]:
        return reversed(self._reports.values()) if newest_first else iter(self._reports.values())

    def order(self) -> list[int]:
        """The numbers still to be read, in the order they became so; the last is given out first."""
        return [number for number in self._all if not self._reports_taken(number)]

    def reorder(self, waiting: list[int]) -> None:
        """The counterpart of `order`, after every report was put."""
        self._all.clear()
        self._by_tag.clear()
        for number in waiting:
            report = self._reports.get(number)
            if report is not None and report.taken is None:
                self._stack(report)

    def forget_delivery(self, delivery: int) -> None:
        """Drop what is known of a delivery that was evicted."""
        number = self._by_delivery.pop(delivery, None)
        if number is None:
            return
        report = self._reports.pop(number)
        if report.taken is None:
            self.waiting -= 1
        for tag in report.tags:
            if self._by_tag.count(tag) == 1:
                self._by_tag.remove(tag, number)
        self._sweep()

    def _reports_taken(self, number: int) -> bool:
        report = self._reports.get(number)
        return report is None or report.taken is not None

    def _stack(self, report: Report) -> None:
        self._all.append(report.number)
        for tag in report.tags:
            self._by_tag.add(tag, report.number)

    def _unstack(self, report: Report) -> None:
        if report.number in self._all:
            self._all.remove(report.number)
        for tag in report.tags:
            self._by_tag.remove(tag, report.number)

    def _shortest(self, wanted: Tags) -> list[int]:
        stacks = [self._by_tag.get(tag) for tag in wanted]
        return min(stacks, key=len) if stacks else self._all

    def _sweep(self) -> None:
        """Drop the numbers of forgotten reports from the stacks, once they are most of them."""
        if len(self._all) > 2 * len(self._reports) + 1_000:
            self._all = [number for number in self._all if number in self._reports]
            self._by_tag.sweep(self._reports)
