"""Officers and vacancies are counted as of a day: which one, and which one a change is from."""

from __future__ import annotations

import datetime as dt
import re

from pipeline.figures.calendar_words import MONTH
from pipeline.figures.change_times import is_anaphoric
from pipeline.figures.context import Context, replace
from pipeline.figures.metric_prices import Link
from pipeline.figures.statement import Statement
from pipeline.figures.status import status_of
from pipeline.figures.timing import Timing
from pipeline.figures.units import Line
from pipeline.period import Period

STOCKS = frozenset({"officer", "vacancy"})
_CHANGES = frozenset({"change", "percent_change", "multiple"})
_YEAR_END = re.compile(
    r"\b(?:finish\w*|end(?:s|ed|ing)?|clos(?:ed|es|ing))\s+(?:out\s+)?(?:the|last)\s+year\b|\byear['’]s\s+end\b|\bend\s+of\s+the\s+year\b"
)
_AT_THE_START = re.compile(r"\b(?:start|beginning|outset)\s+of\b")
_OF_A_MONTH = re.compile(rf"\b{MONTH}\b", re.IGNORECASE)
_BEGAN_WITH = re.compile(r"\b(?:start|beg[ai]n|begun|open|enter)\w*\b[^,;]*\bwith\s*\Z")
_BY_A_MONTH = re.compile(r"by\s(?!.*\d{4})")
_IS = re.compile(r"\b(?:has|have|is|are|employs|counts|pays|leaves|remains?|now|currently|today)\b(?!\s+(?:been|had|\w+ed)\b)")
_WAS = re.compile(r"\b(?:had|was|were|employed|stood|fell|dropped|rose|grew)\b")
_PAST = re.compile(
    rf"{_WAS.pattern}|\b(?:ended|finished|closed|had|lost|left|hired|gained|ran|did|(?!authori|budget|fund|approv|allot|alloc|need|uniform)\w+ed)\b"
)
_A_YEAR_AGO = re.compile(r"\b(?:an?|one)\s+year\s+ago\Z")
_AS_OF_A_DAY = re.compile(rf"(?:as\s+of\s|at\s+the\s+(?:end|close)\s+of\s+(?={MONTH}\b))(?!.*\d{{4}})", re.IGNORECASE)
_NOW = re.compile(r"\b(?:now|today|currently)\b[^,;]*\Z")
_A_YEAR = 366  # days
_A_MONTH = 31  # days


def as_stock(
    line: Line, when: Timing, own: Link, statement: Statement, context: Context, *, is_ahead: bool = False
) -> tuple[Period | None, Period | None]:
    """When the number is of, and what it is compared with; a stock's are days: `is_ahead` where it is one that somebody wants or expects."""
    if own.topic.code not in STOCKS:
        return when.period, when.baseline
    if statement.measure not in _CHANGES:
        day = _day_of(line, when, statement, context)
        return _to_come(line, day, when, context, is_ahead=is_ahead), when.baseline
    told = context.focus if context.focus and context.focus.is_stock else None
    if told and when.period and when.period.end == told.end:
        return told, _start_compared_with(line, statement, context) or _same_day(when.baseline, told)
    is_said = when.grade == "own" or context.focus_is_said
    is_now = not is_said and context.published is not None and _is_present(line, statement)
    period = (
        when.period if is_said else Period.as_of(context.published) if is_now and context.published else _day_of(line, when, statement, context)
    )
    return period, _start_compared_with(line, statement, context) or _as_day(when.baseline, period)


def _to_come(line: Line, day: Period | None, when: Timing, context: Context, *, is_ahead: bool) -> Period | None:
    """A strength that is wanted "by June" is of the June to come; what else the sentence tells is of today."""
    published = context.published
    if day is None or published is None or day.end >= published or not _BY_A_MONTH.match(when.why):
        return day
    if is_ahead:
        return day.years_before(-1)
    return Period.as_of(published) if status_of(line.words(0, len(line.units))) else day


def of_strength(line: Line, own: Link, statement: Statement, context: Context, told: Period | None) -> Context:
    """The context of a change in a strength that was told before it, and of its other side: "That is 34 more than on the same day of 2023".

    `told` is the day of the strength that the sentence itself has told.
    """
    is_change = statement.measure in _CHANGES
    is_then = statement.side == "before" and any(unit.when and unit.when.kind == "same" for unit in line.units[statement.index :])
    if own.topic.code not in STOCKS or not (is_change or is_then):
        return context
    day = told or (context.strength if is_change and is_anaphoric(line) else None)
    return replace(context, focus=day) if day else context


def _day_of(line: Line, when: Timing, statement: Statement, context: Context) -> Period | None:
    """The end of the period that is said, or its start where that is said; else the day of publication."""
    period, published = when.period, context.published
    if _YEAR_END.search(line.words(0, len(line.units))) and when.grade != "own" and period:
        day = dt.date(period.end.year, 12, 31)
        if published is None or day <= published:  # not "74 positions are vacant, and she hopes to fill them by the end of the year"
            return Period.as_of(day)
    if when.grade == "own" and period and published and re.search(r"\byears?\s+ago\Z", when.why):
        years = 1 if _A_YEAR_AGO.search(when.why) else published.year - period.end.year
        return Period.as_of(published).years_before(years)
    if period and (started := _start_of(line, period, when, statement, published)):
        return Period.as_of(started)
    if period and published and _AS_OF_A_DAY.match(when.why) and (published - period.end).days >= _A_YEAR:
        return Period.as_of(period.end).years_before(period.end.year - _latest_year(period.end, published))
    if published and _is_of_today(line, when, statement, context):
        return Period.as_of(published)
    return Period.as_of(period.end) if period else None


def _since_the_start(line: Line) -> dt.date | None:
    """The first day in "since the start of 2020"."""
    return next((unit.when.period.start for unit in line.units if unit.when and unit.when.unit == "since" and unit.when.period), None)


def _latest_year(day: dt.date, published: dt.date) -> int:
    """The year of the last such day before publication."""
    return published.year - ((day.month, day.day) > (published.month, published.day))


def _start_of(line: Line, period: Period, when: Timing, statement: Statement, published: dt.date | None) -> dt.date | None:
    """The first day of the period, where the number is of then: "1,338 at the start of 2020", "began 2023 with 41"."""
    if statement.side == "before" and (since := _since_the_start(line)):
        return since
    if _AT_THE_START.search(when.why) and not when.why.startswith("since"):
        return period.end.replace(day=1) if _OF_A_MONTH.search(when.why) else period.start
    if when.grade != "own" or not _BEGAN_WITH.search(line.words(statement.index - 7, statement.index)):
        return None
    this_year = period.years_before(period.start.year - published.year).start if published else period.start
    is_just_begun = published is not None and 0 <= (published - this_year).days <= _A_MONTH and not re.search(r"\d{4}", when.why)
    return this_year if is_just_begun else period.start


def _is_of_today(line: Line, when: Timing, statement: Statement, context: Context) -> bool:
    """Whether the number is of the day of publication: no time is said, or what is said is not over, or the sentence says what is."""
    period, published = when.period, context.published
    if statement.side == "now" and _NOW.search(line.words(statement.index - 4, statement.index)) and not when.why.startswith("as of"):
        return True
    is_unsaid = when.grade in ("context", "none")
    if is_unsaid and not context.focus_is_said:
        return True
    is_unsaid = is_unsaid or (when.grade == "sentence" and (period == context.current or ";" in line.signature[: statement.index]))
    if is_unsaid and (_is_present(line, statement) or _says_nothing_of_when(line, statement)):
        return True
    return period is None or (published is not None and period.end > published and period.start <= published)


def _is_present(line: Line, statement: Statement) -> bool:
    """Whether the clause of the number says what is."""
    before = re.split(r"[,;]", line.words(statement.index - 8, statement.index).rstrip(" ,"))[-1]
    near = f"{before} {re.split(r'[,;]', line.words(statement.index + 1, statement.index + 5))[0]}"
    return statement.side == "now" and _IS.search(near) is not None and _WAS.search(near) is None


def _says_nothing_of_when(line: Line, statement: Statement) -> bool:
    """Whether neither a verb nor a time says that the number is of the past: "the budget authorizes 901", "the force numbers 524"."""
    times = (unit.when for unit in line.units if unit.when and unit.when.role == "own")
    if statement.side != "now" or any(when.unit != "ago" for when in times):
        return False
    return _PAST.search(line.words(0, len(line.units))) is None


def _start_compared_with(line: Line, statement: Statement, context: Context) -> Period | None:
    """The first day of the year in "61 more than at the start of the year", "doubled since the start of 2020"."""
    if since := _since_the_start(line):
        return Period.as_of(since)
    for unit in line.units[statement.index :]:
        if unit.when and unit.when.role == "baseline" and _AT_THE_START.search(unit.lower):
            year = unit.when.period.start.year if unit.when.period else context.published.year if context.published else None
            return Period.as_of(dt.date(year, 1, 1)) if year else None
    return None


def _same_day(baseline: Period | None, day: Period) -> Period | None:
    """The day a year or years before, where that is what the strength of a day is compared with: "six more than a year before"."""
    is_same = baseline is not None and (baseline.end.month, baseline.end.day) == (day.end.month, day.end.day)
    is_year = baseline is not None and baseline.grain == "year" and (day.end.year - baseline.end.year) != 1
    return Period.as_of(baseline.end) if baseline and is_same and not is_year else baseline


def _as_day(baseline: Period | None, period: Period | None) -> Period | None:
    """What a strength of one day is compared with is the strength of another."""
    is_running = baseline is not None and period is not None and period.is_stock and baseline.grain in ("year_to_date", "day")
    return Period.as_of(baseline.end) if baseline and is_running else baseline
