"""The places of a sentence: known names, "X County", "Town, Calif.", districts."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from functools import cache

from pipeline.figures.gazetteer import COUNTY, OPENING, STATE, UNCAPITALISED, Gazetteer, bare, gazetteer
from pipeline.figures.place_parts import AFTERWARDS, COMPASS, DIRECTIONS, PlaceHit, capitals, district, downtown, numbered, side
from pipeline.figures.text import Token, word_set

_EDGES = frozenset({"line", "lines", "border", "borders"})


_BEFORE_PLACES = word_set(
    "statewide nationwide nationally citywide countywide in at near across for from outside around and but only while neighboring nearby"
)


_COUNTIES = ("County", "Parish")


_NOT_COUNTIES = {"the", "a", "this", "county"}


def find_places(tokens: list[Token], taken: AbstractSet[int]) -> list[PlaceHit]:
    """The places of a sentence, left to right."""
    hits, index, local_nouns, opening = [], 0, gazetteer().local_nouns, _part_words()
    while index < len(tokens):
        token = tokens[index]
        if (token.is_number or token.lower in opening) and (part := _part(tokens, index, local_nouns)):
            hits.append(part)
            index = part.last
            continue
        if not token.is_word or not (token.is_capital or token.lower in UNCAPITALISED):
            index += 1
            continue
        hit = None if index in taken else _at(tokens, index)
        if hit and hit.last > hit.first:
            hits.append(hit)
            index = hit.last
        else:
            index += 1
    return hits


@cache
def _part_words() -> frozenset[str]:
    """The words that the name of a part of a city opens with, in small letters."""
    return frozenset({noun.lower() for noun in gazetteer().local_nouns} | COMPASS | {"downtown"})


def _part(tokens: list[Token], index: int, local_nouns: AbstractSet[str]) -> PlaceHit | None:
    """A part of the document's city that is called by a number, a direction or "downtown"."""
    token = tokens[index]
    if token.is_number or token.text in local_nouns:
        return numbered(tokens, index)
    if token.lower == "downtown":
        return _directed(tokens, index) or downtown(tokens, index)
    return side(tokens, index) if token.lower in COMPASS else None


def _at(tokens: list[Token], index: int) -> PlaceHit | None:
    """The place that starts at this capitalised word; each rule is only asked where the end of the capitals allows it."""
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    is_single = following is None or not (following.is_capital or following.text in ",.-")
    if is_single and tokens[index].lower != "the" and not _opens(tokens, index, gazetteer()):
        return None  # as most capitals, it opens a sentence
    if tokens[index].lower in _BEFORE_PLACES and tokens[index].lower not in UNCAPITALISED and not _is_nearby_side(tokens, index):
        return None  # "In District 3"
    if _is_titled(tokens, index):
        return None  # "Sgt. Garland"
    last = capitals(tokens, index, 4)
    hit = None
    if tokens[index].lower == "the" and (definite := _definite(tokens, index)):
        return definite
    if tokens[index].text in OPENING and last - index > 1:
        return _named(tokens, index)  # "Across Shelby County"; "The Kansas City, Missouri, department"
    if last < len(tokens) and tokens[last].text == ",":
        hit = _city_and_state(tokens, index)
    if hit is None and last - index > 1:
        hit = _county(tokens, index) or district(tokens, index)
    return hit or _directed(tokens, index) or _extended(tokens, _named(tokens, index))


_WHOLES = {"county": COUNTY, "parish": COUNTY, "state": STATE}
_WITHIN = frozenset({"in", "across", "throughout", "within", "around"})
_DOES = word_set("had has saw recorded counted logged finished ended closed averaged ranked")
_SUMS = word_set(
    "total rate number homicides killings murders toll figure count share tally deaths overdose traffic homicide murder crime violent"
)


def _is_nearby_side(tokens: list[Token], index: int) -> bool:
    """Whether "Near" is a part of the name: "the Near West Side"."""
    return tokens[index].text == "Near" and index > 0 and tokens[index - 1].lower == "the"


def _is_titled(tokens: list[Token], index: int) -> bool:
    """Whether a rank or a form of address stands before, so that somebody is named: "Sgt. Garland", "Judge Austin"."""
    before = index - 2 if index > 1 and tokens[index - 1].text == "." else index - 1
    return before >= 0 and tokens[before].is_capital and tokens[before].lower in _TITLES


_TITLES = word_set("sgt lt capt cmdr maj det cpl sergeant lieutenant captain detective corporal judge justice coach mr mrs ms dr prof professor")


def _definite(tokens: list[Token], index: int) -> PlaceHit | None:
    """ "In the county, …", "the parish finished 2022 with 114", "the state's total": not "the county attorney"."""
    if index + 2 >= len(tokens):
        return None
    noun, after = tokens[index + 1], tokens[index + 2]
    if noun.is_capital or (place := _WHOLES.get(bare(noun.lower))) is None:
        return None
    if noun.lower != bare(noun.lower):
        is_meant = after.lower in _SUMS
    elif after.lower in _DOES:
        is_meant = True
    else:
        is_within = index > 0 and tokens[index - 1].lower in _WITHIN
        is_meant = is_within and (not after.is_word or after.lower in AFTERWARDS)
    return PlaceHit(place, index, index + 2) if is_meant else None


def _extended(tokens: list[Token], hit: PlaceHit | None) -> PlaceHit | None:
    """ "Spokane Valley" and "Hampton Roads" are not the city whose name they open with."""
    table = gazetteer()
    if (
        hit is None
        or hit.last >= len(tokens)
        or bare(tokens[hit.last].text) not in (table.endings | DIRECTIONS)
        or not re.search(r", [A-Z]{2}\Z", hit.name)
    ):
        return hit
    if tokens[hit.last - 1].text.endswith(("'s", "’s")) or (hit.last + 1 < len(tokens) and tokens[hit.last + 1].text in table.bodies):
        return hit
    city, _, state = hit.name.partition(", ")
    if tokens[hit.last].text in DIRECTIONS and ", " not in state:  # a borough's part is the city's
        return PlaceHit(f"{city} {tokens[hit.last].text}, {hit.name}", hit.first, hit.last + 1)
    return PlaceHit(f"{city} {bare(tokens[hit.last].text)}, {state}", hit.first, hit.last + 1)


def _directed(tokens: list[Token], index: int) -> PlaceHit | None:
    """ "East Oakland": not the city whose name follows, but a part of it, or its neighbour."""
    is_direction = tokens[index].text in DIRECTIONS or tokens[index].lower == "downtown"
    if not is_direction or index + 1 >= len(tokens) or _named(tokens, index) is not None:
        return None
    hit = _named(tokens, index + 1)
    if hit is None or not re.search(r", [A-Z]{2}\Z", hit.name):
        return None
    whole = hit.name if hit.name.count(", ") == 1 else hit.name.partition(", ")[2]
    part = "Downtown" if tokens[index].lower == "downtown" else f"{tokens[index].text} {hit.name.split(',')[0]}"
    return PlaceHit(f"{part}, {whole}", index, hit.last)


def _named(tokens: list[Token], index: int) -> PlaceHit | None:
    table = gazetteer()
    if not _opens(tokens, index, table):
        return None
    opening = bare(tokens[index].text)
    longest = max(table.longest.get(word, 0) for word in (opening, opening.title(), opening.lower()))
    for length in range(longest, 0, -1):
        words, last = _take(tokens, index, length)
        if words and words[0] in OPENING:
            words = (words[0].lower(), *words[1:])
        if words in table.names:
            after = tokens[last].text if last < len(tokens) else ""
            if bare(after) in table.organisations or (after in _EDGES and words[0] in UNCAPITALISED):
                return None  # "across the state line"
            is_abbreviated = len(words[-1]) == 1 and after == "." and tokens[last].is_glued  # "D.C."
            return PlaceHit(table.names[words], index, last + is_abbreviated)
        lowered = tuple(word.title() if word.isupper() and (len(word) > 3 or len(words) > 1) else word for word in words)
        if lowered in table.names:
            return PlaceHit(table.names[lowered], index, last)
    return None


def _opens(tokens: list[Token], index: int, table: Gazetteer) -> bool:
    """Whether a name can start with this word: most of those that open with "the" are told by the word after it."""
    opening = bare(tokens[index].text)
    seconds = table.openings.get(opening.lower() if opening in OPENING else opening)
    if seconds is None:
        return opening.isupper() and opening.title() in table.openings
    if "" in seconds or opening.isupper() or index + 1 == len(tokens):
        return True
    second = bare(tokens[index + 1].text)
    return second in seconds or second in ".-" or second.isupper()


def _take(tokens: list[Token], index: int, length: int) -> tuple[tuple[str, ...], int]:
    """The next `length` words, passing over full stops and hyphens inside them; and the index after them."""
    words: list[str] = []
    last = index
    while index < len(tokens) and len(words) < length:
        if tokens[index].text in ".-" and tokens[index].is_glued and words:
            index += 1
            continue
        words.append(bare(tokens[index].text))
        index += 1
        last = index
    return tuple(words), last


def _city_and_state(tokens: list[Token], index: int) -> PlaceHit | None:
    """ "Kansas City, Mo.", "FRESNO, Calif.", "Birmingham, Ala.:", "LONDON, Ontario —" """
    last = capitals(tokens, index, 4)
    if tokens[index].lower in _BEFORE_PLACES:
        return None
    if last == index or last + 1 >= len(tokens) or tokens[last].text != ",":
        return None
    for length in (3, 2, 1):
        words, end = _take(tokens, last + 1, length)
        code = gazetteer().states.get(words) or _country_behind(tokens, index, last, words, end)
        if code is None:
            continue
        if end < len(tokens) and tokens[end].text == "." and tokens[end].is_glued and end + 1 < len(tokens):
            end += 1
        if end < len(tokens) and tokens[end].text == "," and end + 1 < len(tokens) and words[0] != "D":
            end += 1
        known = _named(tokens, index)
        name = " ".join(word.title() if word.isupper() else word for word in (token.text for token in tokens[index:last]) if word not in ".-")
        if known and known.last == last and ", " in known.name:
            name = known.name.split(", ")[0]
        return PlaceHit(f"{name}, {code}", index, end)
    return None


def _country_behind(tokens: list[Token], index: int, last: int, words: tuple[str, ...], end: int) -> str | None:
    """The country that the words behind a town's name put it in, and not another place of a list: "New South Wales, Victoria and Queensland"."""
    country = gazetteer().behind_towns.get(words)
    town = tuple(bare(token.text) for token in tokens[index:last] if token.text not in ".-")
    if country is None or town in gazetteer().behind_towns or (end < len(tokens) and tokens[end].is_word):
        return None
    known = _named(tokens, index)
    return country if known is None or ", " in known.name else None


def _county(tokens: list[Token], index: int) -> PlaceHit | None:
    last = capitals(tokens, index, 4)
    words = [token.text for token in tokens[index:last]]
    words = [bare(word) if bare(word) in _COUNTIES else word for word in words]  # "Prince George's County's"
    for noun in _COUNTIES:
        if noun in words[1:] and words[0].lower() not in _NOT_COUNTIES and words[0] not in gazetteer().no_places:  # "How Kern County …"
            end = index + words.index(noun) + 1
            name = " ".join(words[: words.index(noun)]).replace(" .", ".").replace("’", "'")  # "St. Louis County"
            return PlaceHit(f"{name} {noun}", index, end)
    return None
