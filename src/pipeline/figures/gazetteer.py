"""Places in a sentence: cities, states, countries, counties, districts. Names are data; "X County" and "Town, Calif." are rules."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pipeline.figures.text import tokenise

HOME = "{home}"  # stands for the document's own place in the name of a district
STATE = "{state}"  # stands for the state, or the country, that the document's own place is in
COUNTY = "{county}"  # stands for the county, or the parish, that the document speaks of
UNCAPITALISED = {"the", "nationwide", "nationally", "across", "statewide", "countywide", "national"}  # the names that open with a small letter
OPENING = frozenset(word.title() for word in UNCAPITALISED)


@dataclass(frozen=True)
class Gazetteer:
    names: dict[tuple[str, ...], str]  # words as printed → place
    states: dict[tuple[str, ...], str]  # abbreviations and names → two letters or the name
    state_names: dict[str, str]  # two letters → name
    local_nouns: frozenset[str]
    behind_towns: dict[tuple[str, ...], str]  # provinces, countries and what is short for them → the country
    longest: dict[str, int]  # the first words of all names, and how many words the longest after each has
    openings: dict[str, frozenset[str]]  # the first words of all names, and the second words after each
    namesakes: dict[str, tuple[str, ...]]  # cities of one name → the states and countries that have one, the likeliest first
    endings: frozenset[str]  # what makes another place of a city's name before it
    bodies: frozenset[str]  # what makes a body of both
    organisations: frozenset[str]  # what makes no place of a city's name before it
    counties: dict[str, str]  # whose name no other state has → two letters
    consolidated: dict[str, str]  # cities → the counties that are one with them
    no_places: frozenset[str]  # capitalised words that are no part of a place that no list knows


def _words(name: str) -> tuple[str, ...]:
    return tuple(bare(token.text) for token in tokenise(name) if token.text not in ".-")


@cache
def gazetteer() -> Gazetteer:
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
    namesakes: dict[str, tuple[str, ...]] = {}
    for code, cities in table["cities"].items():
        for city in cities.split(", "):
            names.setdefault(_words(city), f"{city}, {code}")
            namesakes[city] = (*namesakes.get(city, ()), code)
    for city, code in table["likeliest"].items():
        names[_words(city)] = f"{city}, {code}"
        namesakes[city] = (code, *(other for other in namesakes[city] if other != code))
    for name, forms in table["regions"].items():
        names.update({_words(form): name for form in forms})
    names |= {_words(one): f"{one}, {country}" for country, provinces in table["provinces"].items() for one in provinces}
    names |= {_words(form): name for name, forms in table["people"].items() for form in forms}
    for city, boroughs in table["boroughs"].items():
        names.update({_words(borough): f"{borough}, {city}" for borough in boroughs})
    states[("D", "C")] = "DC"
    namesakes = {city: codes for city, codes in namesakes.items() if len(set(codes)) > 1}
    nouns, endings, bodies = (frozenset(table["local"][key]) for key in ("nouns", "endings", "bodies"))
    return Gazetteer(
        names,
        states,
        state_names,
        nouns,
        {_words(form): country for country, forms in table["behind_towns"].items() for form in forms},
        _longest(names),
        _openings(names),
        namesakes,
        endings,
        bodies,
        frozenset(table["local"]["organisations"].split()),
        {f"{county} County": code for code, counties in table["counties"].items() for county in counties.split(", ")},
        table["consolidated"],
        frozenset(table["unlisted"]["words"].split()),
    )


@cache
def state_codes() -> dict[str, str]:
    """The two letters of each state by its name."""
    return {name: code for code, name in gazetteer().state_names.items()}


def names_of(place: str) -> list[str]:
    """What a place and the parts of it are called: "New York, NY" → "New York", "New Yorkers", "Brooklyn" and others."""
    return [" ".join(words) for words, name in gazetteer().names.items() if name == place or name.endswith(f", {place}")]


def state_of_place(place: str) -> str | None:
    """The state that a city, or a county with its state, is in: "Reno, NV" → "Nevada"; None for other places."""
    return gazetteer().state_names.get(place.rpartition(", ")[2])


def in_state(place: str, state: str) -> str:
    """The place, or the city of the same name in another state or country: "Portland, OR" in Maine's two letters → "Portland, ME".

    A name that was made of a city's and a word after it keeps its state only where that is the one.
    """
    city, found, own = place.rpartition(", ")
    if not found or own == state:
        return place
    words = tuple(city.split())
    if words[-1] in gazetteer().endings and words not in gazetteer().names:
        return city  # "Huntington Park" is no more in West Virginia than elsewhere
    return f"{city}, {state}" if state in gazetteer().namesakes.get(city, ()) else place


def is_of_many(home: str | None) -> bool:
    """Whether a document is about a county, a state or a country, so that each of its sentences may be of another place there."""
    city, found, _ = (home or "").partition(", ")
    return not found or city.endswith((" County", " Parish"))


def where_in(place: str) -> str:
    """The two letters of the state, or the country, that a place is in: "Reno, NV" → "NV"; "Nevada" → "NV"; "Ireland" → "Ireland"."""
    last = place.rpartition(", ")[2]
    return state_codes().get(last, last)


def _openings(names: Iterable[tuple[str, ...]]) -> dict[str, frozenset[str]]:
    """What can follow each first word of a name: "" where nothing must."""
    found: dict[str, set[str]] = {}
    for words in names:
        found.setdefault(words[0], set()).add(words[1] if len(words) > 1 else "")
    return {first: frozenset(seconds) for first, seconds in found.items()}


def _longest(names: Iterable[tuple[str, ...]]) -> dict[str, int]:
    """How many words the longest name has, by its first word."""
    found: dict[str, int] = {}
    for words in names:
        found[words[0]] = max(len(words), found.get(words[0], 0))
    return found


def state_of(abbreviation: str) -> str | None:
    """The state's two letters, where a word is those or another abbreviation of it."""
    return gazetteer().states.get((abbreviation,))


def bare(word: str) -> str:
    """A word without its possessive ending."""
    return word.replace("’", "'").removesuffix("'s")
