"""`--known-at`: the end of a day in the city, in UTC."""

from __future__ import annotations

import datetime as dt
import itertools
from zoneinfo import ZoneInfo

import pytest

from pipeline.errors import ConfigError
from pipeline.moment import known_at, year_to_summarise

FRESNO = ZoneInfo("America/Los_Angeles")


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        # A story of 29 December, 20:00 in Fresno, is of the 30th in UTC, and known that day.
        ("2023-12-29", "2023-12-30T07:59:59.999999"),
        ("2023-07-01", "2023-07-02T06:59:59.999999"),
        ("20231229", "2023-12-30T07:59:59.999999"),
        ("2023-W52-5", "2023-12-30T07:59:59.999999"),
        # The day on which clocks go back has 25 hours.
        ("2023-11-05", "2023-11-06T07:59:59.999999"),
        ("2023-12-29T17:00", "2023-12-30T01:00:00"),
        ("2023-12-29 17:00", "2023-12-30T01:00:00"),
        ("2023-12-29T17:00-05:00", "2023-12-29T22:00:00"),
        ("2023-12-29T17:00Z", "2023-12-29T17:00:00"),
    ],
)
def test_a_day_is_known_to_its_end_and_a_time_is_the_citys(text: str, utc: str) -> None:
    assert known_at(text, FRESNO) == dt.datetime.fromisoformat(utc)


NO_MOMENTS = ["", "now", "29/12/2023", "2023-02-30", "2023", "2023-12", "2023-12-29T25:00", "9999-12-31", "0001-01-01T00:00+14:00"]


@pytest.mark.parametrize("text", NO_MOMENTS)
def test_what_is_no_moment_is_one_sentence(text: str) -> None:
    with pytest.raises(ConfigError) as error:
        known_at(text, FRESNO)
    assert repr(text) in str(error.value)
    assert "write 2023-12-29" in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("today", "year"), [("2023-12-23", 2022), ("2023-12-24", 2023), ("2023-12-31", 2023), ("2024-01-01", 2023), ("2024-12-01", 2023)]
)
def test_the_year_that_ends_or_the_one_before(today: str, year: int) -> None:
    assert year_to_summarise(dt.datetime.fromisoformat(f"{today}T12:00").replace(tzinfo=FRESNO), FRESNO) == year


def test_the_year_turns_by_the_citys_clock_and_not_by_the_machines() -> None:
    """A machine in UTC is in 24 December, and in the next year, while Fresno has eight hours left of the day before."""
    first = dt.datetime(2023, 12, 20, tzinfo=dt.UTC)
    years = [(moment, year_to_summarise(moment, FRESNO)) for moment in (first + dt.timedelta(hours=hour) for hour in range(24 * 30))]
    turned = [moment for (_, before), (moment, after) in itertools.pairwise(years) if before != after]
    assert turned == [dt.datetime(2023, 12, 24, 8, tzinfo=dt.UTC)], "once, at midnight in Fresno, and not at New Year"
