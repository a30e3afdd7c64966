"""The replacement characters (置換文字): which text in a mailing stands for which value.

How the service spells them was not found anywhere, so this table is *assumed*; a world file can put another in its
place. It knows texts and values, not where the values come from.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from ...wire import refusals
from ...wire.refusals import Refusal

HEADER, FOOTER = "header", "footer"
FORM_LINK, ONE_CLICK_LINK = "del_url", "del1_url"

VALUES = ("mail", "sei", "mei", "form_id", "point", "insert_date", *(f"free{number}" for number in range(1, 11)))
TEMPLATES = (HEADER, FOOTER)
LINKS = (FORM_LINK, ONE_CLICK_LINK)

TOKENS: Mapping[str, str] = {f"%{name}%": name for name in (*VALUES, *TEMPLATES, *LINKS)}
"""Token → what it stands for."""


def replaced(text: str, tokens: Mapping[str, str], value: Callable[[str], str]) -> str:
    """The text with every token replaced once; what is inserted is not looked at again."""
    if not tokens:
        return text
    return _pattern(tuple(tokens)).sub(lambda found: value(tokens[found[0]]), text)


def checked(table: Mapping[str, str]) -> dict[str, str]:
    """A table that can take the place of the present one. Raises Refusal(INVALID)."""
    known = set(TOKENS.values())
    for token, name in table.items():
        if not token or name not in known:
            sentence = f"{token!r} stands for {name!r}; known are {', '.join(sorted(known))}"
            raise Refusal(
                refusals.INVALID,
                problems={"replacement_table": [sentence]},
                detail=f"replacement_table: {sentence}",
            )
    return dict(table)


@lru_cache(maxsize=64)
def _pattern(tokens: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(tokens, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))
