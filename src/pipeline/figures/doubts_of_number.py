"""What stands against the certainty that a number says what it was read as."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.figures.metric_prices import Link
from pipeline.figures.statement import Statement
from pipeline.figures.units import Line

_STRENGTHS = frozenset({"officer", "vacancy", "other"})
_OF_THE_WHOLE = re.compile(r"o[awLTx]{0,4}N[^,]*,")
_A_FEW = 3


def of_number(line: Line, statement: Statement, link: Link) -> Iterator[str]:
    """The doubts about a number itself, in words."""
    index = statement.index
    is_count = statement.measure == "count"
    if not statement.is_explicit:
        yield "the measure is not beside the number"
    if not _is_plain_measure(statement):
        yield f"a {statement.measure.replace('_', ' ')}"
    if link.topic.code == "response_time" and re.match(r"\W*sec", line.words(index + 1, index + 2)):
        yield "until somebody answers or arrives"
    if link.topic.code in _STRENGTHS:
        yield "of which officers"
    if statement.measure in ("count", "change") and abs(statement.value) <= _A_FEW:
        yield "a few"
    if link.topic.code == "dui" and "arrest" in link.topic.label:
        yield "an arrest or a crime"
    if re.search(r"\b(?:apiece|each)\b", line.words(index + 1, index + 6)) and is_count:
        yield "apiece"
    if line.signature[max(0, index - 1) : index] == "t" and "U" not in line.signature[max(0, index - 14) : index]:
        yield "a level that nothing rose or fell to"
    if is_count and _OF_THE_WHOLE.match(line.signature) and line.words(0, 1) in ("of", "out of") and line.signature.index(",") < index:
        yield "a part of a whole"  # "of the 88 homicides, 71 were solved"
    if re.search(r"\b(?:including|among\s+them|of\s+them|along\s+with|plus|another)\s*\Z", line.words(index - 3, index)):
        yield "a part of what came before"


def _is_plain_measure(statement: Statement) -> bool:
    return statement.measure in ("count", "percent_change", "change") or (statement.measure == "rate" and statement.rate_per is not None)
