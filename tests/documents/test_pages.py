"""Every command the pages print is typed, in order, and shows what the page says."""

import pytest

from tests.documents.reading import ROOT, Example, examples, run
from tests.served import served

PAGES = ["README.md", *sorted(str(page.relative_to(ROOT)) for page in (ROOT / "docs").glob("*.md"))]
WITH_EXAMPLES = [page for page in PAGES if examples(page)]


@pytest.mark.parametrize("page", WITH_EXAMPLES)
def test_the_examples_of(page: str) -> None:
    """A page is read from top to bottom against one fresh demo server; its clock stands, so slow machines agree."""
    with served("--world", "demo", "--standing") as running:
        for example in examples(page):
            seen = run(example, running.url)
            assert example.fits(seen), _difference(example, seen)


def _difference(example: Example, seen: str) -> str:
    return f"{example.page}:{example.line}\n$ {example.command}\nsays:\n{example.expected}\nbut shows:\n{seen}"


def test_a_page_is_wrong_when_it_shows_something_else() -> None:
    """The reader itself: dots stand for anything, the rest is literal."""
    example = Example("page", 1, "echo", '{"a": ..., "b": 2}')
    assert example.fits('{"a": 1, "b": 2}')
    assert not example.fits('{"a": 1, "b": 3}')


def test_the_readme_has_examples() -> None:
    assert "README.md" in WITH_EXAMPLES
