"""World files: the JSON that says how a world begins. Read, checked for shape, and invented people filled in."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .mail.portrait import is_portrait
from .wire.bodies import read_object
from .wire.refusals import Refusal

NAMED = ("demo", "empty")
MAX_BYTES = 64 << 20


class WorldError(ValueError):
    """A world file that cannot be used; the message names the file, what is wrong, and what to do."""


def fixture(path: str) -> Path:
    """A file of the repository's `fixtures/`: inside the package once installed, beside it in a checkout."""
    package = Path(__file__).parent
    installed = package / "fixtures" / path
    return installed if installed.exists() else package.parent / "fixtures" / path


def read(source: str, seed: str) -> dict[str, Any]:
    """The content of a world: `demo`, `empty`, or a file. Raises WorldError."""
    if source == "empty":
        return {}
    path = fixture(f"worlds/{source}.json") if source in NAMED else Path(source)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise WorldError(f"{path}: larger than {MAX_BYTES >> 20} MiB")
        content = path.read_bytes()
    except OSError as error:
        raise WorldError(f"{path}: {error.strerror or error}; give a readable file, `demo` or `empty`") from None
    try:
        world = read_object(content)
    except Refusal as refusal:
        raise WorldError(f"{path}: not a JSON object ({refusal.detail})") from None
    return filled(world, seed)


def filled(world: Mapping[str, Any], seed: str) -> dict[str, Any]:
    """The same world with every `invent` row replaced by invented people; an export stays as it is."""
    if is_portrait(world):
        return dict(world)

    def fill(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key: fill(each) for key, each in value.items()}
        if isinstance(value, list):
            try:
                return [fill(each) for each in _peopled(value, seed)]
            except ValueError as error:
                raise WorldError(str(error)) from None
        return value

    filled_world: dict[str, Any] = fill(world)
    return filled_world


def _peopled(rows: list[Any], seed: str) -> list[Any]:
    """What invents people is loaded where somebody asks for it."""
    if not any(isinstance(row, Mapping) and "invent" in row for row in rows):
        return rows
    from . import fakes

    return fakes.expand(rows, seed)
