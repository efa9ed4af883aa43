"""A line's numbers → statements: what each number measures (a count, a change, a share …), with its sign and its side of a comparison."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pipeline.figures.exclusions import reason_against
from pipeline.figures.units import Line, Unit
from pipeline.records import Measure, Op

Side = Literal["now", "before"]  # which side of "from 180 to 66" a level stands on


@dataclass(frozen=True, slots=True)
class Statement:
    """What one number says."""

    index: int  # of its unit in the line
    measure: Measure
    value: float
    high: float | None
    op: Op
    side: Side = "now"
    rate_per: int | None = None
    unit: str | None = None
    is_explicit: bool = True  # the words for the measure and the sign stand beside the number
    why: str = ""


@dataclass(frozen=True, slots=True)
class Hint:
    """What a lead-in ("Percent change, January to March:") says of the numbers below it."""

    is_change: bool = False
    sign: int = 0


# To the right of a percentage: "fewer", "higher"; "year-over-year drop", "fall".
_RIGHT_COMPARATIVE = re.compile(r"[xw]?[CA](?!K?N)")
_RIGHT_NOUN = re.compile(r"(?:T|a|w|m|c(?=w)|Y){0,3}D")
# To its left: "fell last year by", "rose a", "down", "up by", "a decline of", "the drop in robberies was".
_LEFT_VERB = re.compile(r"U(?:x|w|T|L|iT|ia?w|b?a?w|,x|,(?=b)|iL){0,3}[,]?b?a?x?\Z")
_LEFT_PARTICLE = re.compile(r"Ax?(?:T|w|x)?b?a?x?\Z")
_LEFT_NOUN = re.compile(r"D(?:[oi]a?[wx]*[KkL]|[oi]?T|[oi]L|ia?w|K|w|,r?|HT|rB?){0,4}(?:o|B|b|,|H|:|-|\()x?a?x?\Z")
_LEFT_LEVEL = re.compile(r"(?:t|fa?|v|B[aiw]?i?|oi?)x?a?x?\Z")
_SHARE_RIGHT = re.compile(r"(?:o|x?o)")
_SHARE_VERBS = re.compile(r"\b(?:account(?:ed|s|ing)?\s+for|ma(?:de|ke|kes|king)\s+up|compris\w+|represent\w+|constitut\w+)\b[\w\s]{0,20}\Z")
# A cardinal: "two more murders", "12 cases fewer", "30,000 more than", "4.5 above the".
_COUNT_COMPARATIVE = re.compile(r"(?:k|K|w(?=Cn))?C")
_ADDED = re.compile(r"(?:k|K|w)?C(?:\Z|[.,;)](?!n))")
_COUNT_LEFT_VERB = re.compile(r"(?:Ux?b|U)x?a?\Z")
_COUNT_LEFT_PARTICLE = re.compile(r"Ax?b?x?a?\Z")
_COUNT_LEFT_NOUN = re.compile(r"D(?:oa?x?|(?:[oi]a?w*[KkL]|[oi]?T|w){0,3}Ba?x?|(?:[oi]a?w*[KkL]|[oi]?T){0,2},a?x?)\Z")
_NEW_NOUN = re.compile(r"w(?!w{0,2}K)")
_BEFORE = re.compile(r"(?:f|v[it.]?|n)x?a?[wx]?\Z")
_PER = re.compile(r"(?:[KkwxmLT]|o[aw]?[Kkw]|a){0,4}i")


def find(line: Line, hint: Hint) -> list[Statement]:
    """The statements of a line, left to right."""
    found: list[Statement] = []
    for index, unit in enumerate(line.units):
        if unit.number is None or reason_against(line, index):
            continue
        statement = _read(line, index, unit, hint, found)
        if statement:
            found.append(statement)
    return found


def _read(line: Line, index: int, unit: Unit, hint: Hint, found: list[Statement]) -> Statement | None:
    match unit.letter:
        case "P" | "F":
            return _percent(line, index, hint, found)
        case "Q":
            sign, why = _nearest_sign(line, index)
            return _make(line, index, "change", sign or 1, why, unit="percentage points")
        case "X":
            return _make(line, index, "multiple", 1, unit.lower)
        case "N":
            return _cardinal(line, index, hint, found)
    return None


def _make(line: Line, index: int, measure: Measure, sign: int = 1, why: str = "", *, side: Side = "now", is_explicit: bool = True,
          rate_per: int | None = None, unit: str | None = None) -> Statement:  # fmt: skip
    number = line.units[index].number
    assert number is not None  # noqa: S101
    value = sign * number.value
    value = round(value, 6)
    return Statement(index, measure, value, number.high, number.op, side, rate_per, unit, is_explicit, why)


def sign_of(unit: Unit) -> int:
    """Which way a unit of direction points: 1, -1, or 0 for "change" and "difference"."""
    return {"up": 1, "down": -1}.get(unit.term.code, 0) if unit.term else 0


def _percent(line: Line, index: int, hint: Hint, found: list[Statement]) -> Statement | None:
    number, signature = line.units[index].number, line.signature
    assert number is not None  # noqa: S101
    before, after = max(0, index - 14), index + 1
    if number.sign:
        return _make(line, index, "percent_change", number.sign, "printed sign")
    if _SHARE_VERBS.search(line.words(index - 5, index)):
        return _make(line, index, "share", why="a part of a whole")
    if _is_ratio(line, index):
        return _make(line, index, "share", why="so many in so many")
    if re.match(r"as\s+(?:many|much|high|large|big|often)\b", line.words(after, after + 3)):
        return _as_many(line, index)
    if match := _RIGHT_COMPARATIVE.match(signature, after):
        return _signed(line, index, match.end() - 1)
    if match := _LEFT_PARTICLE.search(signature, before, index):
        return _signed(line, index, match.start())
    if match := _LEFT_VERB.search(signature, before, index):
        return _signed(line, index, match.start())
    if match := _RIGHT_NOUN.match(signature, after):
        return _signed(line, index, match.end() - 1)
    if _SHARE_RIGHT.match(signature, after):
        return _make(line, index, "share", why="percent of")
    if match := _LEFT_NOUN.search(signature, before, index):
        return _signed(line, index, match.start())
    return _loose_percent(line, index, hint, found)


def _is_ratio(line: Line, index: int) -> bool:
    """ "seven in ten", "three out of four". """
    unit = line.units[index]
    return unit.letter == "F" and bool(re.search(r"\b(?:in|out\s+of)\b", unit.lower))


def _as_many(line: Line, index: int) -> Statement:
    """ "Half as many" is a fall by half; "less than half" is a fall of more. """
    number = line.units[index].number
    assert number is not None  # noqa: S101
    opposite: dict[Op, Op] = {"lt": "gt", "gt": "lt"}
    return Statement(index, "percent_change", round(number.value - 100, 6), None, opposite.get(number.op, number.op), why="as many as")


def _signed(line: Line, index: int, direction: int) -> Statement:
    sign = sign_of(line.units[direction]) or _nearest_sign(line, direction)[0] or 1
    return _make(line, index, "percent_change", sign, line.units[direction].lower)


def _loose_percent(line: Line, index: int, hint: Hint, found: list[Statement]) -> Statement | None:
    """A percentage without a direction beside it: as the one before it, as the clause, as the lead-in; else a share."""
    if _LEFT_LEVEL.search(line.signature, max(0, index - 4), index) and not _is_listed(line, index, found):
        side: Side = "before" if _BEFORE.search(line.signature, max(0, index - 4), index) else "now"
        return _make(line, index, "share", why="a level", side=side, is_explicit=False)
    previous = found[-1] if found else None
    if previous and previous.measure == "percent_change" and _is_listed(line, index, found):
        sign, why = _sign_between(line, previous.index, index)
        return _make(line, index, "percent_change", sign or (1 if previous.value > 0 else -1), why or "as the one before it", is_explicit=False)
    sign, why = _nearest_sign(line, index)
    if sign:
        return _make(line, index, "percent_change", sign, why, is_explicit=False)
    if hint.is_change:
        return _make(line, index, "percent_change", hint.sign or 1, "lead-in", is_explicit=False)
    return _make(line, index, "share", why="no direction", is_explicit=False)


def _is_listed(line: Line, index: int, found: list[Statement]) -> bool:
    """Whether the number goes on a list of changes: nothing but names, commas and the like since the one before it."""
    if not found:
        return False
    return re.fullmatch(r"[KkwaLc,;xbio():T\-mCsn\"R]{0,16}", line.signature[found[-1].index + 1 : index]) is not None


def _sign_between(line: Line, first: int, last: int) -> tuple[int, str]:
    for unit in reversed(line.units[first + 1 : last]):
        if unit.letter in "UDA" and sign_of(unit):
            return sign_of(unit), unit.lower
    return 0, ""


def _nearest_sign(line: Line, index: int) -> tuple[int, str]:
    """The sign of the nearest direction in the sentence, to the left first; a clause boundary ends the search to the right."""
    for position in range(index - 1, -1, -1):
        unit = line.units[position]
        if unit.letter in "UDAC" and sign_of(unit):
            return sign_of(unit), unit.lower
        if unit.letter == ";":
            break
    for unit in line.units[index + 1 :]:
        if unit.letter in ";s":
            break
        if unit.letter in "UDAC" and sign_of(unit):
            return sign_of(unit), unit.lower
    return 0, ""


def _cardinal(line: Line, index: int, hint: Hint, found: list[Statement]) -> Statement | None:
    unit, signature = line.units[index], line.signature
    number = unit.number
    assert number is not None  # noqa: S101
    if number.sign and (found or hint.is_change):
        return _make(line, index, "change", number.sign, "printed sign")
    before = max(0, index - 12)
    rate = _rate_per(line, index)
    if rate:
        side: Side = "before" if _BEFORE.search(signature, before, index) else "now"
        return _make(line, index, "rate", why="per", rate_per=rate, side=side)
    if found and _is_elided_percent(line, index, found[-1]):
        return _elided(line, index, found[-1])
    if re.match(r"C-", signature[index + 1 : index + 3]):
        return None  # "Five more — Memphis, …"
    change = _count_change(line, index, found)
    if change is not None:
        return change
    if found and found[-1].measure in ("change", "percent_change") and re.search(r"Kb\Z", signature[max(0, index - 2) : index]):
        return _make(line, index, "change", 1 if found[-1].value > 0 else -1, "as the one before it", is_explicit=False)
    if hint.is_change and re.search(r"Nm\Z", signature[max(0, index - 2) : index]):
        return _make(line, index, "count", why="second of a pair", side="before")
    is_before = bool(_BEFORE.search(signature, before, index))
    return _make(line, index, "count", why="number", side="before" if is_before else "now")


def _rate_per(line: Line, index: int) -> int | None:
    """100000 for "per 100,000 people" after the number or its noun."""
    match = _PER.match(line.signature, index + 1)
    while match and line.units[match.end() - 1].lower not in {"per", "for"}:
        return None
    if not match:
        return None
    following = [unit for unit in line.units[match.end() : match.end() + 3] if unit.lower not in {"every", "each"}]
    if following and following[0].number and following[0].number.value in {100, 1000, 10000, 100000, 1000000}:
        return int(following[0].number.value)
    return None


def _is_elided_percent(line: Line, index: int, previous: Statement) -> bool:
    """ "up three percent, and domestic violence, up six": a small bare number in a list of percentages."""
    number = line.units[index].number
    if previous.measure != "percent_change" or re.match(r",?c[P]", line.signature[index + 1 :]) or number is None or number.value > 100 or number.is_bounded:
        return False
    after = line.signature[index + 1 : index + 2]
    if after not in {"", ",", ".", "c", ";", ")"}:
        return False
    lead = line.signature[max(0, index - 3) : index]
    return bool(re.search(r"(?:[UA]b?|Kb|K)\Z", lead)) and "K" in line.signature[previous.index : index]


def _elided(line: Line, index: int, previous: Statement) -> Statement:
    sign, why = _sign_between(line, previous.index, index)
    return _make(line, index, "percent_change", sign or (1 if previous.value > 0 else -1), why or "percent left out", is_explicit=False)


def _is_added(line: Line, index: int, direction: int, found: list[Statement]) -> bool:
    """In "and got back 23 more that had been stolen" the 23 are counted, not compared."""
    if line.units[direction].lower not in {"more", "less"}:
        return False
    after = line.signature[direction + 1 : direction + 3]
    return bool(re.match(r"r|a[BH]", after)) or (not found and bool(_ADDED.match(line.signature, index + 1)))


def _count_change(line: Line, index: int, found: list[Statement]) -> Statement | None:
    signature, before = line.signature, max(0, index - 10)
    match = _COUNT_COMPARATIVE.match(signature, index + 1)
    if match and _is_comparison(line, match.end() - 1) and re.match(r"(?:[awxmTL]{0,3}[KkF]|[nTaN.,;)ci]|\Z)", signature[match.end() : match.end() + 5]):
        direction = match.end() - 1
        if not _is_added(line, index, direction, found):
            return _make(line, index, "change", sign_of(line.units[direction]), line.units[direction].lower)
    for pattern in (_COUNT_LEFT_PARTICLE, _COUNT_LEFT_VERB, _COUNT_LEFT_NOUN):
        match = pattern.search(signature, before, index)
        if match and not (match[0][-1] in "Uxa" and pattern is _COUNT_LEFT_VERB and "b" not in match[0] and _NEW_NOUN.match(signature, index + 1)):
            direction = match.start()
            sign = sign_of(line.units[direction]) or _nearest_sign(line, direction)[0] or 1
            return _make(line, index, "change", sign, line.units[direction].lower)
    return None


def _is_comparison(line: Line, index: int) -> bool:
    """Whether a comparative after a number compares; "12 more" does, "12 over three days" does not."""
    word, after = line.units[index].lower, line.signature[index + 1 : index + 2]
    if word in {"additional", "extra", "further", "worse", "longer", "shorter", "faster", "slower"}:
        return False
    if word in {
        "above",
        "over",
        "below",
        "under",
        "behind",
        "ahead of",
        "beneath",
        "up on",
        "down on",
        "short of",
        "better than",
        "in excess of",
        "shy of",
    }:
        return after in {"T", "a", "N"} and not (word in {"over", "under"} and after == "N")
    return True
