"""What an article is about, by its first sentences, its headline or its date; and the days that its years run to."""

from __future__ import annotations

import datetime as dt
import re

from pipeline.figures.calendar_words import MONTHS
from pipeline.figures.clauses import is_aside
from pipeline.figures.context import Context, replace
from pipeline.figures.conventions import adopted, sums_up
from pipeline.figures.incidents import is_story
from pipeline.figures.marks import find as find_marks
from pipeline.figures.period_resolution import is_digression, resolve
from pipeline.figures.running import to_date, to_publication
from pipeline.figures.stocks import STOCKS
from pipeline.figures.units import Line
from pipeline.figures.when import When
from pipeline.period import Period

A_WEEK, A_MONTH = 7, 28  # days
A_YEAR = 370  # days, at most
A_DOZEN = 12  # sentences, or things told
_KINDS = frozenset({"fixed", "part", "same", "unknown"})


def opening(context: Context, lines: list[Line], title: list[Line]) -> Context:
    """The period an article is about: the first of its own that it names beside a metric or a number, else its headline's, else by its date."""
    through, saying = _through(context, lines) or (None, None)
    context = replace(context, through=through, through_of=_told_by(saying) if saying else (0, frozenset()), fiscal_end=_fiscal_end(lines))
    owns = (own for line in lines for unit in line.units if (own := own_period(unit.when, context)))
    context = replace(context, week=next((own for own in owns if own.days() == A_WEEK), None))
    told = [
        (line, period)
        for row, line in enumerate(lines)
        if (period := _line_period(line, context)) and (row < A_DOZEN or period.grain != "month")
    ]
    said = [period for line, period in told if not line.signature.startswith('"')] or [period for _, period in told]
    said = [period for period in said if not _is_a_part_long_past(period, context)] or said
    if compared := _compared_first(context, lines):
        said = [period for period in said if period != compared]
    year = context.published.year if context.published else 0
    main = next((period for period in said[:2] if period.end.year >= year - 1), None) or next(
        (period for period in said if period.end.year >= year - 2), None
    )
    main = main or next((period for line in title for unit in line.units if (period := own_period(unit.when, context))), None)
    if main:
        return _with_conventions(replace(context, main=main, focus=main), lines)
    if context.published is None:
        return context
    day = context.published
    main = Period.year(day.year - 1) if day.month <= _SPRING else Period.to_date(day)
    return _with_conventions(replace(context, main=main, focus=main, main_is_said=False), lines)


def _is_a_part_long_past(period: Period, context: Context) -> bool:
    """Whether the time is a part of a year that others are compared with: "At the end of June 2020, there had been 38", told a year later."""
    return context.published is not None and period.days() < _MOST_OF_A_YEAR and (context.published - period.end).days > _LONG_AGO


_MOST_OF_A_YEAR, _LONG_AGO = 350, 300  # days


def _compared_first(context: Context, lines: list[Line]) -> Period | None:
    """The year that the first numbers are compared with, which the article is not about: "143 homicides, 37 more than in 2016"."""
    for line in lines[:_A_FEW]:
        if _line_period(line, context):
            return None
        base = next((unit.when for unit in line.units if unit.when and unit.when.role == "baseline" and unit.when.kind == "fixed"), None)
        period = resolve(base, None, context, is_level=True) if base else None
        if period and period.grain == "year":
            return period if context.published and period.end.year < context.published.year - (context.published.month <= _SPRING) else None
    return None


_A_FEW = 3  # sentences
_SPRING = 3  # the last month in which an article that names no time is about the year before


def _with_conventions(context: Context, lines: list[Line]) -> Context:
    for line in lines:
        context = adopted(context, line)
    return context


def _month_number(word: str) -> int:
    return MONTHS[word[:3]]


def _fiscal_end(lines: list[Line]) -> tuple[int, int] | None:
    """The month and day on which the fiscal year ends: "the fiscal year that ended Sept. 30", "fiscal 2023, which ended June 30"."""
    for line in lines:
        for unit in line.units:
            period = unit.when.period if unit.when else None
            if period and 350 < period.days() < 370 and re.search(r"\b(?:fiscal|financial|budget)\b", unit.lower):
                return period.end.month, period.end.day
        words = line.words(0, len(line.units))
        if not any(word in words for word in _MONEY):
            continue
        match = _FISCAL_ENDS.search(words)
        if match:
            return _month_number(match["m"]), 28
        match = _FISCAL_STARTS.search(words)
        if match:
            return (_month_number(match["m"]) - 2) % 12 + 1, 28
    return None


_MONTH = r"(?P<m>(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*)"


_MONEY = ("fiscal", "financial", "budget")


_YEAR_OF_MONEY = rf"\b(?:{'|'.join(_MONEY)})\b.{{0,40}}?\b"


_FISCAL_ENDS = re.compile(rf"{_YEAR_OF_MONEY}end(?:s|ed|ing)?\s+(?:on\s+|in\s+)?{_MONTH}\b")


_FISCAL_STARTS = re.compile(rf"{_YEAR_OF_MONEY}(?:starts?|started|starting|beg[ia]ns?|beginning|runs?\s+from)\s+(?:on\s+|in\s+)?{_MONTH}\b")


_IS_AHEAD = re.compile(r"\b(?:expect|plan|hope|intend|aim)s?\s+to\b|\bwill\s+(?:hire|add|begin|start|open|launch)\b")  # what is no report yet


_RECORD = re.compile(r"\b(?:set|broke|tied|shattered|matched)\b[^,;]*\brecord\b")  # "Toronto set a record no one wanted in 2018"


IS_ABOUT_A_TIME = re.compile(r"(?:[Lw,.]{1,4}-)?(?:TB|cBT)")  # "2021 was the deadliest year"; "Nor was 2017 close"


def _line_period(line: Line, context: Context) -> Period | None:
    """The latest time of its own that a sentence with figures or metrics names, if it is not long past; else that after its baseline."""
    is_subject = IS_ABOUT_A_TIME.match(line.signature) is not None
    is_record = _RECORD.search(line.words(0, len(line.units))) is not None
    if not any(unit.letter in "KNPFO" for unit in line.units) and not sums_up(line) and not is_subject and not is_record:
        return None
    if is_story(line) or _IS_AHEAD.search(line.words(0, len(line.units))):
        return None
    marks = {mark.time for mark in find_marks(line)}
    context = to_publication(line, context)
    own = [
        period
        for index, unit in enumerate(line.units)
        if unit.when
        and (period := own_period(unit.when, context))
        and _can_be_main(unit.when, period, context)
        and not is_digression(line, index)
        and not is_aside(line, index)
        and index not in marks
        and not (_WHOLE.match(line.words(max(0, index - 3), index + 1)) and _is_compared_whole(period, context))
    ]
    if own:
        return max(own, key=lambda period: (period.end, period.days()))
    if context.published and _LEFT_IN_THE_YEAR.search(line.words(0, len(line.units))):
        return to_date(context)
    base = next((unit.when for unit in line.units if unit.when and unit.when.role == "baseline" and unit.when.kind == "fixed"), None)
    period = resolve(base, None, context, is_level=True) if base else None
    is_part = period is not None and period.grain in ("half", "quarter", "month", "year_to_date")
    after = period.years_before(-1) if period and is_part else None
    return after if after and context.published and after.start.year == context.published.year and after.start <= context.published else None


_WHOLE = re.compile(r"(?:.*\s)?(?:all|the\s+whole|the\s+entirety)\s+of\s+\S+(?:\s+\S+)?\Z")


_LEFT_IN_THE_YEAR = re.compile(r"\b(?:left|remaining|to\s+go)\s+in\s+the\s+year\b")  # "With two months left in the year, …"


def _is_compared_whole(period: Period, context: Context) -> bool:
    """Whether the whole of a year is told late in the next, which is compared with it: "There were 435 in all of 2011", in December 2012."""
    published = context.published
    return published is not None and published.month > _SPRING and period.end.year < published.year


def _can_be_main(when: When, period: Period, context: Context) -> bool:
    """Whether an article can be about the time: not "two years ago", not "last week" in passing."""
    is_running = context.published is not None and period.end == context.published and period.days() > 1 and period.start.day == 1
    is_passing = (when.is_relative or (is_running and period.grain == "span")) and period.days() < A_MONTH
    is_over = context.published is None or period.end <= context.published or period.grain != "span"  # not "this summer", in July
    is_whole = period.days() <= A_YEAR and when.kind != "same" and is_over
    return when.unit != "ago" and is_whole and not is_passing and _is_recent(period, context)


def _told_by(line: Line) -> tuple[int, frozenset[str]]:
    """Where a sentence stands, and the metrics it names."""
    return line.sentence.start, frozenset(unit.term.code for unit in line.units if unit.letter == "K" and unit.term)


def _through(context: Context, lines: list[Line]) -> tuple[dt.date, Line] | None:
    """The day that the article says its figures run to, and the sentence: "through Dec. 20", "the week of July 23-29"."""
    if context.published is None:
        return None
    for line in lines:
        is_stock = any(unit.term and unit.term.code in STOCKS for unit in line.units)
        for unit in line.units:
            if (is_stock and unit.lower.startswith("as of")) or _TWO_MONTHS.match(unit.lower):
                continue  # "641 positions were filled as of May 1"; "up 40 percent in January and February"
            if unit.when is None or unit.when.role != "own" or unit.when.is_relative or unit.when.kind not in ("fixed", "part"):
                continue
            period = resolve(unit.when, None, context, is_level=True)
            if period and _is_whole(period) and 0 < (context.published - period.end).days <= 45:
                return period.end, line
    return None


_TWO_MONTHS = re.compile(r"(?:in\s+)?[a-z]+\.?\s+and\s")


def _is_whole(period: Period) -> bool:
    """Whether a report may run over the period: from the first of a month, or a week; not a few days of a storm."""
    return period.grain in ("year_to_date", "span") and period.days() > 1 and (period.start.day == 1 or period.days() == 7)


def own_period(when: When | None, context: Context) -> Period | None:
    if when is None or when.role != "own" or when.kind not in _KINDS or when.unit == "decade":
        return None
    period = resolve(when, context.current, context, is_level=True)
    return None if period is None or (period.days() < 2 and not when.is_running) else period


def _is_recent(period: Period, context: Context) -> bool:
    return context.published is None or (period.end.year >= context.published.year - 2 and period.start <= context.published)
