"""Fields what a client sent: values by name, each checked, every problem gathered before anything is refused.

The sentences are those of bean validation, which the vendor's answers show (*observed*); the checks are the caller's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from ...wire import refusals
from ...wire.bodies import read_object
from ...wire.current import Request
from ...wire.refusals import Refusal
from ...wire.times import read_iso

Absence = Literal["null", "blank"]

MISSING: Mapping[Absence, str] = {"null": "must not be null", "blank": "must not be blank"}

INT64 = (1 << 63) - 1


class Fields:
    """The values of one body, query or row of a list. `path` stands before the names in problems."""

    def __init__(self, values: Mapping[str, Any], path: str = "", problems: dict[str, list[str]] | None = None) -> None:
        self.values = values
        self.path = path
        self.problems: dict[str, list[str]] = {} if problems is None else problems

    def wrong(self, name: str, sentence: str) -> None:
        """Note a problem with one value."""
        self.problems.setdefault(self.path + name, []).append(sentence)

    def finish(self) -> None:
        """Raises Refusal(INVALID) with every problem noted so far."""
        if self.problems:
            raise Refusal(refusals.INVALID, problems=self.problems)

    def has(self, name: str) -> bool:
        return self.values.get(name) is not None

    def text(self, name: str, *, required: Absence | None = None, low: int = 0, high: int | None = None) -> str | None:
        """A text. `required="blank"` also refuses one that is empty or only blanks."""
        value = self._present(name, required)
        if value is None:
            return None
        if not isinstance(value, str):
            self.wrong(name, "must be a string")
            return None
        if any(0xD800 <= ord(character) <= 0xDFFF for character in value):
            self.wrong(name, "must be readable text")
            return None
        if required == "blank" and not value.strip():
            self.wrong(name, MISSING["blank"])
            return None
        if len(value) < low or (high is not None and len(value) > high):
            self.wrong(name, f"size must be between {low} and {high}")
            return None
        return value

    def whole(
        self,
        name: str,
        *,
        required: Absence | None = None,
        low: int | None = None,
        high: int = INT64,
        from_text: bool = False,
    ) -> int | None:
        """A whole number; `from_text` also takes one written in quotes, as every query does."""
        value = self._present(name, required)
        if value is None:
            return None
        if from_text and isinstance(value, str) and value.removeprefix("-").isascii():
            digits = value.strip()
            value = int(digits) if digits.removeprefix("-").isdigit() and len(digits) < 20 else value
        if isinstance(value, bool) or not isinstance(value, int):
            self.wrong(name, "must be a whole number")
            return None
        if low is not None and value < low:
            self.wrong(name, f"must be greater than or equal to {low}")
            return None
        if value > high:
            self.wrong(name, f"must be less than or equal to {high}")
            return None
        return value

    def flag(self, name: str, *, from_text: bool = False) -> bool | None:
        """True or false; `from_text` also takes the words."""
        value = self._present(name, None)
        if from_text and isinstance(value, str) and value.lower() in ("true", "false"):
            return value.lower() == "true"
        if value is None or isinstance(value, bool):
            return value
        self.wrong(name, "must be true or false")
        return None

    def choice(self, name: str, options: Sequence[str], *, required: Absence | None = None) -> str | None:
        value = self._present(name, required)
        if value is None:
            return None
        if isinstance(value, str) and value in options:
            return value
        self.wrong(name, f"must be one of {', '.join(options)}")
        return None

    def time(self, name: str) -> datetime | None:
        value = self._present(name, None)
        if value is None:
            return None
        try:
            return read_iso(value)
        except (ValueError, TypeError, AttributeError, OverflowError):
            self.wrong(name, "must be a date and time")
            return None

    def rows(self, name: str, *, low: int, high: int) -> list[Fields]:
        """A list of objects, each read with its place in the path of its problems."""
        found = self.items(name, low=low, high=high)
        rows = []
        for index, row in enumerate(found):
            if isinstance(row, dict):
                rows.append(Fields(row, f"{self.path}{name}[{index}].", self.problems))
            else:
                self.wrong(f"{name}[{index}]", "must be an object")
        return rows

    def items(self, name: str, *, low: int, high: int) -> list[Any]:
        """A required list; empty when there is a problem."""
        value = self._present(name, "null")
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong(name, "must be a list")
            return []
        if not low <= len(value) <= high:
            self.wrong(name, f"size must be between {low} and {high}")
            return []
        return value

    def _present(self, name: str, required: Absence | None) -> Any:
        value = self.values.get(name)
        if value is None and required is not None:
            self.wrong(name, MISSING[required])
        return value


def read_body(request: Request) -> Fields:
    """The JSON object of a request. Raises Refusal(UNREADABLE)."""
    return Fields(read_object(request.body))


def read_query(request: Request) -> Fields:
    """The query's first values by name. A blank number or date counts as absent, a blank text as it stands."""
    values: dict[str, str] = {}
    for name, value in request.args:
        values.setdefault(name, value)
    return Fields(values)


def without_blanks(fields: Fields, names: Iterable[str]) -> Fields:
    """The same fields, where a blank value of these names counts as absent."""
    kept = {name: value for name, value in fields.values.items() if value != "" or name not in names}
    return Fields(kept, fields.path, fields.problems)
