"""Numbers by value: one by itself, several as a list, and nothing once all are gone."""

from hypothesis import given
from hypothesis import strategies as st

from emulator.store.postings import Postings

VALUES = st.sampled_from(["red", "blue"])
STEPS = st.lists(st.tuples(st.booleans(), VALUES, st.integers(1, 6)), max_size=40)


@given(STEPS)
def test_what_was_added_and_not_removed_is_found_in_the_order_it_came(steps: list[tuple[bool, str, int]]) -> None:
    postings: Postings[str] = Postings()
    model: dict[str, list[int]] = {"red": [], "blue": []}
    for adds, value, number in steps:
        if adds and number not in model[value]:
            postings.add(value, number)
            model[value].append(number)
        elif not adds:
            postings.remove(value, number)
            model[value] = [each for each in model[value] if each != number]
        for each, numbers in model.items():
            assert list(postings.get(each)) == numbers
            assert postings.count(each) == len(numbers)


def test_a_sweep_leaves_the_wanted_ones_of_each_list() -> None:
    postings: Postings[str] = Postings()
    for number in range(6):
        postings.add("even" if number % 2 == 0 else "odd", number)
    postings.sweep({2, 4, 5})
    assert (list(postings.get("even")), list(postings.get("odd"))) == ([2, 4], [5])
    postings.sweep(set())
    assert postings.count("even") == postings.count("odd") == 0
