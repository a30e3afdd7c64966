"""Field tables of request bodies and the one checker that reads by them, in the order of specification 1.5."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from ...wire.bodies import read_object
from ...wire.refusals import Refusal
from . import times
from .errors import (
    BAD_MAIL,
    BAD_TIME,
    LINE_BREAK,
    MISSING,
    NOT_A_NUMBER,
    NOT_PLAIN_TEXT,
    NOTHING_TO_CHANGE,
    TOO_LONG,
    UNKNOWN_FIELD,
    WRONG_TYPE,
    field_refusal,
)

Check = Callable[[str], str]
"""Gives the reason for a refusal, or an empty text."""

MAX_TEXT = 255

_MAIL = re.compile(
    r"(?=.{1,254}\Z)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{1,63}"
)
_POINT = re.compile(r"-?[0-9]{1,9}")
_BREAK = re.compile("[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")


def mail(text: str) -> str:
    return "" if _MAIL.fullmatch(text) else BAD_MAIL


def one_line(text: str) -> str:
    return LINE_BREAK if _BREAK.search(text) else ""


def short(text: str) -> str:
    return TOO_LONG if len(text) > MAX_TEXT else ""


def plain_text(text: str) -> str:
    return "" if text == "text/plain" else NOT_PLAIN_TEXT


def number(text: str) -> str:
    return "" if _POINT.fullmatch(text) else NOT_A_NUMBER


def time(text: str) -> str:
    try:
        times.read(text)
    except ValueError:
        return BAD_TIME
    return ""


def writable(text: str) -> str:
    """No NUL: it could be kept, but no mail can carry it."""
    return WRONG_TYPE if "\0" in text else ""


class Field(NamedTuple):
    """A row of a table. A field with `inner` set is an object; `filled` asks that something stands in it."""

    path: str
    checks: tuple[Check, ...] = ()
    required: bool = False
    inner: bool = False
    filled: bool = False

    @property
    def steps(self) -> tuple[str, str]:
        outer, _, inner = self.path.partition(".")
        return outer, inner


class Table:
    """The fields of one operation, in the order of the manual's table."""

    def __init__(self, *fields: Field) -> None:
        self.fields = fields
        self._required = tuple((field, *field.steps) for field in fields if field.required)
        self._optional = tuple((field, *field.steps) for field in fields if not field.required)
        outer = frozenset(field.path for field in fields if not field.steps[1])
        inner = {
            field.path: frozenset(other.steps[1] for other in fields if other.steps[0] == field.path) - {""}
            for field in fields
            if field.inner
        }
        optional_in = {steps[0] for _, *steps in self._optional if steps[1]}
        early = [("", outer), *((path, names) for path, names in inner.items() if path not in optional_in)]
        self._known_early = tuple(early)
        self._known_late = tuple((path, names) for path, names in inner.items() if path in optional_in)
        self._filled = tuple(field for field in fields if field.filled)

    def read(self, body: bytes, *, ignored: list[str] | None = None) -> dict[str, str]:
        """The given values by path, all as text. Raises Refusal for what is missing, unknown or of a wrong type.

        With a list `ignored`, unknown fields are named there instead of being refused.
        """
        given = read_object(body)
        values: dict[str, str] = {}
        for field, outer, inner in self._required:
            self._read_required(field, given[outer].get(inner) if inner else given.get(outer), values)
        _look_for_unknown(given, self._known_early, ignored)
        for field, outer, inner in self._optional:
            value = given[outer].get(inner) if inner else given.get(outer)
            if value is not None:
                values[field.path] = _as_text(value, field.path)
        _look_for_unknown(given, self._known_late, ignored)
        for field in self._filled:
            if not any(path.startswith(f"{field.path}.") for path in values):
                raise Refusal(NOTHING_TO_CHANGE)
        return values

    def check(self, values: Mapping[str, str]) -> None:
        """Raises Refusal for the first value that is not well formed."""
        for refusal in self.problems(values):
            raise refusal

    def problems(self, values: Mapping[str, str]) -> Iterator[Refusal]:
        """The first thing wrong with each value, in the order of the table."""
        for field in self.fields:
            text = values.get(field.path)
            if text is None:
                continue
            for check in field.checks:
                if reason := check(text):
                    yield field_refusal(reason, field.path)
                    break

    @staticmethod
    def _read_required(field: Field, value: Any, values: dict[str, str]) -> None:
        if value is None or value == "":
            raise field_refusal(MISSING, field.path)
        if not isinstance(value, dict if field.inner else str):
            raise field_refusal(WRONG_TYPE, field.path)
        if isinstance(value, str):
            values[field.path] = value


def _look_for_unknown(
    given: Mapping[str, Any], known: tuple[tuple[str, frozenset[str]], ...], ignored: list[str] | None
) -> None:
    for path, names in known:
        for name in given[path] if path else given:
            if name not in names:
                where = f"{path}.{name}" if path else name
                if ignored is None:
                    raise field_refusal(UNKNOWN_FIELD, where)
                ignored.append(where)


def _as_text(value: Any, path: str) -> str:
    """Optional fields may be numbers; they become their decimal text (*assumed*)."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise field_refusal(WRONG_TYPE, path)
    return format(Decimal(repr(value)), "f")


def items(outer: str = "") -> tuple[Field, ...]:
    """The optional values of a subscriber, the same for add and mod (*documented*)."""
    start = f"{outer}." if outer else ""
    free = tuple(f"free{number}" for number in range(1, 11))
    return (
        *(Field(start + name, (short, writable)) for name in ("sei", "mei", "form_id")),
        Field(f"{start}point", (number,)),
        Field(f"{start}insert_date", (time,)),
        *(Field(start + name, (short, writable)) for name in free),
    )


def below(outer: str, values: Mapping[str, str]) -> dict[str, str]:
    """The values inside an object, under their own names."""
    start = len(outer) + 1
    return {path[start:]: text for path, text in values.items() if path.startswith(f"{outer}.")}
