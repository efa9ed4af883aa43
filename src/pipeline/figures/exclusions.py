"""Numbers that are no figures: money, ages, times, streets, phone and case numbers, scores, measures of length and weight."""

from __future__ import annotations

import re

from pipeline.figures.ages import is_age
from pipeline.figures.notation import are_pieces
from pipeline.figures.telephones import is_telephone
from pipeline.figures.units import Line

_MONEY_BEFORE = frozenset("$£€¥")
_MONEY_AFTER = re.compile(r"(?:dollars?|cents|pounds\s+sterling|euros?|usd|bucks)\b")
_NAMED_BEFORE = re.compile(
    r"(?:\b(?:group|quarter|category|class|highway|hwy|route|interstate|i|us|sr|section|article|chapter|title|phase"
    r"|measure|prop|proposition|room|suite|channel|unit|ward|precinct|beat|apt|page|figure|tier|"
    r"code|grade|age|aged|box|bill|sb|ab|hb|version|station|engine|flight|day|week|item|exhibit|zone|district|team"
    r"|priority|level|stage|volume|case|docket|local|lodge|am|fm|size|top|under\s+age)|\b(?:on|along|near|off)\s+u\s?\.\s?s\s?\.|\bnos?\s?\.|#)[\s-]*\Z"
)
_IS_MORE = re.compile(r"Cn")  # "in Akron's case one more than in 2021"
_STREET_AFTER = re.compile(r"(?:\w+\s+){0,2}(?:block|street|avenue|ave|blvd|boulevard|road|drive|lane|highway|freeway|parkway|st\s\.)\b")
_CLOCK_AFTER = re.compile(r"(?:a\.?\s?\.?m\b|p\.?\s?\.?m\b|am\b|pm\b|o'clock|a \. m|p \. m|a\.m|p\.m)")
_MEASURES = re.compile(
    r"(?:miles?|mph|acres?|feet|foot|inch(?:es)?|yards?|meters?|metres?|kilomet\w+|degrees?|kilos?|grams?|ounces?"
    r"|pounds?|gallons?|points?\b|seats?|stories|pages?|mb|gb|"
    r"square|caliber|calibre|mm|blocks?|years?|year-olds?|weeks?|days?|nights?|seasons?|games?|members\s+gave"
    r"|readers|subscribers|comments|shares|likes|fps|watts|times\s+a|times\s+(?:[\w’'.]+\s+){1,3}(?:population|size))\b"
)
_POPULATION = re.compile(
    r"\b(?:city|town|county|community|suburb|metropolis|nation|country|village)\s+of\s*\Z|\b(?:cities|towns"
    r"|counties|places|communities|jurisdictions|municipalities)\s+(?:of|with|over|under|above|below|larger\s+than)\s*\Z|\bpopulations?\s+(?:averaged|averages|stood\s+at|numbered|of|over|above|under|is|was|at|(?:grew|grown|rose|risen|increased|swelled|fell|shrank|dropped)\s+(?:by|to)|topped)\s*\Z"
)
_OF_RESIDENTS = re.compile(
    r"(?:(?:fewer|more)\s+(?=residents|inhabitants))?(?:of\s+(?:the\s+|its\s+|all\s+)?(?:[\w’']+\s+)?)?(?:population|residents\b(?!\s+(?:were|was|have\s+been|killed|shot))|inhabitants|electorate|voters|households)\b"
)
_A_MEAN = re.compile(r"\baverag\w*\b")
_EACH_ONE = re.compile(r"\b(?:each|apiece|per\s+(?:officer|detective|deputy|investigator|shift|person))\b")
_PER_TIME = re.compile(r"(?:\w+\s+)?(?:a|per|each|every)\s+(?:day|week|month|hour|night|minute|shift)\b|(?:daily|weekly|nightly|hourly)\b")
_FOR_EVERY = re.compile(r"(?:\w+\s+){1,2}?for\s+(?:every|each)\b(?!\s+1[0,]*\b)")
_OR_LONGER = re.compile(r"(?:minutes|seconds|hours)\s+or\s+(?:longer|more|less|fewer)\b")
_AND_SECONDS = re.compile(r"\b(?:hours?|minutes?|mins?)(?:\s+,)?(?:\s+and)?\s*\Z")  # the 20 of "5 minutes, 20 seconds"
_WITHIN = re.compile(r"\b(?:within|inside)(?:\s+\w+)?\s*\Z")
_TIME_UNIT = re.compile(r"(?:minutes?|seconds?|hours?)\b")
_ACROSS = re.compile(r"\bacross\s+(?:the|all|these|those)\s*\Z")  # "killings across the 22"
_MOVED_IN = re.compile(r"U[wx]?i[ax]?\Z")  # "rose in 12 cities and fell in five"
_IS_BARE = re.compile(r"(?:i?T)?(?:[.,;sc]|\Z)")
_INDEX = re.compile(r"\b(?:index|csi)\s+(?:was|is|of|at|stood\s+at|rose\s+to|fell\s+to|climbed\s+to|dropped\s+to)\s+(?:\w+\s+)?\Z")
_SAVED = re.compile(r"\b(?:saved|saving|rescued|revived|reversed|spared)\s*\Z")
_VOTE = re.compile(r"(?:of|in)\s+(?:the\s+)?(?:vote|votes|ballots?|election|runoff)\b")
_TOO_MANY = 1e9  # of anything that is counted here: longer numbers are telephones, times and identifiers
_HOUR_AFTER = re.compile(r"(?:o['’]clock|in\s+the\s+(?:morning|afternoon|evening)|at\s+night)\b")
_OF_YOU = re.compile(r"of\s+you\b")
_CENTS = re.compile(r"[-‑\s]*(?:a\s+)?(?:cents?|penny|pence)\b")
_EMERGENCY = frozenset({"911", "999"})
_TO_ONE = re.compile(r"\s*to\s+(?:one|1)\b(?!\s*(?:[.,]\d|million|percent|%))")  # "outnumber them two to one"
_OF_EVERY = re.compile(r"\b(?:of|in)\s+every\s*\Z")  # "Of every 10 murders, police solved eight"
_IN_WHAT = re.compile(r"N[Kkw]i\Z")  # "one theft in four", "one victim in four"
_WITH = re.compile(r"\bwith(?:\s+[\w’-]+){0,3}\s*\Z")
_INHABITANTS = re.compile(r"(?:people|residents|inhabitants)\s*(?:[,.;)]|for\b|\Z)")
_A_TOWN = 5000  # inhabitants
_OF_THE = re.compile(r"No[aT]{0,2}w?\Z")  # "twelve of the 14 died"
_AMONG_THEM = re.compile(
    r"\b(?:most|least|\w{3,}est)\s+(?:\w+\s+){0,2}of\s+(?:the|those|these|all)\s*\Z"
)  # "by far the most common of the four"
_OF_THEM_HAD = re.compile(r"(?:o[xwa]|k)HN[KkwxC]")  # "five of them had 94 homicides"
_TEXTED = re.compile(r"\btext(?:ing)?\s+[^;:.]{1,60}\s+to\s*\Z")
_SO_OFTEN = re.compile(r"(?:since|in|during|before|after|already|on)\b")  # "a salary, raised twice since 2022"
_AND_GOES_ON = re.compile(r"[BH,.]|\Z|w(?![wx]{0,2}[Kk])")


def reason_against(line: Line, index: int) -> str | None:
    """Why the number at units[index] is no figure, or None."""
    unit = line.units[index]
    before = line.words(index - 3, index)
    after = line.words(index + 1, index + 5)
    checks = (
        ("money", bool(before) and (before[-1] in _MONEY_BEFORE or bool(_MONEY_AFTER.match(after)))),
        ("number_of_something", bool(_NAMED_BEFORE.search(before)) and unit.letter in "NO" and not _is_named_already(line, index, after)),
        ("address", unit.letter in "NO" and bool(_STREET_AFTER.match(after)) and not _is_road_metric(line, index)),
        ("clock", bool(_CLOCK_AFTER.match(after)) or (bool(_HOUR_AFTER.match(after)) and (number_of(line, index) or 99) <= _A_DOZEN)),
        ("readers", bool(_OF_YOU.match(after))),
        ("money", unit.letter == "F" and bool(_CENTS.match(after))),
        ("measure", unit.letter == "N" and bool(_MEASURES.match(after)) and line.signature[index + 1 : index + 2] != "T"),
        (
            "telephone",
            (unit.lower in _EMERGENCY and not _is_strength(line, index)) or (unit.number is not None and unit.number.value >= _TOO_MANY),
        ),
        ("clock", _is_colon_time(line, index)),
        ("score", _is_joined(line, index)),
        ("in_pieces", unit.letter in "NP" and are_pieces(line.sentence.tokens, unit.first)),
        ("age", is_age(line, index, before)),
        ("name", _is_named(line, index)),
        ("money", unit.letter in "PF" and bool(_PAY.search(before) or _PAY_AFTER.match(line.words(index + 1, index + 6)))),
        ("part_of_a_duration", unit.letter == "F" and bool(_OF_A_MINUTE.match(after))),
        ("part_of_a_duration", unit.letter == "F" and bool(_AND_A_HALF.search(before)) and bool(re.search("half|quarter", unit.lower))),
        ("kinds", unit.letter == "N" and bool(_KINDS.match(line.words(index + 1, index + 8)))),
        ("vote", unit.letter == "P" and bool(_VOTE.match(line.words(index + 1, index + 5)))),
        ("all_but", bool(re.search(r"\ball\s+but\s*\Z", before))),
        ("distance", bool(_SHY.match(line.words(index + 1, index + 7)))),
        ("possible", bool(_POSSIBLE.search(line.words(index + 1, index + 8)))),
        ("population", _is_per(line, index)),
        ("ratio", unit.letter == "N" and bool(_FOR_EVERY.match(after))),
        ("threshold", unit.letter == "N" and bool(_OR_LONGER.match(after))),
        ("part_of_a_duration", unit.letter == "N" and after.startswith(("sec", "min")) and bool(_AND_SECONDS.search(before))),
        ("threshold", bool(_WITHIN.search(before) or _is_limit(line, index)) and bool(_TIME_UNIT.match(after))),
        (
            "places",
            unit.letter == "N" and bool(_MOVED_IN.search(line.signature[:index])) and _IS_BARE.match(line.signature, index + 1) is not None,
        ),
        ("index", bool(_INDEX.search(line.words(index - 6, index)))),
        ("places", unit.letter == "N" and bool(_ACROSS.search(before) or _is_of_places(line, index))),
        ("ratio", bool(_TO_ONE.match(after)) or (number_of(line, index) == 1 and bool(_RATIO.search(before)))),
        ("ratio", unit.letter == "N" and bool(_OF_EVERY.search(before))),
        ("ratio", unit.letter == "N" and bool(_IN_WHAT.search(line.signature[:index])) and number_of(line, index - 3) == 1),
        ("whole", unit.letter == "N" and bool(_OF_THE.search(line.signature[:index])) and bool(_AND_GOES_ON.match(line.signature, index + 1))),
        ("whole", unit.letter == "N" and bool(_AMONG_THEM.search(line.words(index - 8, index)))),
        ("telephone", unit.letter == "N" and bool(_TEXTED.search(line.words(index - 9, index)))),
        ("times", unit.lower in ("twice", "thrice") and bool(_SO_OFTEN.match(after))),
        ("places", unit.letter == "N" and after.startswith("of th") and bool(_OF_THEM_HAD.match(line.signature, index + 1))),
        ("laid_off", bool(re.search(r"\b(?:laid|lay(?:s|ing)?)\s+off(?:\s+\w+)?\s*\Z", before))),
        ("compound", _is_in_a_compound(line, index)),
        ("telephone", is_telephone(line, index)),
        ("population", (number_of(line, index) or 0) >= _A_TOWN and bool(_WITH.search(before) and _INHABITANTS.match(after))),
        ("saved", bool(_SAVED.search(before))),
        ("rate_of_time", bool(_PER_TIME.match(after)) and unit.letter == "N"),
        ("population", bool(_POPULATION.search(before) or _OF_RESIDENTS.match(after))),
        ("workload", unit.letter == "N" and bool(_A_MEAN.search(before) and _EACH_ONE.search(line.words(index + 1, index + 7)))),
        (
            "population",
            bool(re.search(r"\bamong(?:\s+(?:barely|just|only|its|the))?\s*\Z", before))
            and bool(_POPULACE.match(line.words(index + 1, index + 4))),
        ),
        ("at_a_time", bool(re.search(r"\b(?:one|two)\s+(?:by|after)\s*\Z", before))),
    )
    return next((name for name, holds in checks if holds), None)


def _is_strength(line: Line, index: int) -> bool:
    """Whether the number of the emergency line is one of officers: "budgeted for 911 officers", "down from 911 a year ago"."""
    following = line.units[index + 1] if index + 1 < len(line.units) else None
    is_of_force = following is not None and following.term is not None and following.term.code in ("officer", "vacancy")
    return is_of_force or re.search(r"Af\Z", line.signature[:index]) is not None


def _is_of_places(line: Line, index: int) -> bool:
    """Whether places are counted: "homicides in 34 American cities"."""
    return line.signature[index + 1 : index + 2] == "L" and line.units[index + 1].lower.endswith(("cities", "towns", "states", "counties"))


def _is_limit(line: Line, index: int) -> bool:
    """Whether a share of something was done before so long: "51% of those calls in under five minutes"."""
    number = line.units[index].number
    is_bound = number is not None and number.op == "lt" and line.words(index - 1, index) == "in"
    return is_bound and "P" in line.signature[:index]


def _is_named_already(line: Line, index: int, after: str) -> bool:
    """Whether the number is of what has its name: "the Fourth Precinct had 43 homicides and the Third Precinct 24"; or of a time."""
    before = line.units[index - 1] if index else None
    return (
        _IS_MORE.match(line.signature, index + 1) is not None
        or _TIME_UNIT.match(after) is not None
        or (before is not None and before.letter == "L" and " " in before.lower.replace("u . s .", ""))
    )


def number_of(line: Line, index: int) -> float | None:
    """The number at units[index], if there is one."""
    number = line.units[index].number if 0 <= index < len(line.units) else None
    return number.value if number else None


_POPULACE = re.compile(
    r"(?:people|residents|inhabitants)\b(?!\s+(?:\w+\s+)?(?:killed|shot|slain|wounded|murdered|who|arrested|charged|injured|hurt|dead|died))"
)
_RATIO = re.compile(r"\bto\s*\Z")
_COUNTED = frozenset({"fold", "plus", "odd", "some", "something", "percent", "point", "and"})


def _is_in_a_compound(line: Line, index: int) -> bool:
    """ "A seven-member panel", "the 34-page report": what is joined by a hyphen to a noun of another kind counts nothing."""
    if line.units[index].letter != "N" or index + 2 >= len(line.units):
        return False
    sign, noun = line.units[index + 1], line.units[index + 2]
    is_joined = sign.lower in ("-", "‑") and sign.start == line.units[index].end and noun.start == sign.end
    return is_joined and (noun.letter == "w" or noun.lower == "crime") and noun.lower not in _COUNTED


def _is_colon_time(line: Line, index: int) -> bool:
    """9:30 or 15:10; durations are read by `durations`."""
    around = [line.units[position] for position in (index - 1, index + 1) if 0 <= position < len(line.units)]
    unit = line.units[index]
    return any(
        other.letter == ":" and (other.start == unit.end or other.end == unit.start) and _neighbour_digit(line, index, position)
        for other, position in zip(
            around, (index - 2, index + 2) if len(around) == 2 else ((index + 2,) if index == 0 else (index - 2,)), strict=False
        )
    )


def _neighbour_digit(line: Line, index: int, position: int) -> bool:
    if not 0 <= position < len(line.units) or line.units[position].number is None:
        return False
    gap = line.units[position].start - line.units[index].end if position > index else line.units[index].start - line.units[position].end
    return gap == 1


def _is_joined(line: Line, index: int) -> bool:
    """7-2, 24/7, 555-0100, A-12: digits joined to something by a sign."""
    unit = line.units[index]
    if unit.letter != "N" or not any(character.isdecimal() for character in unit.lower):
        return False
    for step in (-1, 1):
        sign, other = index + step, index + 2 * step
        if 0 <= sign < len(line.units) and 0 <= other < len(line.units) and line.units[sign].letter in "m-" and line.units[sign].lower in "-–/":
            touches = line.units[sign].start == unit.end if step > 0 else line.units[sign].end == unit.start
            joined = line.units[other].start == line.units[sign].end if step > 0 else line.units[other].end == line.units[sign].start
            if touches and joined and (line.units[other].letter not in "wK" or step < 0):
                return True
    return False


_OF_A_MINUTE = re.compile(r"(?:of\s+)?an?\s+(?:minute|second|hour|day|week|month|mile|block)\b")  # "half a minute slower"
_AND_A_HALF = re.compile(r"\b(?:minutes?|hours?|years?|months?|days?|weeks?|decades?)\s+and(?:\s+a)?\s*\Z")
_PAY = re.compile(
    r"\b(?:pays?|paid|salar\w+|wages?|raises?|tax\w*|budget|funding|spending|population|rent|prices?|inflation"
    r"|turnout|bonus\w*)\b(?:\s+\w+){0,2}\s*\Z"
)
_PAY_AFTER = re.compile(
    r"(?:\w+\s+){0,2}(?:sales|property|income|payroll)\s+tax\b|(?:\w+\s+)?(?:pay|salary|raises?|wage|tax|budget|funding|bonus)\b"
)
_KINDS = re.compile(
    r"(?:of\s+(?:the|its|those)\s+(?:\w+\s+)?)?(?:(?!in\b|across\b)[\w-]+\s+){0,4}?(?:categories|types|kinds|classes|crime\s+indicators|indicators|areas|measures|consecutive)\b"
)
_ROADS = re.compile(r"\b(?:block|street|road|drive|highway|freeway|parkway)\b")


def _is_road_metric(line: Line, index: int) -> bool:
    """ "34 road deaths" is no address."""
    return any(unit.letter == "K" and _ROADS.search(unit.lower) for unit in line.units[index + 1 : index + 4])


_SHY = re.compile(
    r"(?:\w+\s+)?(?:shy|short|away)\s+(?:of|from)\s+(?:the|its|a|an|last|that|tying|breaking|matching)\s+(?:[\w’'-]+\s+){0,4}?(?:record|mark|goal|target|high|milestone|year|peak|worst)\b"
)
_POSSIBLE = re.compile(r"(?:\w+\s+){0,2}is\s+(?:possible|impossible|likely|unlikely)\b")


_A_DOZEN = 12


def _is_named(line: Line, index: int) -> bool:
    """ "Glass City 7", "Measure 12", "Local 5": digits that end a name."""
    unit, number = line.units[index], line.units[index].number
    if index and unit.letter == "N" and line.units[index - 1].letter in "waKR" and line.units[index - 1].end == unit.start:
        return True  # "GC7", "COVID19"
    if index < 2 or unit.letter != "N" or number is None or number.is_bounded or number.value > 999 or number.value % 1:
        return False
    if index + 1 == len(line.units) and number.value >= _A_DOZEN and all(unit.letter in "wkL" for unit in line.units[:index]):
        return False  # "Union Park 198": a row of a list
    before = line.units[index - 1]
    following = line.units[index + 1].lower if index + 1 < len(line.units) else ""
    is_owner = following in ("'", "’") and line.words(index + 2, index + 3) == "s"
    if is_owner and before.letter in "wR" and line.sentence.tokens[before.first].is_capital:
        return True  # "First Coast 11's tracker"
    is_name = before.letter == "w" and before.end + 1 == unit.start and line.sentence.tokens[before.first].is_capital
    return is_name and not number.is_written and line.signature[index + 1 : index + 2] in {"", ".", ",", '"', "B", "H", "c", ")"}


def _is_per(line: Line, index: int) -> bool:
    """The 100,000 of "per 100,000 people"."""
    number = line.units[index].number
    before = line.words(index - 2, index)
    return (
        number is not None
        and number.value in {100, 1000, 10000, 100000, 1000000, 100000000}
        and bool(re.search(r"\b(?:per|for\s+every|for\s+each|every)\s*\Z", before))
    )
