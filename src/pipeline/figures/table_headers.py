"""What the headers of a table say of its columns and rows: period, metric, place, change, rate, average."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from pipeline.figures import periods
from pipeline.figures.calendar_words import MONTH, PLACES_IN_ORDER, month_number
from pipeline.figures.context import Context
from pipeline.figures.gazetteer import HOME, find_places
from pipeline.figures.lexicon import load
from pipeline.figures.metric_prices import Topic
from pipeline.figures.period_resolution import resolve
from pipeline.figures.text import tokenise
from pipeline.figures.when import When
from pipeline.period import Period
from pipeline.records import Cell

_CHANGE = re.compile(r"(?i)%|\bpct\b|\bper\s?cent|\bchange|\bchg\b|\bdiff|\+/[-–−]|\bup/down\b|\b(?:in|de)crease|\btrend\b|\bvs\b|\bversus\b")
_PERCENT = re.compile(r"(?i)%|\bpct\b|\bper\s?cent")
_WINDOW = re.compile(
    r"(?i)\b(?:(?P<days>\d{1,3})[\s-]days?|(?P<week>week[\s-]to[\s-]date|wtd|this\s+week|weekly|week)|(?P<month>month[\s-]to[\s-]date|mtd)|"
    r"(?P<weeks>\d{1,2})[\s-]weeks?|(?P<ytd>year[\s-]to[\s-]date|y-?t-?d))\b"
)
_VERSUS = re.compile(r"(?i)\b(?:from|vs\.?|versus|since|over|compared\s+(?:to|with)|on)\s+(?P<y>(?:19|20)\d\d)\b")
_BOTH_YEARS = re.compile(r"\b(?P<a>20\d\d)\s?(?:[-–/]|to|vs\.?)\s?(?P<b>20\d\d|\d\d)\b")
_AVERAGE = re.compile(r"(?i)\b(?:(?P<n>\d{1,2}|three|five|ten)[\s-]*(?:year|yr)s?\.?[\s-]*)?(?:avg|average|mean)\b")
_ORDINAL = re.compile(r"(?i)(?P<o>first|second|third|fourth|1st|2nd|3rd|4th)(?:\s+(?P<unit>quarter|half))?")
_KINDS = (  # what a column counts of the crime or the force that its row names
    (
        "clearance_rate",
        re.compile(
            r"(?i)\b(?:clearance|solve|detection)\s+rate|"
            r"(?:%|percent|pct)\s+(?:cleared|solved)|(?:cleared|solved)\s*\(?(?:%|percent|pct)"
        ),
    ),
    ("cases_cleared", re.compile(r"(?i)\b(?:cleared|solved|clearances|closed)\b")),
    ("arrest", re.compile(r"(?i)\barrests?\b")),
    ("vacancy", re.compile(r"(?i)\b(?:vacant|vacanc(?:y|ies)|unfilled|openings)\b")),
    ("officer_hired", re.compile(r"(?i)\b(?:hired|hires)\b")),
)
_STRENGTH = re.compile(r"(?i)^\W*(?:authori[sz]ed|budgeted|funded|actual|filled|current|sworn|strength|staffing)\b")
_RATE = re.compile(r"(?i)\brate\b|\bper\s+100,?000|\bper\s+capita")


@dataclass(frozen=True, slots=True)
class Header:
    """What a header cell, or a row's label, says."""

    text: str
    period: Period | None = None
    topic: Topic | None = None
    place: str | None = None
    is_change: bool = False
    is_percent: bool = False
    is_rate: bool = False
    is_average: bool = False
    baseline: Period | None = None  # of a column of changes: "Change from 2022"
    kind: str = ""  # what the column counts of what its row names: "cases_cleared", "vacancy"
    is_strength: bool = False  # "Authorized", "Actual": a column of a force's strength


def header_of(cell: Cell | None, context: Context) -> Header:
    if cell is None or not cell.text.strip():
        return Header("")
    text = " ".join(cell.text.split())
    if window := _window(text, context):
        return replace(_words(text, [], context), period=window)
    both, versus = _BOTH_YEARS.search(text), _VERSUS.search(text)
    is_change = bool(_CHANGE.search(text))
    if is_change and (both or versus):
        years = [int(both["a"]), int(both["a"][: 4 - len(both["b"])] + both["b"])] if both else [int(versus["y"])] if versus else []
        first, last = Period.year(min(years)), Period.year(max(years)) if len(years) == 2 else None
        return replace(_words(text, [], context), period=last, baseline=first)
    whens = [when for when in periods.find(text, context.published) if when.kind != "duration"]
    return _words(text, whens, context)


def _window(text: str, context: Context) -> Period | None:
    """ "28 Day", "Week to date", "MTD": so many days to the day that the figures are current to."""
    match, end = _WINDOW.fullmatch(text.strip(" .:*")), context.through or context.published
    if match is None or end is None:
        return None
    if match["month"]:
        return Period(end.replace(day=1), end)
    if match["ytd"]:
        return Period.to_date(end)
    days = int(match["days"] or 0) or 7 * int(match["weeks"] or 1)
    return Period(end - dt.timedelta(days=days - 1), end) if 0 < days <= 366 else None


def _bare_period(text: str) -> When | None:
    """A month, or a quarter, that is all a cell says: "May", "Mar", "Second quarter"."""
    if re.fullmatch(MONTH, text):
        month = month_number(text)
        return When("part", 0, 0, months=(month, month))
    match = _ORDINAL.fullmatch(text)
    if match is None:
        return None
    size = 6 if (match["unit"] or "").lower() == "half" else 3
    number = PLACES_IN_ORDER[match["o"].lower()]
    return When("part", 0, 0, months=(size * (number - 1) + 1, size * number)) if size * number <= 12 else None


def _words(text: str, whens: list[When], context: Context) -> Header:
    bare = _bare_period(text)
    period = _period(whens or ([bare] if bare else []), context)
    tokens = tokenise(text)
    topics = [Topic(hit.term.code, " ".join(token.text for token in tokens[hit.first : hit.last])) for hit in load("metrics").find(tokens)]
    places = find_places(tokens, frozenset())
    average = _AVERAGE.search(text)
    is_average = any(when.kind == "average" for when in whens) or bool(average)
    if average and period is None and average["n"] and context.current:
        count = {"three": 3, "five": 5, "ten": 10}.get(average["n"].lower()) or int(average["n"])
        period = Period(dt.date(context.current.end.year - count, 1, 1), dt.date(context.current.end.year - 1, 12, 31), is_average=True)
    return Header(
        text,
        period,
        topics[0] if topics else None,
        places[0].name.replace(HOME, context.home or "").removesuffix(", ") if places else None,
        bool(_CHANGE.search(text)),
        bool(_PERCENT.search(text)),
        bool(_RATE.search(text)),
        is_average,
        kind=next((code for code, pattern in _KINDS if pattern.search(text)), ""),
        is_strength=bool(_STRENGTH.search(text)),
    )


def _period(whens: list[When], context: Context) -> Period | None:
    found: Period | None = None
    for when in whens:
        period = resolve(when, context.current, context, is_level=True)
        found = period if found is None else narrower(found, period)
    return found


def merge(headers: list[Header]) -> Header:
    """Several header rows over one column as one."""
    merged = Header(" ".join(dict.fromkeys(header.text for header in headers if header.text)))
    for header in headers:
        merged = replace(
            merged,
            period=narrower(merged.period, header.period),
            topic=header.topic or merged.topic,
            place=header.place or merged.place,
            is_change=merged.is_change or header.is_change,
            is_percent=merged.is_percent or header.is_percent,
            is_rate=merged.is_rate or header.is_rate,
            is_average=merged.is_average or header.is_average,
            baseline=header.baseline or merged.baseline,
            kind=header.kind or merged.kind,
            is_strength=merged.is_strength or header.is_strength,
        )
    return merged


def narrower(a: Period | None, b: Period | None) -> Period | None:
    """Of "2023" and "January to March" the part of that year."""
    if a is None or b is None:
        return a or b
    first, second = sorted((a, b), key=lambda period: period.days())
    if second.grain == "year" and first.start.year != second.start.year:
        return first.years_before(first.start.year - second.start.year)
    return first
