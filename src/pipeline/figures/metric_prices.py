"""Which metric of a sentence is the cheapest to reach from a number: the subject before it, or a noun after it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pipeline.figures.clauses import relative_clause
from pipeline.figures.units import Line

THEFTS = frozenset({"motor_vehicle_theft", "theft_from_vehicle", "retail_theft"})
Grade = Literal["noun", "phrase", "subject", "far", "carried"]


@dataclass(frozen=True, slots=True)
class Topic:
    """A metric as spoken of: its code and the noun as printed."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Link:
    """The metric of a number, and how surely it is its own."""

    topic: Topic
    grade: Grade
    index: int | None = None  # of the metric's unit in the line
    last: int | None = None  # the end of the phrase that names it


_COST = {
    ",": 1.0,
    ";": 9.0,
    "s": 3.0,
    "c": 1.0,
    '"': 2.0,
    ".": 4.0,
    "N": 1.0,
    "P": 1.0,
    "r": 1.5,
    "(": 1.0,
    ")": 1.0,
    "-": 1.5,
    "n": 2.0,
    ":": 0.0,
}


_NEUTRAL = {"T": 0.3, "L": 0.3, "x": 0.3, "B": 0.3, "i": 0.5}


_ASIDE_PRICE = 8.0
TOLD_ASIDE = 99.0  # of a noun that says nothing of what the sentence counts


_THAT = frozenset({"that", "which", "where", "whom"})
_OF_A_CRIME = re.compile(r"\b(?:for|of|in)(?:\s+\w+){0,2}\s*\Z")


def _is_no_subject(line: Line, position: int) -> bool:
    """Whether a metric only says what its place is known for, or what did likewise.

    "Richmond, long the byword for violence in the East Bay, recorded 18"; "Nonfatal shootings moved much as killings did: …".
    """
    if position and line.units[position - 1].lower == "as" and _DID_TOO.match(line.words(position + 1, position + 3)):
        return True
    if _OFFICERS_WHO.search(line.signature, 0, position) and _ANSWERED.search(line.words(position - 4, position)):
        return True
    if _ACCUSED_OF.search(line.words(position - 4, position)):
        return True  # "cited 623 people on suspicion of stealing from stores, a 31% increase"
    if line.units[position].lower in CAUSES and _is_only_a_cause(line, position):
        return True
    return _BYWORD.match(line.signature, 0, position) is not None and _CLOSED.match(line.signature, position + 1) is not None


def _is_only_a_cause(line: Line, position: int) -> bool:
    """Whether what is counted is what came of it: "Family violence was behind 64, up from 47"; "29 killings grew out of domestic violence"."""
    if _GREW_OUT_OF.search(line.words(position - 4, position)):
        return True
    return _BEHIND_SOME.match(line.signature, position + 1) is not None and _CAUSED.match(line.words(position + 1, position + 6)) is not None


_GREW_OUT_OF = re.compile(
    r"\b(?:grew|grown|stemm(?:ed|ing)|arose|result(?:ed|ing)|came)\s+(?:out\s+of|from)\s*\Z|\b(?:tied|linked|related|attributed|due)\s+to\s*\Z"
)
_ACCUSED_OF = re.compile(r"\b(?:on\s+suspicion\s+of|accused\s+of|charged\s+with|convicted\s+of)(?:\s+\w+)?\s*\Z")
CAUSES = frozenset({"domestic violence", "family violence", "domestic abuse", "gang violence", "gun violence", "gunfire", "drugs"})
_CAUSED = re.compile(r"(?:(?:was|were|is|are)\s+(?:behind|to\s+blame\s+for|blamed\s+for|a\s+factor\s+in)|account(?:s|ed)\s+for|figured\s+in)\b")
_BEHIND_SOME = re.compile(r"B?[wiaH]{1,4}x?N(?:[,.;]|oa?|iT|T|\Z)")
_BYWORD = re.compile(r'"?c?L,[^,;:NPFXHBUL]{1,12}\Z')
_CLOSED = re.compile(r"[^,;:NPFXHBU]{0,12},[HBU]")
_DID_TOO = re.compile(r"(?:did|had|have|has|were|was|do)\s*(?:[:,;.]|\Z)")
_FROM_TO = re.compile(r"f[aw]{0,2}Kt[aw]{0,2}K")  # "everything from theft to murder"


# "512 officers are assigned to answer calls, 18% fewer than in 2019"
_ANSWERED = re.compile(r"\b(?:answer(?:ing|s)?|respond(?:ing)?\s+to|handl(?:e|ing)|tak(?:e|ing)|field(?:ing)?)(?:\s+(?:911|emergency))?\s*\Z")
_OFFICERS_WHO = re.compile(r"NK[^,;:]{1,10}\Z")
_ASIDE = re.compile(
    r"\b(?:leaving\s+(?:aside|out)|setting\s+aside|not\s+counting|omitting|including|such\s+as|involving|despite|with|excluding|besides|like|except|outside|minus|amid|without|taking|counting|combining|namely|meaning|adding|spanning|covering|encompassing|comprising|from|other\s+than|apart\s+from|aside\s+from|save\s+for|but\s+for|rather\s+than|instead\s+of|unlike|among|regardless\s+of)\s*(?:the\s+)?\Z"
)


def made(line: Line, index: int, grade: Grade) -> Link:
    unit = line.units[index]
    assert unit.term is not None  # noqa: S101
    return Link(Topic(unit.term.code, unit.lower), grade, index, index + 1)


def cheapest_before(line: Line, index: int) -> tuple[float, int] | None:
    """The cheapest metric before the number, and its cost."""
    best: tuple[float, int] | None = None
    cost = 0.0
    label = _label(line, index)
    if label is not None:
        return 0.5, label
    for position in range(index - 1, -1, -1):
        unit = line.units[position]
        if unit.letter == "K":
            own = (
                cost
                + _aside(line, position)
                + _told_aside(line, position, index)
                + (0.8 if position and line.signature[position - 1] in "NP" else 0)
            )
            if best is None or own < best[0]:
                best = (own, position)
            cost += 0.5 if own >= _ASIDE_PRICE else 1.5
        else:
            cost += _COST.get(unit.letter, _NEUTRAL.get(unit.letter, 0.6))
        if best and cost > best[0] + 8:
            break
    return best


def _label(line: Line, index: int) -> int | None:
    """In "Thefts from cars plus stolen goods: up by 234" the metric is the label's first."""
    colon = line.signature.rfind(":", 0, index)
    if colon < 0 or re.search(r"[K.;]", line.signature[colon:index]):
        return None
    first = line.signature.find("K", max(0, colon - 10), colon)
    return first if first >= 0 and not re.search(r"[NPBHU.]", line.signature[first:colon]) else None


def _aside(line: Line, position: int) -> float:
    """The price of a metric inside "including …", "… involving", or a list that such a word opens."""
    first = position
    while first and line.signature[first - 1] in "K,cwa" and position - first < _A_LIST and not _ASIDE.search(line.words(first - 4, first)):
        first -= 1
    if _is_apposed(line, position):
        return _ASIDE_PRICE
    if _is_no_subject(line, position):
        return TOLD_ASIDE
    if re.search(r"K(?:[io]a?w?){1,2}\Z", line.signature[max(0, position - 6) : position]) and _OF_A_CRIME.search(
        line.words(position - 3, position)
    ):
        return 3.0  # "arrests for felonies" are arrests
    is_subject = first == position or (line.signature[position - 1] == "," and "c" not in line.signature[first:position])
    is_left_out = position > 0 and line.units[position - 1].lower in _LEFT_OUT  # "violent crime excluding homicide is down 3%"
    if is_subject and not is_left_out and _MOVES.match(line.signature, position + 1):
        return 0.0  # "…, with burglaries off 19.5 percent"; "Among other violent offenses, robberies declined 6%"
    if _ASIDE.search(line.words(first - 4, first)) or _FROM_TO.search(line.signature[max(0, position - 6) : position + 3]):
        return _ASIDE_PRICE
    if position and line.units[position - 1].lower in _THAT and re.match(r"w{1,2}[UBA]", line.signature[position + 1 :]):
        return _ASIDE_PRICE  # "crime in the parts of the county that deputies patrol fell"
    if re.search(r"NB[ax]?\Z", line.signature[max(0, position - 3) : position]) or _is_done_to_some(line, position):
        return _ASIDE_PRICE  # "71 were shootings and 12 were domestic"
    if re.search(r"K[io]a?w?\Z", line.signature[max(0, position - 4) : position]):
        return 3.0  # "arrests for felonies" are arrests
    return 1.0 if position and line.signature[position - 1] == "i" else 0.0


def _is_done_to_some(line: Line, position: int) -> bool:
    """Whether the noun is a verb's that the next clause leaves: "most of the homicide victims were shot, and 26 were juveniles".

    Also "41 were shot, six stabbed and five beaten".
    """
    if not line.units[position].lower.startswith(("were ", "was ")):
        return False
    is_one_of_several = position > 0 and line.signature[position - 1] == "N" and _NEXT_OF_THEM.match(line.signature, position + 1) is not None
    return is_one_of_several or re.match(r",?cx?NB", line.signature[position + 1 :]) is not None


_NEXT_OF_THEM = re.compile(r",?c?x?Nw")
_A_LIST = 12  # units: as long as the metrics are that a clause or a list names


_LISTED = re.compile(r"(?:K,?c?[aw]{0,2}){1,6}K\Z")


_LEFT_OUT = frozenset({"excluding", "minus", "without", "except", "besides"})
_MOVES = re.compile(r"(?:x|bw)?[UAB]|w{0,2}ii?P")  # also "alone", and "by itself"; "with rape close behind at 7.3 percent"


_APPOSED = re.compile(r"K,a[awxLTmkCO]{0,5}\Z")
_IN_APPOSITION = re.compile(r"K,a[wkxK]{1,3}[ar][awxk]{0,3}\Z")
# "Theft, by far the most common of the index offenses at 10,779, was down"; "burglary, the largest category of property crime, fell"
_ONE_OF = re.compile(r"K,[bx]{0,2}[anN]?[awxLTmkCO]{0,6}o[awxLTm]{0,4}\Z")
_OF_ITS_KIND = re.compile(
    r"\b(?:most|largest|biggest|commonest|chief|main|major|leading|highest|bulk|majority|one|category|class|type|kind|form|component|part|share|measure)\b"
)
_CLOSED_BEHIND = re.compile(r"(?:i?[NP])?,")
_ITS_CLAUSE = re.compile(r"a[awxkKR]{1,5},[UBHA]")
_CLOSES_IT = re.compile(r"[wxi]{1,4},[UBHA]")
_SAYS_WHICH = re.compile(r"(?:i?r|a|w|x)[^,;]{1,60},")
_ANY_CRIME = frozenset({"crime", "crimes", "offense", "offenses", "offence", "offences", "felony", "category"})


def _is_apposed(line: Line, position: int) -> bool:
    """Whether a noun only says of which kind the subject before it is.

    "Larceny from vehicles, the city's most common crime, plunged"; "car break-ins, the crime for which the city is known, fell".
    """
    if line.units[position].lower in _ANY_CRIME and re.search(r"KB[awxmC]{1,6}\Z", line.signature[:position][-9:]):
        return True  # "shoplifting is the fastest-growing crime"
    if _IN_APPOSITION.search(line.signature, max(0, position - 10), position) and _CLOSES_IT.match(line.signature, position + 1):
        return True  # the officers of "Vehicle prowling, the complaint that officers hear most, declined"; and the complaint:
    if line.words(position + 1, position + 2) == "that" and _APPOSED.search(line.signature, max(0, position - 8), position):
        return _ITS_CLAUSE.match(line.signature, position + 1) is not None
    if _ONE_OF.search(line.signature, max(0, position - 14), position) and _OF_ITS_KIND.search(line.words(position - 9, position)):
        return _CLOSED_BEHIND.match(line.signature, position + 1) is not None
    if not _APPOSED.search(line.signature, max(0, position - 8), position):
        return False
    is_closed = line.signature[position + 1 : position + 2] == ","
    return is_closed or (line.units[position].lower in _ANY_CRIME and _SAYS_WHICH.match(line.signature, position + 1) is not None)


def _told_aside(line: Line, position: int, number: int) -> float:
    """The price of a metric inside a clause that is over: "violence, which includes rape, robbery and assault, edged up"."""
    if line.signature[position + 1 : position + 2] == "," and _OF_A_PLACE.search(line.signature, max(0, position - _A_LIST), position):
        return 2 * _ASIDE_PRICE
    listed = _LISTED.search(line.signature, max(0, position - _A_LIST), position + 1)
    clause = relative_clause(line, listed.start() if listed else position)
    is_over = clause is not None and clause[1] <= number and line.signature[clause[1] : clause[1] + 1] == ","
    price = 2 * _ASIDE_PRICE if listed else _ASIDE_PRICE
    return price if is_over and clause and line.signature[clause[0] - 1 : clause[0]] == "," else 0.0


_OF_A_PLACE = re.compile(r"L,[^,NPFK;.:]{1,12}\Z")  # "Chicago, long a byword for gun violence, saw its total drop"
_VERBS = frozenset("UBHA")
_OWN_NUMBER = re.compile(r"[wx]{0,2}[UAb]{1,2}a?x?[NPF]|x?[NP](?:[.,;]|\Z)")  # also "rapes have risen 18 percent and robberies 3"


def cheapest_after(line: Line, index: int, *, has_topic: bool) -> tuple[float, int] | None:
    """The cheapest metric after the number: dearer than one before it, and not past another number."""
    cost = 4.0
    for position in range(index + 1, min(len(line.units), index + 30)):
        unit = line.units[position]
        if unit.letter == "K":
            is_next = re.search(r",?c[aw]{0,3}\Z", line.signature[index + 1 : position]) and _OWN_NUMBER.match(line.signature, position + 1)
            is_told = line.signature[position - 1] == ":" and line.signature[position + 1 : position + 2] in _VERBS
            return None if is_next or is_told else (cost, position)  # "burglary fell by 17 per cent and car crime by 9"
        is_clause = unit.letter == "s" and line.signature[position - 1] == "," and "K" in line.signature[:index]
        if is_clause or unit.letter in "NPFXO;" or (unit.letter == "," and has_topic):
            return None
        cost += _COST.get(unit.letter, _NEUTRAL.get(unit.letter, 0.6)) * 1.5
    return None
