"""Patterns a tester writes: globs, and regular expressions behind `re:`, both in any case and within a time budget."""

import fnmatch
import re
from functools import lru_cache
from typing import Any

PREFIX = "re:"
LONGEST = 200
"""Characters of a pattern."""

MOST_REPEATED = 1000
"""What counted repetitions may multiply to; each costs memory when the pattern is compiled."""

BUDGET_SECONDS = 0.05
"""How long one regular expression may look at one text."""

_COUNTED = re.compile(r"\{(\d*),?(\d*)\}")


class PatternError(ValueError):
    """A pattern that cannot be used; the message says why and what would do."""


class TooSlow(Exception):
    """A regular expression used up its time on one text."""


class Glob:
    """`*` any text, `?` one character, `[abc]` one of them; the whole text must fit."""

    def __init__(self, text: str) -> None:
        self._matches = re.compile(fnmatch.translate(text.lower())).match

    def fits(self, text: str) -> bool:
        return self._matches(text.lower()) is not None


class Expression:
    """A regular expression that may be found anywhere in the text. Raises TooSlow instead of running away."""

    def __init__(self, text: str) -> None:
        import regex

        self._search = regex.compile(text, regex.IGNORECASE).search

    def fits(self, text: str) -> bool:
        try:
            return self._search(text, timeout=BUDGET_SECONDS) is not None
        except TimeoutError:
            raise TooSlow from None


Pattern = Glob | Expression


@lru_cache(maxsize=2048)
def compiled(text: str) -> Pattern:
    """The pattern of a text. Raises PatternError."""
    if len(text) > LONGEST:
        raise PatternError(f"a pattern has at most {LONGEST} characters")
    if not text.startswith(PREFIX):
        return Glob(text)
    expression = text.removeprefix(PREFIX)
    try:
        re.compile(expression)  # what only the other engine understands is not wanted
        _check_repetitions(expression)
        return Expression(expression)
    except (re.error, RecursionError, OverflowError, _engine_error()) as error:
        raise PatternError(f"not a regular expression: {error}; `re:^user[0-9]+@` would be one") from None


def is_literal(text: str) -> bool:
    """Whether only one text (in any case) fits."""
    return bool(text) and not text.startswith(PREFIX) and not any(sign in text for sign in "*?[")


def _check_repetitions(expression: str) -> None:
    product = 1
    for low, high in _COUNTED.findall(expression):
        product *= max(int(low or 1), int(high or 1), 1)
    if product > MOST_REPEATED:
        raise PatternError(f"counted repetitions multiply to more than {MOST_REPEATED}; use * or + instead")


def _engine_error() -> Any:
    import regex

    return regex.error
