"""Which mention of time stands closest to a number, by the price of the words between them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.figures.clauses import is_aside_in_time, is_included, is_of_the_level_compared, reaches
from pipeline.figures.marks import find as find_marks
from pipeline.figures.same_again import same_as
from pipeline.figures.statement import Statement
from pipeline.figures.units import Line
from pipeline.figures.when import When

_PRICES = {
    ",": 1.2,
    "s": 4.0,
    "c": 1.5,
    '"': 1.5,
    "r": 0.8,
    "-": 1.5,
    "(": 0.4,
    ")": 1.0,
    ":": 0.8,
    "K": 0.4,
    "L": 0.4,
    "i": 0.2,
    "x": 0.3,
    "B": 0.4,
    "R": 0.6,
    "n": 1.0,
    "v": 3.0,
}


_FAR = 99.0


_TOO_FAR = 10.0


_WHEN_PRICE = 1.0


def nearest(line: Line, statement: Statement, statements: list[Statement], roles: set[str]) -> When | None:
    """The mention of time that stands closest to the number, by what is between them."""
    best: tuple[float, int] | None = None
    marks = {mark.time: mark.number for mark in find_marks(line)}
    for index, unit in enumerate(line.units):
        if unit.when is None or unit.when.kind == "duration" or _is_anothers(line, statement, index) or _is_apposed(line, index):
            continue
        if unit.when.role not in roles and not ("own" in roles and _is_told_of(line, statement, index)):
            continue
        if unit.when.role == "since" and (_is_of_a_count(line, statement, statements, index) or _is_first_since(line, statement, index)):
            continue
        if "own" in roles and not _may_be_own(line, statement, statements, index, marks):
            continue
        is_when = "own" in roles and _is_when(line, statement, index)
        price = _WHEN_PRICE if is_when else _price(line, statement, statements, index, is_base="baseline" in roles)
        if price < _FAR and (best is None or price < best[0]):
            best = (price, index)
    return line.units[best[1]].when if best and best[0] < _TOO_FAR else None


def _is_apposed(line: Line, index: int) -> bool:
    """Whether "the year" only says more of the one before it: "In 2013, the year the county took over policing, there were 57"."""
    when = line.units[index].when
    return when is not None and when.kind == "focus" and not when.is_relative and line.signature[max(0, index - 2) : index] == "T,"


def _is_of_a_count(line: Line, statement: Statement, statements: list[Statement], index: int) -> bool:
    """Whether the time stands right behind another number, which is counted from then on: "263 since January, down 6%"."""
    counted = re.search(r"N[wx]{0,2}[Kk]?s?\Z", line.signature[:index])
    at = counted.start() if counted else None
    return at is not None and at != statement.index and any(one.index == at and one.measure == "count" for one in statements)


def _is_anothers(line: Line, statement: Statement, index: int) -> bool:
    """Whether the time is of what the sentence tells aside: of a law in force since then, of some of those who are counted."""
    when = line.units[index].when
    is_in_force = when is not None and when.role == "since" and _IN_FORCE.search(line.words(index - 3, index)) is not None
    is_in_force = is_in_force or _OF_AN_EVENT.search(line.words(index - 4, index)) is not None
    is_year = line.units[index].lower.startswith(("this year", "the year")) or (when is not None and when.period and when.period.grain == "year")
    is_of_a_year = is_year and _THE_WORST.search(line.words(index - 7, index))
    is_free = statement.index < index or re.search(r"c[^N]{0,6}K", line.signature[index + 1 : statement.index]) is not None
    is_compared = statement.measure in _LEVELS and is_free and is_of_the_level_compared(line, index)
    return is_in_force or is_compared or bool(is_of_a_year) or is_aside_in_time(line, index) or is_included(line, statement.index, index)


_LEVELS = frozenset({"count", "rate", "share"})
# a crackdown that she announced last spring
_OF_AN_EVENT = re.compile(
    r"\b(?:announced|approved|passed|ratified|endorsed|launched|unveiled|introduced|signed|adopted|enacted|founded|formed|created|took\s+(?:effect|office|over))(?:\s+(?:in|on|early|late))?\s*\Z"
)
_THE_WORST = re.compile(r"\b(?:month|week|weekend|quarter|day|night|summer)\s+of\s*\Z")  # "June was the worst month of the year so far"


def _may_be_own(line: Line, statement: Statement, statements: list[Statement], index: int, marks: Mapping[int, int | None]) -> bool:
    """Whether the time can be the number's own: no earlier mark's, no other number's, no other clause's, no other side's."""
    if _is_when(line, statement, index):
        return True
    if marks.get(index, statement.index) != statement.index or _owner(line, index) not in (None, statement.index):
        return False
    if index > statement.index and same_as(line, index):
        return False  # "61 reports, the same number as the year before"
    if not reaches(line, index, statement.index) and not _is_told_of(line, statement, index):
        return False
    if _is_of_the_other_side(line, statement, statements, index):
        return False
    if statement.side != "before":
        return True
    when = line.units[index].when
    is_of_the_other = when is not None and when.kind in ("same", "focus") and when.year is None and " same " in line.units[index].lower
    return not is_of_the_other and _is_beside(line, statement.index, index)  # "dropped to 42 from 52 over the same period"


def _is_when(line: Line, statement: Statement, index: int) -> bool:
    """Whether the number stands in what was so at the time: "from 920 in 2016, when the city suffered 778 murders"."""
    is_clause = index < statement.index and _WHEN_THERE_WERE.fullmatch(line.signature, index + 1, statement.index) is not None
    return is_clause and line.words(index + 1, index + 3).endswith("when")


# when they had "53 and" 298; when "36 people were killed and there were" 413 shootings
_ONE_AND = r"(?:N[wxk]{0,2}(?:K[wx]{0,2})?c[wxa]?[BH]?)?"
_WHEN_THERE_WERE = re.compile(rf",?r[awxBHRLkiKUAbt]{{0,9}}{_ONE_AND}")
_TOLD_BEFORE = re.compile(rf",?r[awxBHRLkiKUto]{{0,9}}{_ONE_AND}|[awxmkK]{{0,5}}o?,?")
_IN_FORCE = re.compile(
    r"\b(?:in\s+(?:force|effect|place|office|charge|use)|on\s+the\s+(?:job|books|force)|(?:has|have|had)\s+(?:led|run|headed|served|worked))\s*\Z"
)


def _owner(line: Line, index: int) -> int | None:
    """The number that a time owns: "last year's 26"."""
    is_possessive = line.units[index].lower.endswith(("'s", "’s"))
    match = _OWNED.match(line.signature, index + 1) if is_possessive else None
    return match.end() - 1 if match else None


_OWNED = re.compile(r"x?[NPF](?![wx]{0,2}K)")


def _is_of_the_other_side(line: Line, statement: Statement, statements: list[Statement], index: int) -> bool:
    """Whether the time stands beside the earlier level of a comparison, and so is not that of the change."""
    if statement.side == "before":
        return False
    if any(other.side == "before" and other.index < index and _is_beside(line, other.index, index) for other in statements):
        return True
    when = line.units[index].when
    is_back = when is not None and when.kind in ("shift", "same") and statement.measure in ("percent_change", "change", "multiple")
    return is_back and any(index < other.index < statement.index and other.measure in ("count", "rate", "share") for other in statements)


def _is_beside(line: Line, number: int, index: int) -> bool:
    """Whether the time belongs to the earlier side of a comparison: right after it, or right before."""
    first, last = sorted((number, index))
    between = line.signature[first + 1 : last]
    return (
        bool(re.fullmatch(r"(?:w,?c?N(?=[wT])|:N)?(?:[wxKkU]{0,2},?cN)?(?:r[BHU]?)?[wxKkLioa]{0,5},?i?", between))
        if index > number
        else bool(re.fullmatch(r"[wax]{0,2}|,?r[axwBHRLki]{0,6}", between))
    )


_FIRST_SINCE = re.compile(r"\bfirst\s+(?:\w+\s+)?since\s*\Z")


def _is_first_since(line: Line, statement: Statement, index: int) -> bool:
    """Whether the time is no change's, but when it was so before: "climbed 12%, topping one million for the first time since 2007"."""
    is_change = statement.measure in ("percent_change", "change", "multiple")
    return is_change and _FIRST_SINCE.search(line.words(index - 4, index)) is not None


def _is_told_of(line: Line, statement: Statement, index: int) -> bool:
    """In "more than in 2017, when there were 424,785" the year is the number's own; not in "for the first time since 2018, fewer than 50"."""
    if _FIRST_SINCE.search(line.words(index - 4, index)):
        return False
    between, when = line.signature[index + 1 : statement.index], line.units[index].when
    if when is not None and when.kind == "average" and index < statement.index and statement.measure == "count":
        return bool(re.fullmatch(r"[wxKkiLoaf]{0,5}[Bo:,]?x?a?", between))  # "the 10-year average is 11 homicides"
    if when is not None and when.role == "baseline" and index > statement.index and statement.measure == "count" and statement.side == "now":
        lead = line.signature[:index]
        return bool(re.fullmatch(r"[wx]{0,3}Kf", line.signature[statement.index + 1 : index])) and not re.search(
            r"[UDACX]", lead
        )  # "71 homicides from last year"
    if when is not None and when.unit == "level" and index < statement.index and between == ",i":
        return True  # "72 percent below where it stood in 1988, at 58.7"
    return (
        index < statement.index
        and when is not None
        and when.role in ("baseline", "since", "record")
        and _TOLD_BEFORE.fullmatch(between) is not None
    )


def _price(line: Line, statement: Statement, statements: list[Statement], index: int, *, is_base: bool) -> float:
    first, last = sorted((statement.index, index))
    is_right = index > statement.index
    between = line.signature[first + 1 : last]
    if between.count(")") > between.count("(") and not is_right:
        return _FAR
    if between.count("(") > between.count(")") and is_right and not re.search(r"\(i?\Z", between):
        return _FAR
    if is_right and between.endswith("(") and re.match(r"[:,]?N", line.signature[index + 1 :]):
        return _FAR  # "151 (2021: 141)"
    price = 0.0
    for position in range(first + 1, last):
        unit = line.units[position]
        if unit.letter == ";":
            return _FAR
        if unit.letter in "NPFXQ":
            price += _crossing(line, statement, statements, position, is_right=is_right, is_base=is_base)
        elif unit.letter == "T" and unit.when and unit.when.kind != "duration" and unit.when.role == "own" and not is_base:
            price += 3.0
        else:
            is_than = unit.letter == "n" or (unit.letter == "v" and position == statement.index + 1)  # "21 percent compared with 2021"
            price += 0.2 if is_base and is_than else _PRICES.get(unit.letter, 0.5)
    if is_base and not is_right and re.match(r"[xw]?C[naTw]", line.signature[statement.index + 1 :]):
        price += 6.0  # "37% fewer than …": what it is compared with comes after
    if index <= 2 and not is_right and not any(unit.when and unit.when.kind == "focus" for unit in line.units[first + 1 : last]):
        price *= 0.5  # a time that opens the sentence holds for all of it
    is_of_change = statement.measure in ("percent_change", "change") and between in (",", ",x")
    return price + (_taken_right(line, index) if is_right else 0.0 if is_of_change else _taken_left(line, index))


def _crossing(line: Line, statement: Statement, statements: list[Statement], position: int, *, is_right: bool, is_base: bool) -> float:
    """The price of passing another number on the way to the time."""
    other = next((item for item in statements if item.index == position), None)
    if other is None:
        return 1.0
    if is_base and is_right and other.measure == "multiple" and statement.measure != "multiple":
        return _FAR
    if (
        is_base
        and is_right
        and line.signature[position + 1 : position + 2] == "C"
        and re.search(r"[s;]", line.signature[statement.index : position])
    ):
        return _FAR  # "rose 5%, but there were still 12 fewer than in 2019"
    if is_base and is_right and other.measure == statement.measure and re.search(r"[BHUs;]", line.signature[statement.index : position]):
        return _FAR
    if is_base or not is_right:
        return 1.0
    if line.signature[position] in "FX":
        return _FAR  # "four homicides, half of 2020's total"
    if "(" in line.signature[statement.index : position]:
        return _FAR
    if other.side == "before" and statement.side == "now":
        return _FAR
    between = line.signature[min(position, statement.index) + 1 : max(position, statement.index)]
    if _NEXT_CLAUSE.search(between):
        return _FAR  # "… was in 141, and we had nine in 2015"
    return 1.5 if re.fullmatch(r"[K,cCwaxkob(ADUBt]{0,8}", between) else 8.0


_NEXT_CLAUSE = re.compile(r",c[xwaRL]{0,2}[BHU]")


def _taken_right(line: Line, index: int) -> float:
    """A time to the right that opens the next part ("… and in 2023, 15") belongs there."""
    before = line.signature[max(0, index - 2) : index]
    after = line.signature[index + 1 : index + 3]
    when = line.units[index].when
    opens = bool(re.search(r"(?:,?c|;|,|s|r)i?\Z", before)) and not (before.endswith("s") and when is not None and when.role == "since")
    return 9.0 if opens and re.match(r",?[NPkwa]|,|[BHx]{1,2}", after) else 0.0


def _taken_left(line: Line, index: int) -> float:
    """A time to the left that closes the part before ("214 murders in 2022, 221 …") belongs there."""
    closes = re.search(r"[NPF](?:[wx]{0,2}[Kk])?(?:[iL]){0,3}\Z", line.signature[max(0, index - 8) : index]) is not None
    if closes and line.signature[index + 1 : index + 2] == "," and re.match(r"(?:after|following|from)\b", line.words(0, 1)):
        return _FAR  # "After 210 robberies the year before, the county had 177"
    return 7.0 if closes else 0.0
