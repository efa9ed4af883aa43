"""When a number is of: the period, what a change is compared with, and how it is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pipeline.figures.clauses import reaches
from pipeline.figures.context import Context
from pipeline.figures.period_resolution import resolve
from pipeline.figures.units import Line
from pipeline.figures.when import When
from pipeline.period import Period

Grade = Literal["own", "sentence", "context", "none"]


@dataclass(frozen=True, slots=True)
class Timing:
    """The period and the baseline of a statement."""

    period: Period | None
    baseline: Period | None
    grade: Grade
    why: str = ""


def words_of(line: Line, when: When | None) -> str:
    return "" if when is None else next((unit.lower for unit in line.units if unit.when is when), "")


def is_said(line: Line, number: int) -> bool:
    """Whether the sentence names a time of its own that can hold for the number at units[number]."""
    return any(
        unit.when and reaches(line, index, number) and unit.when.role == "own" and unit.when.kind in ("fixed", "part", "same", "span", "unknown")
        for index, unit in enumerate(line.units)
    )


def year_spoken_of(line: Line, own: When, current: Period | None, context: Context) -> Period | None:
    """What a month without its year is of: the year of the sentence, else the one spoken of before; not the month itself.

    "The year before that" is the one before the last that the sentence named.
    """
    is_that_year = own.kind == "focus" and own.unit == "year" and own.is_relative
    if (own.kind == "shift" or is_that_year) and (that := _that(line, own, current, context)):
        return that
    if own.kind == "part" and (year := _of_the_whole(line, own, context) or _of_its_clause(line, own, context)):
        return year
    is_in_year = current is not None and current.grain in ("year", "year_to_date")
    return current if own.kind != "part" or is_in_year else context.current


def _that(line: Line, own: When, current: Period | None, context: Context) -> Period | None:
    """The year that is meant: "69 in 2018 and 72 the year before that", "32 in 2015 and 44 the next year"; "that year's"."""
    index = next((index for index, unit in enumerate(line.units) if unit.when is own), 0)
    if not _POINTS_BACK.search(line.units[index].lower) and own.years >= 0:
        return None
    before = (unit.when for unit in reversed(line.units[:index]) if unit.when and unit.when.role == "own" and unit.when.kind in _NAMED)
    named = ((when, resolve(when, current if when.kind == "shift" else context.current, context, is_level=True)) for when in before)
    when, year = next(((when, year) for when, year in named if year and year.grain == "year"), (None, None))
    part = _first_part(line, index, context) if when and when.is_relative and own.kind == "shift" else None
    return part.years_before(part.end.year - year.end.year) if part and year and part.start.year > year.end.year else year


def _first_part(line: Line, end: int, context: Context) -> Period | None:
    """The part of a year that the sentence tells of first: "1,310 from January through June, compared with 1,502 last year"."""
    when = next((unit.when for unit in line.units[:end] if unit.when and unit.when.role == "own"), None)
    period = resolve(when, context.current, context, is_level=True) if when else None
    return period if period and period.start.year == period.end.year and period.grain != "year" and period.days() > 1 else None


_POINTS_BACK = re.compile(r"\b(?:that|it|that\s+year['’]s)\Z")
_NAMED = frozenset({"fixed", "shift"})  # "up from 67 a year earlier and 41 the year before that"


def _of_the_whole(line: Line, own: When, context: Context) -> Period | None:
    """The year that a part of its count is told of: "in 2021, 364 people were struck, 68 of them in July alone"."""
    index = next((index for index, unit in enumerate(line.units) if unit.when is own), 0)
    if not _OF_THEM.search(line.words(index - 6, index)):
        return None
    before = (unit.when for unit in reversed(line.units[:index]) if unit.when and unit.when.role == "own" and unit.when.kind == "fixed")
    years = (resolve(when, context.current, context, is_level=True) for when in before)
    return next((year for year in years if year and year.grain in ("year", "year_to_date")), None)


def _of_its_clause(line: Line, own: When, context: Context) -> Period | None:
    """The year of a clause that names the part only: "below that of 2021, when 177 people were killed in the first six months".

    Also "If you go back to 2019, you find 21 homicides at midyear".
    """
    index = next((index for index, unit in enumerate(line.units) if unit.when is own), 0)
    opening = re.search(r"T,[^T;]*\Z", line.signature[:index])
    first = opening.start() if opening else 0
    is_clause = opening is not None and (line.units[first + 2].lower == "when" or line.words(first - 2, first) == "back to")
    when = line.units[first].when if is_clause else None
    year = resolve(when, context.current, context, is_level=True) if when and when.kind == "fixed" else None
    return year if year and year.grain == "year" else None


_OF_THEM = re.compile(r"\b(?:(?:of|among)\s+(?:them|those|these|which|whom)|including)\b")


def is_the_one_before(line: Line, number: int) -> bool:
    """Whether the change came before another: "fell 9%, after a 12% fall the year before", "on top of 21% the year before"."""
    return _CAME_BEFORE.search(line.words(number - 6, number)) is not None


HAS_SINCE = re.compile(r"\b(?:has|have)\s+since\b")  # of a change from a time told before
_CAME_BEFORE = re.compile(r"\b(?:after|follow(?:ing|ed|s)|having|top\s+of|heels\s+of|coming\s+off)(?:\s+[\w’'-]+){0,3}\s*\Z")
