"""The words that a number was read by → a figure with its place, status, confidence and reasons."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.figures.confidence import Judgement, confidence
from pipeline.figures.context import Context
from pipeline.figures.metric_prices import Link
from pipeline.figures.place_links import is_of_a_part, is_of_an_unnamed
from pipeline.figures.statement import Statement
from pipeline.figures.status import status_of
from pipeline.figures.stocks import as_stock
from pipeline.figures.timing import Timing
from pipeline.figures.units import Line
from pipeline.period import Period
from pipeline.records import Figure, Status


def figure_of(
    line: Line, text: str, statement: Statement, own: Link, when: Timing, context: Context, speaker: str | None, place: str | None
) -> Figure:
    unit = line.units[statement.index]
    start, end = unit.start, unit.end
    if own.index is not None:
        metric = line.units[own.index]
        if 0 <= metric.start - end < 60 or 0 <= start - metric.end < 60:
            start, end = min(start, metric.start), max(end, metric.end)
    status = status_of(words_around(line, text, statement.index))
    is_ahead = status in ("planned", "target", "forecast")
    period, baseline = as_stock(line, when, own, statement, context, is_ahead=is_ahead)
    period = _next_time(period, own, when, context) if is_ahead else period if statement.measure != "count" else _so_far(period, when, context)
    judged = confidence(line, statement, own, when, context)
    if judged.level == "certain" and place == context.home and is_of_an_unnamed(line, context):
        judged = Judgement("likely", ("of a place that is not named",))
    if judged.level == "certain" and place != context.home and is_of_a_part(line):
        judged = Judgement("likely", ("of a part of the place",))
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
        op=statement.op, baseline=baseline, place=place, rate_per=statement.rate_per, unit=statement.unit,
        status=status, confidence=judged.level, speaker=speaker, why=why,
    )  # fmt: skip


def _next_time(period: Period | None, own: Link, when: Timing, context: Context) -> Period | None:
    """The month to come, of those who are to be hired: "a class of 31 is due to graduate in May"."""
    is_past = period is not None and context.published is not None and period.end < context.published
    is_month = (
        own.topic.code == "officer_hired" and period is not None and period.grain == "month" and not re.search(r"\d|last|\bago\b", when.why)
    )
    return period.years_before(-1) if period and is_past and is_month else period


def _so_far(period: Period | None, when: Timing, context: Context) -> Period | None:
    """What has been counted in a fiscal year that is not over is of its days to the day of publication."""
    published = context.published
    is_under_way = period is not None and published is not None and period.grain == "span" and period.start <= published < period.end
    return Period(period.start, published) if period and published and is_under_way and _FISCAL.search(when.why) else period


_FISCAL = re.compile(r"\b(?:fiscal|financial|budget)\b")


def words_around(line: Line, text: str, index: int) -> str:
    """The words that can say whether the number is a fact: from the number before to the number after, or to the next clause."""
    first = next((unit.end for unit in reversed(line.units[:index]) if unit.number), line.sentence.start)
    last = next((unit.start for unit in line.units[index + 1 :] if unit.number), line.sentence.end)
    at = line.units[index].end
    clause = _NEXT_CLAUSE.search(text, at, last)
    last = clause.start() if clause else last
    colon = text.rfind(":", first, line.units[index].start)
    first = colon if colon >= 0 and _HAS_BEEN.match(text, at) else first
    goal = _GOAL_OF.search(text, at, last)
    return text[first : goal.start() if goal else last]


_HAS_BEEN = re.compile(r"\s+(?:[a-z]+\s+)?(?:had|have|has|were|was)\s+(?:been\s+)?[a-z]+ed\b")  # "on track for its fewest: 98 had been recorded"
_GOAL_OF = re.compile(
    r"\b(?:goal|target|aim|standard)\s+(?:of|was)\s+(?:\w+\s+){0,2}\Z", re.I
)  # of the next number: "hired 262 against a goal of 250"
_NEXT_CLAUSE = re.compile(
    r"[,;]?\s+(?:and|but|while|though|although|that\s+(?:puts?|sets?|leaves?))\s|;"
)  # "hired 54 so far, and aims to hire 150"


def as_forecast(figure: Figure, status: Status | None, words: str = "") -> Figure:
    """What is still to come is the whole year's; `words` are those of its time."""
    period, base = figure.period, figure.baseline
    if status == "forecast" and period and period.grain in ("year", "year_to_date") and base and base.grain == "year_to_date":
        figure = replace(figure, baseline=Period.year(base.end.year))  # "would end 2016 up 13 percent"
    if period is None or period.grain in ("year", "stock"):
        return figure
    is_year = period.grain == "year_to_date" or ((period.start.month, period.start.day) == (1, 1) and _A_YEAR.fullmatch(words) is not None)
    if status == "forecast" or (status in ("planned", "target") and is_year):
        return replace(figure, period=Period.year(period.end.year), status=status)
    return figure


_A_YEAR = re.compile(
    r"(?:(?:in|for|during|over|by|this|the|all|of|current|whole|calendar|full)\s+)*(?:year|\d{4})(?:['’]s)?\W*"
)  # "in 2024", printed in January
