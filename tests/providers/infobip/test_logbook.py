"""The logbook finds what bears all marks from its end, however much is stored."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulator.providers.infobip import logbook
from emulator.providers.infobip.logbook import Logbook, key_of, number_of

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
ALL = (0, (1 << 63) - 1)


def test_keys_grow_with_time_and_number() -> None:
    keys = [key_of(NOON, 1), key_of(NOON, 2), key_of(NOON + timedelta(seconds=1), 1)]
    assert keys == sorted(keys)
    assert [number_of(key) for key in keys] == [1, 2, 1]


def test_all_marks_must_hold() -> None:
    log = Logbook()
    for key in range(1, 101):
        log.add(key, ["all"] + [f"by{n}" for n in (2, 3) if key % n == 0])
    assert list(log.newest_first(["by2", "by3"], 1, 100)) == list(range(96, 0, -6))
    assert list(log.newest_first(["by3", "by2", "all"], 30, 50)) == [48, 42, 36, 30]
    assert list(log.newest_first(["by2", "unknown"], *ALL)) == []


def test_late_keys_find_their_place() -> None:
    log = Logbook()
    for key in (5, 9, 7, 1):
        log.add(key, ["all"])
    assert list(log.newest_first(["all"], *ALL)) == [9, 7, 5, 1]
    log.remove(7, ["all"])
    assert list(log.newest_first(["all"], *ALL)) == [9, 5, 1]


def test_lists_apart_in_time_are_not_walked() -> None:
    """Two long lists without a common key cost a few steps, not their length."""
    log = Logbook()
    log.lists = {"old": list(range(200_000)), "new": list(range(200_000, 400_000))}
    assert list(log.newest_first(["old", "new"], *ALL)) == []


def test_a_list_is_swept_when_half_of_it_has_gone() -> None:
    log = Logbook()
    for key in range(1000):
        log.add(key, ["pending"])
    for key in range(900):
        log.move(key, "pending", "delivered")
    assert len(log.lists["pending"]) < 200
    assert log.lists["delivered"] == list(range(900))
    assert set(range(900, 1000)) <= set(log.lists["pending"])


def test_what_is_older_than_asked_is_forgotten_once_it_is_half() -> None:
    log = Logbook()
    for key in range(1000):
        log.add(key, ["all", f"one{key}"])
    log.forget_before(400, "all")
    assert len(log.lists["all"]) == 1000
    log.forget_before(600, "all")
    assert log.lists["all"] == list(range(600, 1000))
    assert "one599" not in log.lists and "one600" in log.lists


def test_a_mark_that_all_lost_at_once_is_borne_again() -> None:
    """As many as make the list be swept: a crowd of scheduled mails is released, and another is scheduled."""
    for crowd in (1, 64, 65, 66, 130):
        log = Logbook()
        for key in range(1, crowd + 1):
            log.add(key, ["waits"])
        for key in range(1, crowd + 1):
            log.move(key, "waits", "sent")
        log.add(crowd + 1, ["waits"])
        assert next(log.newest_first(["waits"], *ALL)) == crowd + 1
        assert len(list(log.newest_first(["sent"], *ALL))) == crowd


def test_a_mark_that_comes_back_is_not_swept_away() -> None:
    """A delivery that bounced, was delivered after all, and bounced again by the tester's hand."""
    log = Logbook()
    for key in range(1, 66):
        log.add(key, ["bounced"])
    for old, new in (("bounced", "delivered"), ("delivered", "bounced")):
        log.move(1, old, new)
    for key in range(2, 66):
        log.move(key, "bounced", "delivered")
    assert list(log.newest_first(["bounced"], *ALL))[-1] == 1


@pytest.mark.parametrize("acts", [("add", "move"), ("add", "move", "remove", "forget")])
def test_whatever_is_done_the_logbook_agrees_with_plain_sets(
    acts: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crowd of two makes every sweep happen early."""
    monkeypatch.setattr(logbook, "_CROWD", 2)
    marks = ["a", "b"]
    steps = st.tuples(st.sampled_from(acts), st.integers(1, 6), st.sampled_from(marks))

    @given(st.lists(steps, min_size=20, max_size=80))
    @settings(max_examples=300, deadline=None)
    def agree(walk: list[tuple[str, int, str]]) -> None:
        log, model = Logbook(), {mark: set[int]() for mark in marks}
        borne: dict[int, str] = {}
        low = 0
        for act, key, mark in walk:
            if act == "add" and key not in borne:
                log.add(key, [mark])
                model[mark].add(key)
                borne[key] = mark
            elif act == "remove" and borne.get(key) == mark:
                log.remove(key, [mark])
                model[mark].discard(key)
                borne[key] = ""
            elif act == "move" and borne.get(key) and borne[key] != mark:
                log.move(key, borne[key], mark)
                model[borne[key]].discard(key)
                model[mark].add(key)
                borne[key] = mark
            elif act == "forget":
                log.forget_before(key, mark)
                low = max(low, key)
        for each in marks:  # readers look again at what lost its mark, and ask for nothing older than `low`
            found = list(log.newest_first([each], *ALL))
            assert found == sorted(set(found), reverse=True)
            assert set(found) >= {key for key in model[each] if key >= low}

    agree()
