"""Totals that are still running: the year so far, in an article about it or about a year that is over."""

from __future__ import annotations

import re

from pipeline.figures.context import Context
from pipeline.figures.units import Line
from pipeline.period import Period


def to_date(context: Context) -> Period | None:
    """The year so far: to the day that the figures are current to, where it is said, else to publication."""
    if context.published is None:
        return None
    through = context.through if context.through and context.through.year == context.published.year else None
    return Period.to_date(through or context.published)


def is_running(line: Line) -> bool:
    """Whether the sentence compares a running total with a pace: "two behind last year's pace"."""
    return any(unit.when and unit.when.unit == "pace" for unit in line.units)


_ALREADY = re.compile(r"\b(?:have|has|['’]\s?ve)\b.*\balready\b|\balready\s+(?:have|has|had|seen|recorded|counted)\b")


def is_of_this_year(line: Line, context: Context) -> bool:
    """Whether the sentence counts so far, in an article about a year that is over: "We've had 19 homicides already"."""
    current, published = context.current, context.published
    is_over = current is not None and published is not None and current.end.year < published.year
    return is_over and _ALREADY.search(line.words(0, len(line.units))) is not None
