"""The house keeps its order: imports point inwards, each outside library has one door, one place asks the clock."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "emulator"
MODULES = sorted(PACKAGE.rglob("*.py"))

ALLOWED = {
    "store": set(),
    "mail": {"store"},
    "wire": {"mail", "store"},
    "contract": {"wire", "mail", "store"},
    "vendor": {"contract", "wire", "mail", "store"},
    "control": {"contract", "wire", "mail", "store"},
    "console": {"contract", "control", "wire", "mail", "store"},
}
"""Room → rooms it may import besides itself. The shell (everything else) may import all."""

DOORS = {
    "requests": {"courier.py", "client"},
    "urllib3": {"courier.py"},
    "apscheduler": {"heartbeat.py"},
    "faker": {"fakes.py"},
    "granian": {"server.py"},
    "multipart": {"wire/bodies.py"},
    "trustme": {"tls.py"},
    "regex": {"mail/patterns.py"},
    "click": {"cli", "serving.py"},
}
"""Outside library → the modules that may import it (or a folder of that name)."""

WALL = {"now", "utcnow", "today", "time", "monotonic", "perf_counter", "time_ns", "monotonic_ns"}
SHED_NAMES = {"utils", "util", "helpers", "common", "misc"}


def room_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    if parts[0] == "providers":
        return f"vendor:{parts[1]}" if len(parts) > 2 else "contract"
    return parts[0] if len(parts) > 1 and parts[0] in ALLOWED else "shell"


def imports(path: Path) -> Iterator[tuple[int, tuple[str, ...]]]:
    """(line, dotted parts) of every import, relative ones made absolute from `emulator`."""
    package = ("emulator", *path.relative_to(PACKAGE).parts[:-1])
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, tuple(name.name.split("."))
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = (*base, *(node.module.split(".") if node.module else ()))
            for name in node.names:
                yield node.lineno, (*module, name.name)


def target_room(parts: tuple[str, ...]) -> str | None:
    if parts[0] != "emulator" or len(parts) == 1:
        return None
    path = PACKAGE.joinpath(*parts[1:])
    for candidate in (path.with_suffix(".py"), path / "__init__.py", path.parent.with_suffix(".py")):
        if candidate.exists():
            return room_of(candidate)
    if (path.parent / "__init__.py").exists() and path.parent != PACKAGE:
        return room_of(path.parent / "__init__.py")
    return "shell" if len(parts) > 1 and parts[1] != "__version__" else None


def ids(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_imports_point_inwards(path: Path) -> None:
    """No inner room knows an outer one, and siblings do not know each other."""
    room = room_of(path)
    if room == "shell":
        return
    allowed = ALLOWED[room.partition(":")[0]] | {room}
    for line, parts in imports(path):
        target = target_room(parts)
        assert target is None or target in allowed, f"{path}:{line} imports {'.'.join(parts)} ({target})"


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_each_library_has_one_door(path: Path) -> None:
    """A library of DOORS is imported where the table says and nowhere else."""
    name = path.relative_to(PACKAGE).as_posix()
    for line, parts in imports(path):
        doors = DOORS.get(parts[0])
        assert doors is None or any(
            name == door or name.startswith(door.removesuffix(".py") + "/") for door in doors
        ), f"{path}:{line} imports {parts[0]}; its door is {doors}"


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_only_the_clock_asks_the_wall(path: Path) -> None:
    """`time` and `datetime.now` are for mail/clock.py alone."""
    if path == PACKAGE / "mail" / "clock.py":
        return
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            asked = isinstance(owner, ast.Name) and owner.id in {"time", "datetime", "date"} and node.func.attr in WALL
            assert not asked, f"{path}:{node.lineno} asks the wall clock"


def test_no_vendor_is_named_outside_its_folder() -> None:
    """Code outside a vendor's folder does not know which vendors there are; texts for people may."""
    names = [each.name for each in (PACKAGE / "providers").iterdir() if (each / "__init__.py").exists()]
    for path in MODULES:
        room = room_of(path)
        for _, parts in imports(path):
            for name in names:
                assert name not in parts or room == f"vendor:{name}", f"{path} imports {name}"


def test_no_file_is_a_shed() -> None:
    """A thing that has no room yet wants a name."""
    assert not [path for path in MODULES if path.stem in SHED_NAMES]
