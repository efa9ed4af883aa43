"""`mart.series_month`, `mart.series_ytd` and `mart.revision`: against a slow oracle over made-up histories, and cases by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import duckdb
import pytest

from tests.marts import month_oracle as oracle
from tests.marts.histories import BREAKS, MOMENTS, SEEDS, history
from tests.world import a_city, built, figure, file, moment, months, page, row, rows, source

D = dt.date


@pytest.mark.parametrize("at", MOMENTS)
@pytest.mark.parametrize("seed", SEEDS)
def test_months_are_the_oracles(made_up: duckdb.DuckDBPyConnection, seed: int, at: str) -> None:
    when = moment(at).replace(tzinfo=None)
    expected = {
        (*key, month): (one.count.value, one.count.op, one.count.coverage, one.count.reason, one.count.at, one.rolling, one.last, one.change)
        for (key, month), one in oracle.months(history(seed), when, BREAKS).items()
    }
    columns = "value, op, coverage, missing_reason, known_at, rolling_12m, last_value, change"
    query = f"select metric, provider, month, {columns} from mart.series_month_at(?) where city = ?"
    found = {answer[:3]: answer[3:] for answer in made_up.execute(query, [when, f"made-up-{seed}"]).fetchall()}
    assert found == expected


@pytest.mark.parametrize("at", MOMENTS)
@pytest.mark.parametrize("seed", SEEDS)
def test_years_to_date_are_the_oracles(made_up: duckdb.DuckDBPyConnection, seed: int, at: str) -> None:
    when = moment(at).replace(tzinfo=None)
    expected = {
        (*key, through): (one.value, one.op, one.is_summed, one.reason, one.at, one.days, one.last_days, one.last, one.change, one.average)
        for (key, through), one in oracle.to_date(history(seed), when, BREAKS).items()
    }
    columns = "value, op, is_summed, missing_reason, known_at, days, last_days, last_value, change, average_5y"
    query = f"select metric, provider, through, {columns} from mart.series_ytd_at(?) where city = ?"
    found = {answer[:3]: answer[3:] for answer in made_up.execute(query, [when, f"made-up-{seed}"]).fetchall()}
    assert found.keys() == expected.keys()
    assert {key: one for key, one in found.items() if one != expected[key]} == {}


@pytest.mark.parametrize("at", MOMENTS)
@pytest.mark.parametrize("seed", SEEDS)
def test_revisions_are_the_oracles(made_up: duckdb.DuckDBPyConnection, seed: int, at: str) -> None:
    when = moment(at).replace(tzinfo=None)
    columns = "metric, provider, period_start, period_end, value_before, value, known_at, kind, is_summed"
    query = f"select {columns} from mart.revision_at(?) where city = ?"
    found = made_up.execute(query, [when, f"made-up-{seed}"]).fetchall()
    assert len(found) == len(set(found))
    assert {((metric, provider), *rest) for metric, provider, *rest in found} == oracle.revisions(history(seed), when)


def test_the_histories_hold_what_they_are_for() -> None:
    """An oracle agrees easily where nothing happens."""
    late = dt.datetime(2030, 1, 1)  # noqa: DTZ001  # UTC
    all_months = [one for seed in SEEDS for one in oracle.months(history(seed), late, BREAKS).values()]
    assert {one.count.reason for one in all_months} == {None, "not reported", "not yet published"}
    assert {one.count.coverage for one in all_months} == {"full", "partial", "missing"}
    assert any(one.rolling is not None for one in all_months)
    to_date = [one for seed in SEEDS for one in oracle.to_date(history(seed), late, BREAKS).values()]
    assert any(one.change is not None and one.days != one.last_days for one in to_date)
    moved = [one[-2:] for seed in SEEDS for one in oracle.revisions(history(seed), late)]
    assert set(moved) >= {("revised", False), ("revised", True), ("completed", False)}


@pytest.mark.parametrize("seed", SEEDS)
def test_now_is_the_last_moment(made_up: duckdb.DuckDBPyConnection, seed: int) -> None:
    for table in ("mart.series_month", "mart.series_ytd", "mart.revision"):
        late = made_up.execute(f"from {table}_at(timestamp '9999-12-31') where city = ? order by all", [f"made-up-{seed}"]).fetchall()
        assert late
        assert late == made_up.execute(f"from {table} where city = ? order by all", [f"made-up-{seed}"]).fetchall()


# The rules by hand: each series is a metric's, so that one world holds them all.


@pytest.fixture(scope="module")
def world() -> Iterator[duckdb.DuckDBPyConnection]:
    city = a_city(source("police"), source("rtci", "rtci", "series"), slug="hand")
    first = file(
        "rtci",
        "2024-05-15",
        *months(2022, [10.0] * 12, "robbery"),
        *months(2023, [9.0, None, *[9.0] * 10], "robbery"),
        *months(2024, [8.0, 8, 8], "robbery"),
        *[one for year in range(2019, 2025) for one in months(year, [10.0 + year - 2019, 5, 1], "arson")],
        *months(2020, [2.0] * 12, "theft"),
    )
    again = file("rtci", "2024-06-14", *months(2022, [10.0] * 11 + [13], "robbery"), *months(2024, [8.0, 8, 8, 7], "robbery"))
    stories = [
        page("police", "2023-11-30", figure(33, "2023-01-01/2023-11-30"), address="https://police.example/1"),
        page("police", "2022-11-30", figure(50, "2022-01-01/2022-11-30"), address="https://police.example/0"),
        page("police", "2023-12-29", figure(344, "2023", "shooting"), address="https://police.example/2"),
        page("police", "2025-01-06", figure(359, "2023", "shooting"), address="https://police.example/3"),
        # Told again later, as what was known then: no change of anything.
        page("police", "2025-06-01", figure(344, "2023-01-01/2023-12-29", "shooting"), address="https://police.example/8"),
        page("police", "2024-02-29", figure(6, "2024-01-01/2024-02-29", "rape"), address="https://police.example/4"),
        page("police", "2023-02-28", figure(3, "2023-01-01/2023-02-28", "rape"), address="https://police.example/5"),
        page("police", "2025-02-28", figure(0, "2025-01-01/2025-02-28", "rape"), address="https://police.example/6"),
        page("police", "2026-02-28", figure(2, "2026-01-01/2026-02-28", "rape"), address="https://police.example/7"),
    ]
    with built((city, [first, again, *stories])) as connection:
        yield connection


def test_a_gap_is_a_row_with_its_reason(world: duckdb.DuckDBPyConnection) -> None:
    """February 2023 was never given, though later months were; April 2024 was out in June and not yet in May."""
    found = rows(world, "from mart.series_month_at(timestamp '2024-05-20') where metric = 'robbery' and value is null")
    assert [(one["month"], one["missing_reason"]) for one in found] == [(D(2023, 2, 1), "not reported"), (D(2024, 4, 1), "not yet published")]
    later = row(world, "from mart.series_month_at(timestamp '2024-06-20') where metric = 'robbery' and month = date '2024-04-01'")
    assert (later["value"], later["missing_reason"]) == (7, None)


def test_the_calendar_of_a_series_that_ended_ends_a_year_later(world: duckdb.DuckDBPyConnection) -> None:
    found = row(world, "select max(month) as month, count(*) as months from mart.series_month where metric = 'theft'")
    assert (found["month"], found["months"]) == (D(2021, 12, 1), 24)


def test_twelve_months_roll_only_where_all_are_there(world: duckdb.DuckDBPyConnection) -> None:
    query = "select rolling_12m from mart.series_month where metric = 'robbery' and month = ?"
    assert [row(world, query, day)["rolling_12m"] for day in (D(2022, 12, 1), D(2023, 1, 1), D(2023, 2, 1), D(2024, 1, 1), D(2024, 2, 1))] == [
        123,
        122,
        None,
        None,
        10 * 9 + 2 * 8,
    ]


def test_the_end_of_february_stands_beside_the_end_of_february(world: duckdb.DuckDBPyConnection) -> None:
    """Leap years: 60 days of 2024 beside 59 of 2023, and the other way in 2025; both say how many days they count."""
    found = rows(world, "from mart.series_ytd where metric = 'rape' and value is not null order by through")
    assert [
        (str(one["through"]), one["days"], str(one["last_through"]), one["last_days"], one["change"], one["change_pct"]) for one in found
    ] == [
        ("2023-02-28", 59, "2022-02-28", 59, None, None),
        ("2024-02-29", 60, "2023-02-28", 59, 3, 100),
        ("2025-02-28", 59, "2024-02-29", 60, -6, -100),
        ("2026-02-28", 59, "2025-02-28", 59, 2, None),  # nothing is changed in percent of zero
    ]


def test_a_year_to_date_beside_the_same_dates_and_their_five_years_mean(world: duckdb.DuckDBPyConnection) -> None:
    police = row(world, "from mart.series_ytd where metric = 'homicide' and through = date '2023-11-30'")
    assert (police["value"], police["last_value"], police["change"], police["change_pct"]) == (33, 50, -17, -34)
    march = row(world, "from mart.series_ytd where metric = 'arson' and through = date '2024-03-31'")
    assert (march["value"], march["months"], march["average_5y"]) == (21, 3, 18)
    april = row(world, "from mart.series_ytd where metric = 'arson' and through = date '2024-04-30'")
    assert (april["value"], april["missing_reason"]) == (None, "not yet published")


def test_how_the_shootings_of_2023_moved(world: duckdb.DuckDBPyConnection) -> None:
    """Two days of the year were still to come when 344 was said: the count was completed, not revised."""
    found = row(world, "from mart.revision where metric = 'shooting'")
    assert (found["value_before"], found["value"], found["change"], round(found["change_pct"], 1)) == (344, 359, 15, 4.4)
    assert (found["kind"], found["days_standing"], found["days_after"]) == ("completed", 374, 372)
    assert [row(world, "from core.capture where capture_id = ?", found[name])["address"][-1] for name in ("capture_before", "capture_id")] == [
        "2",
        "3",
    ]


def test_a_month_revised_revises_its_year(world: duckdb.DuckDBPyConnection) -> None:
    found = rows(world, "from mart.revision where metric = 'robbery' order by is_summed")
    assert [
        (str(one["period_start"]), one["value_before"], one["value"], one["kind"], one["is_summed"], one["days_after"]) for one in found
    ] == [
        ("2022-12-01", 10, 13, "revised", False, 531),
        ("2022-01-01", 120, 123, "revised", True, 531),
    ]
    assert rows(world, "from mart.revision_at(timestamp '2024-06-01')") == []


def test_the_rows_of_a_file_that_may_not_be_passed_on_say_so() -> None:
    city = a_city(source("closed", "closed", "series", may=("read", "compute")), slug="closed")
    readings = [
        file("closed", "2024-02-20", *months(2023, [7.0] * 12)),
        file("closed", "2024-05-20", *months(2023, [8.0] + [7.0] * 11)),
    ]
    with built((city, readings), only=("mart.series_month", "mart.series_ytd", "mart.revision")) as connection:
        for table in ("mart.series_month", "mart.revision where month(period_end) < 12", "mart.series_ytd where through < date '2023-12-31'"):
            assert {one["may_redistribute"] for one in rows(connection, f"from {table}")} == {False}, table
        assert {one["may_redistribute"] for one in rows(connection, "from mart.series_ytd where through = date '2023-12-31'")} == {True}


def test_a_silent_edit_is_known_from_its_second_fetch() -> None:
    """The same address with the same date and another number: a file exchanged in place, and a page."""
    city = a_city(source("rtci", "rtci", "series"), source("police"), slug="silent")
    visits = [
        page("police", "2024-01-05", figure(value, "2023", "shooting"), fetched=fetched, text=f"{value} shootings")
        for fetched, value in (("2024-01-06", 350), ("2024-03-06", 359))
    ]
    files = [
        file("rtci", "2024-01-20", *months(2023, [3.0] * 11 + [last]), fetched=fetched)
        for fetched, last in (("2024-01-21", 3), ("2024-03-07", 5))
    ]
    with built((city, [*visits, *files]), only=("mart.series_year", "mart.revision")) as connection:
        for day, shootings, homicides in (("2024-03-05", 350, 36), ("2024-03-08", 359, 38)):
            found = rows(connection, f"select value from mart.series_year_at(timestamp '{day}') order by metric desc")
            assert [one["value"] for one in found] == [shootings, homicides]
        moved = rows(connection, "select known_at from mart.revision where period_end - period_start > 363 order by known_at")
        assert [str(one["known_at"]) for one in moved] == ["2024-03-06 12:00:00", "2024-03-07 12:00:00"]
