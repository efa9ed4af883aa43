"""Places in a sentence: cities, states, countries, counties, districts. Names are data; "X County" and "Town, Calif." are rules."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pipeline.figures.text import Token, tokenise

HOME = "{home}"  # stands for the document's own place in the name of a district
_ORGANISATIONS = {
    "Times",
    "Post",
    "Herald",
    "Tribune",
    "Journal",
    "University",
    "Street",
    "Avenue",
    "Ave",
    "St",
    "Blvd",
    "Boulevard",
    "Road",
    "Drive",
    "Sentinel",
    "News",
    "Bee",
    "Chronicle",
    "Sun",
    "Voice",
}
STATE = "{state}"  # stands for the state, or the country, that the document's own place is in
_DIRECTIONS = frozenset({"North", "South", "East", "West", "Northeast", "Northwest", "Southeast", "Southwest", "Downtown"})
_UNCAPITALISED = {"the", "nationwide", "nationally", "across", "statewide"}  # the names that open with a small letter
_OPENING = frozenset(word.title() for word in _UNCAPITALISED)
_LOCAL = frozenset({"neighborhood", "neighbourhood", "precinct", "ward", "borough", "township"})
_BEFORE_PLACES = {
    "statewide",
    "nationwide",
    "nationally",
    "citywide",
    "countywide",
    "in",
    "at",
    "near",
    "across",
    "for",
    "from",
    "outside",
    "around",
    "and",
    "but",
    "only",
    "while",
    "neighboring",
    "nearby",
}
_COUNTIES = ("County", "Parish")
_NOT_COUNTIES = {"the", "a", "this", "county"}


@dataclass(frozen=True, slots=True)
class PlaceHit:
    """A place named by tokens[first:last]."""

    name: str
    first: int
    last: int


@dataclass(frozen=True)
class _Gazetteer:
    names: dict[tuple[str, ...], str]  # words as printed → place
    states: dict[tuple[str, ...], str]  # abbreviations and names → two letters or the name
    state_names: dict[str, str]  # two letters → name
    local_nouns: frozenset[str]
    longest: int
    openings: dict[str, frozenset[str]]  # the first words of all names, and the second words after each


def _words(name: str) -> tuple[str, ...]:
    return tuple(_bare(token.text) for token in tokenise(name) if token.text not in ".-")


@cache
def _gazetteer() -> _Gazetteer:
    table = tomllib.loads(resources.files("pipeline.figures").joinpath("vocabulary", "places.toml").read_text("utf-8"))
    names: dict[tuple[str, ...], str] = {}
    states: dict[tuple[str, ...], str] = {}
    state_names: dict[str, str] = {}
    for name, codes in table["states"].items():
        printed = name.removesuffix(" State")
        state_names[codes[0]] = printed
        for form in (printed, *codes):
            states[_words(form)] = codes[0]
        names.setdefault(_words(name), printed)
        if name == printed:
            names.setdefault(_words(printed), printed)
    for code, cities in table["cities"].items():
        for city in cities.split(", "):
            if city != "D.C.":
                names.setdefault(_words(city), f"{_city_name(city)}, {code}")
    for name, forms in table["regions"].items():
        names.update({_words(form): name for form in forms})
    names |= {_words(one): f"{one}, {country}" for country, provinces in table["provinces"].items() for one in provinces}
    names |= {_words(form): name for name, forms in table["people"].items() for form in forms}
    for city, boroughs in table["boroughs"].items():
        names.update({_words(borough): f"{borough}, {city}" for borough in boroughs})
    states[("D", "C")] = "DC"
    return _Gazetteer(names, states, state_names, frozenset(table["local"]["nouns"]), max(map(len, names)), _openings(names))


@cache
def state_codes() -> dict[str, str]:
    """The two letters of each state by its name."""
    return {name: code for code, name in _gazetteer().state_names.items()}


def state_of_place(place: str) -> str | None:
    """The state that a city, or a county with its state, is in: "Reno, NV" → "Nevada"; None for other places."""
    return _gazetteer().state_names.get(place.rpartition(", ")[2])


def _openings(names: Iterable[tuple[str, ...]]) -> dict[str, frozenset[str]]:
    """What can follow each first word of a name: "" where nothing must."""
    found: dict[str, set[str]] = {}
    for words in names:
        found.setdefault(words[0], set()).add(words[1] if len(words) > 1 else "")
    return {first: frozenset(seconds) for first, seconds in found.items()}


def _city_name(city: str) -> str:
    return {
        "New York City": "New York",
        "Charlotte-Mecklenburg": "Charlotte",
        "Saint Louis": "St. Louis",
        "Saint Paul": "St. Paul",
        "the District of Columbia": "Washington",
    }.get(city, city)


def find_places(tokens: list[Token], taken: AbstractSet[int]) -> list[PlaceHit]:
    """The places of a sentence, left to right."""
    hits, index, local_nouns = [], 0, _gazetteer().local_nouns
    while index < len(tokens):
        token = tokens[index]
        if (token.is_number or token.text in local_nouns) and (numbered := _numbered(tokens, index)):
            hits.append(numbered)
            index = numbered.last
            continue
        if not token.is_word or not (token.is_capital or token.lower in _UNCAPITALISED):
            index += 1
            continue
        hit = None if index in taken else _at(tokens, index)
        if hit and hit.last > hit.first:
            hits.append(hit)
            index = hit.last
        else:
            index += 1
    return hits


def _numbered(tokens: list[Token], index: int) -> PlaceHit | None:
    """ "The 9th District", "Zone 5"."""
    nouns, following = _gazetteer().local_nouns, tokens[index + 1 : index + 3]
    if tokens[index].is_number and len(following) == 2 and following[0].is_glued and following[1].text in nouns:
        is_ordinal = following[0].lower in {"st", "nd", "rd", "th"}
        return PlaceHit(f"{tokens[index].text}{following[0].lower} {following[1].text}, {HOME}", index, index + 3) if is_ordinal else None
    is_named = tokens[index].is_word and following and following[0].is_number and "," not in following[0].text
    is_whole = len(following) < 2 or not (following[1].is_glued and following[1].text not in ".,;:")
    return PlaceHit(f"{tokens[index].text} {following[0].text}, {HOME}", index, index + 2) if is_named and is_whole else None


def _at(tokens: list[Token], index: int) -> PlaceHit | None:
    """The place that starts at this capitalised word; each rule is only asked where the end of the capitals allows it."""
    if tokens[index].lower in _BEFORE_PLACES and tokens[index].lower not in _UNCAPITALISED:
        return None  # "In District 3"
    last = _capitals(tokens, index, 4)
    hit = None
    if last < len(tokens) and tokens[last].text == ",":
        hit = _city_and_state(tokens, index)
    if hit is None and last - index > 1:
        hit = _county(tokens, index) or _district(tokens, index)
    return hit or _directed(tokens, index) or _named(tokens, index)


def _directed(tokens: list[Token], index: int) -> PlaceHit | None:
    """ "East Oakland": not the city whose name follows, but a part of it, or its neighbour."""
    if tokens[index].text not in _DIRECTIONS or index + 1 >= len(tokens) or _named(tokens, index) is not None:
        return None
    hit = _named(tokens, index + 1)
    if hit is None or not re.search(r", [A-Z]{2}\Z", hit.name):
        return None
    return PlaceHit(f"{tokens[index].text} {hit.name.split(',')[0]}, {hit.name}", index, hit.last)


def state_of(abbreviation: str) -> str | None:
    """The state's two letters, where a word is those or another abbreviation of it."""
    return _gazetteer().states.get((abbreviation,))


def _named(tokens: list[Token], index: int) -> PlaceHit | None:
    table = _gazetteer()
    if not _opens(tokens, index, table):
        return None
    for length in range(table.longest, 0, -1):
        words, last = _take(tokens, index, length)
        if words and words[0] in _OPENING:
            words = (words[0].lower(), *words[1:])
        if words in table.names:
            after = tokens[last].text if last < len(tokens) else ""
            if (after in _ORGANISATIONS and after != "St") or (words == ("Brooklyn",) and after in ("Center", "Park")):
                return None
            is_abbreviated = len(words[-1]) == 1 and after == "." and tokens[last].is_glued  # "D.C."
            return PlaceHit(table.names[words], index, last + is_abbreviated)
        lowered = tuple(word.title() if word.isupper() and (len(word) > 3 or len(words) > 1) else word for word in words)
        if lowered in table.names:
            return PlaceHit(table.names[lowered], index, last)
    return None


def _opens(tokens: list[Token], index: int, table: _Gazetteer) -> bool:
    """Whether a name can start with this word: most of those that open with "the" are told by the word after it."""
    opening = _bare(tokens[index].text)
    seconds = table.openings.get(opening.lower() if opening in _OPENING else opening)
    if seconds is None:
        return opening.isupper() and opening.title() in table.openings
    if "" in seconds or opening.isupper() or index + 1 == len(tokens):
        return True
    second = _bare(tokens[index + 1].text)
    return second in seconds or second in ".-" or second.isupper()


def _take(tokens: list[Token], index: int, length: int) -> tuple[tuple[str, ...], int]:
    """The next `length` words, passing over full stops and hyphens inside them; and the index after them."""
    words: list[str] = []
    last = index
    while index < len(tokens) and len(words) < length:
        if tokens[index].text in ".-" and tokens[index].is_glued and words:
            index += 1
            continue
        words.append(_bare(tokens[index].text))
        index += 1
        last = index
    return tuple(words), last


def _capitals(tokens: list[Token], index: int, most: int) -> int:
    """The index after the capitalised words that start here."""
    last = index
    while last < len(tokens) and last - index < most and tokens[last].is_word and tokens[last].is_capital:
        last += 1
        if (
            last + 1 < len(tokens)
            and tokens[last].text in ".-"
            and tokens[last].is_glued
            and (tokens[last].text == "-" or tokens[last - 1].text in {"St", "Ft", "Mt"})
        ):
            last += 1
    return last


def _city_and_state(tokens: list[Token], index: int) -> PlaceHit | None:
    """ "Kansas City, Mo.", "FRESNO, Calif.", "Birmingham, Ala.:" """
    last = _capitals(tokens, index, 4)
    if tokens[index].lower in _BEFORE_PLACES:
        return None
    if last == index or last + 1 >= len(tokens) or tokens[last].text != ",":
        return None
    for length in (2, 1):
        words, end = _take(tokens, last + 1, length)
        code = _gazetteer().states.get(words)
        if code is None or (code == words[0] and len(words) == 1 and not words[0].isupper()):
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


def _bare(word: str) -> str:
    """A word without its possessive ending."""
    return word.replace("’", "'").removesuffix("'s")


def _county(tokens: list[Token], index: int) -> PlaceHit | None:
    last = _capitals(tokens, index, 3)
    words = [token.text for token in tokens[index:last]]
    words = [_bare(word) if _bare(word) in _COUNTIES else word for word in words]  # "Prince George's County's"
    for noun in _COUNTIES:
        if noun in words[1:] and words[0].lower() not in _NOT_COUNTIES:
            end = index + words.index(noun) + 1
            return PlaceHit(f"{' '.join(words[: words.index(noun)])} {noun}", index, end)
    return None


def _district(tokens: list[Token], index: int) -> PlaceHit | None:
    last = _capitals(tokens, index, 4)
    words = [_bare(token.text) for token in tokens[index:last]]
    noun = tokens[last].lower if last < len(tokens) else ""
    if words and noun in _LOCAL and words[0] not in {"The", "Police", "School"} and index and tokens[index - 1].lower == "the":
        return PlaceHit(f"{' '.join(words)}, {HOME}", index, last + 1)
    if len(words) < 2 or words[-1] not in _gazetteer().local_nouns or words[0] in {"The", "Police", "Attorney", "School"}:
        return None
    if any(word in {"Attorney", "School", "Court", "Columbia"} for word in words):
        return None
    return PlaceHit(f"{' '.join(words)}, {HOME}", index, last)
