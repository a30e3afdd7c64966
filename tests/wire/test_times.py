"""Times are read as clients write them."""

from datetime import UTC, datetime, timedelta

import pytest

from emulator.wire.times import iso, read_duration, read_iso, write_duration

AT = datetime(2026, 3, 4, 9, 15, 30, 120000, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-04T09:15:30.120Z",
        "2026-03-04T09:15:30.120+0000",
        "2026-03-04T09:15:30.120 0000",
        "2026-03-04T09:15:30.120000+00:00",
        "2026-03-04T09:15:30.120000000",
        "2026-03-04 10:15:30.12+0100",
        "2026-03-04T10:15:30.12 01:00",
    ],
)
def test_every_form_seen_of_clients(text: str) -> None:
    assert read_iso(text) == AT


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2026-13-01",
        "2026-02-30T00:00:00Z",
        "2026-03-04T25:00",
        "1772615730",
        "0001-01-01T00:00:00+02:00",
        "9999-12-31T23:59:59-01:00",
    ],
)
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_iso(text)


def test_written_with_milliseconds() -> None:
    assert iso(AT) == "2026-03-04T09:15:30.120Z"
    assert iso(read_iso("0415-08-21")) == "0415-08-21T00:00:00.000Z"


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("10m", 600), ("2h", 7200), ("1d", 86400), ("250ms", 0.25), (5, 5), ("7", 7)]
)
def test_durations(text: str | int, seconds: float) -> None:
    assert read_duration(text) == timedelta(seconds=seconds)
    assert read_duration(write_duration(timedelta(seconds=seconds))) == timedelta(seconds=seconds)


@pytest.mark.parametrize("seconds", [0, 0.001, 0.5, 1234567, 100000.5, 1234567890.25, 9_999_999_999])
def test_a_duration_that_was_written_is_read_as_the_same(seconds: float) -> None:
    assert read_duration(write_duration(timedelta(seconds=seconds))) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "10 parsecs", "-5s", True, None, {}, [90], float("inf"), float("nan")])
def test_no_durations(text: object) -> None:
    with pytest.raises(ValueError):
        read_duration(text)  # type: ignore[arg-type]
