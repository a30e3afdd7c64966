"""The console's languages: English in the templates, everything else in one gettext catalogue."""

from __future__ import annotations

import gettext
from pathlib import Path

from flask import Flask

LANGUAGES = ("en", "ja")
DOMAIN = "console"
FINDINGS = "findings"
"""What checks say: data of the control API, in English there."""
CATALOGUE = Path(__file__).with_name("locale")

_KEY = "console-words"


def mark(text: str) -> str:
    """Marks a text outside the templates for the catalogue; it is translated where it is shown."""
    return text


def set_up(app: Flask) -> None:
    """Load the catalogue; English needs none."""
    app.extensions[_KEY] = {
        language: gettext.translation(DOMAIN, CATALOGUE, [language], fallback=True) for language in LANGUAGES
    }
    for language, words in app.extensions[_KEY].items():
        words.add_fallback(gettext.translation(FINDINGS, CATALOGUE, [language], fallback=True))


def also_from(app: Flask, folder: Path) -> None:
    """Words of a provider's own screens, looked up where the console has none."""
    for language, words in app.extensions[_KEY].items():
        words.add_fallback(gettext.translation(DOMAIN, folder, [language], fallback=True))


def of(app: Flask, language: str) -> gettext.NullTranslations:
    """The words of a language."""
    found: gettext.NullTranslations = app.extensions[_KEY][language]
    return found
