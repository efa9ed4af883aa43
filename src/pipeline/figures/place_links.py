"""Which place a number speaks of: one named in its clause, else the heading's, else the document's own."""

from __future__ import annotations

import re

from pipeline.figures.alignment import partner
from pipeline.figures.context import Context
from pipeline.figures.gazetteer import COUNTY, HOME, STATE, in_state, is_of_many, state_codes, state_of_place, where_in
from pipeline.figures.units import Line

_SUBJECT_AFTER = re.compile(r"(?:w{0,2}a?,?[xsc]?[BHUAD(:P\-]|,|K|w{0,3}[HBUk]|N|T)")
_SUBJECT_ASIDE = re.compile(r"(?:s?a?w{0,2}),[^LNPFX;:]{1,30},[BH]")  # "Allegheny County as a whole, counting the city, had 122"
_EACH = re.compile(r"\b(?:each|both|apiece)\b")
_WITH = re.compile(r"(?:with|at|had|has)\b")
_OWNED = re.compile(r"(?:w{0,2}K|w{1,2})?(?:iT)?(?:[BH]|N)")  # "Regina's rate in 2017 was 4.9"
_ASIDE = re.compile(r"[wx]{1,2},[BH]")  # the owner's noun ends what stands between commas
_CHAIN = re.compile(r"L(?:(?:,?c?a?,?)L)+")


def places(line: Line, index: int, context: Context, *, is_shared: bool = False) -> list[str | None]:
    """The places of the number at units[index]: usually one; of a list of places each where the number is shared by all of them."""
    if (own := partner(line, index, "L")) is not None:
        return [_full(line.units[own].place, context)]
    best: tuple[float, int] | None = None
    asides = _asides(line)
    for position, unit in enumerate(line.units):
        if unit.letter == "L" and not _is_wide(unit.lower, context) and position not in asides and _full(unit.place, context):
            price = _price(line, index, position)
            if best is None or price < best[0]:
                best = (price, position)
    default = (
        (context.elsewhere if goes_on_elsewhere(line) and "the city" not in line.words(index - 5, index + 1) else None)
        or context.place
        or context.place_topic
        or context.home
    )
    if best is None or best[0] > 9:
        return [_subject(line, context) or default]
    for chain in _CHAIN.finditer(line.signature):
        if any(line.units[position].place == STATE for position in range(chain.start(), chain.end())):
            continue  # "Statewide, Ohio had more than 5,000 deaths"
        if chain.start() <= best[1] < chain.end() and best[1] < index:
            if not is_shared and not _EACH.search(line.words(0, len(line.units))):
                return [default]  # "Memphis and Nashville accounted for 63 percent of them": all together
            return [
                _full(line.units[position].place, context) for position in range(chain.start(), chain.end()) if line.signature[position] == "L"
            ]
    return [_full(line.units[best[1]].place, context, is_explicit="," in line.units[best[1]].lower or "states" in line.units[best[1]].lower)]


_OF_A_SOURCE = re.compile(r"R,[^,;:NPFXBU]{2,16},")  # "Jeff Asher, a crime analyst in New Orleans, said …"
_INSIDE = re.compile(r"L(?:,[^LNPFX;:]{1,8}|[iw]{1,2}a?w?)\Z")  # "the Harrison District on the West Side"
_DATELINE = re.compile(r'"?L(?:\(w{1,3}\))?-')
_CITY = re.compile(r"(?:[\w’'-]+ ){0,3}(?:city|capital|town)\b")
_COUNTED_IN = re.compile(r"(?:included|excluded|excepted|aside)\b")


def _asides(line: Line) -> set[int]:
    """The places that no number is of: of a dateline, of whoever speaks, of what another place is inside of, "Ohio's second-largest city"."""
    signature = line.signature
    found = {position for match in _OF_A_SOURCE.finditer(signature) for position in range(*match.span())} if "R," in signature else set()
    for position, unit in enumerate(line.units):
        if unit.letter != "L":
            continue
        is_written_at = position <= 1 and _DATELINE.match(signature) is not None
        is_part = unit.place is not None and HOME in unit.place and position > 1 and _INSIDE.search(signature, 0, position) is not None
        following = line.words(position + 1, position + 5)
        is_of_a_city = unit.lower.endswith(("'s", "’s")) and _CITY.match(following) is not None
        if is_written_at or is_part or is_of_a_city or _COUNTED_IN.match(following):
            found.add(position)
    return found


_GOES_ON = re.compile(r"(?:it|its|they|their|there|that|this|police\s+there)\b")


def goes_on_elsewhere(line: Line) -> bool:
    """Whether the sentence goes on speaking of the place of the one before: "It had 149 as of Friday", "That is a decline of 21%"."""
    words = line.words(0, len(line.units)).lstrip('"“')
    if _GOES_ON.match(words) is not None or _OF_THOSE.search(words) is not None:
        return True
    return "there" in words and any(unit.lower == "there" and _is_a_place(line, at) for at, unit in enumerate(line.units))


_OF_THOSE = re.compile(r"\bof\s+(?:those|these|them)\b")
_IN_OFFICE = frozenset({"police", "officers", "deputies", "officials", "detectives"})


def _is_a_place(line: Line, at: int) -> bool:
    """Whether "there" says where: "Robberies there rose 11%", "went up 3% there", not "there were"."""
    before, after = line.signature[:at][-1:], line.signature[at + 1 : at + 2]
    if not before or before not in "KkPNFw":
        return False
    return before == "K" or line.units[at - 1].lower in _IN_OFFICE or (before != "w" and after != "B")


def is_of_an_unnamed(line: Line, context: Context) -> bool:
    """Whether the sentence speaks of a county, or of a state, of which the document does not say which it is."""
    return any(unit.place in (COUNTY, STATE) and _full(unit.place, context) is None for unit in line.units if unit.letter == "L")


def elsewhere(line: Line, context: Context, places: set[str | None]) -> str | None:
    """The place that the sentence was about, by the places of its figures or by its subject, where that is not the document's own."""
    own = context.place or context.home
    if len(places) == 1 and (place := next(iter(places))) is not None:
        return place if place != own and not place.endswith(f", {own}") else None
    if not places and (match := re.match(r"i?(?:a)?L(?!-)", line.signature)):
        place = _full(line.units[match.end() - 1].place, context)
        return place if place not in (own, None) else None
    return None


def _is_wide(words: str, context: Context) -> bool:
    """Whether "the country" is only what a city is compared with."""
    return words in {"the country", "the nation"} and ", " in (context.home or "")


_COUNTRIES = frozenset({"Canada", "Australia", "Scotland", "England", "Wales", "Northern Ireland", "New Zealand", "Ireland", "South Africa",
                        "Jamaica", "Trinidad and Tobago", "India", "Mexico"})  # fmt: skip


def _nation(home: str) -> str:
    """What "national" and "nationwide" speak of in a place."""
    country = home.rpartition(", ")[2]
    if country == "United Kingdom":
        return "England and Wales"  # where its police forces are counted together; Scotland and Northern Ireland have their own
    return country if country in _COUNTRIES else "United States"


def _subject(line: Line, context: Context) -> str | None:
    """In a round-up, the only place of a sentence that opens with it: "Chicago, with 756 so far, is nowhere near the 970 of 1974"."""
    is_round_up = is_of_many(context.home)
    if not is_round_up or line.signature.count("L") != 1 or not re.match(r"-?i?L(?!w{0,3}[KR]|-)", line.signature):
        return None
    return _full(next(unit.place for unit in line.units if unit.letter == "L"), context)


_COUNTIES = (" County", " Parish")


def _full(place: str | None, context: Context, *, is_explicit: bool = False) -> str | None:
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
        place = in_state(place, where_in(home))
    if place and place.endswith(_COUNTIES) and re.search(r", [A-Z]{2}$", home):
        return f"{place}, {home[-2:]}"
    if place and HOME in place:
        return place.replace(HOME, context.home) if context.home else place.replace(f", {HOME}", "")
    return place


_INHABITED = frozenset({"city", "town", "capital", "native", "suburb"})


_IN = frozenset({"in", "for", "across", "throughout", "within", "at", "around"})
_OF_WHICH = re.compile(
    r"\A(?:oa?|[ft])N(?:[Kk](?:i?T)?)?(?=[BHU]?i)"
)  # "eleven of the 26 were in Central Precinct"; "to 13 from nine in Virginia Beach"
_NATIONAL = re.compile(r"[wkK]{0,2}(?:o|B|H)[aw]?")  # "the national rate of 1.8"
_FRAME = re.compile(r'"?c?(?:i?a?L)')
_ADVERBS = frozenset(
    {
        *(
            "statewide",
            "nationally",
            "nationwide",
            "countywide",
            "across the country",
            "across the nation",
            "across the state",
            "across america",
        ),
        *("the state as a whole", "the county as a whole", "the parish as a whole"),
    }
)
_BACK_HERE = re.compile(r"\b(?:while|but|though|although|and)\s(?:[\w’'-]+\s){0,3}(?:here|citywide|the\s+city(?:['’]s)?|locally)\b")


def _is_frame(line: Line, position: int, index: int) -> bool:
    """Whether the sentence opens with the place of all it tells: "Statewide, …", "Across Minnesota, …", "The county as a whole …"."""
    opening = _FRAME.match(line.signature)
    if not opening or opening.end() != position + 1:
        return False
    is_adverb = line.units[position].lower in _ADVERBS
    is_in = "i" in opening[0] and line.units[opening[0].index("i")].lower in _IN
    is_whole = line.words(position + 1, position + 4) == "as a whole"
    return (is_adverb or is_in or is_whole) and ";" not in line.signature[position + 1 : index]


_POLICE = frozenset({"police", "officers", "deputies"})
_COUNTS = frozenset("NPF")  # "Porterville police nine"


def _is_national(words: str) -> bool:
    return words.endswith("national") or words.startswith("national ")


def _price(line: Line, index: int, position: int) -> float:
    signature = line.signature
    first, last = sorted((index, position))
    between = _OF_WHICH.sub("", signature[first + 1 : last])
    if ";" in between or (position > index and re.search(r"[NPFX]", between)):
        return 99.0
    if position + 1 < len(line.units) and line.units[position + 1].lower in _INHABITED:
        return 99.0  # "police in the Tennessee city"
    at = position - 2 if position > 1 and signature[position - 1] == "a" else position - 1  # "in the Fourth District"
    is_in = at >= 0 and line.units[at].lower in _IN
    if position < index and _is_frame(line, position, index):
        return 99.0 if _BACK_HERE.search(line.words(position + 1, index)) else min(1.0 + 0.3 * len(between), 8.0)
    if _is_national(line.units[position].lower) and position < index and _NATIONAL.fullmatch(between):
        return 1.0
    if position > index and not is_in:
        return 99.0
    if position == index - 1:
        return 0.0  # "and Colorado ranked first in the nation"
    is_bare = line.units[position].lower.endswith("s") and position + 1 < len(line.units) and line.units[position + 1].lower in "'’"
    owned = position + 2 if is_bare else position + 1  # "Columbus' 140"
    is_owner = (is_bare or line.units[position].lower.endswith(("'s", "’s"))) and _OWNED.match(signature, owned) is not None
    is_with = signature[position + 1 : position + 3] in ("iN", "iP") and bool(_WITH.match(line.units[position + 1].lower))
    is_owned_aside = is_bare or line.units[position].lower.endswith(("'s", "’s"))
    if position < index and is_owned_aside and "L" in signature[:position] and _ASIDE.match(signature, owned):
        return 20.0  # "New York, with three times Chicago's population, had 334"
    is_subject = position <= 1 and _SUBJECT_ASIDE.match(signature, position + 1) is not None
    if position < index and not is_subject and not is_with and not is_in and not is_owner and not _SUBJECT_AFTER.match(signature, position + 1):
        return 1.0 if line.units[position + 1].lower in _POLICE and signature[position + 2 : index + 1] in _COUNTS else 20.0
    if position > index and between == "i":
        return 0.0
    price = 0.3 * len(between) + 2.0 * len(re.findall(r"[NPFX]", between)) + 2.0 * between.count("s")
    return price + (1.0 if position > index else 0.0)
