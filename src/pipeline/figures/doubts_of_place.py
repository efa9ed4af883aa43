"""What stands against the certainty that a number is of the document's city: another force's, a building's, several parts' together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.figures.context import Context
from pipeline.figures.gazetteer import is_of_many
from pipeline.figures.statement import Statement
from pipeline.figures.units import Line

_GROUNDS = r"(?:jails?|prisons?|malls?|hospitals?|airports?|campus(?:es)?|universit(?:y|ies)|colleges?|casinos?)"
_WITHIN = re.compile(
    rf"(?:[\w’'-]+\s+){{0,4}}?(?:in|at|inside|within|on)\s+(?:the|its|a|an|one|that|this)\s+(?:[\w’'-]+\s+){{0,2}}?{_GROUNDS}\b"
)
_BY_ANOTHER = re.compile(
    rf"\A(?:[\w’',]+\s+){{0,5}}?(?:(?:the|a|its)\s+(?:[\w’'-]+\s+){{0,2}}{_GROUNDS}|(?:sheriff[’']s\s+)?deputies|troopers"
    r"|[\w’'-]+\s+(?:regional|transit|university|campus|airport|park|provincial|tribal|port|school|housing|railroad)\s+police)"
    r"\s+(?:has\s+|have\s+|had\s+)?[a-z]+(?:ed|ook|aw|ad|id)\b"
)
_TOGETHER = re.compile(r"\btogether\b|\bcombined\b")
_PARTS = re.compile(r"\b(?:districts|neighbou?rhoods|precincts|divisions|wards|zones|boroughs|suburbs|cities|counties|towns)\b")


def of_place(line: Line, statement: Statement, context: Context) -> Iterator[str]:
    """The doubts about a number's place, in words; where the document is about a state or a country, its own rules say which."""
    if is_of_many(context.home):
        return
    index = statement.index
    before = line.words(0, index)
    if _WITHIN.match(line.words(index + 1, index + 10)):
        yield "of a place within the city"  # "14 homicides at the county jail"
    if "L" not in line.signature and _BY_ANOTHER.search(before):
        yield "of another force, or of one place"  # "deputies handled 23", "the hospital treated 212"
    if "L" not in line.signature and _TOGETHER.search(before) and _PARTS.search(before):
        yield "of some parts together"  # "together the five districts had 60"
