"""The catalogue holds every text of the console, in Japanese, compiled."""

import gettext
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from emulator import Emulator

CONSOLE = Path(__file__).parents[2] / "emulator" / "console"
JAPANESE = CONSOLE / "locale" / "ja" / "LC_MESSAGES"
METHODS = [("templates/**.html", "jinja2"), ("**.py", "python")]
KEYWORDS = {"_": None, "mark": None, "gettext": None, "ngettext": (1, 2)}


def texts() -> set[str]:
    found = extract_from_dir(CONSOLE, METHODS, keywords=KEYWORDS)
    return {each[2] if isinstance(each[2], str) else each[2][0] for each in found}


def test_every_text_is_in_the_catalogue_in_japanese() -> None:
    """What the templates and the code say can be read in Japanese; `make words` brings in what is new."""
    with (JAPANESE / "console.po").open("rb") as file:
        catalogue = read_po(file, locale="ja")
    said = {each.id if isinstance(each.id, str) else each.id[0]: each.string for each in catalogue if each.id}
    assert texts() - set(said) == set(), "run `make words` and translate"
    assert [text for text in texts() if not said[text]] == []


def test_every_finding_can_be_read_in_japanese() -> None:
    """The title and the sentence of each check have a Japanese one, and there are no others."""
    with (JAPANESE / "findings.po").open("rb") as file:
        said = {each.id: each.string for each in read_po(file, locale="ja") if each.id}
    rows = Emulator(world="demo").app.test_client().get("/_emulator/api/findings/checks").json["results"]
    assert {text for row in rows for text in (row["title"], row["sentence"])} == set(said)
    assert all(said.values())


@pytest.mark.parametrize("domain", ["console", "findings"])
def test_the_compiled_catalogue_is_that_of_the_source(domain: str) -> None:
    """The `.mo` says what the `.po` says."""
    with (JAPANESE / f"{domain}.po").open("rb") as file:
        source = [each for each in read_po(file, locale="ja") if each.id]
    compiled = gettext.translation(domain, CONSOLE / "locale", ["ja"])
    for each in source:
        if isinstance(each.id, str):
            assert compiled.gettext(each.id) == each.string
        else:
            assert compiled.ngettext(*each.id, 1) == each.string[0]
