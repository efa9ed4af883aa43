"""A real revision log: what a publisher gave for Fresno on 17 dates, and what it gave in the end, against `…_at(moment)` for each of the dates.

175 of the 612 values that can be compared were revised later.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

from pipeline.parse.capture import Parsed
from pipeline.period import Period, month_end
from pipeline.records import Figure
from tests.world import a_city, built, figure, file, months, rows, source

EASTERN = ZoneInfo("America/New_York")
METRICS = {
    "violent_crime": ("violent_crime", "violent"),
    "murder": ("homicide", "murder"),
    "rape": ("rape", "rape"),
    "robbery": ("robbery", "robbery"),
    "aggravated_assault": ("aggravated_assault", "assault"),
    "property_crime": ("property_crime", "property"),
    "burglary": ("burglary", "burglary"),
    "theft": ("larceny", "theft"),
    "motor_vehicle_theft": ("motor_vehicle_theft", "motor"),
}
FINAL = "2026-08-31"

Counts = dict[tuple[str, dt.date], float]  # metric, last day counted from 1 January


def table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def updated(line: Mapping[str, str]) -> dt.datetime:
    return dt.datetime.strptime(line["last_updated"][:19], "%Y-%m-%d %H:%M:%S").replace(tzinfo=EASTERN).astimezone(dt.UTC)


def counts(line: Mapping[str, str]) -> Counts:
    """What one line of the log gives: two whole years, and the same dates of three years."""
    metric, _ = METRICS[line["crime_type"]]
    name, year = line["ytd_month_range"].split(" - ")[1].split()
    month, this_year = MONTHS.index(name) + 1, int(year)
    given = {
        (this_year - 2, 12): line["two_years_prior_full"],
        (this_year - 1, 12): line["previous_year_full"],
        (this_year - 2, month): line["two_years_prior_ytd"],
        (this_year - 1, month): line["previous_year_ytd"],
        (this_year, month): line["current_year_ytd"],
    }
    return {(metric, month_end(*through)): float(value) for through, value in given.items()}


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def vintages(folder: Path) -> list[tuple[dt.datetime, Counts]]:
    """The log by the moment at which each of its files was published."""
    made: dict[dt.datetime, Counts] = {}
    for line in table(folder / "rtci_fresno_scorecard_vintages.csv"):
        made.setdefault(updated(line), {}).update(counts(line))
    return sorted(made.items())


def final(folder: Path) -> Counts:
    """What the file of the end gives: sums of its months."""
    sums: Counts = {}
    for line in table(folder / "rtci_fresno_monthly_2017_2026.csv"):
        year, month = int(line["year"]), int(line["month"])
        for metric, column in METRICS.values():
            before = sums[metric, month_end(year, month - 1)] if month > 1 else 0
            sums[metric, month_end(year, month)] = before + float(line[column])
    return sums


def of(published: tuple[dt.datetime, Counts]) -> Parsed:
    at, given = published
    read = [figure(value, str(Period.to_date(through)), metric) for (metric, through), value in given.items()]
    return file("rtci", at.isoformat(), *read)


def monthly(folder: Path) -> Parsed:
    lines = table(folder / "rtci_fresno_monthly_2017_2026.csv")
    read: list[Figure] = []
    for year in sorted({int(line["year"]) for line in lines}):
        for metric, column in METRICS.values():
            read += months(year, [float(line[column]) for line in lines if int(line["year"]) == year], metric)
    return file("rtci", FINAL, *read)


@pytest.fixture(scope="module")
def folder() -> Path:
    folder = Path(__file__).parents[3] / "shared" / "data" / "fresno"
    if not folder.is_dir():
        pytest.skip("the folder of shared data is not beside the project")
    return folder


@pytest.fixture(scope="module")
def world(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    city = a_city(source("rtci", "rtci", "series"), slug="fresno")
    with built((city, [*map(of, vintages(folder)), monthly(folder)])) as connection:
        yield connection


def test_the_log_holds_what_it_is_for(folder: Path) -> None:
    log, last = vintages(folder), final(folder)
    values = [(key, value) for _, given in log for key, value in given.items()]
    assert len(log) == 17
    assert sum(last[key] != value for key, value in values) == 175


def known(folder: Path, moment: dt.datetime) -> Counts:
    """The newest count of each period at a moment."""
    newest: Counts = {}
    for at, given in vintages(folder):
        if at <= moment:
            newest |= given
    return newest | (final(folder) if moment >= dt.datetime.fromisoformat(f"{FINAL}T12:00+00:00") else {})


def test_years_to_date_are_those_of_each_vintage(world: duckdb.DuckDBPyConnection, folder: Path) -> None:
    for at, _ in [*vintages(folder), (dt.datetime(2026, 9, 1, tzinfo=dt.UTC), {})]:
        for moment in (at, at - dt.timedelta(seconds=1)):
            query = "select metric, through, value from mart.series_ytd_at(?) where value is not null"
            found = {(metric, through): value for metric, through, value in world.execute(query, [moment.replace(tzinfo=None)]).fetchall()}
            assert found == known(folder, moment), moment


def test_whole_years_are_those_of_each_vintage(world: duckdb.DuckDBPyConnection, folder: Path) -> None:
    for at, _ in [*vintages(folder), (dt.datetime(2026, 9, 1, tzinfo=dt.UTC), {})]:
        for moment in (at, at - dt.timedelta(seconds=1)):
            query = "select metric, year, value from mart.series_year_at(?) where coverage = 'full'"
            found = {(metric, year): value for metric, year, value in world.execute(query, [moment.replace(tzinfo=None)]).fetchall()}
            expected = {(metric, day.year): value for (metric, day), value in known(folder, moment).items() if (day.month, day.day) == (12, 31)}
            assert found == expected, moment


def test_revisions_of_whole_years_are_those_of_the_log(world: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """The year 2025 was given in February 2026 and moved with the months of June."""
    expected = set()
    before: Counts = {}
    for at, given in [*vintages(folder), (dt.datetime(2026, 8, 31, 12, tzinfo=dt.UTC), final(folder))]:
        for (metric, day), value in given.items():
            if (day.month, day.day) == (12, 31) and before.get((metric, day), value) != value:
                expected.add((metric, day.year, before[metric, day], value, at.replace(tzinfo=None)))
        before |= given
    query = "select metric, year(period_end) as year, value_before, value, known_at from mart.revision where period_end - period_start > 363"
    assert {tuple(one.values()) for one in rows(world, query)} == expected
    assert expected
