"""What speaks for a county, a state or a country as the place of a story, where it names a city too."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources


@cache
def _bodies() -> tuple[tuple[str, re.Pattern[str]], ...]:
    table = tomllib.loads(resources.files("pipeline.figures").joinpath("vocabulary", "places.toml").read_text("utf-8"))["counted_by"]
    return tuple((country, re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")) for country, names in table.items())


def country_of(opening: str) -> str | None:
    """The country whose own police or statisticians the opening names: "Gardaí recorded 34,700 thefts from shops" → "Ireland"."""
    return next((country for country, names in _bodies() if names.search(opening)), None)


def of_the_opening(opening: str, places: list[str], cities: dict[str, int], regions: dict[str, int]) -> str | None:
    """The region that a story opens with, where it names a city only further down: "Police in Northern Ireland recorded …".

    `places` are those of the opening, `cities` and `regions` say how often each is named.
    """
    if not places:
        return country_of(opening) if max(cities.values(), default=0) <= 1 else None
    return places[0] if cities and places[0] in regions and not any(city in places for city in cities) else None


_NOUNS = {
    "city": r"\bthe\s+city\b|\bcity['’]s\b|\bcitywide\b",
    "county": r"\bthe\s+county\b|\bcounty['’]s\b|\bcountywide\b|\bcounty\s+(?:coroner|sheriff|attorney|prosecutor)\b",
    "state": r"\bthe\s+state\b|\bstate['’]s\b|\bstatewide\b",
    "country": r"\bFBI\b|\b(?:the\s+)?nation(?:al(?:ly)?|wide|['’]s)?\b|\bthe\s+country\b|\bU\.S\.|\bAmericans?\b",
}


def mentions(text: str, name: str, kind: str) -> int:
    """How often a text speaks of a place by its name, or as "the city", "statewide", "the nation" by its kind."""
    return text.replace("’", "'").count(name) + len(re.findall(_NOUNS[kind], text, re.IGNORECASE))
