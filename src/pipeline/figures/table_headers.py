"""What the headers of a table say of its columns and rows: period, metric, place, change, rate, average."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from pipeline.figures import periods
from pipeline.figures.calendar_words import MONTH, PLACES_IN_ORDER, month_number
from pipeline.figures.context import Context
from pipeline.figures.metric_prices import Topic
from pipeline.figures.period_resolution import resolve
from pipeline.figures.table_labels import name_of
from pipeline.figures.table_places import place_of
from pipeline.figures.table_windows import WINDOW, window_before, window_of
from pipeline.figures.when import When
from pipeline.period import Period
from pipeline.records import Cell

_CHANGE = re.compile(r"(?i)%|\bpct\b|\bper\s?cent|\bchange|\bchg\b|\bdiff|\+/[-–−]|\bup/down\b|\b(?:in|de)crease|\btrend\b|\bvs\b|\bversus\b")
_PERCENT = re.compile(r"(?i)%|\bpct\b|\bper\s?cent")
LAG = re.compile(r"(?i)(?<![\d/])(?P<n>\d{1,2})(?:\s*/\s*\d{1,2})?[\s-]*(?:years?|yrs?)\b")
_SHORT_YEARS = re.compile(r"['’](?P<a>\d\d)\s?(?:[-–/]|to|vs\.?|over|from)\s?['’](?P<b>\d\d)\b")
_MONTH_AND_YEAR = re.compile(rf"(?i)^(?P<m>{MONTH})\s*[-'’/ ]\s*['’]?(?P<y>\d\d)$")
_NUMBER_MONTH = re.compile(r"^(?:(?P<m>0?[1-9]|1[0-2])/(?P<y>(?:19|20)\d\d)|(?P<y2>(?:19|20)\d\d)[-/](?P<m2>0[1-9]|1[0-2]))$")
_SHARE = re.compile(r"(?i)(?:%|\bpct\.?|\bpercent(?:age)?)\s*(?:of\b|total\b|dist)|\bshare\b")
_RANK = re.compile(r"(?i)^\W*rank(?:ing)?\b")
# Of a report, which is of a time that its title says: "This Year", "Same Month Last Year", "Prior YTD", "Last Month"
_RELATIVE = re.compile(
    r"(?i)\b(?:(?P<this>(?:this|current)\s+(?:year|month|period))|(?P<month>(?:last|previous|prior)\s+month|(?:previous|prior)\s+week)"
    r"|(?:same\s+(?:month|period|time)\s+)?(?:of\s+|in\s+)?(?:the\s+)?(?:last|previous|prior)\s+(?:year|period|(?=ytd|year))|(?:a\s+)?year\s+ago)\b"
)
_RATE_PER = re.compile(r"(?i)\bper\s+(?P<n>1,?000|10,?000|100,?000|1,?000,?000|100k|10k|1k|million)\b")
_TOTAL = re.compile(r"(?i)^\W*(?:(?:grand|year|annual|sub)?\s*totals?|all|overall|sum|year(?:ly)?\s+total|total\s+(?:year|ytd|to\s+date))\W*$")
_OF_TIME = re.compile(
    r"(?i)[+\-–−]\s?/\s?[+\-–−]|%|\b(?:pct|percent(?:age)?|per\s+cent|chg|change[ds]?|diff(?:erence)?|vs|versus|compared\s+(?:to|with)|rates?\b(?:\s+per\s+[\d,k]+)?|per\s+[\d,]+(?:\s+(?:people|residents|population|inhabitants))?|"
    r"last|past|previous|prior|current|from|since|over|in|during|for|through|thru|of|to|as|ending|week|month|year)\b"
)
_VERSUS = re.compile(r"(?i)\b(?:from|vs\.?|versus|since|over|compared\s+(?:to|with)|on)\s+(?P<y>(?:19|20)\d\d)\b")
_BOTH_YEARS = re.compile(r"\b(?P<a>20\d\d)\s?(?:[-–/]|to|vs\.?)\s?(?P<b>20\d\d|\d\d)\b")
_AVERAGE = re.compile(r"(?i)\b(?:(?P<n>\d{1,2}|three|five|ten)[\s-]*(?:year|yr)s?\.?[\s-]*)?(?:avg|average|mean)\b")
_QUARTER = re.compile(r"(?i)\bqtr\b\.?")
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
    months: tuple[int, int] | None = None  # a part of a year that is named elsewhere: "Jan", "Q2"
    window: str = ""  # to the day that the table runs to: "year", "month", or so many days
    lag: int = 0  # of a column of changes: so many years back, "3 Yr % Chg"; of an average: of so many years
    is_share: bool = False  # "% of total"
    is_rank: bool = False
    rate_per: int = 100_000
    words: str = ""  # the text without what is said of time and change: the name of what is counted
    is_whole: bool = False  # the metric is all that it names
    is_total: bool = False
    back: int = 0  # so many years before what the report is of: "Same Month Last Year"
    is_month_before: bool = False  # "Last Month", "Previous Week"


def header_of(cell: Cell | None, context: Context) -> Header:
    """What one cell says; periods that lean on another cell or on the report's date are left open (`months`, `window`)."""
    return read_header(" ".join(cell.text.split()), context) if cell else Header("")


def read_header(text: str, context: Context) -> Header:
    """What a label says. `context` gives the day of publication, where the words lean on it."""
    if not text.strip():
        return Header("")
    if (spelled := _QUARTER.sub("quarter", text)) != text:
        return replace(read_header(spelled, context), text=text)
    if context.published is None and (relative := _RELATIVE.search(text)):
        rest = _words(_RELATIVE.sub(" ", text), [], context)
        return replace(rest, text=text, back=0 if relative["this"] else 1, is_month_before=bool(relative["month"]), months=None, period=None)
    both, versus = _BOTH_YEARS.search(text) or _SHORT_YEARS.search(text), _VERSUS.search(text)
    if _CHANGE.search(text) and (both or versus):
        years = _years(both) if both else [int(versus["y"])] if versus else []
        first, last = Period.year(min(years)), Period.year(max(years)) if len(years) == 2 else None
        return replace(_words(text, [], context), period=last, baseline=first, months=None, window=window_of(text), lag=0)
    whens = [when for when in periods.find(text, context.published) if when.kind != "duration"]
    if earlier := window_before(text, context):
        return replace(_words(text, [], context), period=earlier, months=None, window="")
    return _words(text, whens, context)


def _years(both: re.Match[str]) -> list[int]:
    """The two years of "2022-23" or of "'25 vs '01"."""
    if len(both["a"]) == 2:
        return [_century(both["a"]), _century(both["b"])]
    return [int(both["a"]), int(both["a"][: 4 - len(both["b"])] + both["b"])]


def _century(digits: str) -> int:
    """The year of two digits; none of these reports is of before 1950."""
    return int(digits) + (2000 if int(digits) < 50 else 1900)


def _bare_period(text: str) -> When | None:
    """A month, or a quarter, that is all a cell says: "May", "Mar", "Second quarter"."""
    if re.fullmatch(MONTH, text, re.IGNORECASE):
        month = month_number(text)
        return When("part", 0, 0, months=(month, month))
    match = _ORDINAL.fullmatch(text)
    if match is None:
        return None
    size = 6 if (match["unit"] or "").lower() == "half" else 3
    number = PLACES_IN_ORDER[match["o"].lower()]
    return When("part", 0, 0, months=(size * (number - 1) + 1, size * number)) if size * number <= 12 else None


def _words(text: str, whens: list[When], context: Context) -> Header:
    bare, months = _bare_period(text), _pending(text, whens, context)
    period = _period(whens or ([bare] if bare else []), context) or _month_of_short_year(text)
    words = _named_words(text, whens if months is None or whens else [], is_bare=bare is not None)
    average, lag, rate_per = _AVERAGE.search(text), LAG.search(text), _RATE_PER.search(text)
    is_average = any(when.kind == "average" for when in whens) or bool(average)
    count = _years_of(average)
    if count and period is None and context.current:
        period = Period(dt.date(context.current.end.year - count, 1, 1), dt.date(context.current.end.year - 1, 12, 31), is_average=True)
    kind = next((code for code, pattern in _KINDS if pattern.search(text)), "")
    is_share = bool(_SHARE.search(text))
    is_change = bool(_CHANGE.search(text)) and not is_share and kind != "clearance_rate"
    named = name_of(words) if words else None
    return Header(
        text,
        period,
        named.topic if named else None,
        place_of(text, context),
        is_change,
        bool(_PERCENT.search(text)),
        bool(_RATE.search(text)),
        is_average,
        kind=kind,
        is_strength=bool(_STRENGTH.search(text)),
        months=months if period is None else None,
        window=window_of(text),
        lag=count if is_average else int(lag["n"]) if lag and is_change else 0,
        is_share=is_share,
        is_rank=bool(_RANK.search(text)),
        rate_per=_per(rate_per["n"]) if rate_per else 100_000,
        words=words,
        is_whole=bool(named and named.is_whole),
        is_total=bool(_TOTAL.match(text)),
    )


def _years_of(average: re.Match[str] | None) -> int:
    """How many years an average is of; 0 where it does not say."""
    words = average["n"] if average else None
    return {"three": 3, "five": 5, "ten": 10}.get(words.lower()) or int(words) if words else 0


def _per(words: str) -> int:
    """How many people a rate is per."""
    digits = words.lower().replace(",", "").replace("million", "1000000").replace("k", "000")
    return int(digits)


def _pending(text: str, whens: list[When], context: Context) -> tuple[int, int] | None:
    """The months that a label names without a year, where nothing else gives it."""
    bare = _bare_period(text)
    parts = [when for when in whens or ([bare] if bare else []) if when.kind == "part" and when.months]
    return next((when.months for when in parts if resolve(when, context.current, context, is_level=True) is None), None)


def _month_of_short_year(text: str) -> Period | None:
    """ "Jan-24", "Dec '23", "1/2024", "2024-01": a month, as spreadsheets print it."""
    if match := _MONTH_AND_YEAR.match(text):
        return Period.month(_century(match["y"]), month_number(match["m"]))
    if match := _NUMBER_MONTH.match(text):
        return Period.month(int(match["y"] or match["y2"]), int(match["m"] or match["m2"]))
    return None


def _named_words(text: str, whens: list[When], *, is_bare: bool) -> str:
    """What is left of a label without its times, and without the words for change: "Homicides, 2023" names homicides."""
    if is_bare or _month_of_short_year(text):
        return ""
    kept = list(text)
    for when in whens:
        kept[when.start : when.end] = " " * (when.end - when.start)
    left = "".join(kept)
    if left == text and not (_CHANGE.search(text) or WINDOW.search(text) or _RATE.search(text)):
        return text
    left = _OF_TIME.sub(" ", LAG.sub(" ", WINDOW.sub(" ", left)))
    return " ".join(left.split()) if any(character.isalpha() for character in left) else ""


def _period(whens: list[When], context: Context) -> Period | None:
    found: Period | None = None
    for when in whens:
        period = resolve(when, context.current, context, is_level=True)
        found = period if found is None else narrower(found, period)
    return found


def merge(headers: list[Header]) -> Header:
    """Several header rows over one column as one; a name over two lines ("Motor", "Vehicle Theft") is read as a whole."""
    headers = [header for header in headers if header.text]
    if len(headers) == 1:
        return headers[0]
    merged = Header(" ".join(dict.fromkeys(header.text for header in headers)))
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
            months=header.months or merged.months,
            window=merged.window or header.window,
            lag=header.lag or merged.lag,
            is_share=merged.is_share or header.is_share,
            is_rank=merged.is_rank or header.is_rank,
            rate_per=header.rate_per if header.is_rate else merged.rate_per,
            is_whole=header.is_whole if header.topic else merged.is_whole,
            is_total=header.is_total,
            back=header.back or merged.back,
            is_month_before=header.is_month_before or merged.is_month_before,
        )
    return _as_a_whole(merged, headers)


def _as_a_whole(merged: Header, headers: list[Header]) -> Header:
    """What the lines of a header say together and none says alone: "Year to" above "Date", "Motor" above "Vehicle Theft", "2 Yr" above "%"."""
    words = " ".join(dict.fromkeys(header.words for header in headers if header.words))
    named = name_of(words) if words else None
    if named and named.is_whole:
        merged = replace(merged, topic=named.topic, is_whole=True)
    lag = LAG.search(merged.text)
    return replace(
        merged,
        words=words,
        window=merged.window or window_of(merged.text),
        lag=merged.lag if merged.is_average else int(lag["n"]) if lag and merged.is_change else 0,
        is_total=merged.is_total or bool(_TOTAL.match(merged.text)),
        period=merged.period or _month_of_short_year(merged.text),
    )


def narrower(a: Period | None, b: Period | None) -> Period | None:
    """Of "2023" and "January to March" the part of that year."""
    if a is None or b is None:
        return a or b
    first, second = sorted((a, b), key=lambda period: period.days())
    if second.grain == "year" and first.start.year != second.start.year:
        return first.years_before(first.start.year - second.start.year)
    return first
