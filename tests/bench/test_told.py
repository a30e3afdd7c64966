"""What a run of the bench tells, and with what it ends."""

from collections.abc import Iterator

import pytest

from tests.bench import __main__ as bench
from tests.bench.figures import Figure, NotThere, at_least, at_most


def quick() -> Iterator[Figure]:
    """Two figures."""
    yield at_most("time", 1.5, 2, " s", note="of a run")
    yield at_least("ratio", 0.7, 0.6)


def slow() -> Iterator[Figure]:
    """One figure."""
    yield at_most("time", 3, 2, " s")


def lame() -> Iterator[Figure]:
    """None here."""
    raise NotThere("no such runtime")
    yield


@pytest.fixture(autouse=True)
def rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "ROWS", (quick, slow, lame))


@pytest.mark.parametrize(("words", "ends"), [(["quick"], 0), (["quick", "lame"], 0), (["quick", "slow"], 1)])
def test_only_a_missed_figure_makes_it_fail(words: list[str], ends: int) -> None:
    assert bench.main(words) == ends


def test_each_line_says_what_was_seen_what_is_to_reach_and_whether_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    bench.main(["quick", "slow", "lame"])
    told = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "time 1.50 s <= 2 s met of a run" in told
    assert "ratio 0.70 >= 0.6 met" in told
    assert "time 3.00 s <= 2 s MISSED" in told
    assert "lame not measured: no such runtime" in told
    assert any(line.startswith("2 of 3 figures met in") and "1 could not be measured here" in line for line in told)


def test_a_row_that_is_none_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        bench.main(["throughptu"])
    assert "no row throughptu; there are quick, slow, lame" in capsys.readouterr().err
