"""A CompStat workbook as New York publishes it, with invented numbers: three blocks, changes over years, history below, notes."""

from __future__ import annotations

import io
from typing import Any

import openpyxl

from tests.releases.layouts import Report

LABELS = {
    "Murder": "homicide", "Rape": "rape", "Robbery": "robbery", "Fel. Assault": "aggravated_assault", "Burglary": "burglary",
    "Gr. Larceny": "larceny", "G.L.A.": "motor_vehicle_theft", "TOTAL": "total_crime", "": "", "Transit": "other", "Housing": "other",
    "Petit Larceny": "larceny", "Retail Theft": "retail_theft", "Misd. Assault": "other", "UCR Rape*": "rape", "Other Sex Crimes": "other",
    "Shooting Vic.": "shooting_victim", "Shooting Inc.": "shooting", "Hate Crimes": "hate_crime", "Traffic Fatalities": "traffic_fatality",
}  # fmt: skip
SPANS = [(f"2026-{first}/2026-02-22", f"2025-{first}/2025-02-22") for first in ("02-16", "01-26", "01-01")]
HISTORY = ("1990", "1993", "1998", "2001", "2025")


def compstat(*, is_merged: bool = True, is_fraction: bool = False) -> Report:
    """The workbook; without merged cells a group's name stands in its first cell, and a fraction is what a percent format shows as percent."""
    report = Report("New York, NY")
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row, text in ((1, "Police Department\nCity of New York"), (2, "Volume 33 Number 8"), (3, "CompStat"), (7, "Crime Complaints")):
        sheet.cell(row, 1, text)
    _dates(sheet, is_merged=is_merged)
    for column, text in ((2, "Week to Date"), (5, "28 Day"), (8, "Year to Date*"), (11, "2 Yr"), (12, "16 Yr"), (13, "33 Yr")):
        sheet.cell(8, column, text)
    if is_merged:
        for cells in ("B8:D8", "E8:G8", "H8:J8"):
            sheet.merge_cells(cells)
    for column, head in enumerate([2026, 2025, "% Chg"] * 3 + ["% Chg"] * 3, 2):
        sheet.cell(9, column, head)
    for row, (label, code) in enumerate(LABELS.items(), 10):
        if label:
            _row(sheet, row, label, code, report, is_fraction=is_fraction)
    _history(sheet, report)
    sheet.cell(40, 1, "The above figures are preliminary and are subject to further analysis and revision.")
    packed = io.BytesIO()
    book.save(packed)
    report.data = packed.getvalue()
    return report


def _dates(sheet: Any, *, is_merged: bool) -> None:
    words = ["Report Covering the Week", "2/16/2026", "Through", "2/22/2026"]
    for column, text in enumerate([" ".join(words)] if is_merged else words, 1):
        sheet.cell(5, column, text)


def _row(sheet: Any, row: int, label: str, code: str, report: Report, *, is_fraction: bool) -> None:
    sheet.cell(row, 1, label)
    for block, (now, before) in enumerate(SPANS):
        counts = report.dice.randint(0, 900), report.dice.randint(0, 9) * 100
        change = report.change(code, *counts, now, before)
        values = [*counts, change if change == "***.*" else round(float(change) / 100, 4) if is_fraction else float(change)]
        for at, value in enumerate(values, 2 + 3 * block):
            sheet.cell(row, at, value)
    for at, year in enumerate((2024, 2010, 1993), 11):
        percent = report.dice.randint(-90, 90) + 0.5
        report.say(code, "percent_change", percent, SPANS[2][0], f"{year}-01-01/{year}-02-22")
        sheet.cell(row, at, round(percent / 100, 4) if is_fraction else percent)


def _history(sheet: Any, report: Report) -> None:
    sheet.cell(32, 1, "Historical Perspective")
    sheet.cell(33, 1, "(Historical perspective is a complete calendar year of data.)")
    for column, text in enumerate([*map(int, HISTORY), "%Chg '25 vs '01", "%Chg '25 vs '98"], 2):
        sheet.cell(34, column, text)
    for row, (label, code) in enumerate((("Murder", "homicide"), ("Robbery", "robbery"), ("TOTAL", "total_crime")), 35):
        sheet.cell(row, 1, label)
        for column, year in enumerate(HISTORY, 2):
            sheet.cell(row, column, int(report.count(code, year, 300, 99_000).replace(",", "")))
        for column, year in ((7, "2001"), (8, "1998")):
            sheet.cell(row, column, float(report.say(code, "percent_change", -report.dice.randint(20, 80) - 0.1, "2025", year)))
