"""Totals that are still running: the year so far, in an article about it or about a year that is over."""

from __future__ import annotations

import re

from pipeline.figures.context import Context, replace
from pipeline.figures.deaths import DEATHS
from pipeline.figures.units import Line
from pipeline.figures.when import When
from pipeline.period import Period


def to_date(context: Context) -> Period | None:
    """The year so far: to the day that the figures are current to, where it is said, else to publication."""
    if context.published is None:
        return None
    through = context.through if context.through and context.through.year == context.published.year else None
    return Period.to_date(through or context.published)


def to_publication(line: Line, context: Context) -> Context:
    """The context in which a count of the killed runs on to publication, where only later a day is said, of other crimes.

    "Fresno has 35 homicides this year", and then "Through October, police seized 812 guns": a paper counts the dead itself, day by day.
    """
    told_at, metrics = context.through_of
    if context.through is None or line.sentence.start >= told_at or not metrics:
        return context
    named = {unit.term.code for unit in line.units if unit.letter == "K" and unit.term}
    if not named & DEATHS or named & metrics:
        return context
    main = context.main
    if context.published and main and main.grain == "year_to_date" and main.end == context.through:
        main = Period.to_date(context.published)  # "With a day left in the year, Fresno has had 24 homicides"
    return replace(context, through=None, main=main, focus=main if context.focus == context.main else context.focus)


def after_publication(context: Context, before: Context) -> Context:
    """The context behind such a count: the article is about what it was about."""
    focus = before.focus if context.focus == context.main else context.focus
    return replace(context, through=before.through, main=before.main, focus=focus) if context.through != before.through else context


def is_running(line: Line, context: Context) -> bool:
    """Whether the sentence compares a running total with a pace: "two behind last year's pace"; not in a story of a year just over."""
    return any(unit.when and unit.when.unit == "pace" for unit in line.units) and not is_just_begun(context)


def is_just_begun(context: Context) -> bool:
    """Whether the year of publication has just begun, and the article is about the one before."""
    published, main = context.published, context.main
    is_over = published is not None and main is not None and main.end.year < published.year
    return is_over and published is not None and published.month == 1


_ALREADY = re.compile(r"\b(?:have|has|['’]\s?ve)\b.*\balready\b|\balready\s+(?:have|has|had|seen|recorded|counted)\b")


def is_of_this_year(line: Line, context: Context) -> bool:
    """Whether the sentence counts so far, in an article about a year that is over: "We've had 19 homicides already"."""
    current, published = context.current, context.published
    is_over = current is not None and published is not None and current.end.year < published.year
    return is_over and _ALREADY.search(line.words(0, len(line.units))) is not None


def to_its_end(line: Line, own: When | None) -> When | None:
    """The day that a year runs to, named right behind it or first of all: "this year as of Sunday"; "Through June 30, … 79 this year"."""
    if own is not None and own.unit == "to date" and (month := _its_month(line)):
        return month
    if own is None or own.period is None or not own.is_relative:
        return own
    index = next((index for index, unit in enumerate(line.units) if unit.when is own), len(line.units))
    after = line.units[index + 1].when if index + 1 < len(line.units) else None
    first = line.units[0].when if index > 1 and _ONE_TIME.match(line.signature) else None
    return next((end for end in (after, first) if end and _is_end(end, own.period)), own)


def _its_month(line: Line) -> When | None:
    """The month that "so far" is of: "December has been worse: 14 so far"."""
    first = next((unit.when for unit in line.units if unit.when), None)
    is_month = first is not None and first.kind == "part" and first.months is not None and first.months[0] == first.months[1]
    return first if is_month and first and not first.day and line.signature.startswith("T") else None


_ONE_TIME = re.compile(r"T,?(?!,?T)")  # not "Through Monday, Oct. 17, …"


def _is_end(end: When, period: Period) -> bool:
    """Whether a time is a day that the year so far, or the last year, runs to."""
    if not end.is_running or end.role != "own" or period.start.month > 1 or period.start.day > 1:
        return False
    return end.period is not None and end.period.start == period.start if end.kind == "fixed" else end.kind == "part" and end.day is not None
