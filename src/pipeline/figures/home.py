"""Where a document is about: its dateline, else its title, else the place its text names most."""

from __future__ import annotations

import re
from collections import Counter

from pipeline.figures.gazetteer import find_places
from pipeline.figures.text import tokenise
from pipeline.records import Document

_LEDE = 800  # characters
_HEAD = 3000  # characters: the places named further down are others


def home_place(document: Document) -> str | None:
    """The document's own place, or None when it names none."""
    if document.dateline:
        named = _places(document.dateline)
        if named:
            return _sheriffs_county(document, named[0]) or _wider(document, named[0]) or named[0]
    title = [place for place in _places(document.title or "") if ", " in place]
    counted = Counter(_places(document.text[:_HEAD]))
    for place in title:
        counted[place] += 3
    cities = {place: count for place, count in counted.items() if ", " in place or "County" in place}
    regions = {place: count for place, count in counted.items() if place not in cities}
    lede = _places(_opening(document))
    if cities and not title and lede and lede[0] in regions and not any(city in lede for city in cities):
        return lede[0]  # "Police in Northern Ireland recorded …", with a city named only further down
    if cities and "United States" in regions and max(cities.values()) == 1 and len(cities) > 1:
        return "United States"
    if cities:
        best, count = max(cities.items(), key=lambda item: item[1])
        is_round_up = len(cities) >= 5 and count < 0.4 * sum(cities.values()) and best not in title
        if not is_round_up and (count >= 2 or len(cities) == 1 or best in title):
            return best
        if len(cities) >= 4:
            return max(regions, key=lambda region: regions[region]) if regions and len(regions) == 1 else "United States"
        return best
    return max(regions, key=lambda region: regions[region]) if regions else None


def _opening(document: Document) -> str:
    """The title and the first paragraph, without the dateline."""
    first = next((block for block in document.blocks if block.kind == "paragraph" and block.end - block.start > 60), None)
    lede = document.text[first.start : first.end] if first else document.text[:_LEDE]
    for mark in (" — ", " – ", " - "):
        head, found, rest = lede.partition(mark)
        if found and len(head) < 60 and head.split(",")[0].isupper():
            lede = rest
    return f"{document.title or ''}\n{lede}"


def _wider(document: Document, city: str) -> str | None:
    """The county, the state or the country that the opening is about, where the dateline only says where it was written."""
    name = city.split(",")[0]
    opening = _opening(document)
    if name in opening:
        return None
    wider = [place for place in _places(opening) if ", " not in place]
    if not wider:
        return None
    own = _mentions(document.text[:_HEAD], name, "city")
    kind = "county" if wider[0].endswith(" County") else "country" if wider[0] == "United States" else "state"
    if _mentions(document.text[:_HEAD], wider[0], kind) <= own:
        return None
    state = city.partition(", ")[2]
    return f"{wider[0]}, {state}" if kind == "county" and state else wider[0]


_NOUNS = {
    "city": r"\bthe\s+city\b|\bcity['’]s\b|\bcitywide\b",
    "county": r"\bthe\s+county\b|\bcounty['’]s\b|\bcountywide\b|\bcounty\s+(?:coroner|sheriff|attorney|prosecutor)\b",
    "state": r"\bthe\s+state\b|\bstate['’]s\b|\bstatewide\b",
    "country": r"\bFBI\b|\b(?:the\s+)?nation(?:al(?:ly)?|wide|['’]s)?\b|\bthe\s+country\b|\bU\.S\.|\bAmericans?\b",
}


def _mentions(text: str, name: str, kind: str) -> int:
    return len(re.findall(re.escape(name), text)) + len(re.findall(_NOUNS[kind], text, re.IGNORECASE))


def _sheriffs_county(document: Document, city: str) -> str | None:
    """A county, where the story is its sheriff's and the dateline only says where it was written."""
    head = f"{document.title or ''}\n{document.text[:_LEDE]}"
    counties = [place for place in _places(head) if place.endswith(" County")]
    state = city.partition(", ")[2]
    if "Sheriff" not in head or not counties or city.split(",")[0] in (document.title or ""):
        return None
    return f"{counties[0]}, {state}" if state else counties[0]


def _places(text: str) -> list[str]:
    tokens = tokenise(text)
    return [hit.name for hit in find_places(tokens, frozenset()) if "{home}" not in hit.name]
