"""Numbers that are a mean of years: "an average of 52 for the previous five years", "averaged 91 a year from 2015 to 2019"."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from pipeline.figures.statement import Statement
from pipeline.figures.units import Line, Unit
from pipeline.figures.when import When
from pipeline.period import Period

_AVERAGE = re.compile(r"\b(?:averag\w*|mean)\b")
_A_YEAR = re.compile(r"(?:[\w’'-]+\s+){0,4}(?:(?:a|per|each|every)\s+year|annually|yearly)\b")  # "more than 600 murders a year in the 1980s"
_OF_A_YEAR = re.compile(rf"{_AVERAGE.pattern}|\b(?:a|per|each|every)\s+year\b|\b(?:annual|year)ly\b")
_OF_AVERAGE = re.compile(r"T[wKkiL]{0,3}[oBH:,(]x?a?x?\Z")  # "the five-year average of 58"
_HAS_ITS_NUMBER = re.compile(r"To?x?N[wkK]{0,2},[^NPFX;]{0,12}\Z")  # "Against a five-year average of 60, police counted 41 murders"
_BACK = re.compile(r"(?:the\s+)?(?:past|last|previous|prior|preceding)\b")
_NEAR = 7  # units


def mean_of_years(line: Line, statement: Statement, current: Period | None) -> Period | None:
    """The years that the number is the mean of, or None where it is no mean or nobody says of which years."""
    if statement.measure not in ("count", "rate", "share") or not _OF_A_YEAR.search(line.words(0, len(line.units))):
        return None
    index = statement.index
    if _A_YEAR.match(line.words(index + 1, index + _NEAR)) and (years := _many_years(line, index)):
        return replace(years, is_average=True)
    beside = _OF_AVERAGE.search(line.signature, max(0, index - 8), index)
    when = line.units[beside.start()].when if beside else None
    if when and when.kind == "average":
        return _years(when, current)
    if not _AVERAGE.search(line.words(index - _NEAR, index)) or _HAS_ITS_NUMBER.search(line.signature, 0, index):
        return None
    return next((period for unit in _times(line, index) if (period := _years(_as_average(unit.when, unit.lower), current))), None)


def _many_years(line: Line, index: int) -> Period | None:
    """The years that a sentence names as one time, that behind the number first: "the 1980s", "between 2010 and 2019"."""
    periods = (unit.when.period for unit in _times(line, index) if unit.when and unit.when.role == "own" and unit.when.kind in ("fixed", "span"))
    return next((period for period in periods if period and period.end.year > period.start.year + 1), None)


def _times(line: Line, index: int) -> list[Unit]:
    return [unit for unit in (*line.units[index + 1 : index + _NEAR + 2], *line.units[:index]) if unit.when]


def _as_average(when: When | None, words: str) -> When | None:
    """A length of years that has passed, or a span of them, as what a mean is of."""
    if when is None or when.kind in ("average", "span"):
        return when
    is_length = (when.kind == "duration" and when.unit in ("year", "decade")) or (when.kind == "shift" and when.unit == "years")
    is_back = is_length and when.years > 1 and _BACK.match(words)
    return replace(when, kind="average") if is_back else None


def _years(when: When | None, current: Period | None) -> Period | None:
    if when is None:
        return None
    if when.period:
        return replace(when.period, is_average=True)
    if current is None or not 1 < when.years < 60:
        return None
    last = current.start.year - 1
    return Period(dt.date(last - when.years + 1, 1, 1), dt.date(last, 12, 31), is_average=True)
