"""Fresno's own numbers through the marts; the expected ones are those of the publishers' yearly tables and of `edition.md`."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipeline.parse.capture import Parsed
from pipeline.period import Period
from pipeline.records import Figure
from tests.world import a_city, built, figure, file, page, rows, source

FRESNO = "fresno"
METRICS = {
    "violent": "violent_crime",
    "murder": "homicide",
    "rape": "rape",
    "robbery": "robbery",
    "assault": "aggravated_assault",
    "property": "property_crime",
    "burglary": "burglary",
    "theft": "larceny",
    "motor": "motor_vehicle_theft",
}
UCR = {"homs_sum": "homicide", "rape_sum": "rape", "rob_sum": "robbery", "agg_ass_sum": "aggravated_assault", "violent_crime": "violent_crime"}
NEW_YEAR = dt.datetime(2023, 12, 30, 8)  # noqa: DTZ001  # the end of 29 December in Fresno, in UTC


def table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def _rtci(folder: Path) -> Parsed:
    lines = table(folder / "rtci_fresno_monthly_2017_2026.csv")
    read = [
        figure(float(line[column]), f"{line['year']}-{int(line['month']):02}", metric) for line in lines for column, metric in METRICS.items()
    ]
    return file("rtci", "2026-05-18", *read)


def _ucr(folder: Path) -> Parsed:
    lines = table(folder / "marshall_fresno_1975_2015.csv")
    read = [figure(float(line[column]), line["year"], metric) for line in lines for column, metric in UCR.items() if line[column] != "NA"]
    return file("ucr", "2017-12-31", *read)


def _police(folder: Path) -> list[Parsed]:
    """One page for each statement of the police, on the day it was printed; what was said of a month is as of its last."""
    lines = [line for line in table(folder / "fresno_published_figures.csv") if "PD" in line["source_kind"]]
    codes = {"homicide": "homicide", "shooting": "shooting"}
    return [_statement(line, position, codes[line["metric"]]) for position, line in enumerate(lines) if line["metric"] in codes]


def _statement(line: dict[str, str], position: int, metric: str) -> Parsed:
    day = line["as_of"] if len(line["as_of"]) == len("2023-12-29") else f"{line['as_of']}-28"
    through = f"{line['year']}-01-01/{day}" if line["period_kind"].startswith("ytd") else line["year"]
    op = "approx" if "approx" in line["period_kind"] else "eq"
    return page("police", day, _figure(float(line["value"]), through, metric, op), address=f"https://police.example/{position}")


def _figure(value: float, through: str, metric: str, op: str) -> Figure:
    return figure(value, str(Period.parse(through)), metric, op=op)


@pytest.fixture(scope="module")
def fresno() -> Iterator[duckdb.DuckDBPyConnection]:
    folder = Path(__file__).parents[3] / "shared" / "data" / "fresno"
    if not folder.is_dir():
        pytest.skip("the folder of shared data is not beside the project")
    sources = source("police"), source("rtci", "rtci", "series"), source("ucr", "ucr", "series")
    prefer = [("homicide", "police"), ("homicide", "rtci"), ("homicide", "ucr"), ("shooting", "police")]
    half = page(
        "police",
        "2023-12-29",
        figure(74, "2021"),
        figure(25, "2021", measure="record", quote="a 25-year record high"),
        figure(-50, "2023", measure="percent_change", op="lt", baseline="2021"),
        address="https://police.example/story",
    )
    with built((a_city(*sources, slug=FRESNO, prefer=prefer), [_rtci(folder), _ucr(folder), *_police(folder), half])) as connection:
        yield connection


def test_sums_of_months_are_the_publishers_years(fresno: duckdb.DuckDBPyConnection, shared: Path) -> None:
    yearly = table(shared / "data" / "fresno" / "rtci_fresno_annual.csv")
    expected = {
        (metric, int(line["year"])): float(line[column]) if line["months"] == "12" else None
        for line in yearly
        for column, metric in METRICS.items()
    }
    found = {(one["metric"], one["year"]): one["value"] for one in rows(fresno, "from mart.series_year where provider = 'rtci'")}
    assert found == expected
    assert None in found.values()  # of 2026 there are six months


@pytest.mark.parametrize(
    ("metric", "provider", "year", "value"),
    [
        ("homicide", "police", 2023, 35),
        ("homicide", "rtci", 2023, 38),
        ("homicide", "police", 2021, 74),
        ("homicide", "ucr", 1993, 87),
        ("shooting", "police", 2023, 359),
        ("shooting", "police", 2022, 449),
    ],
)
def test_the_newest_statement_of_a_whole_year_stands(
    fresno: duckdb.DuckDBPyConnection, metric: str, provider: str, year: int, value: float
) -> None:
    query = "from mart.series_year where metric = ? and provider = ? and year = ?"
    assert [one["value"] for one in rows(fresno, query, metric, provider, year)] == [value]


def test_on_29_december_what_came_later_is_unknown(fresno: duckdb.DuckDBPyConnection) -> None:
    """Known that day: 33 through 30 November and 344 so far; 35, 38 and 359 are of 2025 and 2026."""
    found = rows(fresno, "from mart.year_end_at(?) where year = 2023 order by metric, provider", NEW_YEAR)
    assert [(one["metric"], one["provider"], one["value"], one["coverage"]) for one in found] == [
        ("homicide", "police", 33, "partial"),
        ("shooting", "police", 344, "so_far"),
    ]
    homicide, shooting = found
    assert (homicide["change"], str(homicide["covered_through"])) == (None, "2023-11-30")
    assert (shooting["days_left"], shooting["change"]) == (2, None)  # of 2022 only "about 440 by December" was known
    later = {35, 38, 359}
    assert not later & {one["value"] for one in rows(fresno, "from mart.disagreement_at(?) where year = 2023", NEW_YEAR)}


def test_how_the_shootings_of_2023_moved(fresno: duckdb.DuckDBPyConnection) -> None:
    found = rows(fresno, "from mart.disagreement where metric = 'shooting' and year = 2023 order by known_at")
    assert [(one["value"], one["coverage"], one["is_used"]) for one in found] == [(344, "so_far", False), (359, "full", True)]


def test_who_counts_the_homicides_of_2023_how(fresno: duckdb.DuckDBPyConnection) -> None:
    found = rows(fresno, "from mart.disagreement where metric = 'homicide' and year = 2023 and kind = 'between_providers' order by provider")
    assert [(one["provider"], one["value"], one["is_used"]) for one in found] == [("police", 35, True), ("rtci", 38, False)]


def test_the_storys_claims(fresno: duckdb.DuckDBPyConnection) -> None:
    """74 in 2021 ties 2020 and is beaten last by 84 in 1994; "almost half" could not be computed that day.

    Later the FBI's counts are there too and differ from the police's by three at most: 69 in 1996, the nearest within 25 years, is five below.
    """
    record, half = rows(fresno, "from mart.claim order by measure desc")
    for verdict, ours, working in (
        (record["verdict"], record["ours"], record["working"]),
        (record["later_verdict"], record["later_ours"], record["later_working"]),
    ):
        assert (verdict, ours) == ("consistent with", 26)
        assert all(part in working for part in ("84 in 1994", "understates", "tied with 2020"))
    assert (half["verdict"], half["later_verdict"]) == ("cannot be compared", "understates")
    assert half["later_working"] == "35 against 74 is -52.7%"
