"""The places that a sentence names and no number of it is of."""

from __future__ import annotations

import re

from pipeline.figures.clauses import relative_clause
from pipeline.figures.gazetteer import HOME
from pipeline.figures.units import Line

_OF_A_SOURCE = re.compile(r"R,[^,;:NPFXBU]{2,16},")  # "Jeff Asher, a crime analyst in New Orleans, said …"
_INSIDE = re.compile(r"L(?:,[^LNPFX;:]{1,8}|[iw]{1,2}a?w?)\Z")  # "the Harrison District on the West Side"
DATELINE = re.compile(r'"?L(?:\(w{1,3}\))?-')
_CITY = re.compile(r"(?:[\w’'-]+ ){0,3}(?:city|capital|town)\b")
_INCLUDED = frozenset({"including", "excluding", "includes", "with"})
_COUNTED_IN = re.compile(r"(?:included|excluded|excepted|aside)\b")


def asides_of(line: Line) -> set[int]:
    """The places that no number is of: of a dateline, of whoever speaks, of what another place is inside of, "Ohio's second-largest city"."""
    signature = line.signature
    found = {position for match in _OF_A_SOURCE.finditer(signature) for position in range(*match.span())} if "R," in signature else set()
    for position, unit in enumerate(line.units):
        if unit.letter != "L":
            continue
        is_written_at = position <= 1 and DATELINE.match(signature) is not None
        is_part = unit.place is not None and HOME in unit.place and position > 1 and _INSIDE.search(signature, 0, position) is not None
        following = line.words(position + 1, position + 5)
        is_included = line.words(position - 1, position) in _INCLUDED and line.signature[position + 1 : position + 3] in (",H", ",B", ",U")
        if is_included:
            found.add(position)  # "The county as a whole, including Houston, had 626"
        is_of_a_city = unit.lower.endswith(("'s", "’s")) and _CITY.match(following) is not None
        if is_written_at or is_part or is_of_a_city or _COUNTED_IN.match(following) or _is_of_a_person(line, position):
            found.add(position)
    return found


def _is_of_a_person(line: Line, position: int) -> bool:
    """Whether the place only says where somebody is from: "Chief Eric Reed, who came last summer from Hamden, Conn., said …"."""
    clause = relative_clause(line, position) if "r" in line.signature[:position] else None
    return clause is not None and line.units[clause[0]].lower == "who" and not re.search("[NPF]", line.signature[slice(*clause)])
