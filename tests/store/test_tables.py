"""Every table keeps these promises."""

from collections.abc import Callable

import pytest

from emulator.store.memory import MemoryTable

Row = tuple[str, str]


@pytest.fixture(params=[MemoryTable])
def table(request: pytest.FixtureRequest) -> MemoryTable[Row]:
    make: Callable[..., MemoryTable[Row]] = request.param
    return make({"colour": lambda row: [row[1]] if row[1] else []})


def test_finds_by_index_in_both_directions(table: MemoryTable[Row]) -> None:
    """Records with a value come oldest or newest first, whether there are one or many."""
    for number, colour in enumerate(("red", "blue", "red", ""), 1):
        table.put(number, (str(number), colour))
    assert [row[0] for row in table.find("colour", "red")] == ["1", "3"]
    assert [row[0] for row in table.find("colour", "red", newest_first=True)] == ["3", "1"]
    assert [row[0] for row in table.find("colour", "blue")] == ["2"]
    assert list(table.find("colour", "green")) == []
    assert (table.count("colour", "red"), table.count("colour", "blue"), table.count("colour", "x")) == (2, 1, 0)


def test_a_changed_record_is_found_by_its_new_value_only(table: MemoryTable[Row]) -> None:
    table.put(1, ("1", "red"))
    table.put(1, ("1", "blue"))
    assert list(table.find("colour", "red")) == []
    assert list(table.find("colour", "blue")) == [("1", "blue")]


def test_a_removed_record_is_gone_everywhere(table: MemoryTable[Row]) -> None:
    table.put(1, ("1", "red"))
    table.put(2, ("2", "red"))
    assert table.remove(1) == ("1", "red")
    assert table.remove(1) is None
    assert list(table.find("colour", "red")) == [("2", "red")]
    assert table.oldest() == (2, ("2", "red"))
    assert 1 not in table and len(table) == 1


def test_values_in_order(table: MemoryTable[Row]) -> None:
    for number in range(1, 4):
        table.put(number, (str(number), ""))
    assert [row[0] for row in table.values()] == ["1", "2", "3"]
    assert [row[0] for row in table.values(newest_first=True)] == ["3", "2", "1"]
