"""The local part of an address asks for an outcome by itself, and may say when and why."""

from datetime import timedelta

import pytest

from emulator.mail.asking import asked_by_address, named


def steps(address: str) -> list[tuple[float, str, str]]:
    return [(step.after.total_seconds(), step.name, step.detail) for step in asked_by_address(address).timeline]


def test_a_duration_says_when_the_last_event_happens() -> None:
    assert steps("slow+30m@x.test") == [(0, "sent", ""), (1800, "delivered", "")]
    assert steps("opened+3m@x.test")[-1] == (180, "opened", "")


def test_earlier_events_never_come_after_the_last() -> None:
    assert [after for after, _, _ in steps("opened+1s@x.test")] == [0, 1, 1]


def test_four_digits_are_the_vendors_code() -> None:
    assert steps("bounce+6006@x.test") == [(0, "sent", ""), (5, "bounced", "6006")]


def test_a_cause_may_be_named_with_hyphens() -> None:
    assert steps("bounce+mailbox-full@x.test")[-1] == (5, "bounced", "mailbox_full")


def test_wishes_can_be_combined() -> None:
    assert steps("Bounce+6006+1h@x.test")[-1] == (3600, "bounced", "6006")


@pytest.mark.parametrize(
    "address", ["bounce+1@x.test", "bounce+run-17@x.test", "bounce+99999@x.test", "bounce7@x.test"]
)
def test_anything_else_only_tells_addresses_apart(address: str) -> None:
    assert asked_by_address(address) == asked_by_address("bounce@x.test")


def test_a_wish_beyond_a_year_is_not_granted() -> None:
    assert asked_by_address("slow+400d@x.test").timeline[-1].after == timedelta(seconds=80)


def test_a_name_that_is_no_outcome_is_none() -> None:
    assert named("bouncer") is None
    assert named("slow+1m") is not None
