"""A served emulator for a module's tests of the console."""

from collections.abc import Iterator

import pytest

from emulator import Emulator
from tests.console.scenes import Scene


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    """The demo world on a free port, with a seed."""
    with Emulator(world="demo", seed="7") as emulator:
        yield Scene(emulator)
