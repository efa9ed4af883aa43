"""What a story's opening is about beyond the city that it was written in: a county, a state, the country."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.figures.gazetteer import COUNTY, HOME, STATE
from pipeline.figures.place_names import find_places
from pipeline.figures.place_parts import PlaceHit
from pipeline.figures.text import Token, tokenise
from pipeline.figures.wider import country_of, mentions
from pipeline.records import Document

LEDE = 800  # characters
_A_LINE = 120  # characters
_FIRST = 12  # blocks
HEAD = 3000  # characters: the places named further down are others


def places_of(text: str) -> list[str]:
    return names_among(tokenise(text))


def names_among(tokens: list[Token]) -> list[str]:
    return names_of_hits(find_places(tokens, frozenset()))


def names_of_hits(hits: Iterable[PlaceHit]) -> list[str]:
    names = (hit.name for hit in hits if HOME not in hit.name and hit.name not in (STATE, COUNTY))
    return [name.split(", ", 1)[1] if name.count(", ") > 1 else name for name in names]  # of a part of a city, the city


def opening_of(document: Document) -> str:
    """The title and the first paragraph, without the dateline; where that is only a line, the next one too."""
    first = [block for block in document.blocks[:_FIRST] if block.kind == "paragraph" and block.end - block.start > _A_LINE // 2][:2]
    last = first[-1] if first and first[0].end - first[0].start < _A_LINE else first[0] if first else None
    lede = document.text[first[0].start : last.end] if last else document.text[:LEDE]
    for mark in (" — ", " – ", " - "):
        head, found, rest = lede.partition(mark)
        if found and len(head) < 60 and head.split(",")[0].isupper():
            lede = rest
    return f"{document.title or ''}\n{lede}"


def wider_than(document: Document, city: str) -> str | None:
    """The county, the state or the country that the opening is about, where the dateline only says where it was written."""
    name = city.split(",")[0]
    opening = opening_of(document)
    if name in opening:
        return None
    wider = [place for place in places_of(opening) if ", " not in place] or [country for country in (country_of(opening),) if country]
    if not wider:
        return None
    own = mentions(document.text[:HEAD], name, "city")
    kind = "county" if wider[0].endswith(" County") else "country" if wider[0] == "United States" else "state"
    if mentions(document.text[:HEAD], wider[0], kind) <= own:
        return None
    state = city.partition(", ")[2]
    return f"{wider[0]}, {state}" if kind == "county" and state else wider[0]
