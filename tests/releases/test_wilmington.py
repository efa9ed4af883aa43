"""The year-end CompStat of Wilmington, beside its cells as others read them: by the city's TOML, and nothing made for it."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
from collections import Counter
from pathlib import Path

import pytest

from pipeline.city import load_city
from pipeline.parse.capture import Parsed, read_capture
from pipeline.period import Period
from tests.conftest import ROOT
from tests.world import capture

HOME = "Wilmington, DE"
CITY = load_city(ROOT / "deployments", "wilmington-de")


@pytest.fixture(scope="module")
def folder() -> Path:
    found = ROOT.parent / "shared" / "data" / "wilmington"
    if not found.is_dir():
        pytest.skip("the report and its cells are not beside the project")
    return found


@pytest.fixture(scope="module")
def parsed(folder: Path) -> Parsed:
    body = (folder / "year-end-2025.pdf").read_bytes()
    return read_capture(capture("year-end-compstat", "2026-02-01", media_type="application/pdf"), body, CITY.source[0], CITY)


def cells(folder: Path) -> list[dict[str, str]]:
    with gzip.open(folder / "year-end-2025.csv.gz") as packed:
        return list(csv.DictReader(io.TextIOWrapper(packed, "utf-8")))


def period(name: str, year: str) -> str:
    """The days of a block, in the year of a column; the report closes with the year."""
    if not year:
        return "None"
    end = dt.date(int(year), 12, 31)
    days = {"last_7_days": 7, "last_28_days": 28}.get(name)
    return str(Period(end - dt.timedelta(days=days - 1), end) if days else Period.year(int(year)))


def test_nearly_every_cell_is_read_as_others_read_it(folder: Path, parsed: Parsed) -> None:
    """Cells that hold a star are none: nobody can say what the change from zero is."""
    read: dict[tuple[str, ...], list[float | None]] = {}
    for one in parsed.reading.figures:
        label = (one.cell or "").split(" × ")[0]
        read.setdefault((one.place or "", label, one.measure, str(one.period), str(one.baseline)), []).append(one.value)
    right, all_of = Counter[str](), Counter[str]()
    for cell in cells(folder):
        place = HOME if cell["geography_type"] == "citywide" else f"{cell['geography_label']}, {HOME}"
        own, base = period(cell["period"], cell["observation_year"]), period(cell["period"], cell["comparison_year"])
        expected = [float(cell["value_numeric"])] if cell["value_numeric"] else []
        kind = "count" if cell["statistic"] == "count" and cell["geography_type"] != "district" else "other"
        right[kind] += read.pop((place, cell["offense_label"], cell["statistic"], own, base), []) == expected
        all_of[kind] += 1
    assert all_of.total() == 2366
    assert right["count"] / all_of["count"] >= 0.99
    assert right.total() / all_of.total() >= 0.97
    assert not read, "figures that are no cells"


def test_its_labels_are_the_metrics_that_they_name(parsed: Parsed) -> None:
    """Felony theft and misdemeanour theft are each a part of larceny; juveniles are among all who were shot."""
    codes = {(one.label, one.metric) for one in parsed.reading.figures}
    assert {("Murder", "homicide"), ("Agg. Assault", "aggravated_assault"), ("Auto Theft", "motor_vehicle_theft")} <= codes
    assert {("Shooting Victims", "shooting_victim"), ("*Juv Shooting Victims", "other"), ("TOTAL", "total_crime")} <= codes
    assert {one.confidence for one in parsed.reading.figures if one.metric == "larceny"} == {"likely"}


def test_a_percentage_that_its_counts_contradict_stays_as_printed_and_is_told(parsed: Parsed) -> None:
    """District 14 prints 25% for robberies that went from 1 to 2."""
    assert [one.reason for one in parsed.reading.rejections] == ["contradiction"]


def test_the_document_says_when_it_was_made(parsed: Parsed) -> None:
    assert parsed.document is not None
    assert parsed.document.published_on == dt.date(2026, 1, 5)
