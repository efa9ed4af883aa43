"""How far each place of a sentence is from a number: what it opens with, what owns the number, what stands behind "in"."""

from __future__ import annotations

import re

from pipeline.figures.gazetteer import state_codes
from pipeline.figures.units import Line, Unit

_SUBJECT_AFTER = re.compile(
    r"(?:x(?=[wHBUf]))?(?:w{0,2}a?,?[xsc]?[BHUAD(:P\-]|,|K|w{0,3}[HBUk]|w?x?fa?x?N|N|T|Oi)"
)  # also "Baltimore from 165 to 178"
_SUBJECT_ASIDE = re.compile(r"(?:s?a?w{0,2}),[^LNPFX;:]{1,30},[BH]")  # "Allegheny County as a whole, counting the city, had 122"
_WITH = re.compile(r"(?:with|at|had|has)\b")
_OWNED = re.compile(r"(?:w{0,2}K|w{1,2})?(?:iT)?(?:[BH]|N|[tf]N)|a[wx]{0,2}N")  # "Regina's rate in 2017 was 4.9"; "Cincinnati's to 71 from 78"
_ASIDE = re.compile(r"[wx]{1,2},[BH]")  # the owner's noun ends what stands between commas
_INHABITED = frozenset({"city", "town", "capital", "native", "suburb"})


_IN = frozenset({"in", "for", "across", "throughout", "within", "at", "around"})
_OF_WHICH = re.compile(
    r"\A(?:oa?|[ft])N(?:[Kk](?:i?T)?)?(?=[BHU]?i)"
)  # "eleven of the 26 were in Central Precinct"; "to 13 from nine in Virginia Beach"
_AFTER = re.compile(r",s[wx]{0,2}N[^LK;]{1,14},(?=[wxHB]?[UAHBt])")  # "the total, after 71 in 2020 and 64 in 2021, fell to 41"
# 3.4 killings per 100,000 people in New York
_PER_PEOPLE = re.compile(
    r"(?:[\w’'-]+ ){0,2}(?:per|for every|for each) 1[0,]{3,8} (?:people|residents|inhabitants|population) (?:in|across|throughout)(?: the)?"
)
_NATIONAL = re.compile(r"[wkK]{0,2}(?:i[aw]?K)?(?:o|B|H)[aw]?")  # "the national rate of 1.8"
_FRAME = re.compile(r'"?c?(?:i?a?L)')
_ADVERBS = frozenset({
    "statewide", "nationally", "nationwide", "countywide", "across the country", "across the nation", "across the state", "across america",
    "the state as a whole", "the county as a whole", "the parish as a whole",
})  # fmt: skip
_BACK_HERE = re.compile(r"\b(?:while|but|though|although|and)\s(?:[\w’'-]+\s){0,3}(?:here|citywide|the\s+city(?:['’]s)?|locally)\b")


def _is_frame(line: Line, position: int, index: int) -> bool:
    """Whether the sentence opens with the place of all it tells: "Statewide, …", "Across Minnesota, …", "The county as a whole …"."""
    opening = _FRAME.match(line.signature)
    if not opening or opening.end() != position + 1:
        return False
    is_adverb = line.units[position].lower in _ADVERBS
    is_in = "i" in opening[0] and line.units[opening[0].index("i")].lower in (*_IN, "on")
    is_whole = line.words(position + 1, position + 4) == "as a whole"
    return (is_adverb or is_in or is_whole) and ";" not in line.signature[position + 1 : index]


_POLICE = frozenset({"police", "officers", "deputies"})
_COUNTS = frozenset("NPF")  # "Porterville police nine"


# Of the next clause: "Oregonians lost 20,643 cars, and the state ranked fifth in the nation"; "12% came while murders nationwide were falling".
_ANOTHER = re.compile(r",cL|[UBH]s[wx]{0,2}K")
_NEXT_PLACE = re.compile(r"[wkK]{0,2},c?iLf")  # "went from 32 to 37, in Akron from four to nine"
_GOES_ITS_WAY = re.compile(r"L[wax]{1,6},i")  # "Dallas went the other way, with 19% more homicides"
_EVER = re.compile(r"\b(?:most|fewest|highest|lowest|worst|deadliest)\s(?:\w+\s)?the\s+(?:state|county|parish)\s+(?:has|had|saw|recorded)\b")
_OFFICE = re.compile(r"L[wok]{1,6}H")
_OF_THE_STATE = re.compile(r"\b(?:department|bureau|division|patrol|police|office|agency|commission)\b")


def _is_national(words: str) -> bool:
    return words.endswith("national") or words.startswith("national ")


def _price_of_all(line: Line, index: int, position: int, between: str) -> float | None:
    """The price of a place that all of the sentence is of, or of the nation beside its number; None where it is neither."""
    if _is_national(line.units[position].lower) and _NATIONAL.fullmatch(between):
        return 1.0
    if position == 0 and (way := _GOES_ITS_WAY.match(line.signature)) and way.end() == index and line.units[index - 1].lower == "with":
        return 2.0
    if _is_of_residents(line.units[position]) and between in ("w", "ww", "xw"):
        return 1.0
    if _is_office(line, position):
        return min(1.0 + 0.3 * len(between), 8.0)
    if _is_frame(line, position, index):
        return 99.0 if _BACK_HERE.search(line.words(position + 1, index)) else min(1.0 + 0.3 * len(between), 8.0)
    return None


def _is_of_residents(unit: Unit) -> bool:
    """Whether a place is named by who lives there: "Oregonians lost 20,643 cars"."""
    return unit.lower.endswith(("ans", "ers", "ites", "enos")) and unit.lower != (unit.place or "").partition(", ")[0].lower()


def _is_office(line: Line, position: int) -> bool:
    """Whether a state's own office is the subject: "The Colorado Department of Transportation counted 745"."""
    if position > 1 or line.units[position].place not in state_codes() or not _OFFICE.match(line.signature, position):
        return False
    return _OF_THE_STATE.search(line.words(position + 1, position + 7)) is not None


def _says_where(line: Line, index: int, position: int) -> bool:
    """Whether a place stands behind "in", or needs no such word: "in the Fourth District", "88 robberies downtown"."""
    at = position - 2 if position > 1 and line.signature[position - 1] == "a" else position - 1
    if line.units[at].lower == "of" and _IN_THE_CITY_OF.search(line.words(position - 4, position)):
        return True
    if (at >= 0 and line.units[at].lower in _IN) or line.units[position].lower in _ADVERBS:
        return True
    return line.units[position].lower == "downtown" and (position > index or line.signature[position - 1 : position] in ("K", "U", "D"))


_IN_THE_CITY_OF = re.compile(r"\b(?:in|across|within)\s+the\s+(?:city|county|town|village|borough|parish|parts?|rest|state)\s+of\Z")
_FRONTED = re.compile(r"[swiH][^,;LK]{0,6}[NP][^,;L]{0,14},L(?![,mk])")
_THAN_IN = re.compile(r"ni?a?\Z")  # "nine more than in Sacramento"
_FRONTS = frozenset({"after", "following", "with", "at", "having", "despite"})


def _is_fronted(line: Line, position: int) -> bool:
    """Whether the place is the subject of what the sentence opens with: "After 71 robberies in 2020, Clovis had 41"."""
    if line.signature[position - 1 : position] != "," or line.units[0].lower not in _FRONTS:
        return False
    opening = _FRONTED.match(line.signature)
    return opening is not None and opening.end() == position + 1


def _ends_the_year(line: Line, position: int) -> bool:
    """Whether the place is what a year ended so for: "East Baton Rouge Parish ends the year with 83 homicides"."""
    return line.signature[position + 2 : position + 3] == "T" and _ENDS.fullmatch(line.units[position + 1].lower) is not None


_ENDS = re.compile(r"(?:end|finish|close|start|open|enter)(?:s|es|d|ed)?|beg(?:ins|an|un)")


def price_of(line: Line, index: int, position: int) -> float:
    """How far a number is from being of the place at units[position]; above nine it is not."""
    if position > index and _PER_PEOPLE.fullmatch(line.words(index + 1, position)):
        return 0.0
    return 2.0 if position > index and _is_fronted(line, position) else _price_between(line, index, position)


def _price_between(line: Line, index: int, position: int) -> float:
    """The price of the words between a number and a place."""
    signature = line.signature
    first, last = sorted((index, position))
    between = _AFTER.sub("", _OF_WHICH.sub("", signature[first + 1 : last]))
    is_next = position > index and _NEXT_PLACE.match(signature, index + 1, position + 2) is not None
    if is_next or ";" in between or (position > index and (re.search(r"[NPFX]", between) or _ANOTHER.search(between))):
        return 99.0
    if position + 1 < len(line.units) and line.units[position + 1].lower in _INHABITED:
        return 99.0  # "police in the Tennessee city"
    is_in = _says_where(line, index, position)
    if not is_in and position > 1 and line.units[position].lower == "downtown":
        return 99.0  # "as protests filled downtown, the bureau had 916 officers"
    if position < index and (whole := _price_of_all(line, index, position, between)) is not None:
        return whole
    if position > index and (not is_in or _THAN_IN.search(between)):
        return 3.0 if _EVER.search(line.words(position - 3, position + 3)) else 99.0
    if position == index - 1:
        return 0.0  # "and Colorado ranked first in the nation"
    is_bare = line.units[position].lower.endswith("s") and position + 1 < len(line.units) and line.units[position + 1].lower in "'’"
    owned = position + 2 if is_bare else position + 1  # "Columbus' 140"
    is_possessive = is_bare or line.units[position].lower.endswith(("'s", "’s"))
    is_owner = is_possessive and _OWNED.match(signature, owned) is not None
    is_with = signature[position + 1 : position + 3] in ("iN", "iP") and bool(_WITH.match(line.units[position + 1].lower))
    if position < index and is_possessive and "L" in signature[:position] and _ASIDE.match(signature, owned):
        return 20.0  # "New York, with three times Chicago's population, had 334"
    is_subject = position <= 1 and (_SUBJECT_ASIDE.match(signature, position + 1) is not None or _ends_the_year(line, position))
    if position < index and not is_subject and not is_with and not is_in and not is_owner and not _SUBJECT_AFTER.match(signature, position + 1):
        return 1.0 if line.units[position + 1].lower in _POLICE and signature[position + 2 : index + 1] in _COUNTS else 20.0
    if position > index and (between in ("i", "ia") or (not between and is_in)):
        return 0.0
    price = 0.3 * len(between) + 2.0 * len(re.findall(r"[NPFX]", between)) + 2.0 * between.count("s")
    return price + (1.0 if position > index else 0.0)
