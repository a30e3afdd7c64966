"""Globs and regular expressions of testers: any case, checked when they come in, never running away."""

from contextlib import suppress

import pytest

from emulator.mail.patterns import PatternError, TooSlow, compiled


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("*@example.com", "Nora@Example.COM", True),
        ("*@example.com", "nora@example.com.evil", False),
        ("nora?@x.test", "nora1@x.test", True),
        ("re:^user[0-9]+@", "USER12@x.test", True),
        ("re:welcome", "A warm Welcome!", True),
        ("re:^welcome$", "A warm welcome", False),
    ],
)
def test_what_fits(pattern: str, text: str, fits: bool) -> None:
    assert compiled(pattern).fits(text) is fits


@pytest.mark.parametrize(
    "pattern",
    [
        "re:(",
        "re:a{1000}{1000}",
        "re:(a{100}){100}",
        "re:(?R)",
        "x" * 201,
        "re:" + "(" * 150,
        "re:[z-a]",
        "re:a{9999999999}",
    ],
)
def test_what_cannot_be_used_is_refused_with_words(pattern: str) -> None:
    with pytest.raises(PatternError, match=r"\w+ \w+"):
        compiled(pattern)


@pytest.mark.parametrize("pattern", [r"re:^(([a-z])+.)+[A-Z]([a-z])+$", r"re:(a|aa)+\d$", r"re:(.*a){12}x$"])
def test_a_regular_expression_that_runs_away_is_stopped(pattern: str) -> None:
    """Without the budget one of these would not come back; that the test goes on is the proof."""
    with suppress(TooSlow):
        compiled(pattern).fits("a" * 3000)


def test_a_glob_with_many_stars_does_not_try_them_all() -> None:
    """There are more than 10^200 ways to share 3,000 letters among 90 stars."""
    assert not compiled("*a" * 90 + "b").fits("a" * 3000)
