"""Calls that would leave the machine: which they are, and which line of the user's code made them."""

from __future__ import annotations

import asyncio
import ipaddress
import linecache
import os
import socket
import sys
import sysconfig
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from pathlib import Path
from types import FrameType
from typing import Any

HERE = str(Path(__file__).parent) + os.sep
EMULATOR = str(Path(__file__).parents[1]) + os.sep


@dataclass(frozen=True, slots=True)
class Escape:
    """One call to an outside host. `where` is file and line, `line` its text; both empty when unknown."""

    host: str
    where: str = ""
    line: str = ""

    def __str__(self) -> str:
        place = f"{self.where}: {self.line}" if self.where else "a line that could not be found"
        return f"call to {self.host} from {place}"


class EscapedCall(RuntimeError):
    """The tested code called an outside host that nobody catches. The message names host and line."""

    def __init__(self, escapes: list[Escape]) -> None:
        super().__init__("\n".join([*map(str, dict.fromkeys(escapes)), "Allow a host with escape_allowed=…"]))
        self.escapes = escapes


class Guard:
    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self.escapes: list[Escape] = []
        self._allowed = tuple(host.lower() for host in allowed)

    def check(self, host: str) -> None:
        """Raises EscapedCall for an outside host, unless the emulator itself calls it (a webhook)."""
        name = host.rstrip(".").lower()
        if not outside(name) or self._is_allowed(name) or _made_by_the_emulator():
            return
        escape = Escape(host, *_place())
        self.escapes.append(escape)
        raise EscapedCall([escape])

    def _is_allowed(self, name: str) -> bool:
        return any(name == host or (host[:2] == "*." and name.endswith(host[1:])) for host in self._allowed)


def outside(name: str) -> bool:
    """Whether a host name or address is beyond this machine and its private network."""
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_global
    except ValueError:
        pass
    if "." not in name or name.endswith((".localhost", ".local", ".internal", ".test", ".invalid")):
        return False
    return name != socket.gethostname().lower()


def _place() -> tuple[str, str]:
    for frame in _user_frames():
        file, number = frame.f_code.co_filename, frame.f_lineno
        return f"{_short(file)}:{number}", linecache.getline(file, number).strip()
    return "", ""


def _user_frames() -> Iterator[FrameType]:
    """Frames of the user's code, the likeliest first: this task's, those of other tasks, this and other threads'."""
    tasks = _tasks()
    chains: list[Iterator[FrameType]] = []
    if tasks:
        chains.append(takewhile(lambda frame: not _runs_a_loop(frame), _stack(sys._getframe())))
        chains += map(_awaits, tasks)
    chains.append(_stack(sys._getframe()))
    frames = sys._current_frames()
    main = frames.pop(threading.main_thread().ident or 0, None)
    chains += [_stack(frame) for frame in (main, *frames.values()) if frame is not None]
    for chain in chains:
        yield from filter(_is_users, chain)


def _stack(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def _tasks() -> list[Any]:
    """The tasks of the running loop: a client may resolve names in a task of its own."""
    try:
        return list(asyncio.all_tasks())
    except RuntimeError:  # no loop runs in this thread
        return []


def _awaits(task: Any) -> Iterator[FrameType]:
    """The frames of a waiting task, innermost first."""
    chain: list[FrameType] = []
    coroutine = task.get_coro()
    while coroutine is not None:
        frame = getattr(coroutine, "cr_frame", None)
        if frame is not None:
            chain.append(frame)
        coroutine = getattr(coroutine, "cr_await", None)
    return reversed(chain)


def _runs_a_loop(frame: FrameType) -> bool:
    module = str(frame.f_globals.get("__name__", ""))
    return module.partition(".")[0] in ("asyncio", "uvloop") and frame.f_code.co_name in ("_run", "run")


def _is_users(frame: FrameType) -> bool:
    file = frame.f_code.co_filename
    return not file.startswith((*_libraries(), EMULATOR, "<"))


def _made_by_the_emulator() -> bool:
    """Whether the innermost code that is of no library is the emulator's: it posts a webhook the tester asked for."""
    frames = _stack(sys._getframe())
    nearest = next((frame for frame in frames if _is_users(frame) or _is_ours(frame)), None)
    return nearest is not None and _is_ours(nearest)


def _is_ours(frame: FrameType) -> bool:
    file = frame.f_code.co_filename
    return file.startswith(EMULATOR) and not file.startswith(HERE)


@lru_cache(maxsize=1)
def _libraries() -> tuple[str, ...]:
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    folders = {sysconfig.get_path(name) for name in names} | {str(Path(os.__file__).parent)}
    return tuple(str(Path(folder)) + os.sep for folder in folders if folder)


def _short(file: str) -> str:
    """A path as seen from here, when it is below."""
    try:
        return str(Path(file).relative_to(Path.cwd()))
    except ValueError:
        return file
