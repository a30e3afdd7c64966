"""Limits count as the vendors' rules say, to the millisecond, and can be looked into."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.mail.limits import Limit, Limiter, LimitKind

NOW = datetime(2026, 1, 1, 0, 0, 10, tzinfo=UTC)
TEN = timedelta(minutes=10)


def limiter(kind: LimitKind = "sliding", limit: int = 3, window: timedelta = TEN) -> Limiter:
    return Limiter([Limit("op", limit, window, kind)])


def test_a_sliding_window_admits_again_when_the_oldest_is_exactly_as_old_as_the_window() -> None:
    limits = limiter()
    for second in range(3):
        assert limits.admit("op", "a", NOW + timedelta(seconds=second)) is None
    assert limits.admit("op", "a", NOW + timedelta(seconds=3)) == TEN - timedelta(seconds=3)
    assert limits.admit("op", "a", NOW + TEN - timedelta(milliseconds=1)) == timedelta(milliseconds=1)
    assert limits.admit("op", "a", NOW + TEN) is None
    assert limits.admit("op", "a", NOW + TEN) is not None


def test_refused_requests_do_not_count() -> None:
    limits = limiter(limit=1)
    limits.admit("op", "a", NOW)
    for second in range(1, 500):
        assert limits.admit("op", "a", NOW + timedelta(seconds=second)) is not None
    assert limits.admit("op", "a", NOW + TEN) is None


def test_a_fixed_window_opens_with_the_next_window() -> None:
    limits = limiter("fixed", 2, timedelta(minutes=1))
    assert limits.admit("op", "a", NOW) is None
    assert limits.admit("op", "a", NOW + timedelta(seconds=40)) is None
    assert limits.admit("op", "a", NOW + timedelta(seconds=45)) == timedelta(seconds=5)
    assert limits.admit("op", "a", NOW + timedelta(seconds=50)) is None


def test_a_bucket_regains_one_token_after_the_other() -> None:
    limits = limiter("bucket", 5, timedelta(seconds=1))
    for _ in range(5):
        assert limits.admit("op", "a", NOW) is None
    assert limits.admit("op", "a", NOW) == timedelta(seconds=1)
    assert limits.admit("op", "a", NOW + timedelta(seconds=1)) is None
    assert limits.admit("op", "a", NOW + timedelta(seconds=1)) == timedelta(seconds=1)
    for _ in range(5):
        assert limits.admit("op", "a", NOW + timedelta(seconds=30)) is None


def test_accounts_are_counted_apart() -> None:
    limits = limiter(limit=1)
    assert limits.admit("op", "a", NOW) is None
    assert limits.admit("op", "b", NOW) is None


def test_prime_leaves_room_for_what_was_asked() -> None:
    limits = limiter()
    limits.prime("op", "a", 1, NOW)
    assert limits.admit("op", "a", NOW) is None
    assert limits.admit("op", "a", NOW) is not None
    limits.prime("op", "a", 3, NOW)
    assert limits.counting("op", "a", NOW) == []


def test_a_changed_window_counts_what_was_counted_before() -> None:
    limits = limiter(limit=1)
    limits.admit("op", "a", NOW)
    limits.change("op", window=timedelta(seconds=5))
    assert limits.admit("op", "a", NOW + timedelta(seconds=4)) == timedelta(seconds=1)
    limits.publish_again("op")
    assert limits.get("op") == Limit("op", 1, TEN, "sliding")


def test_switched_off_admits_all() -> None:
    limits = limiter(limit=0)
    assert limits.admit("op", "a", NOW) == TEN
    limits.change("op", enabled=False)
    assert limits.admit("op", "a", NOW) is None


def test_an_unknown_operation_cannot_be_changed() -> None:
    with pytest.raises(KeyError):
        limiter().change("other", enabled=False)


@given(st.lists(st.integers(0, 30), max_size=60).map(sorted))
def test_never_more_than_the_limit_in_any_window(seconds: list[int]) -> None:
    limits = limiter(limit=4, window=timedelta(seconds=10))
    admitted = [s for s in seconds if limits.admit("op", "a", NOW + timedelta(seconds=s)) is None]
    for second in admitted:
        assert sum(second <= other < second + 10 for other in admitted) <= 4
