"""Checks a JSON body against a declared shape: everything wrong is listed by its path, unknown keys are remarked on.

`reader` functions take a value and return what it means, or raise `Wrong`; `thing` and `items` put them together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .form_fields import NULL, Wrong

BLANK = "must not be blank"
EMPTY = "must not be empty"


@dataclass(slots=True)
class Findings:
    """What a check met on its way."""

    problems: dict[str, list[str]] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)

    def wrong(self, path: str, sentence: str) -> None:
        sentences = self.problems.setdefault(path, [])
        if sentence not in sentences:
            sentences.append(sentence)

    def sentences(self) -> dict[str, list[str]]:
        """The problems as the new family writes them: `Must not be null.`"""
        return {path: [each[:1].upper() + each[1:] + "." for each in found] for path, found in self.problems.items()}


Read = Callable[[Any, str, Findings], Any]


def leaf(reader: Callable[[Any], Any]) -> Read:
    """A value by itself; what is wrong with it is None to the reader of the whole."""

    def read(value: Any, path: str, findings: Findings) -> Any:
        try:
            return reader(value)
        except Wrong as wrong:
            findings.wrong(path, str(wrong))
            return None

    return read


def thing(required: dict[str, Read] | None = None, optional: dict[str, Read] | None = None) -> Read:
    """An object. Keys that are absent or null are left out of what is returned."""
    needed = required or {}
    known = {**needed, **(optional or {})}

    def read(value: Any, path: str, findings: Findings) -> Any:
        if not isinstance(value, dict):
            findings.wrong(path or "body", "must be an object")
            return None
        found: dict[str, Any] = {}
        prefix = f"{path}." if path else ""
        for key, each in value.items():
            reader = known.get(key)
            if reader is None:
                findings.ignored.append(prefix + key)
            elif each is not None:
                understood = reader(each, prefix + key, findings)
                if understood is not None:
                    found[key] = understood
        for key in needed:
            if value.get(key) is None:
                findings.wrong(prefix + key, NULL)
        return found

    return read


def items(reader: Read, *, filled: bool = False) -> Read:
    """A list; with `filled` at least one."""

    def read(value: Any, path: str, findings: Findings) -> Any:
        if not isinstance(value, list):
            findings.wrong(path, "must be a list")
            return None
        if filled and not value:
            findings.wrong(path, EMPTY)
        found = []
        for number, each in enumerate(value):
            place = f"{path}[{number}]"
            if each is None:
                findings.wrong(place, NULL)
            else:
                found.append(reader(each, place, findings))
        return found

    return read


# -- readers of single values ------------------------------------------------------------------


def text(value: Any) -> str:
    """A text; a number is taken for its digits, as the service's JSON library does (*assumed*)."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise Wrong("must be a text")


def texts(reader: Callable[[str], Any]) -> Callable[[Any], Any]:
    """A reader of form values made to read JSON values."""
    return lambda value: reader(text(value))


def not_blank(value: Any) -> str:
    found = text(value)
    if not found.strip():
        raise Wrong(BLANK)
    if any(character in found for character in "\r\n\0"):
        raise Wrong("must not contain line breaks")
    return found


def boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    raise Wrong("must be true or false")


def between(low: int, high: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise Wrong("must be a whole number")
        if not low <= value <= high:
            raise Wrong(f"must be between {low} and {high}")
        return value

    return read
