"""Years that a number is of by what is told of them: "a year that ended with 186", "when the city was on its way to a record 398"."""

from __future__ import annotations

import re

from pipeline.figures.context import Context
from pipeline.figures.statement import Statement
from pipeline.figures.units import Line

A_YEAR_TOLD = "a year of which it is told"  # the reason


def year_told(line: Line, statement: Statement, context: Context) -> int | None:
    """The year that the words before the number tell something of; None where they tell of none."""
    return _of_a_year_told(line, statement) or _on_the_way_to(line, statement, context)


_ENDED = re.compile(
    r"\b(?:a|the)\s+year\s+(?:(?:that|which)\s+(?:had\s+)?(?:ended|closed|finished)\s+(?:up\s+)?(?:with|at)(?:\s+\w+)?"
    r"|(?:that|which)\s+(?:had\s+)?(?:saw|seen|brought)(?:\s+\w+)?|(?:in\s+which|when)(?:\s+(?!in\b)\w+){0,4}|with(?:\s+\w+)?)\s*\Z"
)
_GOES_ON = re.compile(r"T,?[rc]")
_A_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def _of_a_year_told(line: Line, statement: Statement) -> int | None:
    """The year of the 186 of "three more than at the same point in 2018, a year that ended with 186", or "a year in which 186 people died"."""
    index = statement.index
    if statement.measure == "count" and _GOES_ON.search(line.signature, 0, index) and (told := _of_its_year(line, index)):
        return told
    if statement.measure != "count" or "Y" not in line.signature[max(0, index - 7) : index] or not _ENDED.search(line.words(index - 7, index)):
        return None
    return _year_named_before(line, index)


def _year_named_before(line: Line, index: int) -> int | None:
    """The year of the last time that stands before units[index]."""
    time = line.signature.rfind("T", 0, index)
    years = _A_YEAR.findall(line.units[time].lower) if time >= 0 else []
    return int(years[-1]) if years else None


_ON_THE_WAY = re.compile(
    r"\b(?:on\s+(?:its|the|their|her|his)\s+way\s+to(?:ward)?|en\s+route\s+to|headed\s+(?:for|to|toward)|would\s+(?:go\s+on\s+to\s+)?"
    r"(?:finish|end|close)\s+(?:the\s+year\s+)?(?:with|at)|(?:finished|ended|closed)\s+(?:(?:up|out)\s+)?(?:with|at))"
    r"(?:\s+(?:an?|its|the|what\s+was))?(?:\s+(?:then-)?(?:record|total\s+of|final|final\s+total\s+of|high\s+of|record-high))?\s*\Z"
)


def _on_the_way_to(line: Line, statement: Statement, context: Context) -> int | None:
    """The year of the 398 of "288 at the same point in 2023, when the city was on its way to a record 398": it is over."""
    index = statement.index
    if (
        statement.measure != "count"
        or "r" not in line.signature[max(0, index - 12) : index]
        or not _ON_THE_WAY.search(line.words(index - 9, index))
    ):
        return None
    year = _year_named_before(line, index)
    return year if year and context.published and year < context.published.year else None


_WENT_ON = re.compile(
    r",?\s*which\s+(?:went\s+on\s+to\s+(?:\w+\s+){1,6}?(?:with|at|of)|(?:would\s+(?:go\s+on\s+to\s+)?)?(?:ended|end|finished|finish|closed|close)(?:\s+up)?\s+(?:with|at))(?:\s+\w+)?\s*\Z"
)


_WITH = r"(?:finished|ended|closed|wound\s+up)(?:\s+(?:up|the\s+year|out|it))?\s+(?:with|at)(?:\s+\w+)?\s*\Z"
FINISHED = re.compile(rf"\b{_WITH}")
_AND_FINISHED = re.compile(rf"\s*,?\s*(?:and|but)\s+{_WITH}")  # "49 killings in the first half of 2011 and finished with 103"
PARTS_OF_A_YEAR = frozenset({"half", "quarter", "month"})


def _of_its_year(line: Line, index: int) -> int | None:
    """The year of the 11 of "eight in the first half of last year, which went on to set a record with 11"."""
    time = line.signature.rfind("T", 0, index)
    period = line.units[time].when.period if time >= 0 and line.units[time].when else None  # type: ignore[union-attr]
    is_of_a_year = period is not None and period.start.year == period.end.year and _WENT_ON.match(line.words(time + 1, index))
    is_of_a_year = is_of_a_year or (period is not None and period.grain in PARTS_OF_A_YEAR and _AND_FINISHED.match(line.words(time + 1, index)))
    return period.end.year if period and is_of_a_year else None
