"""Numbers that are ages: "a 19-year-old", "he is 38", "victims under 18"."""

from __future__ import annotations

import re

from pipeline.figures.text import word_set
from pipeline.figures.units import Line


def is_age(line: Line, index: int, before: str) -> bool:
    """Whether the number at units[index] is somebody's age; `before` are the words before it."""
    if _is_in_apposition(line, index) or _is_age_bound(line, index) or _AGE_BEFORE.search(before) is not None or _is_told_age(line, index):
        return True
    words = line.words(index - 9, index)
    return _IN_AGE.search(words) is not None or _AS_YOUNG.search(before) is not None or _YOUNGEST.search(words) is not None


def _is_in_apposition(line: Line, index: int) -> bool:
    """ "Jane Doe, 25," and "a man, 34, was"."""
    signature = line.signature
    if line.units[index].letter != "N" or not re.search(r"(?:R|k|w),\Z", signature[max(0, index - 2) : index]):
        return False
    number = line.units[index].number
    is_person = _is_surname(line, index - 2) or line.units[index - 2].letter == "R" or line.units[index - 2].lower in _PERSONS
    return is_person and number is not None and number.value < 110 and signature[index + 1 : index + 2] in {",", ".", "", "-", ";"}


_PERSONS = word_set(
    "man woman teen boy girl driver cyclist victim suspect pedestrian officer husband "
    "wife son daughter brother sister mother father boyfriend girlfriend"
)
_AGE_BEFORE = re.compile(
    r"\b(?:youngest|oldest|eldest|you\s+are|you[’']re|turn(?:s|ed|ing)?|aged?|(?:mother|father|parent|grandmother|grandfather|dad|mom|mum)\s+of)(?:\s+(?:was|is|were|are|just|only|under|over))*\s*\Z"
)


# "ranged in age from 14 to 71"; "some of them as young as 12"
_IN_AGE = re.compile(
    r"\b(?:(?:rang|vari|differ)\w+\s+in\s+ages?|ages?\s+(?:rang|vari)\w+|between\s+the\s+ages\s+of)(?:\s+(?:from|between))?(?:\s+\w+\s+(?:to|and))?\s*\Z"
)
# "the youngest of those arrested was 11"; "the oldest was 83; the youngest, 15"; "the most common age was 15"
_YOUNGEST = re.compile(
    r"\b(?:youngest|oldest|eldest)(?:\s+(?:of|in|among|to)\s+(?:\w+\s+){1,4}?|\s*,\s*|\s+)(?:was|is|were|being|just|only|at)?\s*\Z|\bage\s+(?:(?:of|for)\s+(?:\w+\s+){1,4}?)?(?:was|is)\s*\Z"
)
_AS_YOUNG = re.compile(r"\bas\s+(?:young|old)\s+as\s*\Z")
_IS_SO_OLD = re.compile(r"\b(?:(?:he|she)(?:\s*['’]\s?s|\s+(?:is|was))|i(?:\s*['’]\s?m|\s+(?:am|was)))(?:\s+(?:now|only|just))?\s*\Z")


def _is_surname(line: Line, index: int) -> bool:
    """Whether the unit is a capitalised word inside a sentence that is neither a metric nor a place: in ", said Coates, 62," a name."""
    unit = line.units[index]
    return unit.letter == "w" and index > 0 and line.sentence.tokens[unit.first].is_capital


def _is_told_age(line: Line, index: int) -> bool:
    """ "He is 38."; "I am 63, and …"."""
    return line.signature[index + 1 : index + 2] in {".", ",", "", ";", "c"} and bool(_IS_SO_OLD.search(line.words(index - 5, index)))


_AGED = re.compile(
    r"\b(?:victims?|suspects?|offenders?|people|persons?|residents|arrestees|men|women|those|children|anyone"
    r"|juveniles?|kids|teens|youths?|drivers?|them)\b[\w\s]{0,24}\Z"
)


def _is_age_bound(line: Line, index: int) -> bool:
    """The 18 of "one in five victims was under 18", of "people under 25" and of "those 65 and older"."""
    number = line.units[index].number
    if number is None or number.kind != "cardinal" or number.value > 99:
        return False
    before, after = line.words(index - 6, index), line.words(index + 1, index + 4)
    if re.match(r"(?:and|or)\s+(?:older|younger|under|over|up)\b", after):
        return True
    if re.search(r"\b(?:younger|older)\s+than\s*\Z|\bages?(?:\s+of)?\s*\Z", before):
        return True
    is_bound = re.match(r"(?:under|over|younger\s+than|older\s+than|below|above)\b", line.units[index].lower)
    return bool(is_bound and _AGED.search(before))
