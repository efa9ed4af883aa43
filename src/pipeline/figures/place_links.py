"""Which place a number speaks of: one named in its clause, else the heading's, else the document's own."""

from __future__ import annotations

import re

from pipeline.figures.alignment import partner
from pipeline.figures.context import Context
from pipeline.figures.gazetteer import COUNTY, HOME, STATE, gazetteer, in_state, is_of_many, state_codes, state_of_place, where_in
from pipeline.figures.place_asides import DATELINE, asides_of
from pipeline.figures.place_prices import price_of
from pipeline.figures.units import Line

_EACH = re.compile(r"\b(?:each|both|apiece)\b")
_CHAIN = re.compile(r"L(?:(?:,?c?a?,?)L)+")


def places(line: Line, index: int, context: Context, *, is_shared: bool = False) -> list[str | None]:
    """The places of the number at units[index]: usually one; of a list of places each where the number is shared by all of them."""
    whole = _WHOLE.search(line.words(index - 6, index))
    index = _summed_up(line, index)
    owner = place_in(_WIDER[whole[1]], context) if whole else None
    before = _it_had(line, index) if not owner else None
    return [owner] if owner else _named(line, index if before is None else before, context, is_shared=is_shared)


def _summed_up(line: Line, index: int) -> int:
    """The number that the change at units[index] is of, in apposition to it: "Akron, which had 31 in 2021, had 17, a drop of 45 percent"."""
    apposed = _APPOSED.search(line.signature, max(0, index - 8), index)
    return apposed.start() if apposed else index


_APPOSED = re.compile(r"N[wkK]{0,2},x?(?:a?w?D[oi]a?[wx]?|[UA]b?x?)\Z")
# Portland accounted for 26 of the state's 82 homicides
_WHOLE = re.compile(r"\b(?:of|among)\s+the\s+(state|county|nation|country)\s?['’]\s?s\s*\Z")
_WIDER = {"state": STATE, "county": COUNTY, "nation": "United States", "country": "United States"}


def _named(line: Line, index: int, context: Context, *, is_shared: bool) -> list[str | None]:
    own = partner(line, index, "L")
    if told := [own] if own is not None else _each(line, index) if is_shared else []:
        return [place_in(line.units[position].place, context) for position in told]
    best: tuple[float, int] | None = None
    asides = asides_of(line) | _frames(line, context)
    for position, unit in enumerate(line.units):
        is_known = unit.letter == "L" and (unit.place == COUNTY or place_in(unit.place, context))
        if is_known and not _is_wide(unit.lower, context) and position not in asides:
            price = price_of(line, index, position)
            if best is None or price < best[0]:
                best = (price, position)
    default = (
        (_elsewhere(context, line) if goes_on_elsewhere(line) and not _THE_CITY.search(line.words(index - 5, index + 1)) else None)
        or context.place
        or context.place_topic
        or context.home
    )
    if best is None or best[0] > 9:
        return [_there(line, index, asides, context) or _subject(line, context) or _of_his_city(line, index, context) or default]
    for chain in _CHAIN.finditer(line.signature):
        is_wide = any(line.units[position].place == STATE for position in range(chain.start(), chain.end()))
        if is_wide or (chain.start() in asides and chain.end() - chain.start() == _A_PAIR):
            continue  # "Statewide, Ohio had more than 5,000 deaths"
        if chain.start() <= best[1] < chain.end() and best[1] < index:
            if not is_shared and not _EACH.search(line.words(0, len(line.units))):
                return [default]  # "Memphis and Nashville accounted for 63 percent of them": all together
            return [
                place_in(line.units[position].place, context)
                for position in range(chain.start(), chain.end())
                if line.signature[position] == "L" and position not in asides
            ]
    is_explicit = "," in line.units[best[1]].lower or "states" in line.units[best[1]].lower
    return [place_in(line.units[best[1]].place, context, is_explicit=is_explicit) or context.home]


_IT_HAD = re.compile(
    r"\s*(?:(?:and|but)\s+)?(?:(?:in|a|the)\s+(?:\S+\s+){1,4},\s+)?(?:it|they|the\s+(?:city|town|county))\s+(?:had|has|recorded|counted|saw|logged|reported)\b"
)


def _it_had(line: Line, index: int) -> int | None:
    """The number whose place "it" is: "Townsville had 1,042 car thefts in the 12 months to May 31; it had 1,266 in the year before that"."""
    first = line.signature.rfind(";", 0, index)
    if first < 1 or "L" in line.signature[first:index] or not _IT_HAD.match(line.words(first + 1, index)):
        return None
    clause = line.signature.rfind(";", 0, first) + 1
    told = next((at for at in range(first - 1, clause, -1) if line.units[at].number), None)
    return told if "L" in line.signature[clause:first] else None


_OF_EACH = re.compile(r"\b(?:each|both)(?:\s+\w+){0,3}\s*\Z")
_WITH_ITS_NUMBER = re.compile(r"L[^LNP;]{0,8}[NP]")


def _each(line: Line, index: int) -> list[int]:
    """Where the places are told that a number behind "each" is of: "Norfolk had 29 and Hampton 27, each two fewer than in 2021"."""
    if not _OF_EACH.search(line.words(index - 4, index)):
        return []
    first = line.signature.rfind(";", 0, index) + 1
    if not re.search("[NP]", line.signature[line.signature.rfind("L", 0, index) + 1 : index]):
        return []  # "… Philadelphia (38%); Seattle and Washington each fell 33%"
    told = [match.start() for match in _WITH_ITS_NUMBER.finditer(line.signature, first, index)]
    return [position for position in told if position not in asides_of(line)] if len(told) > 1 else []


_HIS_CITY = re.compile(r"\b(?:his|her)\s(?:own\s)?(?:city|town|department|agency|county)\b")


def _of_his_city(line: Line, index: int, context: Context) -> str | None:
    """The city of an official who speaks of it: "San Jose Police Chief Anthony Mata said investigators solved 33 of his city's cases"."""
    if line.signature.count("L") != 1 or not _HIS_CITY.search(line.words(index - 12, index + 6)):
        return None
    at = line.signature.index("L")
    return place_in(line.units[at].place, context) if at < index and line.units[at].place != STATE else None


_A_PAIR = 3  # units: "New Mexico, Las Cruces"


_ELSEWHERE_IN = frozenset({"elsewhere in", "elsewhere across", "elsewhere around"})


def _frames(line: Line, context: Context) -> set[int]:
    """The states that only say where the place behind them is: "Elsewhere in New Mexico, Las Cruces had 10"."""
    found: set[int] = set()
    at = line.signature.find("L,L")
    while at >= 0:
        first, second = (place_in(line.units[position].place, context) or "" for position in (at, at + 2))
        is_framed = line.words(max(0, at - 2), at) in _ELSEWHERE_IN  # "Elsewhere in Ontario, Ottawa recorded 15"
        if is_framed or state_codes().get(first) == second.rpartition(", ")[2]:
            found.add(at)
        at = line.signature.find("L,L", at + 1)
    return found


_THE_CITY = re.compile(r"\bthe\scity\b(?!['’])")
_GOES_ON = re.compile(r"(?:it|its|they|their|there|that|this|police\s+there)\b")


_THEN_IT = re.compile(r"i?T,?(?=[xa])")  # "In 2007 it recorded 47"


def goes_on_elsewhere(line: Line) -> bool:
    """Whether the sentence goes on speaking of the place of the one before: "It had 149 as of Friday", "That is a decline of 21%"."""
    opening = _THEN_IT.match(line.signature)
    words = line.words(opening.end() if opening else 0, len(line.units)).lstrip('"“')
    if _GOES_ON.match(words) is not None or _OF_THOSE.search(words) is not None:
        return True
    return "there" in words and _says_there(line)


def _elsewhere(context: Context, line: Line) -> str | None:
    """The place that the sentence before was about; where this one says "there", any that that one named."""
    return context.there or context.elsewhere if _says_there(line) else context.elsewhere


def there(line: Line, context: Context) -> str | None:
    """The one place, or the one city, that a sentence names: what the next one may call "there"."""
    named = [unit.place for unit in line.units if unit.letter == "L"]
    states = {state_of_place(place) for place in named if place}
    named = [place for place in named if place not in states]  # "Of the big cities of Texas, none saw murder rise as Dallas did"
    if not named and goes_on_elsewhere(line):
        return context.there
    if len(named) > 1:  # "Of the cities of Texas, none saw murder rise as Dallas did"
        named = [place for place in named if place not in (STATE, COUNTY, "United States", *state_codes())]
    return place_in(named[0], context) if len(named) == 1 and not DATELINE.match(line.signature) else None


def _says_there(line: Line) -> bool:
    return any(unit.lower == "there" and _is_a_place(line, at) for at, unit in enumerate(line.units))


def _there(line: Line, index: int, asides: set[int], context: Context) -> str | None:
    """The place that the sentence named before its "there": "… the example of Denver; the rate there went from 39 percent to 65"."""
    for at, unit in enumerate(line.units):
        if unit.lower == "there" and _is_a_place(line, at) and ";" not in line.signature[min(at, index) : max(at, index)]:
            named = (place for place in range(at - 1, -1, -1) if line.signature[place] == "L" and place not in asides)
            return next((place_in(line.units[place].place, context) for place in named), None)
    return None


_OF_THOSE = re.compile(r"\bof\s+(?:those|these|them)\b")
_IN_OFFICE = frozenset({"police", "officers", "deputies", "officials", "detectives"})


_MARKS = frozenset({"high", "low", "record", "mark", "peak", "total", "toll", "tally", "count", "number", "figure"})


def _is_a_place(line: Line, at: int) -> bool:
    """Whether "there" says where: "Robberies there rose 11%", "went up 3% there", not "there were"."""
    before, after = line.signature[:at][-1:], line.signature[at + 1 : at + 2]
    if not before or before not in "KkPNFw":
        return False
    return before == "K" or line.units[at - 1].lower in _IN_OFFICE | _MARKS or (before != "w" and after != "B")


_UNNAMED = re.compile(
    r"\b(?:(?:across|in|throughout|around)\s(?:the|its)\s(?:region|suburbs|valley|metro(?:politan)?\s(?:area|region))|outside\sthe\scity|unincorporated|"
    r"(?:our|her|his|my|their)\s(?:neighbou?rhood|division|district|precinct|ward))\b"
)


def is_of_a_part(line: Line) -> bool:
    """Whether the sentence speaks of a part of a place that has no name: "In the rest of Kern County, burglaries were up 9 percent"."""
    return "oL" in line.signature and _A_PART.search(line.words(0, len(line.units))) is not None


_A_PART = re.compile(r"\bin\s+(?:the|some|other)\s+(?:rest|parts?|remainder|half)\s+of\b")


def is_of_an_unnamed(line: Line, context: Context) -> bool:
    """Whether the sentence speaks of a county, a state or a neighborhood of which the document does not say which it is."""
    is_of_a_city = state_of_place(context.home or "") is not None and not is_of_many(context.home)
    if is_of_a_city and _UNNAMED.search(line.words(0, len(line.units))):
        return True
    return any(unit.place in (COUNTY, STATE) and place_in(unit.place, context) is None for unit in line.units if unit.letter == "L")


def elsewhere(line: Line, context: Context, places: set[str | None]) -> str | None:
    """The place that the sentence was about, by the places of its figures or by its subject, where that is not the document's own."""
    own = context.place or context.home
    if len(places) == 1 and (place := next(iter(places))) is not None:
        return place if place != own and not place.endswith(f", {own}") else None
    if not places and (match := re.match(r"i?(?:a)?L(?!-)", line.signature)) and (not line.is_quiet or line.units[0].first <= 1):
        place = place_in(line.units[match.end() - 1].place, context)
        return place if place not in (own, None) else None
    return None


def _is_wide(words: str, context: Context) -> bool:
    """Whether "the country" is only what a city is compared with."""
    return words in {"the country", "the nation"} and ", " in (context.home or "")


def _nation(home: str) -> str:
    """What "national" and "nationwide" speak of in a place."""
    country = gazetteer().behind_towns.get(tuple(home.rpartition(", ")[2].split()))
    if country == "United Kingdom":
        return "England and Wales"  # where its police forces are counted together; Scotland and Northern Ireland have their own
    return country or "United States"


def _subject(line: Line, context: Context) -> str | None:
    """In a round-up, the only place of a sentence that opens with it: "Chicago, with 756 so far, is nowhere near the 970 of 1974"."""
    is_round_up = is_of_many(context.home) and DATELINE.match(line.signature) is None
    if not is_round_up or line.signature.count("L") != 1 or not re.match(r"-?i?L(?!w{0,3}[KR]|-)", line.signature):
        return None
    return place_in(next(unit.place for unit in line.units if unit.letter == "L"), context)


_COUNTIES = (" County", " Parish")


def in_its_state(county: str, home: str) -> str:
    """A county with its own state, or with that of the document's place, where that says it."""
    if own := gazetteer().counties.get(county):
        return f"{county}, {own}"
    return f"{county}, {home[-2:]}" if re.search(r", [A-Z]{2}\Z", home) else county


def place_in(place: str | None, context: Context, *, is_explicit: bool = False) -> str | None:
    """A place as its name is in a document: a part of its city with the city, a county with its state, "statewide" as the state."""
    home = context.home or ""
    if place == STATE:
        return state_of_place(home) or (home if home in state_codes() else None)
    if place == COUNTY:
        return context.county or (home if is_of_many(home) or not state_of_place(home) else None)  # "Nottinghamshire, United Kingdom"
    if place == "United States" and not is_explicit:
        return _nation(home)
    if place and not is_explicit and ", " in home and (place.split(",")[0] == home.split(",")[0]):
        return home
    if place and not is_explicit and home and place.count(", ") == 1:
        city = place.partition(", ")[0]
        place = f"{city}, {where_in(home)}" if home.startswith(f"{city} County, ") else in_state(place, where_in(home))
    if place and place.endswith(_COUNTIES):
        return in_its_state(place, home)
    if place and HOME in place:
        return place.replace(HOME, context.home) if context.home else place.replace(f", {HOME}", "")
    return place
