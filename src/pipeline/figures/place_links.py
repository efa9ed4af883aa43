"""Which place a number speaks of: one named in its clause, else the heading's, else the document's own."""

from __future__ import annotations

import re

from pipeline.figures.alignment import partner
from pipeline.figures.context import Context
from pipeline.figures.gazetteer import HOME, STATE, state_of_place
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
    for position, unit in enumerate(line.units):
        if unit.letter == "L" and not _is_wide(unit.lower, context) and _full(unit.place, context):
            price = _price(line, index, position)
            if best is None or price < best[0]:
                best = (price, position)
    default = (context.elsewhere if goes_on_elsewhere(line) else None) or context.place or context.place_topic or context.home
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


_GOES_ON = re.compile(r"(?:it|its|they|their|there|that|this|police\s+there)\b")


def goes_on_elsewhere(line: Line) -> bool:
    """Whether the sentence goes on speaking of the place of the one before: "It had 149 as of Friday", "That is a decline of 21%"."""
    words = line.words(0, len(line.units)).lstrip('"“')
    return _GOES_ON.match(words) is not None or re.search(r"\b(?:police|officers|deputies|officials|detectives)\s+there\b", words) is not None


def elsewhere(line: Line, context: Context, places: set[str | None]) -> str | None:
    """The place that the sentence was about, by the places of its figures or by its subject, where that is not the document's own."""
    own = context.place or context.home
    if len(places) == 1 and (place := next(iter(places))) is not None:
        return place if place != own and not place.endswith(f", {own}") else None
    if not places and (match := re.match(r"i?(?:a)?L", line.signature)):
        place = _full(line.units[match.end() - 1].place, context)
        return place if place not in (own, None) else None
    return None


def _is_wide(words: str, context: Context) -> bool:
    """Whether "the country" is only what a city is compared with."""
    return words in {"the country", "the nation"} and ", " in (context.home or "")


_COUNTRIES = ("Canada", "Australia", "United Kingdom", "Scotland", "England", "Wales", "Northern Ireland", "New Zealand", "Ireland")


def _nation(home: str) -> str:
    """What "national" and "nationwide" speak of in a place."""
    country = home.rpartition(", ")[2]
    return country if country in _COUNTRIES else "United States"


def _subject(line: Line, context: Context) -> str | None:
    """In a round-up, the only place of a sentence that opens with it: "Chicago, with 756 so far, is nowhere near the 970 of 1974"."""
    is_round_up = context.home is None or ", " not in context.home
    if not is_round_up or line.signature.count("L") != 1 or not re.match(r"-?i?L(?!w{0,3}[KR]|-)", line.signature):
        return None
    return _full(next(unit.place for unit in line.units if unit.letter == "L"), context)


def _full(place: str | None, context: Context, *, is_explicit: bool = False) -> str | None:
    home = context.home or ""
    if place == STATE:
        return state_of_place(home)
    if place == "United States" and not is_explicit:
        return _nation(home)
    if place and not is_explicit and ", " in home and (place.split(",")[0] == home.split(",")[0]):
        return home
    if place and place.endswith(" County") and re.search(r", [A-Z]{2}$", home):
        return f"{place}, {home[-2:]}"
    if place and HOME in place:
        return place.replace(HOME, context.home) if context.home else place.replace(f", {HOME}", "")
    return place


_INHABITED = frozenset({"city", "town", "capital", "native", "suburb"})


def _price(line: Line, index: int, position: int) -> float:
    signature = line.signature
    first, last = sorted((index, position))
    between = signature[first + 1 : last]
    if ";" in between or (position > index and re.search(r"[NPFX]", between)):
        return 99.0
    if position + 1 < len(line.units) and line.units[position + 1].lower in _INHABITED:
        return 99.0  # "police in the Tennessee city"
    is_in = position > 0 and line.units[position - 1].lower in {"in", "for", "across", "throughout", "within", "at", "around"}
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
        return 20.0
    if position > index and between == "i":
        return 0.0
    price = 0.3 * len(between) + 2.0 * len(re.findall(r"[NPFX]", between)) + 2.0 * between.count("s")
    return price + (1.0 if position > index else 0.0)
