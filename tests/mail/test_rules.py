"""The local part of an address asks for an outcome by itself."""

import pytest

from emulator.mail.rules import asked_by_address


@pytest.mark.parametrize(
    ("address", "outcome"),
    [
        ("bounce@example.com", "bounce"),
        ("Bounce@example.com", "bounce"),
        ("bounce+7@example.com", "bounce"),
        ("bounce2@example.com", "bounce"),
        ("soft-bounce@example.com", "soft-bounce"),
        ("late-bounce+x@example.com", "late-bounce"),
        ("opened@example.com", "opened"),
        ("bouncer@example.com", "delivered"),
        ("my-bounce@example.com", "delivered"),
        ("nora@bounce.test", "delivered"),
        ("", "delivered"),
    ],
)
def test_outcome_asked_by_address(address: str, outcome: str) -> None:
    assert asked_by_address(address).name == outcome
