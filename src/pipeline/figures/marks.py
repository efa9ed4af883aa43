"""Earlier marks that a sentence compares with: "the previous high of 44 in 2019", "its 1992 mark of 34", "the 970 of 1974".

The time of such a mark is the mark's own: it says nothing of the other numbers of the sentence, nor of what the sentence is about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.figures.units import Line

_KIND = r"(?:record|high|low|mark|peak|best|worst|total|tally|toll|count|number|figure|maximum|minimum|level|one)s?(?:_(?:high|low|total|mark))?"
_BEYOND = r"""(?:above|below|over|under|past|than|near|nowhere_near|(?:short|shy)[_\ ]of|behind|off|from|against|versus|vs|to|toward
    |approach(?:ing|ed|es)?|t(?:ied?|ies|ying)|match(?:ed|es|ing)?|equal(?:ed|s|ing|led|ling)?|pass(?:ed|es|ing)?|topp?(?:ed|s|ing)?
    |surpass(?:ed|es|ing)?|beat(?:s|ing)?|br(?:oke|oken)
    |break(?:s|ing)?|exceed(?:ed|s|ing)?|eclips(?:ed?|es|ing)|shatter(?:ed|s|ing)?|breach(?:ed|es|ing)?|smash(?:ed|es|ing)?|edg(?:ed?|es|ing)
    |(?:reach|near)(?:ed|es|s|ing)?)"""
# the previous high of 44, set only last year; its old record of 12 in 2019
_OLD = re.compile(
    rf"""\b(?:previous|prior|old|former|earlier|existing|standing|longtime|long-standing)\ (?:\S+\ ){{0,3}}?{_KIND}\ (?:there\ )?
    (?:of|at|—|-|,)\ (?:\S+\ )?
    (?P<n>@N)(?!\ (?:more|fewer|less|above|below)\b)
    (?:\ [\w,'’-]+){{0,2}}?(?:\ ,)?(?:\ (?:which|that|was|were|set|reached|recorded|posted|seen|established|hit|logged|reported|tallied
    |had|has|stood|held|since|from|dating|dated|dates|back|to|just|only|in|during|for|back_in))*\ (?P<t>@T)""",
    re.VERBOSE,
)
# the previous high, in 1993, was 213
_OLD_DATED = re.compile(
    rf"\b(?:previous|prior|old|former|earlier|last)\ (?:\S+\ ){{0,2}}?{_KIND}\ (?:,\ )?(?:(?:in|of|from|set|reached)\ ){{0,2}}(?P<t>@T)"
    rf"\ (?:,\ )?(?:was|were|stood\ at|had\ been)\ (?:[^\W\d]+\ )?(?P<n>@N)"
)
# about half of the peak of 35 in 1993
_PEAK = re.compile(
    r"@N\ .*?\b(?:the|its|their|a|an)\ (?:\S+\ ){0,2}?(?:peak|high|low|record|mark)\ of\ (?:\S+\ )?(?P<n>@N)(?:\ [\w'’-]+){0,2}?"
    r"\ (?:in|from|during|set\ in|reached\ in)\ (?P<t>@T)",
)
# tied its 1992 mark of 34; two past the 1987 record of 70
_DATED = re.compile(
    rf"\b{_BEYOND}\ (?:(?:the|its|their|a|city|state|then|final|full-year|year-end)\ )*(?P<t>@T)"
    r"(?:\ (?:'s|’s|single-year|annual|city|record|modern|all-time|full-year))*"
    rf"\ {_KIND}(?:\ {_KIND})?(?:\ (?:of|,)\ (?:\S+\ )?(?P<n>@N))?",
    re.VERBOSE,
)
# nowhere near the 970 of 1974; than the 54 recorded in 2019; far from the 205 it saw in 2021
_NUMBERED = re.compile(
    rf"\b(?:{_BEYOND}|since|(?:\w+_)?(?:half|third|double|twice|triple))\ the\ (?:record\ )?(?P<n>@N)"
    r"\ (?:(?:they|it|police|officers|deputies)\ )?(?:\S+\ )?"
    r"(?:(?:it|they|we|he|she|which|that|the|city|county|state|police|department|agency|officers|deputies|had|has|was|were|saw|back)\ ){0,5}"
    r"(?:(?:of|in|from|for|set|recorded|seen|reported|logged|counted|posted|during|over|through|across|had|saw|investigated)\ )+(?P<t>@T)",
    re.VERBOSE,
)
# one shy of the record set in 2002; short of the record of 57 set in 2020; its record of 86, which was set in 1993
_SET = re.compile(
    r"\b(?:the|its|their|a)\ (?:\S+\ ){0,2}?(?:record|mark|high|peak|low)\ (?:of\ (?P<n>@N)\ (?:[^\W\d]+\ )?(?:,\ )?)?"
    r"(?:(?:that|which)\ (?:was|has|had)\ )?"
    r"(?:set|reached|hit|posted|recorded|established|stood|from|dating\ (?:from|to|back\ to))"
    r"\ (?:back\ )?(?:in\ |since\ )?(?P<t>@T)",
)


# five more than the old record of 88
_UNDATED = re.compile(
    rf"\b(?:previous|prior|old|former|earlier)\s+(?:[\w'’-]+\s+){{0,3}}?{_KIND.replace('_', ' ')}\s+(?:of|at)(?:\s+(?:just|only|about))?\s*\Z"
)


def is_undated(line: Line, index: int) -> bool:
    """Whether the number at units[index] is an earlier mark of which the sentence does not say when it was set."""
    return _UNDATED.search(line.words(index - 8, index)) is not None and all(mark.number != index for mark in find(line))


def is_from_undated(line: Line, index: int) -> bool:
    """Whether the change at units[index] is from such a mark: "five more than the old record of 88"."""
    mark = _FROM_A_MARK.match(line.signature, index + 1)
    return mark is not None and is_undated(line, mark.end() - 1)


_FROM_A_MARK = re.compile(r"[wkK]{0,2}Cn?[^NPFX;,T]{2,9}N")


@dataclass(frozen=True, slots=True)
class Mark:
    """units[time] says when the earlier mark was set; units[number] is its size, where it is printed."""

    time: int
    number: int | None


_LAST: list[tuple[Line | None, list[Mark]]] = [(None, [])]  # the sentence that was last asked for, and its marks


def find(line: Line) -> list[Mark]:
    """The earlier marks of a sentence; of the last one they are kept, for many rules ask for them one after the other."""
    if "T" not in line.signature:
        return []
    last, marks = _LAST[0]
    if last is not line:
        marks = _find(line)
        _LAST[0] = line, marks
    return marks


def _find(line: Line) -> list[Mark]:
    flat = " ".join(_word(line, index) for index in range(len(line.units)))
    found: list[Mark] = []
    for pattern in (_OLD, _OLD_DATED, _PEAK, _DATED, _NUMBERED, _SET):
        for match in pattern.finditer(flat):
            number = flat.count(" ", 0, match.start("n")) if match["n"] else None
            mark = Mark(flat.count(" ", 0, match.start("t")), number)
            when = line.units[mark.time].when
            if when and when.kind in ("fixed", "shift", "part") and all(mark.time != other.time for other in found):
                found.append(mark)
    return found


def _word(line: Line, index: int) -> str:
    unit = line.units[index]
    if unit.letter == "T":
        return "@T"
    return "@N" if unit.letter in "NP" else unit.lower.replace(" ", "_") or "_"
