"""The shapes in which publishers lay counts out, each an entry of a TOML and no code: long rows, JSON, dates, several periods in a row."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from pipeline.columns import Columns
from pipeline.errors import ParseError
from pipeline.parse.row_period import read_period
from pipeline.parse.series import read_series
from pipeline.records import Reading

PLACE = "Fresno, CA"

LONG = {"year": "Year", "label": "Offense", "values": "Count", "metrics": {"homicide": "Murder", "robbery": ["Robbery", "Robberies"]}}
OPTIMUM = {  # North Bergen's file: years with months in them, months with counts in them (sources.md 1.h)
    "format": "json",
    "rows": "[].DataMonths[].Data",
    "year": "Year",
    "month": "Month",
    "metrics": {"homicide": "Homicide"},
}
SCORECARD = {  # RTCI's scorecard: a row per offence, in which five columns are of three years (sources.md 1.g)
    "period": "ytd_month_range",
    "updated": "last_updated",
    "where": {"agency_name": "Fresno", "state_name": "California"},
    "label": "crime_type",
    "values": [
        {"column": "two_years_prior_full", "years_before": 2, "is_whole_year": True},
        {"column": "previous_year_full", "years_before": 1, "is_whole_year": True},
        {"column": "two_years_prior_ytd", "years_before": 2},
        {"column": "previous_year_ytd", "years_before": 1},
        "current_year_ytd",
    ],
    "other": ["violent_crime", "property_crime"],
    "metrics": {
        "homicide": "murder",
        "rape": "rape",
        "robbery": "robbery",
        "aggravated_assault": "aggravated_assault",
        "burglary": "burglary",
        "larceny": "theft",
        "motor_vehicle_theft": "motor_vehicle_theft",
    },
}


def read(body: str | bytes, columns: dict[str, Any]) -> Reading:
    return read_series(body if isinstance(body, bytes) else body.encode(), Columns.model_validate(columns), PLACE)[0]


def counts(reading: Reading) -> dict[tuple[str, str], float | None]:
    return {(one.metric, str(one.period)): one.value for one in reading.figures}


def refused(reading: Reading) -> list[tuple[str, str | None, int]]:
    return [(one.reason, one.where, one.count) for one in reading.rejections]


def test_long_rows_name_their_metric() -> None:
    reading = read("Year,Offense,Count\n2023,MURDER,35\n2023,Robberies,909\n2024,Murder*,30\n", LONG)
    assert counts(reading) == {("homicide", "2023"): 35, ("robbery", "2023"): 909, ("homicide", "2024"): 30}
    assert reading.rejections == ()
    assert (reading.figures[0].label, reading.figures[0].cell, reading.figures[0].quote) == ("MURDER", "MURDER × Count", "35")


def test_a_label_that_is_new_is_counted_and_one_that_is_gone_is_named() -> None:
    """A publisher that writes Homicide for Murder would otherwise bring nothing, without a word."""
    reading = read("Year,Offense,Count\n2023,Homicide,35\n2024,Homicide,30\n2023,Robbery,909\n", LONG)
    assert counts(reading) == {("robbery", "2023"): 909}
    assert refused(reading) == [("unknown_label", "line 2", 2), ("missing_label", None, 1)]
    assert "'Homicide' is neither" in reading.rejections[0].detail


def test_labels_that_are_known_and_not_taken_are_no_rejection() -> None:
    reading = read("Year,Offense,Count\n2023,Murder,35\n2023,Robbery,909\n2023,Total,944\n", LONG | {"other": ["TOTAL"]})
    assert len(reading.figures) == 2
    assert reading.rejections == ()


def test_two_spellings_of_one_metric_in_one_year_are_not_added_up() -> None:
    reading = read("Year,Offense,Count\n2023,Robbery,900\n2023,Robberies,9\n2023,Murder,1\n", LONG)
    assert counts(reading) == {("homicide", "2023"): 1}
    assert refused(reading) == [("stands_twice", "line 3", 1)]


def test_a_column_for_each_month() -> None:
    """Little Rock prints a page per year: the offences down, the months across, and their total (sources.md 1.h)."""
    values = [{"column": name, "month": month} for month, name in enumerate(("Jan", "Feb", "Dec"), start=1)]
    values[2]["month"] = 12
    reading = read("Year,Offense,Jan,Feb,Dec,TOTAL\n2024,Murder,3,0,,3\n", LONG | {"values": values, "metrics": {"homicide": "Murder"}})
    assert counts(reading) == {("homicide", "2024-01"): 3, ("homicide", "2024-02"): 0}


def test_missing_december_is_no_zero_and_no_year() -> None:
    """Eleven months and a blank one: eleven figures."""
    lines = [f"2023,{month},{month if month < 12 else ''}" for month in range(1, 13)]
    reading = read("\n".join(["Year,Month,Murder", *lines]), {"year": "Year", "month": "Month", "metrics": {"homicide": "Murder"}})
    assert [str(one.period) for one in reading.figures] == [f"2023-{month:02}" for month in range(1, 12)]


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        ('[{"Year": 2023, "Murder": 35}, {"Year": "2024", "Murder": "30"}]', "[]"),
        ('\ufeff[{"Year": 2023, "Murder": 35}, {"Year": 2024, "Murder": 30}]', "[]"),
        ('{"result": {"records": [{"Year": 2023, "Murder": 35.0}, {"Year": 2024, "Murder": 30}]}}', "result.records[]"),
        ('{"features": [{"attributes": {"Year": 2023, "Murder": 35}}, {"attributes": {"Year": 2024, "Murder": 30}}]}', "features[].attributes"),
        ('[{"Year": 2023, "Murder": 35}, {"Year": 2024, "Murder": 30}, {"Year": 2025}, {"Year": 2022, "Murder": null}]', "[]"),
    ],
    ids=["a list", "byte order mark", "at a path", "in an object of each", "null, and left out where it is null"],
)
def test_rows_of_json(body: str, rows: str) -> None:
    reading = read(body, {"format": "json", "rows": rows, "year": "Year", "metrics": {"homicide": "Murder"}})
    assert counts(reading) == {("homicide", "2023"): 35, ("homicide", "2024"): 30}
    assert reading.rejections == ()


def test_rows_of_json_take_what_stands_around_them() -> None:
    months = [{"Month": "January", "Data": {"Homicide": 1}}, {"Month": "February", "Data": {"Homicide": 0}}]
    reading = read(json.dumps([{"Year": 2023, "DataMonths": months}]).encode("utf-8-sig"), OPTIMUM)
    assert counts(reading) == {("homicide", "2023-01"): 1, ("homicide", "2023-02"): 0}
    assert reading.figures[1].start == 2


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "empty"),
        ("<html>gone", "html_instead_of_json"),
        ('[{"Year": 2023', "broken_json"),
        ("[" * 100_000, "broken_json"),
        ('{"error": {"code": "OVER_RATE_LIMIT"}}', "no_rows_there"),
        ("[]", "no_rows_there"),
        ('[{"Year": 2023, "Homicides": 3}]', "renamed_column"),
    ],
)
def test_json_that_cannot_be_used(body: str, reason: str) -> None:
    with pytest.raises(ParseError) as error:
        read(body, {"format": "json", "year": "Year", "metrics": {"homicide": "Murder"}})
    assert error.value.reason == reason


@pytest.mark.parametrize(
    ("printed", "period"),
    [
        ("2018", "2018"),
        ("2018-01", "2018-01"),
        ("2018/1", "2018-01"),
        ("01/2018", "2018-01"),
        ("January 2018", "2018-01"),
        ("Jan. 2018", "2018-01"),
        ("Sept-24", "2024-09"),
        ("Jan '99", "1999-01"),
        ("2018 January", "2018-01"),
        ("2018-01-01T00:00:00.000", "2018-01"),
        ("1/1/2018 12:00:00 AM", "2018-01"),
        ("January 1, 2018", "2018-01"),
        ("Jan - Feb 2026", "2026-01-01/2026-02-28"),
        ("Jan - Dec 2025", "2025"),
        ("Jan - Jan 2026", "2026-01"),
        ("Apr to Jun 2025", "2025-Q2"),
        ("13/2018", None),
        ("2018-00", None),
        ("Ma 2018", None),
        ("Janvier 2018", None),
        ("Dec - Feb 2026", None),
        ("2018-01-15", None),
        ("2018-01-01T06:00:00Z", None),
        ("Total", None),
        ("", None),
        ("²018", None),
    ],
)
def test_a_column_of_periods(printed: str, period: str | None) -> None:
    assert (found := read_period(printed)) == found
    assert (found and str(found)) == period


def test_days_are_not_taken_for_months() -> None:
    """A file of days begins with the first of January, whose count is not January's."""
    with pytest.raises(ParseError) as error:
        read("Date,Murder\n2018-01-01,1\n2018-01-02,0\n", {"period": "Date", "metrics": {"homicide": "Murder"}})
    assert error.value.reason == "days_instead_of_months"


@pytest.mark.parametrize("head", ["Year,Murder", "Year,Homicide", "year,murder", "Murder,Homicide,Year"])
def test_a_column_list_that_changed_over_the_years(head: str) -> None:
    columns = {"year": "Year", "also_named": {"Year": "year"}, "metrics": {"homicide": ["Murder", "murder", "Homicide"]}}
    values = {"year": "2023", "murder": "35", "homicide": "35" if "Murder" not in head else "99"}
    body = f"{head}\n{','.join(values[name.lower()] for name in head.split(','))}\n"
    assert counts(read(body, columns)) == {("homicide", "2023"): 35}


@pytest.mark.parametrize("delimiter", ["\t", ";", "|"])
def test_a_file_with_other_marks_than_commas(delimiter: str) -> None:
    text = f"Year,Murder\n2023,{'1;034' if delimiter == ',' else '35'}\n".replace(",", delimiter)
    assert counts(read(text, {"year": "Year", "metrics": {"homicide": "Murder"}})) == {("homicide", "2023"): 35}


def test_aggregates_mixed_in_are_left_out() -> None:
    """RTCI's file has the nation and groups of agencies among the agencies; others have a row of totals below each year."""
    columns = {
        "year": "Year",
        "month": "Month",
        "where": {"Agency": ["Fresno", "Fresno PD"]},
        "unless": {"Month": "Total"},
        "metrics": {"homicide": "Murder"},
    }
    rows = ["Fresno,2023,1,3", "Nationwide,2023,1,999", "Agencies of < 100K,2023,1,99", "Fresno PD,2023,2,NA", "Fresno,2023,Total,35"]
    reading = read("\n".join(["Agency,Year,Month,Murder", *rows]), columns)
    assert counts(reading) == {("homicide", "2023-01"): 3}
    assert reading.rejections == ()


def test_footnotes_below_the_rows_are_counted_rejections() -> None:
    reading = read("Year,Murder\n2023,35\n* preliminary\nSource: police,,\n", {"year": "Year", "metrics": {"homicide": "Murder"}})
    assert counts(reading) == {("homicide", "2023"): 35}
    assert refused(reading) == [("ragged_row", "line 3", 1), ("no_period", "line 4", 1)]


@pytest.mark.parametrize("printed", ["***.*", "NA", "", "-"])
def test_the_marks_of_a_publisher_for_nothing(printed: str) -> None:
    """CompStat prints `***.*` where the earlier count is zero."""
    columns = {"year": "Year", "missing": ["", "NA", "***.*", "-"], "metrics": {"homicide": "Murder", "rape": "Rape"}}
    reading = read(f"Year,Murder,Rape\n2023,{printed},5\n", columns)
    assert (counts(reading), reading.rejections) == ({("rape", "2023"): 5}, ())


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"year": None}, "give year"),
        ({"period": "Date"}, "give year"),
        ({"values": []}, "label and values go together"),
        ({"label": None}, "label and values go together"),
        ({"metrics": {"homicide": "Murder", "robbery": "murder *"}}, "'murder' stands twice"),
        ({"other": ["ROBBERY"]}, "'robbery' stands twice"),
        ({"rows": "result.records[]"}, 'goes with format = "json"'),
        ({"rows": "result"}, "no place of rows"),
        ({"also_named": {"Yaer": "year"}}, "'Yaer'"),
    ],
)
def test_what_does_not_fit_is_said(more: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Columns.model_validate(LONG | more)


def test_every_vintage_of_the_scorecard(shared: Path) -> None:
    """All 17 editions, against the cells themselves; the whole-year columns agree with the year-to-date ones of December."""
    body = (shared / "data/fresno/rtci_fresno_scorecard_vintages.csv").read_bytes()
    rows = list(csv.DictReader(body.decode().splitlines()))
    vintages = sorted({row["vintage"] for row in rows})
    assert len(vintages) == 17
    for vintage in vintages:
        where = {"agency_name": "Fresno", "state_name": "California", "vintage": vintage}
        reading = read(body, SCORECARD | {"where": where})
        assert [one.reason for one in reading.rejections] == []
        found = counts(reading)
        wanted = [row for row in rows if row["vintage"] == vintage and row["crime_type"] == "theft"]
        year = int(wanted[0]["ytd_month_range"][-4:])
        assert found["larceny", str(year - 1)] == float(wanted[0]["previous_year_full"])
        assert float(wanted[0]["current_year_ytd"]) in {value for (metric, _), value in found.items() if metric == "larceny"}
    april = counts(read(body, SCORECARD | {"where": {"vintage": "2026-04-24_0786cfa2"}}))
    assert [april[metric, "2025"] for metric in ("homicide", "rape", "robbery", "aggravated_assault")] == [23, 267, 859, 2793]
    assert april["larceny", "2026-01-01/2026-02-28"] == 1648
    assert april["larceny", "2024-01-01/2024-02-29"] == 1903
