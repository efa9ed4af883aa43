"""PDFs in the layouts of many departments, in several styles: each number is read with its metric, period, baseline and place, and no other."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.figures.releases import read_release
from pipeline.parse.pdf import read_pdf
from pipeline.records import Document, Reading
from tests.releases.layouts import Report, Said, all_layouts, dotted
from tests.releases.paper import Paper, Style
from tests.releases.random_tables import drawn

LAYOUTS = dict(all_layouts())


def read(data: bytes, home: str) -> Reading:
    document, _ = read_pdf(data, None)
    return read_release(document, home, {}, {}, None)


def said(reading: Reading) -> list[Said]:
    return sorted(
        (one.metric, one.measure, one.value or 0.0, str(one.period), str(one.baseline) if one.baseline else None, one.place or "")
        for one in reading.figures
    )


@pytest.mark.parametrize("draw", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_every_number_of_a_layout_is_read_and_nothing_else(draw: Callable[[], Report]) -> None:
    report = draw()
    home = report.home.removeprefix("Precinct 5, ")
    assert set(said(read(report.data, home))) == set(report.said)


@pytest.mark.parametrize(
    "title",
    [
        "Crime Statistics through September 30, 2024",
        "Year to Date: January 1 - September 30, 2024",
        "September 2024",
        "Data as of 9/30/2024",
        "January - September 2024",
        "YTD as of Sept. 30, 2024",
    ],
)
def test_years_to_date_run_to_the_day_that_the_title_says(title: str) -> None:
    """The column says only "2024 YTD"; each department says the day in its own way."""
    table = [["Crime", "2024 YTD", "2023 YTD"], ["Homicide", "31", "40"], ["Robbery", "290", "312"]]
    reading = read(Paper(style=Style()).title("Boise Police Department", title).table([140, 70, 70], table).bytes(), "Boise, ID")
    assert {(one.value, str(one.period)) for one in reading.figures if one.metric == "homicide"} == {
        (31, "2024-01-01/2024-09-30"),
        (40, "2023-01-01/2023-09-30"),
    }


@pytest.mark.parametrize(
    ("title", "heads", "periods"),
    [
        ("Monthly crime, 2024", ["Jan", "Feb", "Mar", "YTD"], ["2024-01", "2024-02", "2024-03", "2024-Q1"]),
        ("Monthly crime, 2024", ["Jan", "Feb", "Mar", "Apr", "YTD"], ["2024-01", "2024-02", "2024-03", "2024-Q1"]),  # April is empty
        ("Monthly crime", ["Jan 2024", "Feb 2024", "Mar 2024", "YTD"], ["2024-01", "2024-02", "2024-03", "2024-Q1"]),
        (
            "Monthly crime through March 15, 2024",
            ["Jan", "Feb", "YTD", "Last YTD"],
            ["2024-01", "2024-02", "2024-01-01/2024-03-15", "2023-01-01/2023-03-15"],
        ),
        ("Monthly crime, 2024", ["Jan", "Feb", "Mar", "YTD 2024", "Prior YTD"], ["2024-01", "2024-02", "2024-03", "2024-Q1", "2023-Q1"]),
    ],
)
def test_a_year_to_date_beside_months_ends_with_the_last_of_them(title: str, heads: list[str], periods: list[str]) -> None:
    """The page was printed two years after: the day of printing says nothing of the column."""
    numbers = [str(30 + column) for column in range(len(heads))]
    if "Apr" in heads:
        numbers[heads.index("Apr")] = ""
    table = [["Crime", *heads], ["Homicide", *numbers], ["Robbery", *numbers]]
    reading = read(Paper(style=Style()).title("Boise Police Department", title).table([90, *[70] * len(heads)], table).bytes(), "Boise, ID")
    found = [str(one.period) for one in reading.figures if one.metric == "homicide"]
    assert found[: len(periods)] == periods


@pytest.mark.parametrize(
    ("title", "head", "before"),
    [
        ("March 3 - March 9, 2025", "Previous Week", "2025-02-24/2025-03-02"),
        ("March 3 - March 9, 2025", "Last Month", None),
        ("March 2025", "Last Month", "2025-02"),
        ("March 2025", "Prior Week", None),
    ],
)
def test_the_week_or_month_before_is_that_of_a_report_of_one(title: str, head: str, before: str | None) -> None:
    """A month before a week, or a week before a month, is not said: which is meant would be guessed."""
    table = [["Offense", head, "2025 YTD"], ["Homicide", "31", "40"], ["Robbery", "290", "312"]]
    reading = read(Paper(style=Style()).title("Boise Police Department", title).table([140, 90, 70], table).bytes(), "Boise, ID")
    assert [str(one.period) for one in reading.figures if one.value == 31] == ([before] if before else [])


def test_a_year_to_date_without_a_day_is_no_whole_year() -> None:
    """Nothing says to which day the counts run, so a number of them would stand for a year that it is not."""
    table = [["Crime", "2024 YTD", "2023 YTD"], ["Homicide", "31", "40"], ["Robbery", "290", "312"]]
    document, _ = read_pdf(Paper().title("Boise Police Department").table([140, 70, 70], table).bytes(), None)
    reading = read_release(Document(document.text, document.blocks), "Boise, ID", {}, {}, None)
    assert reading.figures == ()
    assert {(one.reason, one.count) for one in reading.rejections} == {("no_period", 2)}


def test_each_figure_says_its_cell_and_quotes_it() -> None:
    report = LAYOUTS["compstat right"]()
    document, _ = read_pdf(report.data, None)
    figures = read_release(document, "New York, NY", {}, {}, None).figures
    murder = next(one for one in figures if one.cell == "Murder × Week to Date 2026")
    assert murder.quote == document.text[murder.start : murder.end] == f"{murder.value:g}"
    assert all(document.text[one.start : one.end] == one.quote for one in figures)


def test_of_two_rows_that_count_the_same_only_the_plainer_is_certain() -> None:
    """New York prints "Rape" as its law has it and "UCR Rape" as the FBI does: both are kept, one may be mailed unasked."""
    figures = read(LAYOUTS["compstat right"]().data, "New York, NY").figures
    assert {(one.label, one.confidence) for one in figures if one.metric == "rape" and one.measure == "count"} == {
        ("Rape", "certain"),
        ("UCR Rape*", "likely"),
    }


def test_labels_that_nothing_explains_are_counted_and_a_toml_can_explain_them() -> None:
    table = [["Offense", "2023", "2024"], ["Homicide", "3", "4"], ["Blorp", "5", "6"], ["Snark", "7", "8"]]
    document, _ = read_pdf(Paper().title("Here").table([140, 60, 60], table).bytes(), None)
    plain = read_release(document, "Here, CA", {}, {}, None)
    assert {(one.detail.split("'")[1], one.count) for one in plain.rejections if one.reason == "unknown_label"} == {("Blorp", 2), ("Snark", 2)}
    told = read_release(document, "Here, CA", {"Blorp": "arson"}, {"snark": ""}, None)
    assert {(one.metric, one.value) for one in told.figures} == {("homicide", 3), ("homicide", 4), ("arson", 5), ("arson", 6)}


def test_prose_in_a_pdf_is_read_as_prose_once() -> None:
    paper = Paper().title("Crime Update, December 29, 2023")
    for line in (
        "There were 344 shootings in 2023, down from 449 in 2022, the department said on Friday in a",
        "statement about the year. Homicides fell from 60 in 2022 to 34 in 2023.",
    ):
        paper.put(50, line)
        paper.y += 12
    values = sorted(one.value or 0 for one in read(paper.bytes(), "Fresno, CA").figures if one.measure == "count")
    assert values == [34, 60, 344, 449]


def test_what_the_text_repeats_of_the_table_is_there_once() -> None:
    paper = Paper().title("Annual Report 2023", "Fresno Police Department")
    paper.table([140, 60, 60], [["Offense", "2022", "2023"], ["Homicide", "60", "34"], ["Robbery", "890", "909"]])
    paper.y += 30
    paper.put(50, "Homicides fell from 60 in 2022 to 34 in 2023, the fewest in years, the department said.")
    figures = read(paper.bytes(), "Fresno, CA").figures
    assert sorted(one.value or 0 for one in figures if one.metric == "homicide" and one.measure == "count") == [34, 60]


def test_reading_again_gives_the_same() -> None:
    data = dotted().data
    assert read(data, "Bend, OR") == read(data, "Bend, OR")


@pytest.mark.parametrize("seed", range(60))
def test_every_number_of_a_table_of_chance_is_read(seed: int) -> None:
    """Fonts, sizes, alignments, widths, holes and headers that nobody chose to make it easy; 68 and others once joined a name to a number."""
    report = drawn(seed + 20)
    assert set(said(read(report.data, report.home))) == set(report.said)
