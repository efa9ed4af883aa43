"""Numbers that look like crime figures and cannot be resolved: counted by name, never guessed."""

from __future__ import annotations

import re

from pipeline.figures.exclusions import reason_against
from pipeline.figures.units import Line
from pipeline.records import Figure, Rejection

_COUNTED = re.compile(r"[NP][wx]{0,2}k")
_UNIT = re.compile(r"\b(?:cases?|incidents?|offenses?|offences?|victims?|occurrences?|crimes?|attacks?|complaints?|fatalities|deaths?)\b")


_MOST = 40  # numbers: a sentence of news has a dozen at most; more are a table that lost its cells, or nonsense


def is_crowded(line: Line) -> bool:
    """Whether a sentence has more numbers than anybody says in one."""
    return sum(line.signature.count(letter) for letter in "NPFX") > _MOST


def find(line: Line, figures: list[Figure]) -> list[Rejection]:
    """The numbers before "cases", "victims" and the like that no figure was read from; a sentence of too many numbers, as one."""
    if is_crowded(line):
        detail = f"A sentence of more than {_MOST} numbers is not read."
        return [Rejection("figures", "too_many_numbers", detail, where=f"characters {line.sentence.start} to {line.sentence.end}")]
    found = []
    for match in _COUNTED.finditer(line.signature):
        unit = line.units[match.start()]
        is_read = any(figure.start <= unit.start < figure.end for figure in figures)
        if is_read or reason_against(line, match.start()) or not _UNIT.search(line.words(match.start() + 1, match.end())):
            continue
        words = line.words(match.start(), match.end())
        detail = f"“{words}” counts something, but neither the sentence nor the one before says what."
        found.append(Rejection("figures", "number_without_metric", detail, where=f"characters {unit.start} to {unit.end}"))
    return found
