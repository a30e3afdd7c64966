"""Which characters of a text an old Japanese mail path would lose: machine-dependent ones (機種依存文字) and emoji."""

from __future__ import annotations

from functools import lru_cache

_TWINS = frozenset("～－∥￠￡￢―")
"""Windows and JIS write these with different code points; gateways have always turned one into the other."""


@lru_cache(maxsize=8192)
def kind(character: str) -> str:
    """Empty for one that ISO-2022-JP carries, else `machine-dependent` or `foreign`."""
    if character in _TWINS or _carried(character, "iso2022_jp"):
        return ""
    return "machine-dependent" if _carried(character, "cp932") else "foreign"


def machine_dependent(text: str) -> str:
    """The characters that exist on some machines only, such as ① and ㈱, each once."""
    return _found(text, "machine-dependent")


def foreign(text: str) -> str:
    """The characters that no Japanese mail encoding has, emoji among them, each once."""
    return _found(text, "foreign")


def cut(text: str) -> str:
    """The text up to its first such character, as the service was seen to cut step mails."""
    if text.isascii():
        return text
    return text[: next((place for place, each in enumerate(text) if kind(each)), len(text))]


def findings(where: str, text: str) -> list[str]:
    """What a tester should know about a text, in sentences."""
    if text.isascii():
        return []
    found = []
    if lost := machine_dependent(text):
        found.append(f"machine-dependent characters: {where} holds {lost} (機種依存文字), where mail may be cut off")
    if lost := foreign(text):
        found.append(f"characters outside ISO-2022-JP: {where} holds {lost}")
    return found


def _found(text: str, wanted: str) -> str:
    return "".join(each for each in dict.fromkeys(text) if kind(each) == wanted)


def _carried(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
