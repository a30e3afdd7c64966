"""Reports are given out once, newest first, by filter, and can be put back."""

import pickle
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from emulator.mail.ledger import Ledger

NOW = datetime(2026, 1, 1, tzinfo=UTC)
WINDOW = timedelta(hours=48)


def filled(count: int) -> Ledger:
    ledger = Ledger()
    for number in range(1, count + 1):
        ledger.offer(
            number, number, NOW + timedelta(seconds=number), (("bulk", f"b{number % 3}"), ("odd", str(number % 2)))
        )
    return ledger


def test_newest_first_and_only_once() -> None:
    ledger = filled(5)
    later = NOW + timedelta(minutes=1)
    assert [each.delivery for each in ledger.take(later, WINDOW, 2, (), "r1")] == [5, 4]
    assert [each.delivery for each in ledger.take(later, WINDOW, 9, (), "r2")] == [3, 2, 1]
    assert ledger.take(later, WINDOW, 9, (), "r3") == []
    assert ledger.of_delivery(5).taken_by == "r1"  # type: ignore[union-attr]


def test_filters_take_only_what_fits() -> None:
    ledger = filled(6)
    later = NOW + timedelta(minutes=1)
    assert [each.delivery for each in ledger.take(later, WINDOW, 9, (("bulk", "b1"),), "")] == [4, 1]
    assert [each.delivery for each in ledger.take(later, WINDOW, 9, (("odd", "1"), ("bulk", "b2")), "")] == [5]
    assert [each.delivery for each in ledger.take(later, WINDOW, 9, (), "")] == [6, 3, 2]
    assert ledger.waiting == 0


def test_after_the_window_nothing_is_given_out() -> None:
    ledger = filled(2)
    assert ledger.take(NOW + WINDOW + timedelta(seconds=3), WINDOW, 9, (), "") == []


def test_restored_reports_are_given_out_again_once() -> None:
    ledger = filled(3)
    later = NOW + timedelta(minutes=1)
    ledger.take(later, WINDOW, 9, (), "lost")
    ledger.restore(2)
    assert [each.delivery for each in ledger.take(later, WINDOW, 9, (("bulk", "b2"),), "")] == [2]
    assert ledger.take(later, WINDOW, 9, (), "") == []


def test_a_later_report_of_a_delivery_replaces_one_nobody_took() -> None:
    ledger = Ledger()
    ledger.offer(1, 1, NOW, ())
    ledger.offer(1, 2, NOW, ())
    assert [each.event for each in ledger.take(NOW, WINDOW, 9, (), "")] == [2]


@given(st.lists(st.tuples(st.sampled_from(["offer", "take", "restore"]), st.integers(0, 5)), max_size=60))
def test_never_twice_whatever_the_order(steps: list[tuple[str, int]]) -> None:
    """Against a plain list: what was taken and not restored does not come again."""
    ledger, waiting, known = Ledger(), [], 0
    for what, number in steps:
        if what == "offer":
            known += 1
            report = ledger.offer(known, known, NOW, (("n", str(number)),))
            waiting.append(report.number)
        elif what == "take":
            wanted = (("n", str(number)),) if number < 3 else ()
            taken = [each.number for each in ledger.take(NOW, WINDOW, number + 1, wanted, "")]
            fitting = [each for each in reversed(waiting) if not wanted or wanted[0] in ledger.get(each).tags]  # type: ignore[union-attr]
            assert taken == fitting[: number + 1]
            waiting = [each for each in waiting if each not in taken]
        elif known and (number % known) + 1 not in waiting:
            waiting.append(ledger.restore((number % known) + 1).number)
        assert ledger.waiting == len(waiting)


def test_forgotten_deliveries_leave_nothing_behind() -> None:
    """A ledger that saw ten thousand deliveries and knows ten is as large as one that saw a few."""
    ledger, later = Ledger(), NOW + timedelta(minutes=1)
    sizes = []
    for number in range(1, 10_001):
        ledger.offer(number, number, NOW, (("account", "main"), ("id", f"m{number}"), ("bulk", f"b{number // 2}")))
        ledger.forget_delivery(number - 10)
        if number % 100 == 0:
            sizes.append(len(pickle.dumps(ledger)))
    assert sizes[-1] < 2 * max(sizes[:30])
    assert [each.delivery for each in ledger.take(later, WINDOW, 99, (("account", "main"),), "")] == [
        *range(10_000, 9_990, -1)
    ]


def test_a_restored_report_is_first_in_every_stack_it_belongs_to() -> None:
    ledger, later = filled(6), NOW + timedelta(minutes=1)
    ledger.take(later, WINDOW, 9, (("bulk", "b0"),), "lost")
    ledger.restore(3)
    assert [each.delivery for each in ledger.take(later, WINDOW, 9, (("odd", "1"),), "")] == [3, 5, 1]
