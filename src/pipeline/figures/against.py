"""What a number is compared with that is no earlier time: another place, the country, an average that nobody dates."""

from __future__ import annotations

import re

from pipeline.figures.statement import Statement
from pipeline.figures.units import Line

_CLAUSE = 11  # units: where a comparison names what it is with
_ENDS = frozenset(",;:.()")
_WIDER = re.compile(
    r"\b(?:than|above|below|over|under|times|half|double|twice|triple|of|as)\s+(?:in\s+|for\s+)?(?:the\s+)?"
    r"(?:(?:national|nationwide|state|statewide|citywide|county|countywide|provincial|federal|u\.?\s?s\.?|pre\s?-?\s?pandemic|long\s?-?\s?term|historical)\s+"
    r"(?:\w+\s+)?(?:average|rate|figure|level|norm|median|mean|one|number)\b"
    r"|(?:nation|state|country|county|region|province)(?:['’]\s?s\b|\s+as\s+a\s+whole\b))"
    r"|\b(?:that|those)\s+(?:of|in|for)\s+the\s+(?:nation|state|country|county|region|province)\b"
)
_THAN = re.compile(r"(?:\bthan|\bas\s+\w+(?:\s+\w+){0,3}\s+as|\b(?:that|those)\s+(?:of|in))(?:\s+(?:in|for|the|all\s+of)){0,2}\s*\Z")


def is_against_another(line: Line, statement: Statement, home: str | None) -> bool:
    """Whether a change says how much more a place has than another: "20 percent more robberies than Bakersfield", "twice the state's"."""
    if statement.measure not in ("percent_change", "change", "multiple"):
        return False
    first = statement.index
    last = next((at for at in range(first + 1, len(line.units)) if line.units[at].letter in _ENDS), len(line.units))
    last = min(last, first + _CLAUSE)
    if _WIDER.search(line.words(first, last)):
        return True
    named = (at for at in range(first + 1, last) if line.signature[at] == "L" and not _is_home(line.units[at].place, home))
    return any(_THAN.search(line.words(first + 1, at)) for at in named)


def _is_home(place: str | None, home: str | None) -> bool:
    return bool(place and home) and (place or "").partition(",")[0] == (home or "").partition(",")[0]
