"""A line's numbers → statements: what each number measures (a count, a change, a share …), with its sign and its side of a comparison."""

from __future__ import annotations

import re

from pipeline.figures.exclusions import reason_against
from pipeline.figures.percent_statements import percent
from pipeline.figures.sides import ordered
from pipeline.figures.statement import BEFORE, Hint, Side, Statement, make, nearest_sign, sign_between, sign_of
from pipeline.figures.units import Line, Unit
from pipeline.records import Measure

# A cardinal: "two more murders", "12 cases fewer", "30,000 more than", "4.5 above the".
_COUNT_COMPARATIVE = re.compile(r"(?:k|K|w(?=Cn))?C")
_ADDED = re.compile(r"(?:k|K|w)?C(?:\Z|[.,;)](?!n))")
_COUNT_LEFT_VERB = re.compile(r"(?:Ux?b|U)x?a?\Z")
_COUNT_LEFT_PARTICLE = re.compile(r"Ax?b?x?a?\Z")
_COUNT_LEFT_NOUN = re.compile(r"D(?:oa?x?|(?:[oi]a?w*[KkL]|[oi]?T|w){0,3}Ba?x?|(?:[oi]a?w*[KkL]|[oi]?T){0,2},a?x?)\Z")
_NEW_NOUN = re.compile(r"w(?!w{0,2}K)")
_PER = re.compile(r"(?:[KkwxmLTB]|o[aw]?[Kkw]|a){0,4}i")


def find(line: Line, hint: Hint) -> list[Statement]:
    """The statements of a line, left to right."""
    found: list[Statement] = []
    against: str | None = None
    for index, unit in enumerate(line.units):
        if unit.number is None:
            continue
        against, before = reason_against(line, index), against
        if against:
            continue
        statement = _read(line, index, unit, hint, found)
        if statement and not (statement.side == "before" and before == "rate_of_time"):
            found.append(statement)
    return ordered(line, found)


def _read(line: Line, index: int, unit: Unit, hint: Hint, found: list[Statement]) -> Statement | None:
    match unit.letter:
        case "P" | "F":
            return percent(line, index, hint, found)
        case "Q":
            sign, why = nearest_sign(line, index)
            return make(line, index, "change", sign or 1, why, unit="percentage points")
        case "X" if _is_so_often(line, index, found):
            return make(line, index, "count", why="as many times", side="before")
        case "X":
            return make(line, index, "multiple", 1, unit.lower)
        case "N":
            return _cardinal(line, index, hint, found)
    return None


_OFTEN = re.compile(r"\b(?:compared\s+(?:with|to)|against|versus|(?:up|down)\s+from)(?:\s+\w+)?\s*\Z")


def _is_so_often(line: Line, index: int, found: list[Statement]) -> bool:
    """Whether the "14 times" of "opened fire 11 times, compared with 14 times the previous year" counts, as the number before it did."""
    before = line.words(index - 4, index)
    is_counted = bool(found) and found[-1].measure == "count" and line.words(found[-1].index + 1, found[-1].index + 2) == "times"
    return is_counted and line.units[index].lower.endswith("times") and _OFTEN.search(before) is not None


def _cardinal(line: Line, index: int, hint: Hint, found: list[Statement]) -> Statement | None:
    unit, signature = line.units[index], line.signature
    number = unit.number
    assert number is not None  # noqa: S101
    if number.sign and (found or hint.is_change):
        return make(line, index, "change", number.sign, "printed sign")
    before = max(0, index - 12)
    rate = _rate_per(line, index)
    if rate:
        side: Side = "before" if BEFORE.search(signature, before, index) else "now"
        return make(line, index, "rate", why="per", rate_per=rate, side=side)
    listed = _before_an_aside(line, found)
    if listed and _is_elided_percent(line, index, listed):
        return _elided(line, index, listed)
    if not found and hint.last and (again := _as_the_last(line, index, hint.last)):
        return again
    if re.match(r"C-", signature[index + 1 : index + 3]):
        return None  # "Five more — Memphis, …"
    change = _count_change(line, index, found)
    if change is not None:
        return change
    if found and found[-1].measure in ("change", "percent_change") and re.search(r"Kb\Z", signature[max(0, index - 2) : index]):
        return make(line, index, "change", 1 if found[-1].value > 0 else -1, "as the one before it", is_explicit=False)
    if hint.is_change and re.search(r"Nm\Z", signature[max(0, index - 2) : index]):
        return make(line, index, "count", why="second of a pair", side="before")
    is_before = bool(BEFORE.search(signature, before, index)) or _ON_A_LEVEL.search(line.words(index - 5, index)) is not None
    return make(line, index, "count", why="number", side="before" if is_before else "now")


# "Per 100,000 residents, …": what a sentence opens with holds until a semicolon
_FOR_EVERY = re.compile(r"(?:per|for\s+(?:every|each))\s+(100,000|10,000|1,000)\s+(?:people|persons|residents|inhabitants|citizens)\b[^;]*\Z")


def _rate_per(line: Line, index: int) -> int | None:
    """100000 for "per 100,000 people" after the number or its noun."""
    said = re.search(r"\bper\s+(100,000|10,000|1,000)\b[^;]*\Z", line.words(index - 12, index))
    if said and not re.match(r"[wx]{0,2}[KkC]", line.signature[index + 1 :]):
        return int(said[1].replace(",", ""))
    is_change = re.match(r"[wxk]{0,2}C", line.signature[index + 1 :]) is not None
    if line.signature[0] == "i" and not is_change and (every := _FOR_EVERY.match(line.words(0, index))):
        return int(every[1].replace(",", ""))  # "For every 10,000 people in the country there were 528 crimes"
    match = _PER.match(line.signature, index + 1)
    while match and line.units[match.end() - 1].lower not in {"per", "for"}:
        return None
    if not match:
        return None
    following = [unit for unit in line.units[match.end() : match.end() + 3] if unit.lower not in {"every", "each"}]
    if following and following[0].number and following[0].number.value in {100, 1000, 10000, 100000, 1000000, 100000000}:
        return int(following[0].number.value)
    return None


def _before_an_aside(line: Line, found: list[Statement]) -> Statement | None:
    """The last statement, or that before a level told aside: "down 17 percent; nonfatal shootings, at 188, down 12"."""
    if len(found) > 1 and found[-1].measure == "count" and _TOLD_ASIDE.search(line.signature[: found[-1].index + 2]):
        return found[-2]
    return found[-1] if found else None


_TOLD_ASIDE = re.compile(r"K,[ix]{0,2}N,\Z")


def _is_elided_percent(line: Line, index: int, previous: Statement) -> bool:
    """ "up three percent, and domestic violence, up six": a small bare number in a list of percentages."""
    number = line.units[index].number
    if (
        previous.measure != "percent_change"
        or re.match(r",?c[P]", line.signature[index + 1 :])
        or number is None
        or (number.value > 100 and previous.is_explicit)  # "up 4.4 percent, felony assaults 7 and hate crimes 139"
        or number.is_bounded
    ):
        return False
    after = line.signature[index + 1 : index + 2]
    if _IN_PLACES.search(line.signature, 0, index) and (after in _CLOSES or line.signature.startswith("iL", index + 1)):
        return True
    if after not in _CLOSES:
        return False
    lead = line.signature[max(0, index - 3) : index]
    if lead.endswith("Kw") and line.units[index - 1].lower in MOVED and "K" in line.signature[previous.index : index]:
        return True
    if lead.endswith("Ub") and re.match(r",?tN", line.signature[index + 1 :]) and number.value.is_integer():
        return False  # "robberies were up 2.8 percent, but kidnappings fell by 19, to 202"
    return bool(re.search(r"(?:[UA]b?|Kb|K)\Z", lead)) and "K" in line.signature[previous.index : index]


MOVED = {"gained": 1, "added": 1, "lost": -1, "shed": -1}  # "robbery was down 6 percent; assault gained 9"
_ON_A_LEVEL = re.compile(
    r"(?:percent|per\s+cent|%|rise|increase|jump|gain|improvement|drop|fall|decline)\s+on(?:\s+the)?\s*\Z"
)  # "a rise of 18 percent on 640"
_CLOSES = frozenset({"", ",", ".", "c", ";", ")"})
_IN_PLACES = re.compile(r"(?:PiL(?:,b?NiL){0,9},?c?b?|bP,?cb)\Z")  # "by 9 percent in Tampa, 14 in Miami and 22 in Jacksonville"


def _elided(line: Line, index: int, previous: Statement) -> Statement:
    word = line.units[index - 1].lower
    sign, why = (MOVED[word], word) if word in MOVED else sign_between(line, previous.index, index)
    return make(line, index, "percent_change", sign or (1 if previous.value > 0 else -1), why or "percent left out", is_explicit=False)


LIKE_THE_LAST = ", as the sentence before said it"
_FRAGMENT = re.compile(r"\"?K(?:,[^,;NPFT]{1,40},)?,?[wxRH]{0,3}[AU]\Z")  # also "Robberies, with fewer people about, fell"
_ITS_FIGURE = re.compile(
    r"\b(?:(?:the|that|this|our|their)\s+(?:figure|rate|share|number|percentage|proportion)\s+(?:(?:in|for)\s+\S+\s+)?(?:is|was|were|stood\s+at)|it(?:\s*['’]\s?s|\s+(?:is|was|had\s+been)))(?:\s+(?:just|only|about|nearly))?\s*\Z"
)
_ENDS = re.compile(r"(?:,(?!t)|[.c;\"])|\Z")


def _as_the_last(line: Line, index: int, last: Measure) -> Statement | None:
    """After "Vehicle theft is down 21 percent": "Burglary, down 14"; after "cleared 47 percent": "For burglaries, the figure was 14"."""
    number = line.units[index].number
    if number is None or number.value > 100 or not _ENDS.match(line.signature, index + 1):
        return None
    if last == "percent_change" and _FRAGMENT.fullmatch(line.signature[:index]):
        sign, why = sign_between(line, -1, index)
        return make(line, index, "percent_change", sign or 1, f"{why or 'percent left out'}{LIKE_THE_LAST}", is_explicit=False)
    if last == "share" and _ITS_FIGURE.search(line.words(index - 5, index)):
        return make(line, index, "share", why=f"the figure{LIKE_THE_LAST}", is_explicit=False)
    return None


def _is_added(line: Line, index: int, direction: int, found: list[Statement]) -> bool:
    """In "and got back 23 more that had been stolen" the 23 are counted, not compared."""
    if line.units[direction].lower not in {"more", "less"}:
        return False
    after = line.signature[direction + 1 : direction + 3]
    if after[:1] == "K" and _PEOPLE_DID.match(line.units[direction + 1].lower) and not re.search("[nf]", line.signature[direction:]):
        return True  # "31 more people had been killed"
    return bool(re.match(r"r|a[BH]", after)) or (not found and bool(_ADDED.match(line.signature, index + 1)))


_PEOPLE_DID = re.compile(r"(?:people|persons|men|women|children|others|residents)\b")
_LEVEL_BOUND = re.compile(r"(?:below|under|above|past|beneath|beyond)\b")


def _count_change(line: Line, index: int, found: list[Statement]) -> Statement | None:
    signature, before = line.signature, max(0, index - 10)
    if (
        BEFORE.search(signature, max(0, index - 12), index)
        and signature[index + 1 : index + 3] == "CT"
        and line.units[index + 1].lower == "over"
    ):
        return None  # "compared with 88 over those two months"
    if _LEVEL_BOUND.match(line.units[index].lower):
        return None  # "dropped below 300" says where it went
    match = _COUNT_COMPARATIVE.match(signature, index + 1)
    if (
        match
        and _is_comparison(line, match.end() - 1)
        and re.match(r"(?:[awxmTL]{0,3}[KkF]|[nTaN.,;)cir]|\Z)", signature[match.end() : match.end() + 5])
    ):
        direction = match.end() - 1
        if not _is_added(line, index, direction, found):
            return make(line, index, "change", sign_of(line.units[direction]), line.units[direction].lower)
    for pattern in (_COUNT_LEFT_PARTICLE, _COUNT_LEFT_VERB, _COUNT_LEFT_NOUN):
        match = pattern.search(signature, before, index)
        if match and not (
            match[0][-1] in "Uxa" and pattern is _COUNT_LEFT_VERB and "b" not in match[0] and _NEW_NOUN.match(signature, index + 1)
        ):
            direction = match.start()
            sign = sign_of(line.units[direction]) or nearest_sign(line, direction)[0] or 1
            return make(line, index, "change", sign, line.units[direction].lower)
    return None


def _is_comparison(line: Line, index: int) -> bool:
    """Whether a comparative after a number compares; "12 more" does, "12 over three days" does not."""
    word, after = line.units[index].lower, line.signature[index + 1 : index + 2]
    if word == "over" and after == "T" and (when := line.units[index + 1].when) and (when.kind, when.unit) == ("shift", "years"):
        return False  # "an average of 25 over the previous five years"
    if word == "short of":
        return after == "T" or line.words(index + 1, index + 2) in ("where", "what")
    if word in {"longer", "shorter", "faster", "slower"} and after == "n":
        return True
    if word in {"additional", "extra", "further", "worse", "longer", "shorter", "faster", "slower"}:
        return False
    if word in {
        "past",
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
