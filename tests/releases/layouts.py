"""Layouts of released tables, as departments print them, filled with invented numbers; each gives its file and what must be read from it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from tests.releases.paper import Paper, Style

Said = tuple[str, str, float, str, str | None, str]  # metric, measure, value, period, baseline, place

CRIMES = ("Homicide", "Rape", "Robbery", "Aggravated Assault", "Burglary", "Larceny/Theft", "Motor Vehicle Theft")
CODES = ("homicide", "rape", "robbery", "aggravated_assault", "burglary", "larceny", "motor_vehicle_theft")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
STYLES = {
    "right": Style(),
    "ruled": Style(is_ruled=True),
    "centred": Style(align="center"),
    "left": Style(align="left"),
    "typewriter": Style(font="Courier", size=8),
    "tight": Style(size=7, leading=8.5),
    "labels right": Style(label_align="right", align="center"),
}


@dataclass
class Report:
    """A report in the making: what it says is noted while it is drawn."""

    home: str
    said: list[Said] = field(default_factory=list)
    dice: random.Random = field(default_factory=lambda: random.Random(2026))  # invented numbers, the same each time
    data: bytes = b""

    def count(self, metric: str, period: str, least: int = 0, most: int = 1500, place: str | None = None) -> str:
        """An invented count, as printed."""
        return self.say(metric, "count", self.dice.randint(least, most), period, None, place)

    def say(self, metric: str, measure: str, value: float, period: str, baseline: str | None = None, place: str | None = None) -> str:
        self.said.append((metric, measure, float(value), period, baseline, place or self.home))
        return f"{value:,}"

    def change(self, metric: str, now: int, before: int, period: str, baseline: str, place: str | None = None) -> str:
        """Both counts and the change in percent; stars where there were none before."""
        self.say(metric, "count", now, period, None, place)
        self.say(metric, "count", before, baseline, None, place)
        if not before:
            return "***.*"
        percent = round(100 * (now - before) / before, 1)
        self.say(metric, "percent_change", percent, period, baseline, place)
        return f"{percent}"

    def done(self, paper: Paper) -> Report:
        self.data = paper.bytes()
        return self


def two_months(style: Style, heads: tuple[str, str] = ("January 2024", "February 2024")) -> Report:
    """Stockton: one table, two months."""
    report = Report("Stockton, CA")
    rows = [[crime, report.count(code, "2024-01"), report.count(code, "2024-02")] for crime, code in zip(CRIMES, CODES, strict=True)]
    paper = Paper(style=style).title("Stockton Police Department", "Reported Part I Crime")
    return report.done(paper.table([160, 90, 90], [["Incident Type", *heads], *rows]).note("Counts are preliminary and may change on review."))


def page_a_year(style: Style) -> Report:
    """Little Rock: a page per year, twelve months and a total; the latest year is not over."""
    report = Report("Little Rock, AR")
    paper = Paper("landscape", style)
    for year, over in ((2022, 12), (2023, 9)):
        if year > 2022:
            paper.page()
        rows = []
        for crime, code in zip(("HOMICIDE", "RAPE", "ROBBERY", "AGG ASSAULT", "BURGLARY", "LARCENY", "AUTO THEFT"), CODES, strict=True):
            counts = [report.count(code, f"{year}-{month:02}", most=300) for month in range(1, over + 1)]
            total = report.say(code, "count", sum(map(int, counts)), "2022" if over == 12 else f"{year}-01-01/{year}-09-30")
            rows.append([crime, *counts, *[""] * (12 - over), total])
        paper.title("Little Rock Police Department", f"Violent and Property Crime {year}").table(
            [110] + [42] * 13, [["OFFENSE", *MONTHS, "TOTAL"], *rows]
        )
    return report.done(paper)


def month_rows_by_year(style: Style) -> Report:
    """Westminster: the months are rows, the years columns; the crime stands above."""
    report = Report("Westminster, CA")
    names = ("January", "February", "March", "April", "May", "June", "July", "August", "Sept", "October", "November", "December")
    rows = [
        [name, *(report.count("burglary", f"{year}-{month:02}", 2, 90) for year in (2022, 2023, 2024))] for month, name in enumerate(names, 1)
    ]
    total = ["Total", *(report.say("burglary", "count", sum(int(row[at]) for row in rows), str(2021 + at)) for at in (1, 2, 3))]
    paper = Paper(style=style).title("Westminster Police Department", "Burglary")
    return report.done(paper.table([110, 60, 60, 60], [["Month", "2022", "2023", "2024"], *rows, total]))


def month_rows_by_crime(style: Style) -> Report:
    """The same with a column for each crime, whose names take up to three lines; the year stands above."""
    report = Report("Westminster, CA")
    rows = [[name, *(report.count(code, f"2024-{month:02}", 2, 90) for code in CODES)] for month, name in enumerate(MONTHS, 1)]
    heads = ["Month", "Homicide", "Rape", "Robbery", "Agg\nAssault", "Burglary", "Larceny", "Motor\nVehicle\nTheft"]
    return report.done(Paper(style=style).title("Westminster Police Department", "2024 Crime Statistics").table([80] + [62] * 7, [heads, *rows]))


def year_in_the_corner(style: Style) -> Report:
    """Santa Fe: the year is the top left cell."""
    report = Report("Santa Fe, NM")
    rows = [
        [crime, *(report.count(code, f"2024-{month:02}", most=200) for month in range(1, 13))] for crime, code in zip(CRIMES, CODES, strict=True)
    ]
    paper = Paper("landscape", style).title("Santa Fe Police Department Crime Statistics")
    return report.done(paper.table([120] + [42] * 12, [["2024", *MONTHS], *rows]))


def cities(style: Style) -> Report:
    """MCCA: a row per city, two years for each of four crimes, and long names on two lines."""
    report = Report("United States")
    named = {
        "Albuquerque NM Police": "Albuquerque, NM",
        "Charlotte-Mecklenburg NC\nPolice": "Charlotte, NC",
        "Dallas TX Police": "Dallas, TX",
        "Las Vegas Metropolitan NV\nPolice": "Las Vegas, NV",
        "Nassau County NY Police": "Nassau County, NY",
        "Orange County CA Sheriff": "Orange County, CA",
    }
    rows = [
        [label, *(report.count(code, year, place=place) for code in CODES[:4] for year in ("2020", "2019"))] for label, place in named.items()
    ]
    groups = [(1, 2, "Homicide"), (3, 2, "Rape"), (5, 2, "Robbery"), (7, 2, "Aggravated Assault")]
    paper = Paper("landscape", style).title("Major Cities Chiefs Association", "Year End Comparison", "January 1 to December 31, 2020 and 2019")
    return report.done(paper.table([170] + [55] * 8, [["", *["2020", "2019"] * 4], *rows], groups=groups))


def group_a(style: Style) -> Report:
    """Alhambra: capitals, a misprint in a label, a total."""
    report = Report("Alhambra, CA")
    labels = ("HOMICIDE", "RAPE", "ROBBERY", "AGGRAVATED ASSAULT", "BURGLARY", "LARCENCY/THEFT", "MOTOR VEHICLE THEFT")
    rows = [
        [label, report.count(code, "2024-03", most=99), report.count(code, "2024-04", most=99)]
        for label, code in zip(labels, CODES, strict=True)
    ]
    total = ["TOTAL", *(report.say("total_crime", "count", sum(int(row[at]) for row in rows), f"2024-0{2 + at}") for at in (1, 2))]
    paper = Paper(style=style).title("ALHAMBRA POLICE DEPARTMENT", "MONTHLY CRIME STATISTICS")
    return report.done(paper.table([200, 90, 90], [["GROUP A OFFENSES", "MARCH 2024", "APRIL 2024"], *rows, total]))


def month_and_year_to_date(style: Style) -> Report:
    """Long Beach: a month and the year to its end, each beside the year before, headers of two lines; theft is split by its value."""
    report = Report("Long Beach, CA")
    kinds = {
        "Murder": "homicide",
        "Rape": "rape",
        "Robbery": "robbery",
        "Total Violent Crime": "violent_crime",
        "Auto Burglary": "theft_from_vehicle",
        "Grand Theft ($950 and over)": "other",
        "Petty Theft (Under $950)": "other",
        "Grand Theft Auto": "motor_vehicle_theft",
        "Total Property Crime": "property_crime",
    }
    spans = (("2024-11", "2023-11"), ("2024-01-01/2024-11-30", "2023-01-01/2023-11-30"))
    rows = []
    for label, code in kinds.items():
        row = [label]
        for now, before in spans:
            counts = report.dice.randint(20, 500), report.dice.randint(20, 500)
            row += [*map(str, counts), report.change(code, *counts, now, before) + "%"]
        rows.append(row)
    heads = ["Crime", "NOVEMBER\n2024", "NOVEMBER\n2023", "%\nChange", "NOVEMBER\n2024 YTD", "NOVEMBER\n2023 YTD", "%\nChange"]
    paper = Paper(style=style).title("LONG BEACH POLICE DEPARTMENT", "CRIME STATISTICS", "Citywide")
    return report.done(paper.table([150, 65, 65, 55, 65, 65, 55], [heads, *rows]))


def year_in_the_label(style: Style) -> Report:
    """Antioch: "HOMI 2021" in the label, months across."""
    report = Report("Antioch, CA")
    rows = []
    for label, code in zip(("HOMI", "RAPE", "ROBB", "ASLT", "BURG", "THEFT", "AUTO"), CODES, strict=True):
        for year in (2020, 2021):
            counts = [report.count(code, f"{year}-{month:02}", most=80) for month in range(1, 13)]
            rows.append([f"{label} {year}", *counts, report.say(code, "count", sum(map(int, counts)), str(year))])
    paper = Paper("landscape", style).title("Antioch Police Department", "UCR Part I Crimes")
    return report.done(paper.table([90] + [44] * 13, [["", *(month.upper() for month in MONTHS), "TOTAL"], *rows]))


def compstat(style: Style, *, is_left: bool = False) -> Report:
    """New York's PDF twin: three groups, and changes over two and sixteen years; `is_left` puts a group's name above its first column."""
    report = Report("Precinct 5, New York, NY")
    labels = {
        "Murder": "homicide", "Rape": "rape", "Robbery": "robbery", "Fel. Assault": "aggravated_assault", "Burglary": "burglary",
        "Gr. Larceny": "larceny", "G.L.A.": "motor_vehicle_theft", "TOTAL": "total_crime", "Shooting Vic.": "shooting_victim",
        "Shooting Inc.": "shooting", "UCR Rape*": "rape",
    }  # fmt: skip
    spans = [(f"2026-{first}/2026-02-22", f"2025-{first}/2025-02-22") for first in ("02-16", "01-26", "01-01")]
    rows = []
    for label, code in labels.items():
        row = [label]
        for now, before in spans:
            counts = report.dice.randint(0, 200), report.dice.randint(0, 9) * 20
            row += [*map(str, counts), report.change(code, *counts, now, before)]
        for year in (2024, 2010):
            change = report.dice.randint(-90, 90) + 0.5
            row.append(report.say(code, "percent_change", change, spans[2][0], f"{year}-01-01/{year}-02-22"))
        rows.append(row)
    paper = Paper("landscape", style)
    paper.title("Police Department", "Volume 33 Number 8", "Report Covering the Week 2/16/2026 Through 2/22/2026", "Precinct 5")
    groups = [(1, 3, "Week to Date"), (4, 3, "28 Day"), (7, 3, "Year to Date"), (10, 1, "2 Yr"), (11, 1, "16 Yr")]
    if is_left:
        for first, _, text in groups:
            paper.put(140 + 42 * (first - 1) + style.pad, text)
        paper.y += style.leading
        groups = []
    paper.table([90] + [42] * 11, [["", *["2026", "2025", "% Chg"] * 3, "% Chg", "% Chg"], *rows], groups=groups)
    return report.done(paper.note("* Figures are preliminary and subject to further analysis and revision."))


def wrapped_names(style: Style) -> Report:
    """Names of two lines, with the numbers beside their middle, and a footnote with numbers of its own."""
    report = Report("Tulsa, OK")
    labels = {
        "Murder and\nNonnegligent Manslaughter": "homicide",
        "Rape": "rape",
        "Aggravated\nAssault": "aggravated_assault",
        "Burglary/\nBreaking and Entering": "burglary",
        "Larceny -\nTheft": "larceny",
        "Motor Vehicle\nTheft": "motor_vehicle_theft",
        "Theft From\nMotor Vehicle": "theft_from_vehicle",
    }
    rows = []
    for label, code in labels.items():
        counts = report.dice.randint(10, 900), report.dice.randint(10, 900)
        rows.append([label, *map(str, counts), report.change(code, *counts, "2024", "2023") + "%"])
    paper = Paper(style=style).title("Tulsa Police Department", "Annual Crime Report")
    paper.table([110, 70, 70, 70], [["Offense", "2024", "2023", "%\nChange"], *rows])
    return report.done(paper.note("Murder counts victims. See page 2 for the definitions of 2024."))


def districts(style: Style, *, pages: int = 1, is_headed_again: bool = True) -> Report:
    """Parts of the city are rows; the table may go on on a second page, with its headers or without."""
    report = Report("Akron, OH")
    span = "2024-01-01/2024-09-30"
    rows = [
        [f"District {number}", *(report.count(code, span, most=99, place=f"District {number}, Akron, OH") for code in CODES)]
        for number in range(1, 13)
    ]
    total = ["Citywide", *(report.say(code, "count", sum(int(row[at]) for row in rows), span) for at, code in enumerate(CODES, 1))]
    heads = ["District", "Homicide", "Rape", "Robbery", "Agg. Assault", "Burglary", "Theft", "Auto Theft"]
    widths = [90] + [60] * 7
    paper = Paper(style=style).title("Part I Crimes by District", "January 1, 2024 through September 30, 2024")
    if pages == 1:
        return report.done(paper.table(widths, [heads, *rows, total]))
    paper.table(widths, [heads, *rows[:7]]).note("Page 1 of 2").page()
    return report.done(paper.table(widths, [*([heads] if is_headed_again else []), *rows[7:], total]).note("Page 2 of 2"))


def named_districts(style: Style) -> Report:
    """Parts of the city are columns, with names that only the one beside them, "Citywide", explains; below them the year to date."""
    report = Report("Dayton, OH")
    names = ("North", "South", "Harbor Point")
    rows = []
    for crime, code in zip(CRIMES, CODES, strict=True):
        counts = [report.count(code, "2025-03", most=300, place=f"{name}, Dayton, OH") for name in names]
        rows.append([crime, *counts, report.say(code, "count", sum(map(int, counts)), "2025-03")])
    paper = Paper(style=style).title("Monthly Crime Report", "March 2025").table([150, 60, 60, 80, 60], [["Offense", *names, "Citywide"], *rows])
    paper.y += 20
    paper.put(50, "Year to Date Comparison")
    paper.y += style.leading
    rows = []
    for crime, code in zip(CRIMES, CODES, strict=True):
        now, before = report.dice.randint(20, 500), report.dice.randint(20, 500)
        change = report.change(code, now, before, "2025-Q1", "2024-Q1")
        rows.append([crime, str(before), str(now), report.say(code, "change", now - before, "2025-Q1", "2024-Q1"), f"{change}%"])
    return report.done(paper.table([150, 60, 60, 60, 60], [["Offense", "YTD 2024", "YTD 2025", "Change", "% Change"], *rows]))


def years_below_names(style: Style) -> Report:
    """Two years below the name of each part of the city, and below that of all of it."""
    report = Report("Dayton, OH")
    names = {"North": "North, Dayton, OH", "South": "South, Dayton, OH", "Citywide": "Dayton, OH"}
    rows = [
        [crime, *(report.count(code, year, place=place) for place in names.values() for year in ("2023", "2024"))]
        for crime, code in zip(CRIMES, CODES, strict=True)
    ]
    groups = [(1 + 2 * at, 2, name) for at, name in enumerate(names)]
    paper = Paper("landscape", style).title("Dayton Police Department", "Offenses by Patrol Division")
    return report.done(paper.table([140] + [55] * 6, [["Offense", *["2023", "2024"] * 3], *rows], groups=groups))


def neighbourhoods(style: Style) -> Report:
    """The same as rows, under a corner that says what they are."""
    report = Report("Macon, GA")
    names = ("Downtown", "East Side", "West End")
    rows = [[name, *(report.count(code, "2024", most=99, place=f"{name}, Macon, GA") for code in CODES)] for name in names]
    total = ["Total", *(report.say(code, "count", sum(int(row[at]) for row in rows), "2024") for at, code in enumerate(CODES, 1))]
    heads = ["Neighborhood", "Homicides", "Rapes", "Robberies", "Aggravated\nAssaults", "Burglaries", "Thefts", "Auto\nThefts"]
    return report.done(Paper(style=style).title("2024 Crime Report").table([100] + [60] * 7, [heads, *rows, total]))


def quarters(style: Style) -> Report:
    """Quarters in short, the year in the title, and a year's total beside that of the year before."""
    report = Report("Chico, CA")
    rows = []
    for crime, code in zip(CRIMES, CODES, strict=True):
        counts = [report.count(code, f"2024-Q{quarter}", most=99) for quarter in (1, 2, 3, 4)]
        rows.append([crime, *counts, report.say(code, "count", sum(map(int, counts)), "2024"), report.count(code, "2023", most=400)])
    heads = ["Classification", "1st Qtr", "2nd Qtr.", "3rd Qtr", "4th Qtr", "Total 2024", "Total 2023"]
    paper = Paper(style=style).title("Chico Police Department", "Quarterly Crime Statistics, Calendar Year 2024")
    return report.done(paper.table([140] + [60] * 6, [heads, *rows]))


def headings_within(style: Style) -> Report:
    """Headings between the rows, sums below them, a month and the year to its end."""
    report = Report("Mesa, AZ")
    spans = ("2024-04", "2023-04", "2024-01-01/2024-04-30", "2023-01-01/2023-04-30")
    rows: list[list[str]] = []
    for heading, of in (("VIOLENT CRIME", slice(0, 4)), ("PROPERTY CRIME", slice(4, 7))):
        rows.append([heading, "", "", "", ""])
        part = [[crime, *(report.count(code, span, 1, 300) for span in spans)] for crime, code in zip(CRIMES[of], CODES[of], strict=True)]
        code = heading.lower().replace(" ", "_")
        sums = [report.say(code, "count", sum(int(row[at]) for row in part), span) for at, span in enumerate(spans, 1)]
        rows += [*part, [f"Total {heading.title()}", *(one.replace(",", "") for one in sums)]]
    paper = Paper(style=style).title("Monthly Crime Summary", "April 2024", "Citywide")
    return report.done(paper.table([150, 60, 60, 60, 60], [["Offense", "Apr 2024", "Apr 2023", "YTD 2024", "YTD 2023"], *rows]))


def ranked(style: Style) -> Report:
    """Ranks, cities, counts and rates."""
    report = Report("Memphis, TN")
    rows = []
    for rank, place in enumerate(("Memphis, TN", "Detroit, MI", "Baltimore, MD", "Cleveland, OH"), 1):
        rate = report.say("homicide", "rate", round(report.dice.uniform(5, 45), 1), "2023", place=place)
        rows.append([str(rank), place, report.count("homicide", "2023", 20, 300, place), rate])
    paper = Paper(style=style).title("Homicides in Large Cities, 2023")
    return report.done(paper.table([40, 120, 80, 110], [["Rank", "City", "Homicides", "Rate per 100,000"], *rows]))


def ten_years(style: Style) -> Report:
    """Years are rows; counts such as 1999 look like years."""
    report = Report("Provo, UT")
    rows = [[str(year), *(report.count(code, str(year), 1, 2100).replace(",", "") for code in CODES)] for year in range(2014, 2024)]
    heads = ["Year", "Murder", "Rape", "Robbery", "Agg.\nAssault", "Burglary", "Larceny", "Auto\nTheft"]
    return report.done(Paper(style=style).title("10 Year Crime Statistics", "Provo Police Department").table([60] + [62] * 7, [heads, *rows]))


def side_by_side(style: Style) -> Report:
    """Two tables beside each other."""
    report = Report("Reno, NV")
    left = ("Homicide", "homicide"), ("Rape", "rape"), ("Robbery", "robbery"), ("Agg. Assault", "aggravated_assault")
    right = ("Burglary", "burglary"), ("Larceny", "larceny"), ("Auto Theft", "motor_vehicle_theft"), ("Arson", "arson")
    rows = [
        [
            one,
            report.count(code, "2023", 1, 99),
            report.count(code, "2024", 1, 99),
            two,
            report.count(other, "2023", 1, 99),
            report.count(other, "2024", 1, 99),
        ]
        for (one, code), (two, other) in zip(left, right, strict=True)
    ]
    paper = Paper(style=style).title("Reno Police Department")
    return report.done(paper.table([100, 50, 50, 110, 50, 50], [["Violent", "2023", "2024", "Property", "2023", "2024"], *rows]))


def brackets_and_blanks(style: Style) -> Report:
    """Falls in brackets, footnote marks at labels and numbers, cells that hold no number."""
    report = Report("Waco, TX")
    labels = ("Homicide (1)", "Rape*", "Robbery", "Aggravated Assault (2)", "Burglary", "Larceny/Theft", "Motor Vehicle Theft**")
    rows = []
    for label, code in zip(labels, CODES, strict=True):
        before, now = report.dice.randint(1000, 3000), report.dice.randint(1000, 3000)
        if code == "burglary":
            rows.append([label, report.say(code, "count", before, "2022"), "N/A", "-", "***.*"])
            continue
        change = report.change(code, now, before, "2023", "2022")
        report.say(code, "change", now - before, "2023", "2022")
        shown = [f"({change.lstrip('-')}%)" if now < before else f"{change}%", f"({before - now:,})" if now < before else f"{now - before:,}"]
        rows.append([label, f"{before:,}", f"{now:,}*", shown[1], shown[0]])
    paper = (
        Paper(style=style).title("Waco Police Department").table([140, 60, 60, 60, 70], [["Crime", "2022", "2023", "+/-", "% Change"], *rows])
    )
    return report.done(paper.note("(1) Victims. (2) Includes 14 cases of 2021.", "* Under the revised definition; 22 reports are under review."))


def with_average(style: Style) -> Report:
    """A column with the average of five years."""
    report = Report("Boise, ID")
    rows = []
    for crime, code in zip(CRIMES, CODES, strict=True):
        mean = report.say(code, "count", round(report.dice.uniform(1, 80), 1), "avg:2019/2023")
        rows.append([crime, report.count(code, "2024", 1, 90), report.count(code, "2023", 1, 90), mean])
    return report.done(
        Paper(style=style).title("Boise Police Department").table([140, 60, 60, 90], [["Crime", "2024", "2023", "5-Year Average"], *rows])
    )


def years_apart(style: Style) -> Report:
    """Two tables on a page, alike but for the year above each."""
    report = Report("Ogden, UT")
    paper = Paper(style=style).title("Ogden Police Department")
    for year in (2022, 2023):
        rows = [
            [crime, *(report.count(code, f"{year}-Q{quarter}", most=90) for quarter in (1, 2, 3, 4))]
            for crime, code in zip(CRIMES, CODES, strict=True)
        ]
        paper.title(f"{year} by quarter", size=11).table([140] + [50] * 4, [["Offense", "Q1", "Q2", "Q3", "Q4"], *rows])
        paper.y += 25
    return report.done(paper)


def weeks_dates_apart(style: Style) -> Report:
    """Wilmington's weekly report: the dates stand apart on their line, changes over 2 to 4 years have a header of their own."""
    report = Report("Wilmington, DE")
    spans = [(f"2025-{first}/2025-12-28", f"2024-{first}/2024-12-28") for first in ("12-22", "12-01", "01-01")]
    rows = []
    for label, code in zip(("Murder", "Rape", "Robbery", "Agg. Assault", "Burglary", "Felony Theft", "Auto Theft"), CODES, strict=True):
        row = [label]
        for now, before in spans:
            counts = report.dice.randint(1, 300), report.dice.randint(1, 300)
            row += [*map(str, counts), report.change(code, *counts, now, before) + "%"]
        for year in (2023, 2022, 2021):
            row.append(report.say(code, "percent_change", report.dice.randint(-80, 80), spans[2][0], f"{year}-01-01/{year}-12-28") + "%")
        rows.append(row)
    paper = Paper("landscape", style).title("Wilmington", "Police Department")
    for at, text in ((69, "Volume 9 Number 52"), (510, "Citywide")):
        paper.put(at, text)
    paper.y += 20
    for at, text in ((180, "Report Covering the Week"), (330, "12/22/25"), (390, "Through"), (440, "12/28/25")):
        paper.put(at, text)
    paper.y += 24
    groups = [(1, 3, "LAST 7 DAYS"), (4, 3, "LAST 28 DAYS"), (7, 3, "YEAR TO DATE"), (10, 1, "2 YR"), (11, 1, "3 YR"), (12, 1, "4 YR")]
    return report.done(paper.table([90] + [48] * 12, [["", *["2025", "2024", "%CHG"] * 3, *["%CHG"] * 3], *rows], groups=groups))


def months_by_year(style: Style) -> Report:
    """The same months below each of two years."""
    report = Report("Westminster, CA")
    months = [f"{year}-{month:02}" for year in (2023, 2024) for month in (1, 2, 3)]
    rows = [[crime, *(report.count(code, month, most=99) for month in months)] for crime, code in zip(CRIMES, CODES, strict=True)]
    paper = Paper("landscape", style).title("Westminster Police Department")
    return report.done(paper.table([130] + [60] * 6, [["Offense", *MONTHS[:3] * 2], *rows], groups=[(1, 3, "2023"), (4, 3, "2024")]))


def this_and_last(style: Style) -> Report:
    """Headers that lean on the title: this month, the same a year before, the year to date."""
    report = Report("Mesa, AZ")
    rows = [
        [crime, *(report.count(code, span, 1, 99) for span in ("2024-12", "2023-12", "2024"))] for crime, code in zip(CRIMES, CODES, strict=True)
    ]
    paper = Paper(style=style).title("Crime Report", "December 2024")
    return report.done(paper.table([150, 80, 80, 80], [["Crime", "This Month", "Same Month\nLast Year", "Year to Date"], *rows]))


def year_and_name_in_the_corner(style: Style) -> Report:
    """The corner says the year and what the labels are."""
    report = Report("Little Rock, AR")
    rows = [
        [crime, *(report.count(code, f"2023-{month:02}", most=99) for month in range(1, 13))] for crime, code in zip(CRIMES, CODES, strict=True)
    ]
    paper = Paper("landscape", style).title("Little Rock Police Department")
    return report.done(paper.table([130] + [40] * 12, [["2023 OFFENSES", *(month.upper() for month in MONTHS)], *rows]))


def turned(degrees: int) -> Report:
    """A broad table printed up or down a narrow page."""
    report = Report("Salem, OR")
    paper = Paper()
    pdf = paper.pdf

    def put(x: float, y: float, text: str) -> None:
        at = (y, 792 - x) if degrees > 0 else (612 - y, x)
        pdf.set_font("Helvetica", size=9)
        with pdf.rotation(degrees, *at):
            pdf.text(*at, text)

    put(300, 60, "Crime Totals 2023")
    for at, text in enumerate(("Offense", *MONTHS[:6])):
        put(80 + 60 * at + (60 if at else 0), 100, text)
    for line, (crime, code) in enumerate(zip(CRIMES, CODES, strict=True)):
        put(80, 120 + 15 * line, crime)
        for month in range(1, 7):
            put(140 + 60 * month, 120 + 15 * line, report.count(code, f"2023-{month:02}", 1, 500))
    return report.done(paper)


def page_rotated() -> Report:
    """The same, with a page that says it is to be turned."""
    report = turned(90)
    report.data = report.data.replace(b"/MediaBox", b"/Rotate 90 /MediaBox")
    return report


def dotted(title: str = "Annual Report 2023") -> Report:
    """One number a line, behind dots that lead to it; the period stands above."""
    report = Report("Bend, OR")
    paper = Paper().title(title, "Bend Police Department")
    for crime, code in zip(CRIMES, CODES, strict=True):
        paper.put(60, f"{crime} {'.' * 40}")
        paper.put(400, report.count(code, "2023", 1, 999), "right")
        paper.y += 14
    return report.done(paper)


def all_layouts() -> Iterable[tuple[str, Callable[[], Report]]]:
    """Every layout in the styles that it is printed in."""
    plain = ("right", "ruled", "centred")
    drawn: list[tuple[Callable[[Style], Report], Iterable[str]]] = [
        (two_months, STYLES), (partial(two_months, heads=("Jan-24", "Feb-24")), plain), (page_a_year, (*plain, "tight")),
        (month_rows_by_year, plain), (month_rows_by_crime, plain), (year_in_the_corner, (*plain, "typewriter")),
        (cities, (*plain, "typewriter")),
        (group_a, plain), (month_and_year_to_date, plain), (year_in_the_label, plain), (compstat, (*plain, "left", "typewriter")),
        (partial(compstat, is_left=True), (*plain, "left", "typewriter")), (wrapped_names, (*plain, "tight", "typewriter")), (districts, plain),
        (partial(districts, pages=2), plain), (partial(districts, pages=2, is_headed_again=False), plain),
        (headings_within, (*plain, "typewriter")),
        (ranked, plain), (ten_years, (*plain, "typewriter")), (side_by_side, plain), (brackets_and_blanks, plain), (with_average, plain),
        (years_apart, plain), (weeks_dates_apart, plain), (months_by_year, plain), (this_and_last, plain), (year_and_name_in_the_corner, plain),
        (named_districts, plain), (years_below_names, plain), (neighbourhoods, plain), (quarters, plain),
    ]  # fmt: skip
    for layout, styles in drawn:
        named = layout.func.__name__ + str(layout.keywords) if isinstance(layout, partial) else getattr(layout, "__name__", "")
        for style in styles:
            yield f"{named} {style}", partial(layout, STYLES[style])
    yield from (("turned up", partial(turned, 90)), ("turned down", partial(turned, -90)), ("page rotated", page_rotated), ("dotted", dotted))
