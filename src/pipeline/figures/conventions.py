"""What an article says of its own numbers: "All totals run from January through September", "Figures in parentheses are for 2021".

Such a sentence holds for all that follows, and never tells a figure of its own.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import replace

from pipeline.figures.context import Context
from pipeline.figures.period_resolution import resolve
from pipeline.figures.units import Line
from pipeline.period import Period

_ROLES = frozenset({"own", "baseline", "since", "record"})
_A_YEAR = 360  # days
_NUMBERS = (
    r"(?:figures?|numbers?|totals?|statistics|stats|data|counts?|percentages?|comparisons?|changes?|tall(?:y|ies)|amounts?|values?"
    r"|returns|summary)"
)
_BRACKETS = re.compile(r"\bin\s+(?:parenthes[ei]s|parens|brackets)\b|\b(?:parenthetical|bracketed)\b")
_COVERS = re.compile(
    rf"""\b{_NUMBERS}\b.{{0,60}}?\b(?:(?:are|is|were|was)\s+(?:\w+\s+){{0,2}}?(?:for|from|through|between)|(?:all|each|only)\s+(?:for|from|through)
    |runs?|covers?|covering|refers?|represents?|reflects?|spans?|goes|go)\b
    |\bhere(?:['’]s|\s+is|\s+are)\s+how\b.{{0,60}}?\bcompar""",
    re.VERBOSE,
)
_OTHERS = re.compile(r"(?:separate|another|other|more\s+recent|newer|later|earlier)\b")  # of what is told next, and not of the article
_SUMS_UP = re.compile(rf"\b(?:report|summary|{_NUMBERS})\s+(?:\w+\s+){{0,4}}?(?:for|cover(?:ing|s)?|from|of|through)\b")
_NOT_OUT = re.compile(r"\b(?:due|delayed|expected|available|incomplete|missing|unless|not|never|last\s+time)\b")
_NOT_YET = re.compile(rf"{_NOT_OUT.pattern}|\bpreliminary\b")
_COMPARES = re.compile(r"\b(?:compar\w+|against|versus|vs|relative\s+to|over|change\w*)\b")
_EACH_YEAR = re.compile(r"\b(?:of|in|for)\s+(?:each|every|both|all)\s+(?:of\s+the\s+)?years?\b")


def is_convention(line: Line) -> bool:
    """Whether the sentence speaks of the article's own numbers and tells none."""
    if "T" not in line.signature or re.search(r"[NPFXK]", line.signature):
        return False
    words = line.words(0, len(line.units))
    return not _NOT_YET.search(words) and not _OTHERS.match(words) and bool(_BRACKETS.search(words) or _COVERS.search(words))


def sums_up(line: Line) -> bool:
    """Whether the sentence says what time the report that the article tells of is about: "its summary for the first quarter of 2022"."""
    if "T" not in line.signature:
        return False
    words = line.words(0, len(line.units))
    return not _NOT_OUT.search(words) and bool(_SUMS_UP.search(words))


def adopted(context: Context, line: Line) -> Context:
    """The context with what a convention of the article says: the period of its numbers, of those in brackets, of its comparisons."""
    if not is_convention(line):
        return context
    words = line.words(0, len(line.units))
    period = _period(line, context, {"own"}) or _period(line, context)
    if _BRACKETS.search(words):
        bracketed = _beside_the_brackets(line, context) or period
        return replace(context, bracketed=bracketed) if bracketed else context
    if period is None:
        return context
    if _COMPARES.search(words) and any(unit.when and unit.when.role == "baseline" for unit in line.units):
        if not any(unit.when and unit.when.role == "own" and unit.when.kind != "duration" for unit in line.units):
            return replace(context, baseline=period)
        context = replace(context, main=period, focus=period)
        base = _period(line, context, {"baseline", "since"})
        is_part = period.days() < _A_YEAR
        return replace(context, main_is_said=True, baseline=base, part=period if is_part else context.part)
    part = period if _EACH_YEAR.search(words) else context.part
    return replace(context, main=period, focus=period, main_is_said=True, part=part)


def in_part(period: Period | None, context: Context) -> Period | None:
    """A bare year in an article whose totals are all of one part "of each year" is that part of it."""
    if period is None or context.part is None or period.grain not in ("year", "year_to_date"):
        return period
    return context.part.years_before(context.part.end.year - period.end.year)


def _beside_the_brackets(line: Line, context: Context) -> Period | None:
    """The time that stands nearest to "in parentheses": "2019 totals are given first, with those of 2018 in parentheses"."""
    marks = [index for index, unit in enumerate(line.units) if _BRACKET_WORDS.match(unit.lower)]
    times = [index for index, unit in enumerate(line.units) if unit.when and unit.when.kind != "duration"]
    if not marks or not times:
        return None
    nearest = line.units[min(times, key=lambda index: abs(index - marks[0]))].when
    return resolve(nearest, context.current, context, is_level=True) if nearest else None


_BRACKET_WORDS = re.compile(r"parenthe|parens|bracket")


def _period(line: Line, context: Context, roles: AbstractSet[str] = _ROLES) -> Period | None:
    """The latest time that the sentence names in one of these roles."""
    times = (unit.when for unit in line.units if unit.when and unit.when.kind != "duration" and unit.when.role in roles)
    found = [resolve(when, context.current, context, is_level=True) for when in times]
    said = [period for period in found if period]
    return max(said, key=lambda period: (period.end, period.days())) if said else None
