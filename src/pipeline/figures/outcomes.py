"""What a number of shootings is by its outcome: "44 were fatal and 187 were not", "77 were not fatal and 21 were"."""

from __future__ import annotations

import re

from pipeline.figures.units import Line

_OUTCOME = re.compile(
    r"^(?:of\s+(?:them|those|the\s+\w+)\s+|of\s+which\s+)?(?:(?P<neg>\w+n['’]t)|proved|were|was|turned)\s+"
    r"(?P<not>not\s+)?(?:\w+\s+)?(?P<non>non-?\s?-?\s?)?(?:fatal|deadly|lethal)\b"
)
_LEFT_OUT = re.compile(  # "… were fatal and 187 were not"; "… were not fatal and 21 were"
    r"^(?:of\s+(?:them|those|which)\s+)?(?:were|was|did|had)(?P<not>\s+not|n['’]t)?\s*(?:[.,;)]|\b(?:and|while|but)\b|\Z)"
)
_TOLD = re.compile(r"\b(?P<non>non-?\s?-?\s?)?(?:fatal|deadly|lethal)\b")


def outcome_of(line: Line, index: int) -> str | None:
    """The metric of the shootings that units[index] counts, by the words after it; None where they say no outcome."""
    after = line.words(index + 1, index + 6)
    if outcome := _OUTCOME.match(after):
        is_fatal = not (outcome["not"] or outcome["non"] or outcome["neg"])
    elif (left_out := _LEFT_OUT.match(after)) and (told := list(_TOLD.finditer(line.words(0, index)))):
        is_fatal = (told[-1]["non"] is None) == (left_out["not"] is None)
    else:
        return None
    return "fatal_shooting" if is_fatal else "nonfatal_shooting"
