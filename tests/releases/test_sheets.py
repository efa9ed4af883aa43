"""Workbooks, CSV files and pages of tables: the same cells give the same figures."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest

from pipeline.city import load_city
from pipeline.figures.releases import read_release
from pipeline.parse.capture import read_capture
from pipeline.parse.sheet import read_workbook
from pipeline.records import Reading
from tests.conftest import ROOT
from tests.releases.test_layouts import said
from tests.releases.workbook import compstat
from tests.world import a_city, capture, source

CITY = a_city(source("sheet", reads="table", kind="file"))


def packed(rows: list[list[Any]], title: str = "Sheet") -> bytes:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(body: bytes, media_type: str = "text/csv") -> Reading:
    return read_capture(capture("sheet", "2026-03-02", media_type=media_type), body, CITY.source[0], CITY).reading


@pytest.mark.parametrize(("is_merged", "is_fraction"), [(True, False), (False, False), (True, True)], ids=["merged", "unmerged", "fractions"])
def test_a_compstat_workbook_is_read_with_its_blocks_and_baselines(is_merged: bool, is_fraction: bool) -> None:
    """Week, 28 days and year to date with their dates; 2, 16 and 33 years back; and the history of whole years below."""
    report = compstat(is_merged=is_merged, is_fraction=is_fraction)
    reading = read_release(read_workbook(report.data, None), "New York, NY", {}, {}, None)
    assert set(said(reading)) == set(report.said)
    assert {one.reason for one in reading.rejections} <= {"contradiction"}


def test_which_larceny_is_meant_is_for_the_toml_to_say() -> None:
    """Neither grand nor petit larceny is all larceny: without a judgement neither is certain."""
    report = compstat()
    document = read_workbook(report.data, None)
    plain = read_release(document, "New York, NY", {}, {}, None)
    assert {one.confidence for one in plain.figures if one.metric == "larceny"} == {"likely"}
    judged = read_release(document, "New York, NY", {"Petit Larceny": "other"}, {}, None)
    assert {one.confidence for one in judged.figures if one.metric == "larceny"} == {"certain"}


ROWS: list[list[Any]] = [["Offense", "2023", "2024"], ["Homicide", "31", "28"], ["Robbery", "1,204", "N/A"], ["Auto Theft*", "", "977"]]
EXPECTED = {("homicide", 31, "2023"), ("homicide", 28, "2024"), ("robbery", 1204, "2023"), ("motor_vehicle_theft", 977, "2024")}


@pytest.mark.parametrize(
    "body",
    [
        "\n".join(",".join(f'"{cell}"' for cell in row) for row in ROWS).encode(),
        "\n".join("\t".join(row) for row in ROWS).encode("utf-8-sig"),
        "\n".join(";".join(row) for row in ROWS).encode("utf-16"),
        packed(ROWS),
        ("<table>" + "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in ROWS) + "</table>").encode(),
    ],
    ids=["csv", "tsv with a mark", "semicolons in utf-16", "xlsx", "html"],
)
def test_each_format_gives_the_same_figures(body: bytes) -> None:
    assert {(one.metric, one.value, str(one.period)) for one in read(body).figures} == EXPECTED


def test_dates_of_a_sheet_are_the_months_that_it_shows() -> None:
    """A cell that shows "Jan-24" holds the first of January."""
    months = [dt.datetime(2024, month, 1) for month in (1, 2)]  # noqa: DTZ001  # as a sheet holds it
    reading = read(packed([["Offense", *months], ["Homicide", 3, 4]]))
    assert [(one.value, str(one.period)) for one in reading.figures] == [(3, "2024-01"), (4, "2024-02")]


def test_each_sheet_is_a_table_of_its_own_and_one_can_be_chosen() -> None:
    book = openpyxl.Workbook()
    for year, count in ((2023, 31), (2024, 28)):
        sheet: Any = book.create_sheet(str(year))
        sheet.append(["Offense", "Total"])
        sheet.append(["Homicide", count])
        sheet.append(["Robbery", 7])
    out = io.BytesIO()
    book.save(out)
    both = read(out.getvalue())
    assert {(one.value, str(one.period)) for one in both.figures if one.metric == "homicide"} == {(31, "2023"), (28, "2024")}
    one_sheet = a_city(source("sheet", reads="table", kind="file", table={"sheet": "2024"}))
    reading = read_capture(capture("sheet", "2026-03-02"), out.getvalue(), one_sheet.source[0], one_sheet).reading
    assert {one.value for one in reading.figures if one.metric == "homicide"} == {28}


def test_a_page_of_prose_under_headings_is_read_as_an_article() -> None:
    """Albuquerque writes its counts under a heading for each month; there is no table to read."""
    page = b"""<html><body><article><h1>Homicide statistics</h1><p>The department posts the number of homicides of each month here.</p>
    <h4>Sept. 2024</h4><p>Police investigated 9 homicides in September 2024.</p></article></body></html>"""
    assert 9 in {one.value for one in read(page, "text/html").figures}


def test_new_york_reads_its_workbook_by_its_toml() -> None:
    """One row for each of the seven major felonies is certain; which rows stand beside them the TOML says."""
    city = load_city(ROOT / "deployments", "new-york-ny")
    compstat_source = next(one for one in city.source if one.id == "compstat")
    parsed = read_capture(capture("compstat", "2026-03-02"), compstat().data, compstat_source, city)
    week = [one for one in parsed.reading.figures if str(one.period) == "2026-02-16/2026-02-22" and one.measure == "count"]
    certain = [one.metric for one in week if one.confidence == "certain" and one.metric != "other"]
    assert len(certain) == len(set(certain))
    assert {"homicide", "rape", "robbery", "aggravated_assault", "burglary", "larceny", "motor_vehicle_theft", "total_crime"} <= set(certain)


def test_a_page_that_is_an_article_with_a_table_is_read_as_one() -> None:
    """Its prose says to which day the year to date runs, and is read once."""
    rows = "<tr><th>Crime</th><th>2022 YTD</th><th>2023 YTD</th></tr><tr><td>Homicide</td><td>40</td><td>31</td></tr>"
    prose = "<p>Police in Fresno counted 290 robberies in 2023 through August, the department said in a statement on Thursday.</p>" * 3
    head = '<meta property="article:published_time" content="2023-09-01T10:00:00-07:00">'
    page = f"""<html><head>{head}</head><body><article><h1>Crime in Fresno</h1>
    {prose}<table>{rows}</table></article></body></html>"""
    figures = read(page.encode(), "text/html").figures
    assert {(one.value, str(one.period)) for one in figures if one.metric == "homicide"} == {
        (40, "2022-01-01/2022-08-31"),
        (31, "2023-01-01/2023-08-31"),
    }
    assert [one.value for one in figures if one.metric == "robbery"].count(290) == 1


def test_cells_that_say_two_numbers_of_one_thing_are_not_certain() -> None:
    """What tells them apart was not understood: here a column that nobody explains, which may be a part or a first count."""
    table = [["Offense", "2024 Alpha", "2024 Beta", "2023"], ["Homicide", "31", "28", "40"], ["Robbery", "12", "12", "15"]]
    figures = read("\n".join(",".join(row) for row in table).encode()).figures
    sure = {(one.metric, one.value) for one in figures if one.confidence == "certain"}
    assert not sure & {("homicide", 31), ("homicide", 28)}
    assert {("homicide", 40), ("robbery", 15)} <= sure


def test_years_below_the_names_of_parts_are_those_of_the_parts() -> None:
    """A sheet has a group's name above its first column alone, and no vocabulary has that of a part of the city."""
    table: list[list[Any]] = [["", "North", "", "South", "", "Citywide", ""], ["Offense", *["2023", "2024"] * 3], ["Homicide", 1, 2, 3, 4, 4, 6]]
    home = CITY.place
    assert {(one.value, str(one.period), one.place) for one in read(packed(table)).figures} == {
        (1, "2023", f"North, {home}"), (2, "2024", f"North, {home}"), (3, "2023", f"South, {home}"), (4, "2024", f"South, {home}"),
        (4, "2023", home), (6, "2024", home),
    }  # fmt: skip


def test_a_place_with_a_number_is_a_label() -> None:
    """A month and a precinct name the row together."""
    table: list[list[Any]] = [["Month", "Precinct", "Homicide"], ["January 2025", "1st Precinct", 1], ["January 2025", "2nd Precinct", 2]]
    home = CITY.place
    assert {(one.value, str(one.period), one.place) for one in read(packed(table)).figures} == {
        (1, "2025-01", f"1st Precinct, {home}"),
        (2, "2025-01", f"2nd Precinct, {home}"),
    }
