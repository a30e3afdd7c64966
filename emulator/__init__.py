"""mail-emulator: one local server that stands in for two e-mail services."""

__version__ = "0.1.0"

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .emulator import Emulator

__all__ = ["Emulator", "__version__"]


def __getattr__(name: str) -> Any:
    # Late, so that importing the package (the pytest plugin does) costs next to nothing.
    if name == "Emulator":
        from .emulator import Emulator

        return Emulator
    raise AttributeError(name)
