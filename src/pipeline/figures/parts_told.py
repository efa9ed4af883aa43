"""What a part of something is of: the 38% of "shoplifting accounted for 38% of larcenies", the 19 of "fights accounted for 19 of the deaths"."""

from __future__ import annotations

import re

from pipeline.figures import deaths
from pipeline.figures.document_links import PEOPLE_OF_THE_FORCE
from pipeline.figures.metric_prices import CAUSES, Link, made
from pipeline.figures.statement import Statement
from pipeline.figures.units import Line


def part_of_a_whole(line: Line, statement: Statement) -> Link | None:
    """The metric of the 38% of "shoplifting accounted for 38% of larcenies": the part's, if it is one that is counted in crimes."""
    is_count = statement.measure == "count" and _ACCOUNTED.search(line.words(statement.index - 4, statement.index)) is not None
    if statement.why != "a part of a whole" and not is_count:
        return None
    whole = _OF_A_WHOLE.match(line.signature, statement.index + 1)
    subject_code = next((unit.term.code for unit in reversed(line.units[: statement.index]) if unit.term), "")
    if whole and subject_code in PEOPLE_OF_THE_FORCE:
        return made(line, whole.end() - 1, "noun")  # "26 officers accounted for half of all uses of force"
    if is_count and whole and (term := line.units[whole.end() - 1].term) and term.code in _OF_THE_DEAD:
        return None  # "Domestic violence accounts for 19 of this year's deaths": they are deaths
    subject = re.search(r"K(?:,r)?[wxHAoi]{1,4}\Z", line.signature[: statement.index])
    is_cause = is_count and subject is not None and line.units[subject.start()].lower in CAUSES  # "Domestic violence accounted for 21"
    return made(line, subject.start(), "subject") if subject and not is_cause else None


_ACCOUNTED = re.compile(
    r"\b(?:account(?:s|ed|ing)?\s+for|ma(?:de|ke|kes)\s+up|comprised?)(?:\s+\w+)?\s*\Z"
)  # "break-ins accounted for 20,663 of the thefts"
_OF_THE_DEAD = deaths.DEATHS | {"toll"}
_OF_A_WHOLE = re.compile(r"o(?:a{0,2}|T)w?K")
