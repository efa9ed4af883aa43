"""Tables of chance: layouts, styles, fonts, widths and holes drawn from a seed, so that no rule fits only the layouts that we thought of."""

from __future__ import annotations

import random

from tests.releases.layouts import CODES, CRIMES, MONTHS, Report
from tests.releases.paper import Align, Paper, Style

HOLES = ("", "N/A", "-", "*", "***.*")


def drawn(seed: int) -> Report:
    """A report with one table; what it says is noted beside it."""
    dice = random.Random(seed)
    report = Report("Testville, CA", dice=dice)
    paper = Paper("landscape", _style(dice)).title("Testville Police Department", size=dice.choice([10, 13, 16]))
    at = sorted(dice.sample(range(len(CRIMES)), dice.randint(3, 7)))
    crimes = [(CRIMES[one], CODES[one]) for one in at]
    heads, rows, groups = dice.choice([_years, _months, _blocks, _across])(report, paper, crimes)
    widths = [_width(column, paper.style, dice) for column in zip(heads, *rows, strict=True)]
    for first, count, text in groups:
        missing = max(0.0, _width([text], paper.style, dice) - sum(widths[first : first + count]))
        widths[first : first + count] = [width + missing / count for width in widths[first : first + count]]
    paper.table(widths, [heads, *rows], x=40, groups=groups)
    return report.done(paper.note("Source: Records Bureau. 14 reports of 2009 were reclassified.") if dice.random() < 0.5 else paper)


def _style(dice: random.Random) -> Style:
    size = dice.choice([6, 7, 8, 9])
    align: Align = dice.choice(["left", "right", "center"])
    label: Align = dice.choice(["left", "left", "right"])
    font = dice.choice(["Helvetica", "Times", "Courier"])
    return Style(align, label, dice.random() < 0.4, size, size * dice.choice([1.15, 1.25, 1.5, 2, 2.4]), font, dice.choice([2, 3, 5]))


def _width(column: list[str] | tuple[str, ...], style: Style, dice: random.Random) -> float:
    """Room for the longest line of a column, and a little more."""
    letters = max(len(line) for text in column for line in text.split("\n"))
    return (
        max(letters * style.size * (0.6 if style.font == "Courier" else 0.52), 2 * style.size)
        + 2 * style.pad
        + style.size * dice.choice([0.6, 1, 1.5])
    )


def _count(report: Report, code: str, period: str) -> str:
    if report.dice.random() < 0.08:
        return report.dice.choice(HOLES)
    return report.count(code, period, most=report.dice.choice([99, 999, 99_999]))


Drawn = tuple[list[str], list[list[str]], list[tuple[int, int, str]]]


def _years(report: Report, _paper: Paper, crimes: list[tuple[str, str]]) -> Drawn:
    years = list(range(2010, 2010 + report.dice.randint(2, 6)))
    years = years[::-1] if report.dice.random() < 0.5 else years
    return ["Offense", *map(str, years)], [[crime, *(_count(report, code, str(year)) for year in years)] for crime, code in crimes], []


def _months(report: Report, paper: Paper, crimes: list[tuple[str, str]]) -> Drawn:
    paper.title("2019", size=11)
    months = MONTHS[: report.dice.choice([3, 6, 12])]
    rows = [[crime, *(_count(report, code, f"2019-{month:02}") for month in range(1, len(months) + 1))] for crime, code in crimes]
    return ["Offense", *months], rows, []


def _blocks(report: Report, paper: Paper, crimes: list[tuple[str, str]]) -> Drawn:
    month = report.dice.randint(2, 12)
    paper.title(f"Through {MONTHS[month - 1]} 20, 2019", size=11)
    spans = [tuple(f"{year}-{first:02}-01/{year}-{month:02}-20" for year in (2019, 2018)) for first in (month, 1)]
    rows = []
    for crime, code in crimes:
        row = [crime]
        for now, before in spans:
            counts = report.dice.randint(0, 999), report.dice.randint(0, 99) * 10
            row += [*map(str, counts), report.change(code, *counts, now, before)]
        rows.append(row)
    groups = [(1, 3, report.dice.choice(["Month to Date", "MTD"])), (4, 3, report.dice.choice(["Year to Date", "YTD"]))]
    return [report.dice.choice(["Offense", ""]), *["2019", "2018", "% Chg"] * 2], rows, groups


def _across(report: Report, _paper: Paper, crimes: list[tuple[str, str]]) -> Drawn:
    heads = ["Year", *(crime.replace(" ", "\n") if report.dice.random() < 0.5 else crime for crime, _ in crimes)]
    return heads, [[str(year), *(_count(report, code, str(year)) for _, code in crimes)] for year in range(2012, 2020)], []
