"""A world's clock runs or stands, and only moves forward."""

from datetime import UTC, datetime, timedelta

import pytest

from emulator.mail.clock import Clock, TimeOnlyMovesForward

START = datetime(2026, 3, 4, 9, 15, 30, tzinfo=UTC)


class Wall:
    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at


def test_a_standing_clock_moves_only_when_moved() -> None:
    wall = Wall()
    clock = Clock(mode="standing", now=START, source=wall)
    wall.at += timedelta(hours=1)
    assert clock.now() == START
    clock.move_to(START + timedelta(minutes=5))
    assert clock.now() == START + timedelta(minutes=5)


def test_a_running_clock_keeps_its_lead_over_the_wall() -> None:
    wall = Wall()
    clock = Clock(source=wall)
    clock.move_to(START + timedelta(hours=2))
    wall.at += timedelta(minutes=1)
    assert clock.now() == START + timedelta(hours=2, minutes=1)


def test_a_running_clock_does_not_go_back_with_the_wall() -> None:
    wall = Wall()
    clock = Clock(source=wall)
    wall.at += timedelta(minutes=1)
    clock.now()
    wall.at -= timedelta(minutes=30)
    assert clock.now() == START + timedelta(minutes=1)


def test_a_clock_refuses_to_go_back() -> None:
    clock = Clock(mode="standing", now=START, source=Wall())
    with pytest.raises(TimeOnlyMovesForward, match="is before it"):
        clock.set("standing", START - timedelta(seconds=1))


def test_while_held_the_due_moment_is_shown() -> None:
    clock = Clock(source=Wall())
    clock.hold(START - timedelta(minutes=3))
    assert clock.now() == START - timedelta(minutes=3)
    clock.hold(None)
    assert clock.now() == START
