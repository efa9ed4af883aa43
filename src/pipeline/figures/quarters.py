"""Quarters, halves and trimesters: "the second quarter of 2023", "Q2", and "31 in the second" behind one that was named."""

from __future__ import annotations

import re

from pipeline.figures.calendar_words import PLACES_IN_ORDER, small_number
from pipeline.figures.day_arithmetic import Day, Match, between, group, year_of
from pipeline.figures.period_patterns import PATTERNS
from pipeline.figures.when import When

_MONTHS = {"half": 6, "quarter": 3, "trimester": 4}
_NAMED = dict(PATTERNS)["quarter"]


def quarter(match: Match, published: Day) -> When | None:
    if match["q"]:
        number = int(re.sub(r"\D", "", match["q"]))
        unit = "half" if "h" in match["q"].lower() else "quarter"
    elif match["uk"]:
        number, unit = small_number(match["qn"]), "quarter"
    else:
        number, unit = PLACES_IN_ORDER[match["which"].lower()], match["unit"].lower()
        if match[0].lower() in {"second half", "first half", "last quarter"} and unit == "trimester":
            return None
    return _part_of_a_year(number, unit, group(match, "y", "pre"), published)


def quarter_again(match: Match, published: Day) -> When | None:
    """The quarter or the half that is one like the one named before it: "31 in the second"."""
    before = max(_NAMED.finditer(match.string, 0, match.start()), key=re.Match.start, default=None)
    if before is None or not before["unit"]:
        return None
    return _part_of_a_year(PLACES_IN_ORDER[match["which"].lower()], before["unit"].lower(), group(before, "y", "pre"), published)


def _part_of_a_year(number: int, unit: str, words: str | None, published: Day) -> When | None:
    """The part of that number, −1 being the last, of the year that the words name, if they name one; None beyond the year's end."""
    size = _MONTHS[unit]
    number = 12 // size if number == -1 else number
    if number * size > 12:
        return None
    pair = (size * (number - 1) + 1, size * number)
    year = year_of(words, published) if words else None
    return When("part", 0, 0, months=pair) if year is None else between(year, pair[0], None, year, pair[1], None)
