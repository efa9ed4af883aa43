"""A level that is said to be an earlier one's too: "56 homicides, exactly as many as in 2021", "94, the same number as the year before"."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.figures.context import Context
from pipeline.figures.period_resolution import resolve
from pipeline.figures.units import Line
from pipeline.period import Period
from pipeline.records import Figure

AS_MANY = "measure: as many as now"  # the reason of such a figure
_AS_MANY = re.compile(
    r"(?<!half )(?<!twice )(?<!times )(?<!nearly )(?<!almost )(?<!about )(?<!roughly )(?<!not )(?<!much )(?<!around )"
    r"(?:\bas many (?:\w+ )?as|\bthe (?:very |exact )?same(?: (?:number|total|count|figure|tally|toll|level))? as|\bunchanged from"
    r"|\bidentical to|\b(?:level|even) with|\bmatching (?:the|its) (?:number|total|count|figure|tally|toll))"
    r"(?: (?:in|for|during|of|from|it had))?\s*\Z"
)
_SUM = re.compile(r"\b(?:combined|together)\b")  # "as many as in January and February combined"
_LEVELS = frozenset({"count", "rate", "share"})
_PHRASE = 8  # words
_BETWEEN = 12  # units


def same_again(line: Line, found: list[Figure], context: Context) -> list[Figure]:
    """The earlier levels of a sentence that are told by being the same as those `found`."""
    again: list[Figure] = []
    for index, unit in enumerate(line.units):
        words = same_as(line, index) if unit.when and not _SUM.search(line.words(index + 1, index + 4)) else 0
        if words and (figure := _level_before(line, index, found)) and (period := _earlier(line, index, figure, context)):
            is_alike = figure.period is not None and figure.period.grain == period.grain
            sure = figure.confidence if is_alike or figure.confidence != "certain" else "likely"
            start = line.units[index - words].start
            why = (f"metric: {figure.label}", f"period: {unit.lower}", AS_MANY, f"confidence: {sure}")
            again.append(replace(figure, period=period, confidence=sure, start=start, end=unit.end, why=why))
    return again + _in_both_years(line, found)


_BOTH = re.compile(r"(?:\s*(?:people|victims|cases))?\s*(?:in|for|during)\s+(?:both|each\s+of\s+the(?:\s+two)?)\s+years\b")


def _in_both_years(line: Line, found: list[Figure]) -> list[Figure]:
    """The level of the year before, told with that of its own: "while Waterbury had 12 in both years"."""
    if "years" not in (words := line.words(0, len(line.units))) or not ("both" in words or "each" in words):
        return []
    said = {unit.end: index for index, unit in enumerate(line.units)}
    levels = (one for one in found if one.measure in _LEVELS and one.period and one.period.grain == "year" and one.end in said)
    of_both = [one for one in levels if _BOTH.match(line.words(said[one.end] + 1, said[one.end] + 7))]
    return [replace(one, period=one.period.years_before(1), why=(*one.why[:1], AS_MANY, *one.why[2:])) for one in of_both if one.period]


_ENDS = frozenset({"in", "for", "during", "of", "from", "as", "had", "to", "with", "number", "total", "count", "figure", "tally", "toll"})


def same_as(line: Line, time: int) -> int:
    """How many words say before units[time] that what was counted then was the same; 0 where none do."""
    said = _AS_MANY.search(line.words(time - _PHRASE, time)) if time and line.units[time - 1].lower in _ENDS else None
    return len(said[0].split()) if said else 0


def _level_before(line: Line, time: int, found: list[Figure]) -> Figure | None:
    """The level that the words before units[time] are of: the last number before them, with nothing but its own clause between."""
    number = line.signature.rfind("N", 0, time)
    if line.signature[number + 1 : number + 2] == "C":
        number = line.signature.rfind("N", 0, number)  # "46 homicides, one more than the year before and the same number as in 2014"
    if number > 0 and _MORE_THAN.fullmatch(line.signature, number + 1, time):
        number = line.signature.rfind("N", 0, number)  # "31 killings, two more than in July and as many as in August 2022"
    if number < 0 or time - number > _BETWEEN + _PHRASE or re.search(r"[;PFXQ]", line.signature[number:time]):
        return None
    at = line.units[number]
    own = (figure for figure in found if figure.measure in _LEVELS and figure.start <= at.start and figure.end >= at.end)
    return next((figure for figure in own if figure.value == at.number.value), None) if at.number else None


_MORE_THAN = re.compile(r"[wk]{0,2}C[wkK]{0,2}ni?T,?c[wsxa]{2,7}i?")


def _earlier(line: Line, time: int, figure: Figure, context: Context) -> Period | None:
    when = line.units[time].when
    period = resolve(when, figure.period or context.current, context, is_level=True, side="before") if when else None
    if period is None or figure.period is None or period.end >= figure.period.end:
        return None
    return Period.as_of(period.end) if figure.period.is_stock and not period.is_stock else period
