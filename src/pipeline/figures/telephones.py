"""Numbers that are called or texted, and count nothing."""

from __future__ import annotations

import re

from pipeline.figures.units import Line

_DIALLED = re.compile(r"\b(?:rang|rings?|dial\w*|phoned?|call(?:ed|ing)?)\s*\Z")
_HOTLINES = frozenset({"101", "111", "112", "211", "311", "988"})
_GROUP = 3  # digits
_LONG = 5  # digits
_AREA_CODE = re.compile(r"\(\s*\d{3}\s*\)\s*\d{3}\b")  # (555) 555-0100
_TEXT_TO = re.compile(r"\b(?:text(?:ing|s|ed)?|message|sms)\b.*\bto\s*\Z")  # "send an anonymous text to 555013"


def is_telephone(line: Line, index: int) -> bool:
    """Whether units[index] is of a telephone number: groups of digits side by side, as in 1800 737 732; a hotline; what opens with a zero."""
    unit = line.units[index]
    if unit.lower in _HOTLINES and _DIALLED.search(line.words(index - 3, index)):
        return True
    if unit.letter != "N" or not unit.lower.isdecimal():
        return False
    if (len(unit.lower) > 1 and unit.lower.startswith("0")) or _AREA_CODE.match(line.words(index - 1, index + 4)):
        return True
    if len(unit.lower) >= _LONG and _TEXT_TO.search(line.words(index - 4, index)):
        return True
    near = [line.units[position].lower for position in (index - 1, index + 1) if 0 <= position < len(line.units)]
    return (
        len(unit.lower) >= _GROUP
        and any(word.isdecimal() and len(word) >= _GROUP and line.units[index].number for word in near)
        and any(line.units[position].number for position in (index - 1, index + 1) if 0 <= position < len(line.units))
    )
