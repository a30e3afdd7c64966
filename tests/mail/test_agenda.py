"""Every agenda item leaves exactly once, in the order of its due moment."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from emulator.mail.agenda import Agenda

START = datetime(2026, 1, 1, tzinfo=UTC)


@given(st.lists(st.integers(0, 50)), st.sets(st.integers(0, 40)))
def test_items_leave_once_and_in_order(seconds: list[int], struck: set[int]) -> None:
    agenda = Agenda()
    items = [agenda.add(START + timedelta(seconds=each), "appointment", "x", "y", "") for each in seconds]
    cancelled = {items[index].number for index in struck if index < len(items)}
    for number in cancelled:
        agenda.cancel(number)
    assert len(agenda) == len(items) - len(cancelled)
    expected = sorted((item for item in items if item.number not in cancelled), key=lambda i: (i.due, i.number))
    assert agenda.pending() == expected
    left = []
    while (item := agenda.take(START + timedelta(seconds=25))) is not None:
        left.append(item)
    assert left == [item for item in expected if item.due <= START + timedelta(seconds=25)]
    assert agenda.pending() == [item for item in expected if item.due > START + timedelta(seconds=25)]
