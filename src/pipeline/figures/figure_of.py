"""The words that a number was read by → a figure with its place, status, confidence and reasons."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from pipeline.figures.confidence import Judgement, confidence
from pipeline.figures.context import Context
from pipeline.figures.metric_prices import Link
from pipeline.figures.statement import Statement
from pipeline.figures.status import status_of
from pipeline.figures.timing import Timing
from pipeline.figures.units import Line
from pipeline.period import Period
from pipeline.records import Figure, Status

_CHANGES = frozenset({"change", "percent_change", "multiple"})
STOCKS = frozenset({"officer", "vacancy"})


def figure_of(
    line: Line, text: str, statement: Statement, own: Link, when: Timing, context: Context, speaker: str | None, place: str | None
) -> Figure:
    unit = line.units[statement.index]
    start, end = unit.start, unit.end
    if own.index is not None:
        metric = line.units[own.index]
        if 0 <= metric.start - end < 60 or 0 <= start - metric.end < 60:
            start, end = min(start, metric.start), max(end, metric.end)
    period = as_stock(line, when, own, statement, context)
    status = status_of(words_around(line, text, statement.index))
    period = _still_to_come(period, when, context) if status in ("planned", "target", "forecast") else period
    judged = confidence(line, statement, own, when, context)
    if status and judged.level == "certain":
        judged = Judgement("likely", (status,))
    why = (
        f"metric: {own.topic.label} ({own.grade})",
        f"period: {when.why or when.grade}",
        f"measure: {statement.why}",
        f"confidence: {judged.why}",
    )
    return Figure(
        own.topic.code, own.topic.label, statement.measure, statement.value, period, text[start:end], start, end, value_high=statement.high,
        op=statement.op, baseline=when.baseline, place=place, rate_per=statement.rate_per, unit=statement.unit,
        status=status, confidence=judged.level, speaker=speaker, why=why,
    )  # fmt: skip


def words_around(line: Line, text: str, index: int) -> str:
    """The words that can say whether the number is a fact: from the number before to the number after, or to the next clause."""
    first = next((unit.end for unit in reversed(line.units[:index]) if unit.number), line.sentence.start)
    last = next((unit.start for unit in line.units[index + 1 :] if unit.number), line.sentence.end)
    at = line.units[index].end
    clause = _NEXT_CLAUSE.search(text, at, last)
    return text[first : clause.start() if clause else last]


_NEXT_CLAUSE = re.compile(r"[,;]?\s+(?:and|but|while|though|although)\s|;")  # "hired 54 so far, and aims to hire 150"


def _still_to_come(period: Period | None, when: Timing, context: Context) -> Period | None:
    """A strength that is wanted "by June" is of the June to come."""
    is_past = period is not None and period.is_stock and context.published is not None and period.end < context.published
    return period.years_before(-1) if period and is_past and _BY_A_MONTH.match(when.why) else period


_BY_A_MONTH = re.compile(r"by\s(?!.*\d{4})")
_YEAR_END = re.compile(
    r"\b(?:finish\w*|end(?:s|ed|ing)?|clos(?:ed|es|ing))\s+(?:out\s+)?(?:the|last)\s+year\b|\byear['’]s\s+end\b|\bend\s+of\s+the\s+year\b"
)


_START = re.compile(r"\b(?:start|beg[ai]n|begun|open|enter)\w*\b[^,;]*\bwith\s*\Z")


_A_MONTH = 31  # days


def as_stock(line: Line, when: Timing, own: Link, statement: Statement, context: Context) -> Period | None:
    """Officers and vacancies are as of a day: the end of the period that is said, else the day of publication."""
    period, published = when.period, context.published
    if own.topic.code not in STOCKS or (statement.measure in _CHANGES and (when.grade == "own" or context.focus_is_said)):
        return period
    if _YEAR_END.search(line.words(0, len(line.units))) and when.grade != "own" and period:
        return Period.as_of(dt.date(period.end.year, 12, 31))
    if when.grade == "own" and period and published and re.search(r"\byears?\s+ago\Z", when.why):
        return Period.as_of(Period.as_of(published).years_before(published.year - period.end.year).end)
    if when.grade == "own" and period and _START.search(line.words(statement.index - 7, statement.index)):
        this_year = period.years_before(period.start.year - published.year).start if published else period.start
        is_just_begun = published is not None and 0 <= (published - this_year).days <= _A_MONTH and not re.search(r"\d{4}", when.why)
        return Period.as_of(this_year if is_just_begun else period.start)
    if when.grade in ("context", "none") and published and not context.focus_is_said:
        return Period.as_of(published)
    if period is None or (published and period.end > published and period.start <= published):
        return Period.as_of(published) if published else None
    return Period.as_of(period.end)


def as_forecast(figure: Figure, status: Status | None) -> Figure:
    """What is still to come is the whole year's."""
    is_ahead = status == "forecast" or (status in ("planned", "target") and figure.period is not None and figure.period.grain == "year_to_date")
    if not is_ahead or figure.period is None or figure.period.grain in ("year", "stock"):
        return figure
    return replace(figure, period=Period.year(figure.period.end.year), status=status)
