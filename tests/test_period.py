"""Periods: the contract's printed form and the two days behind it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.period import Period, month_end

days = st.dates(dt.date(1850, 1, 1), dt.date(2200, 12, 31))
YEARS = st.integers(1850, 2200)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Any period: of the named kinds more often than two days would be by chance."""
    year = draw(YEARS)
    named = (
        Period.year(year),
        Period.half(year, draw(st.integers(1, 2))),
        Period.quarter(year, draw(st.integers(1, 4))),
        Period.month(year, draw(st.integers(1, 12))),
        Period.to_date(draw(days)),
        Period.as_of(draw(days)),
        Period(dt.date(year, 1, 1), dt.date(year + draw(st.integers(0, 9)), 12, 31), is_average=True),
    )
    first, last = sorted((draw(days), draw(days)))
    return draw(st.sampled_from((*named, Period(first, last))))


@given(periods())
def test_what_is_printed_is_read_again(period: Period) -> None:
    assert Period.parse(str(period)) == period


@given(periods())
def test_a_period_prints_one_way_only(period: Period) -> None:
    """Two spellings of one period would be two statements that never confirm each other."""
    assert str(Period.parse(str(period))) == str(period)


@pytest.mark.parametrize(
    ("printed", "start", "end", "grain"),
    [
        ("2023", "2023-01-01", "2023-12-31", "year"),
        ("2023-01-01/2023-12-31", "2023-01-01", "2023-12-31", "year"),
        ("2023-H1", "2023-01-01", "2023-06-30", "half"),
        ("2023-H2", "2023-07-01", "2023-12-31", "half"),
        ("2023-Q1", "2023-01-01", "2023-03-31", "quarter"),
        ("2023-Q4", "2023-10-01", "2023-12-31", "quarter"),
        ("2024-02", "2024-02-01", "2024-02-29", "month"),
        ("2023-02", "2023-02-01", "2023-02-28", "month"),
        ("2023-12-29", "2023-12-29", "2023-12-29", "day"),
        ("2023-01-01", "2023-01-01", "2023-01-01", "day"),
        ("2023-01-01/2023-11-30", "2023-01-01", "2023-11-30", "year_to_date"),
        ("2023-01-01/2023-03-30", "2023-01-01", "2023-03-30", "year_to_date"),
        ("2023-02-01/2023-04-30", "2023-02-01", "2023-04-30", "span"),
        ("2022-07-01/2023-06-30", "2022-07-01", "2023-06-30", "span"),
        ("2018/2022", "2018-01-01", "2022-12-31", "span"),
        ("2023-01/2023-03", "2023-01-01", "2023-03-31", "quarter"),
        ("asof:2023-12-29", "2023-12-29", "2023-12-29", "stock"),
        ("avg:2018/2022", "2018-01-01", "2022-12-31", "average"),
        ("avg:2022", "2022-01-01", "2022-12-31", "average"),
    ],
)
def test_what_a_printed_period_covers(printed: str, start: str, end: str, grain: str) -> None:
    period = Period.parse(printed)
    assert (str(period.start), str(period.end), period.grain) == (start, end, grain)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "23",
        "2023-13",
        "2023-00",
        "2023-Q5",
        "2023-Q0",
        "2023-H3",
        "2023-02-30",
        "2023-12-31/2023-01-01",
        "2023/2022",
        "/2023",
        "asof:",
        "2023 ",
        "x",
    ],
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # any: the contract's reader names the place
        Period.parse(text)


@given(st.text(alphabet="0123456789-/QHasofvg: ", max_size=24))
def test_whatever_is_read_is_printed_and_read_again(text: str) -> None:
    try:
        period = Period.parse(text)
    except ValueError:
        return
    assert period.start <= period.end
    assert Period.parse(str(period)) == period


@pytest.mark.parametrize(
    ("printed", "years", "before"),
    [
        ("2023", 2, "2021"),
        ("2024-02-29", 1, "2023-02-28"),
        ("2024-02-29", 4, "2020-02-29"),
        # Through the end of February is through the end of February.
        ("2024-01-01/2024-02-29", 1, "2023-01-01/2023-02-28"),
        ("2023-01-01/2023-02-28", 3, "2020-01-01/2020-02-29"),
        ("2024-02", 1, "2023-02"),
        ("2023-02", 3, "2020-02"),
        ("2023-Q1", 3, "2020-Q1"),
        ("2023-01-01/2023-12-29", 1, "2022-01-01/2022-12-29"),
        ("asof:2024-02-29", 1, "asof:2023-02-28"),
    ],
)
def test_the_same_dates_years_before(printed: str, years: int, before: str) -> None:
    assert str(Period.parse(printed).years_before(years)) == before


@given(periods(), st.integers(1, 40))
def test_years_before_is_as_long_but_for_a_leap_day(period: Period, years: int) -> None:
    """Comparing like with like hangs on this: the same kind of period, the same month and, but for February's end, the same day."""
    before = period.years_before(years)
    assert before.end.year == period.end.year - years
    assert abs(before.days() - period.days()) <= 1 + years // 4
    assert (before.is_stock, before.is_average) == (period.is_stock, period.is_average)
    if period.grain != "day":
        assert before.grain == period.grain
    for then, now in ((before.start, period.start), (before.end, period.end)):
        is_end = now == month_end(now.year, now.month)
        assert then.month == now.month
        assert then.day == now.day or (now.month == 2 and is_end and then == month_end(then.year, 2))


@given(days)
def test_a_month_ends_the_day_before_the_next(day: dt.date) -> None:
    last = month_end(day.year, day.month)
    assert (last + dt.timedelta(days=1)).day == 1
    assert (last.year, last.month) == (day.year, day.month)


def test_a_period_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="2023-12-31 to 2023-01-01"):
        Period(dt.date(2023, 12, 31), dt.date(2023, 1, 1))
