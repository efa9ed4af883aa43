"""What a percentage or a fraction says: a change, with its sign, or a share."""

from __future__ import annotations

import re

from pipeline.figures.statement import BEFORE, Hint, Side, Statement, make, nearest_sign, sign_between, sign_of
from pipeline.figures.units import Line
from pipeline.records import Op

# To the right of a percentage: "fewer", "higher"; "year-over-year drop", "fall".
_RIGHT_COMPARATIVE = re.compile(r"[xw]?[CA](?!K?N)")


_RIGHT_NOUN = re.compile(r"(?:T|a|w|m|c(?=w)|Y){0,3}D")


_PREPOSITIONS = frozenset({"over", "under", "above", "below", "past", "behind"})
_VERB_BESIDE = re.compile(r"[UA][wx]?b?a?x?\Z")
# To its left: "fell last year by", "rose a", "down", "up by", "a decline of", "the drop in robberies was".
_LEFT_VERB = re.compile(r"U(?:x|w|C(?=,?b)|T|L|iT|ia?w|b?a?w|,x|,(?=b)|iL){0,3}[,]?b?a?x?\Z")


_LEFT_PARTICLE = re.compile(r"A(?:sw,(?=b))?x?(?:T|w|x)?b?a?x?\Z")


_LEFT_NOUN = re.compile(r"D(?:[oi]a?[wx]*[KkL]|[oi]?T|[oi]L|ia?w|K|w|,r?|HT|rB?|,[^,;:NPFXQUD]{1,6},){0,4}(?:o|B|b|,|H|:|-|\()x?a?x?\Z")


_LEFT_LEVEL = re.compile(r"(?:t|fa?|v[it.]?|B[aiw]?i?|oi?)x?a?x?\Z")


_SHARE_RIGHT = re.compile(r"x?o")
_OF_THEM = ("of them", "of those", "of these")


_SHARE_VERBS = re.compile(r"\b(?:account(?:ed|s|ing)?\s+for|ma(?:de|ke|kes|king)\s+up|compris\w+|represent\w+|constitut\w+)\b[\w\s]{0,20}\Z")


# put the clearance rate at 39%; a solve rate of 61%
_RATE_AT = re.compile(r"\b(?:clearance|solve|closure|detection)\s+rates?\s+(?:at|of)(?:\s+(?:just|only|about))?\s*\Z")
# 12 points above the national average of 52 percent
_AVERAGE_OF = re.compile(
    r"\b(?:national|state|statewide|county|regional|provincial|u\.?s\.?|american)\s+(?:average|norm|mean|rate|figure)\s+of(?:\s+\w+)?\s*\Z"
)
_ELSEWHERE = re.compile(r"\b(?:nation\w*|state\w*|average|above|below|than|against|compared|versus)\b")
_OF_ANOTHER = re.compile(
    r"(?:as\s+(?:many|much|high|large|big|often)|of\s+(?:that\s+of\s+)?(?:(?:19|20)\d\d|last\s+year)|(?:the|that|what)\s+(?:\w+\s+)?(?:number|total|count|level|rate|figure|tally|of|in|it\s+was)|(?:of\s+)?what\s+(?:it|they)\s+(?:was|were|had\s+been|stood\s+at)\b)\b"
)


def percent(line: Line, index: int, hint: Hint, found: list[Statement]) -> Statement | None:
    """The statement of a percentage: a printed sign first, then the words of a whole, then those of a direction."""
    number = line.units[index].number
    if number is not None and number.sign:
        return make(line, index, "percent_change", number.sign, "printed sign")
    if _SHARE_VERBS.search(line.words(index - 5, index)) or _is_ratio(line, index):
        return make(line, index, "share", why="a part of a whole")
    if _AVERAGE_OF.search(line.words(index - 4, index)):
        return make(line, index, "share", why="a level")
    if _RATE_AT.search(line.words(index - 4, index)) and not _ELSEWHERE.search(line.words(index - 10, index)):
        return make(line, index, "share", why="a level")
    if _THAN_A_LEVEL.search(line.signature, max(0, index - 4), index):
        return make(line, index, "share", why="a level", side="before")  # "64 percent, lower than last year's 85 percent"
    if line.units[index].letter == "F" and _OF_A_CHANGE.match(line.words(index + 1, index + 7)):
        return None  # "California saw violent crime rise 10 percent, half the city's increase"
    if line.units[index].letter == "F" and _OF_ANOTHER.match(line.words(index + 1, index + 6)):
        is_solved = _CLEARING.search(line.words(index - 3, index)) is not None  # "arrests in fewer than half of last year's homicides"
        return make(line, index, "share", why="of cases cleared") if is_solved else _as_many(line, index)
    direction = _direction(line, index)
    return _signed(line, index, direction) if direction is not None else _no_direction(line, index, hint, found)


def _direction(line: Line, index: int) -> int | None:
    """The unit that says which way the percentage goes, where one stands beside it."""
    signature, before, after = line.signature, max(0, index - 14), index + 1
    if match := _RIGHT_COMPARATIVE.match(signature, after):
        is_bare = line.units[match.end() - 1].lower in _PREPOSITIONS
        verb = _VERB_BESIDE.search(signature, before, index) if is_bare else None
        return verb.start() if verb else match.end() - 1  # "fell 9 percent over the first half"
    if match := _LEFT_PARTICLE.search(signature, before, index) or _LEFT_VERB.search(signature, before, index):
        return match.start()
    if match := _RIGHT_NOUN.match(signature, after):
        return match.end() - 1
    if _is_share(line, after) or _BETTER_THAN.search(line.words(index - 3, index)):
        return None
    match = _LEFT_NOUN.search(signature, before, index)
    return match.start() if match else None


def _is_share(line: Line, after: int) -> bool:
    """Whether the percentage is one of something: "39 percent of the killings", "41 percent of them"."""
    return _SHARE_RIGHT.match(line.signature, after) is not None or line.words(after, after + 1) in _OF_THEM


def _no_direction(line: Line, index: int, hint: Hint, found: list[Statement]) -> Statement | None:
    if _is_share(line, index + 1):
        return make(line, index, "share", why="percent of")
    if _CLEARING.search(line.words(index - 2, index)):
        return make(line, index, "share", why="of cases cleared")  # "arrests in 22 killings, clearing 54 percent, down from 61 percent"
    if _WAS_SO.match(line.signature, index + 1) and (index == 0 or line.signature[index - 1] in ",;"):
        return make(line, index, "share", why="who were so", is_explicit=False)  # "of those arrested, 38 percent were juveniles, down from 45"
    return _loose_percent(line, index, hint, found)


def _is_ratio(line: Line, index: int) -> bool:
    """ "seven in ten", "three out of four"."""
    unit = line.units[index]
    return unit.letter == "F" and bool(re.search(r"\b(?:in|out\s+of)\b", unit.lower))


def _as_many(line: Line, index: int) -> Statement:
    """ "Half as many" is a fall by half; "less than half" is a fall of more."""
    number = line.units[index].number
    assert number is not None  # noqa: S101
    opposite: dict[Op, Op] = {"lt": "gt", "gt": "lt"}
    return Statement(index, "percent_change", round(number.value - 100, 1), None, opposite.get(number.op, number.op), why="as many as")


def _signed(line: Line, index: int, direction: int) -> Statement:
    sign = sign_of(line.units[direction]) or nearest_sign(line, direction)[0] or 1
    return make(line, index, "percent_change", sign, line.units[direction].lower)


def _loose_percent(line: Line, index: int, hint: Hint, found: list[Statement]) -> Statement | None:
    """A percentage without a direction beside it: as the one before it, as the clause, as the lead-in; else a share."""
    if (drop := _told_of_a_drop(line, index)) is not None:
        return make(line, index, "percent_change", sign_of(line.units[drop]) or 1, line.units[drop].lower)
    is_level = _LEFT_LEVEL.search(line.signature, max(0, index - 4), index) is not None or _is_apposed(line, index)
    if is_level and not _is_listed(line, index, found):
        side: Side = "before" if BEFORE.search(line.signature, max(0, index - 4), index) else "now"
        return make(line, index, "share", why="a level", side=side, is_explicit=False)
    previous = found[-1] if found else None
    if previous and previous.measure == "share" and line.words(previous.index + 1, index) == "after":
        return make(line, index, "share", why="a level", side="before", is_explicit=False)  # "fell to 54 percent after 70 percent in 2020"
    between = line.words(previous.index + 1, index) if previous else ""
    if previous and previous.measure in ("share", "percent_change") and (_COMPARED.search(between) or _BETTER_THAN.search(between)):
        sign = -1 if previous.value < 0 else 1
        return make(line, index, previous.measure, sign, why="as the one before it", side="before", is_explicit=False)
    if previous and previous.measure == "percent_change" and _is_listed(line, index, found):
        sign, why = sign_between(line, previous.index, index)
        return make(line, index, "percent_change", sign or (1 if previous.value > 0 else -1), why or "as the one before it", is_explicit=False)
    if previous and previous.measure == "share" and _NEXT_TIME.fullmatch(line.signature, previous.index + 1, index):
        return make(line, index, "share", why="as the one before it", side=previous.side, is_explicit=False)
    changes = [statement for statement in found if statement.measure == "percent_change"]
    if changes and line.signature[max(0, index - 2) : index] == "Kb":
        return make(line, index, "percent_change", 1 if changes[-1].value > 0 else -1, "as the one before it", is_explicit=False)
    sign, why = nearest_sign(line, index)
    if sign:
        return make(line, index, "percent_change", sign, why, is_explicit=False)
    if hint.is_change:
        return make(line, index, "percent_change", hint.sign or 1, "lead-in", is_explicit=False)
    return make(line, index, "share", why="no direction", is_explicit=False)


def _told_of_a_drop(line: Line, index: int) -> int | None:
    """The noun of the change that the percentage is the size of: "the fall over the decade amounts to 17%", "The drop works out to 21%"."""
    if _AMOUNTS_TO.search(line.words(index - 5, index)) and (noun := _ITS_DROP.search(line.signature, max(0, index - 14), index)):
        return noun.start()
    drop = _THE_DROP.match(line.signature, 0, index)
    return drop.end(1) - 1 if drop else None


def _is_apposed(line: Line, index: int) -> bool:
    """Whether the percentage only says how large a share is: "The clearance rate, 64%, is up 11 points"."""
    return _IN_APPOSITION.search(line.signature[: index + 2]) is not None and _A_SHARE.search(line.words(index - 2, index)) is not None


_IN_APPOSITION = re.compile(r",x?P,\Z")
_A_SHARE = re.compile(r"\b(?:clearance|solve|closure)\s+rate\b|\b(?:share|proportion|percentage)\b|\brate\s*,")
_OF_A_CHANGE = re.compile(r"(?:the|that)\s+(?:[\w’']+\s+){0,3}?(?:increase|rise|drop|decline|decrease|jump|gain|pace|speed)\b")
_THAN_A_LEVEL = re.compile(r"Cna?Tw?\Z")
_CLEARING = re.compile(r"\b(?:(?:clear|solv)(?:ed|ing)|arrests\s+in)(?:\s+(?:just|only|about|some|nearly))?\s*\Z")
_WAS_SO = re.compile(r"Bx?(?:aw?)?[wkK]")
_THE_DROP = re.compile(r"(\"?(?:aw?|[ax]w)D)[wxB]{1,4}t?x?\Z")
# "the fall over the decade amounts to 17 per cent", "the rise since 2019 comes to 40 percent"
_AMOUNTS_TO = re.compile(
    r"\b(?:amount(?:s|ed)?|work(?:s|ed)\s+out|comes?|came|equates?|adds?\s+up|added\s+up)\s+(?:to|at)(?:\s+(?!from)\w+)?\s*\Z"
)
_ITS_DROP = re.compile(r"D[^;,NPFXUCAD]{1,12}\Z")
_BETTER_THAN = re.compile(r"\b(?:improvement|advance)\s+(?:on|over|upon|from)(?:\s+the)?\s*\Z")  # "57%, an improvement on 51% in 2021"
_NEXT_TIME = re.compile(r"[io]?T,?ca?")  # "compared with 53% for 2020 and 57% for 2019"
_COMPARED = re.compile(r"\b(?:compar\w+\s+(?:with|to)|against|versus|national|nationally|statewide)\b(?:\s+[\w’']+){0,5}\s*\Z")


def _is_listed(line: Line, index: int, found: list[Statement]) -> bool:
    """Whether the number goes on a list of changes: nothing but names, commas and the like since the one before it."""
    if not found or found[-1].measure == "count":
        return False
    return re.fullmatch(r"[KkwaLc,;xbio():T\-mCsn\"R]{0,16}", line.signature[found[-1].index + 1 : index]) is not None
