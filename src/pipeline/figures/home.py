"""Where a document is about: its dateline, else its title, else the place its text names most."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from pipeline.figures.gazetteer import gazetteer, in_state, is_of_many, state_codes, state_of_place, where_in
from pipeline.figures.outline import Outline
from pipeline.figures.people import NOBODY, People
from pipeline.figures.place_names import find_places
from pipeline.figures.place_parts import PlaceHit
from pipeline.figures.story_places import HEAD, LEDE, names_among, names_of_hits, opening_of, places_of, wider_than
from pipeline.figures.text import Token, tokenise
from pipeline.figures.wider import mentions, of_the_opening
from pipeline.records import Document

_SEVERAL_STATES = 3
_BRITAIN = frozenset({"United Kingdom", "England", "England and Wales", "Scotland", "Wales", "Northern Ireland"})
_TOLD_TWICE = 2


def home_place(document: Document, told: Outline | None = None, people: People = NOBODY) -> str | None:
    """The document's own place, or None when it names none; its outline has the tokens already, where there is one.

    Who is named like a town ("Chief Hamilton") is none. A city or a county is given the state, or the country, that the document names.
    """
    place = _named_place(document, told, people)
    if place is None:
        return None
    is_sure = where_in(place) in gazetteer().state_names and place.partition(", ")[0] not in gazetteer().namesakes
    if is_sure and not any(country in document.text for country in _BRITAIN):
        return place
    return _in_its_state(place, _head(document, told))


def _in_its_state(place: str, head: list[Token]) -> str:
    """The place with the state that the other places of the document are in; a guess is none: they must all be in one."""
    name, found, own = place.rpartition(", ")
    named_like = {name or place, (name or place).removesuffix(" County")}  # Jackson County is no more in Mississippi than elsewhere
    others = [one for one in names_among(head) if one.partition(", ")[0] not in named_like]
    told = Counter[str]()
    for one in others:
        told[where_in(one)] += 1 if ", " in one else _A_STATE
    if told["WA"]:
        del told["DC"]  # both are Washington
    known = gazetteer().namesakes.get(name)
    if found and known:
        best = max(known, key=lambda state: told[state])
        return in_state(place, best) if told[best] > told[own] else place
    if own_state := gazetteer().counties.get(place):
        return f"{place}, {own_state}"
    states = [state for state in told if state in gazetteer().state_names]
    if found and not told[own]:
        is_beside = any(", " in one and where_in(one) in _BRITAIN for one in others)  # "London's killings outnumber New York's"
        return f"{name}, {_elsewhere(own, states, told, is_beside=is_beside) or own}"
    if found or place in told or len(states) != 1 or told[states[0]] < _A_STATE:
        return place
    return f"{place}, {states[0]}"


def _of_many(document: Document, city: str, told: Outline | None) -> str | None:
    """The country, where a wire's story names the city that it was written in nowhere else, does not open with "the city", and names others."""
    name = re.escape(city.partition(", ")[0])
    text = re.sub(rf"\b(?:reported|contributed|writing)\b[^.\n]{{0,60}}\bfrom\s+{name}\b", "", f"{document.title or ''}\n{document.text}")
    is_of_it = len(re.findall(name, text, re.IGNORECASE)) > 1 or _OF_THE_CITY.search(document.text, 0, LEDE)
    if is_of_it or where_in(city) not in (*gazetteer().state_names, "DC"):
        return None
    others = {place for place in names_among(_head(document, told)) if state_of_place(place) and place != city}
    return "United States" if len({where_in(place) for place in others}) >= _SEVERAL_STATES else None


_OF_THE_CITY = re.compile(r"\b(?:[Tt]h(?:e|is)\s+city\b(?!\s+of\b)|[Cc]itywide\b|[Cc]ity\s+police\b)")


def _elsewhere(own: str, states: list[str], told: Counter[str], *, is_beside: bool) -> str | None:
    """Where a town of a listed one's name is, by the only state, or the country, that the document names: Plymouth in Massachusetts."""
    is_american = own in gazetteer().state_names
    if not is_american and len(states) == 1 and told[states[0]] >= _A_STATE:
        return states[0]
    britain = sum(count for place, count in told.items() if place in _BRITAIN)
    return "United Kingdom" if is_american and not states and not is_beside and britain >= _A_STATE else None


def home_county(document: Document, home: str | None, told: Outline | None = None) -> str | None:
    """The county, with its state, that a document of a city speaks of as "the county": the one that it names most."""
    if not home or ", " not in home or is_of_many(home) or not _OF_A_COUNTY.search(document.text):
        return None
    state = home.rpartition(", ")[2]
    counted = Counter(place for place in names_among(_head(document, told)) if place.endswith((" County", " Parish"))).most_common(2)
    if not counted or (len(counted) > 1 and counted[0][1] == counted[1][1]):
        return None
    return f"{counted[0][0]}, {state}"


_OF_A_COUNTY = re.compile(r"\b(?:[Tt]he\s+(?:county|parish)|[Cc]ountywide)\b")
_A_STATE = 2  # cities: as much as the state's own name says


def _named_place(document: Document, told: Outline | None, people: People) -> str | None:
    if document.dateline and (place := _written_in(document, document.dateline, told)):
        return place
    title = [place for place in places_of(document.title or "") if ", " in place or place.endswith(" County")]
    head = _head(document, told)
    counted = Counter(names_of_hits(hit for hit in find_places(head, frozenset()) if not _is_named_like(hit, head, people)))
    counted.update([*title * 3, *title[:1]])
    cities = {place: count for place, count in counted.items() if ", " in place or "County" in place}
    regions = {place: count for place, count in counted.items() if place not in cities}
    opening = "" if title else opening_of(document)
    if opening and (wide := of_the_opening(opening, places_of(opening), cities, regions)):
        return wide
    if cities and "United States" in regions and max(cities.values()) == 1 and len(cities) > 1:
        return "United States"
    if cities:
        best, count = max(cities.items(), key=lambda item: item[1])
        is_round_up = len(cities) >= 5 and count < 0.4 * sum(cities.values()) and (best not in title or len(set(title)) > 1)
        if is_round_up and (state := _of_all(cities)):
            return state
        if not is_round_up and (count >= 2 or len(cities) == 1 or best in title):
            return _sheriffs_county(document, best) or best
        neighbours = [city for city in cities if ", " in city and city.endswith(next(iter(cities))[-4:])]
        if len(cities) >= 4 and len(neighbours) * 2 <= len(cities):
            return max(regions, key=lambda region: regions[region]) if regions and len(regions) == 1 else "United States"
        return best
    return _town(document, "") or _in_its_one_state(document, _town_of_title(document, people)) or _named_in_earnest(document, regions)


def _named_in_earnest(document: Document, regions: dict[str, int]) -> str | None:
    """The region that is named most, unless it is named once and in passing: "the same brands that have vexed chiefs around the country"."""
    best = max(regions, key=lambda region: regions[region], default=None)
    kind = "country" if best == "United States" else "state"
    is_meant = best is not None and (
        regions[best] > 1 or mentions(document.text[:HEAD], best, kind) > 1 or best in places_of(opening_of(document))
    )
    return best if is_meant else None


def _written_in(document: Document, dateline: str, told: Outline | None) -> str | None:
    """The city of the dateline, or what the story is about where that only says where it was written."""
    named = _of_dateline(dateline)
    if named:
        return _sheriffs_county(document, named[0]) or wider_than(document, named[0]) or _of_many(document, named[0], told) or named[0]
    town = _town(document, dateline)
    return (_sheriffs_county(document, town) or town) if town else None


def _of_all(cities: Iterable[str]) -> str | None:
    """The one state that all of a round-up's cities are in."""
    states = {state_of_place(city) for city in cities}
    return states.pop() if len(states) == 1 else None


def _of_dateline(dateline: str) -> list[str]:
    """Its places; a town with something behind it that is no state or country is where that is, or nobody knows: "BOSTON, Lincolnshire"."""
    tokens = tokenise(dateline)
    hits = find_places(tokens, frozenset())
    named = names_of_hits(hits)
    if not hits or hits[0].last + 1 >= len(tokens) or tokens[hits[0].last].text != "," or ", " not in named[0]:
        return named
    town = named[0].partition(", ")[0]
    return [f"{town}, {where_in(named[1])}" if len(named) > 1 and ", " in named[1] else town]


_ITS_POLICE = re.compile(
    r"\b(?!The\b)(?P<town>[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)(?:['’]s)?\s+(?:[Pp]olice|officers|residents|City\s+Council|city\s+council|Mayor|mayor)\b(?!\s+(?:and|Officers|Executive|Benevolent))"
)
_NO_DATELINES = re.compile(
    r"\b(?:EXCLUSIVE|UPDATE|UPDATED|WATCH|OPINION|EDITORIAL|COLUMN|ANALYSIS|BREAKING|NEWS|CRIME|POLICE|REPORT|DATA|VIDEO|LIVE)\b"
)
_NO_TOWNS = re.compile(
    r"\b(?:State|City|University|College|Transit|Metropolitan|Metro|Park|Authority|Campus|School|Military|Federal|National|Capitol|Secret|Deputy"
    r"|Interim|Acting|Assistant|Chief|Former|When|But|And|If|While|As|Meanwhile|However|Local|Area|County|Retired|Because|Since|After|In|By|For|Yet)\b"
)


def _town(document: Document, dateline: str) -> str | None:
    """A town that no list knows: of the dateline, or the one whose police the text speaks of most."""
    text = document.text[:HEAD]
    name = dateline.title() if re.fullmatch(r"[A-Z][A-Z .'’-]{2,30}", dateline) and not _NO_DATELINES.search(dateline) else ""
    if not name:
        if dateline:
            return None
        said = Counter(
            match["town"] for match in _ITS_POLICE.finditer(text) if not _NO_TOWNS.search(match["town"]) and not places_of(match["town"])
        )
        name, count = said.most_common(1)[0] if said else ("", 0)
        if count < _TOLD_TWICE and f"{document.title} {text}".count(name or "?") <= _TOLD_TWICE:
            return None
    return _in_its_one_state(document, name)


def _in_its_one_state(document: Document, town: str | None) -> str | None:
    """The town with the state that the text names, where it names one only."""
    if not town:
        return None
    states = {place for place in places_of(document.text[:HEAD]) if place in state_codes()}
    return f"{town}, {state_codes()[states.pop()]}" if len(states) == 1 else town


_CAPITALISED = re.compile(r"\b[A-Z][a-z’'-]{2,20}(?: [A-Z][a-z’'-]{2,20}){0,2}\b")


def _town_of_title(document: Document, people: People) -> str | None:
    """A town that no list knows, which the title names and the text puts something in: "Break-ins drop in Manteca"."""
    title, text = document.title or "", document.text[:HEAD]
    if places_of(title):
        return None
    named = {hit.name.split()[-1] for hit in people.hits}
    told: list[tuple[int, str]] = []
    for run in _CAPITALISED.findall(title):
        words = run.split()
        for first in range(len(words)):
            for last in range(len(words), first, -1):
                name = " ".join(words[first:last])
                is_no_place = gazetteer().no_places.intersection(words[first:last]) and words[first + 1 : last] != ["City"]
                if not is_no_place and named.isdisjoint(words[first:last]):
                    told.append((_as_a_place(name, text), name))
    best = max(told, key=lambda one: (one[0], len(one[1])), default=(0, ""))
    return best[1] if best[0] else None


def _as_a_place(name: str, text: str) -> int:
    """How often a name stands as that of a town."""
    town = re.escape(name)
    return len(
        re.findall(
            rf"\b(?:in|of|across|around|outside)\s+{town}\b(?!\s+(?:[A-Z]|\d))|\b{town}(?:['’]s)?\s+(?:police|officers|residents|City\s+Council)\b",
            text,
        )
    )


def _head(document: Document, told: Outline | None) -> list[Token]:
    """The tokens of the first few paragraphs; those of a table, or of a paragraph far from crime, are in no outline. The last are kept."""
    last, tokens = _LAST[0]
    if last is not document:
        tokens = _tokens_of_head(document, told)
        _LAST[0] = document, tokens
    return tokens


_LAST: list[tuple[Document | None, list[Token]]] = [(None, [])]


def _tokens_of_head(document: Document, told: Outline | None) -> list[Token]:
    tokens: list[Token] = []
    for block in document.blocks:
        if block.start >= HEAD:
            break
        sentences = told.sentences.get((block.start, block.end)) if told else None
        if sentences is None:
            tokens += tokenise(document.text, block.start, min(HEAD, block.end))
        else:
            tokens += [token for sentence in sentences if sentence.start < HEAD for token in sentence.tokens if token.end <= HEAD]
    return tokens


def _sheriffs_county(document: Document, city: str) -> str | None:
    """A county, where the story is its sheriff's and the dateline only says where it was written."""
    head = f"{document.title or ''}\n{document.text[:LEDE]}"
    if "Sheriff" not in head or city.split(",")[0] in (document.title or ""):
        return None
    counties = [place for place in places_of(head) if place.endswith(" County")]
    if not counties and document.dateline:
        offices = (match["name"] for match in _SHERIFFS_OFFICE.finditer(head))
        counties = [f"{name} County" for name in offices if not places_of(name) and name not in _NO_COUNTIES]
    state = city.partition(", ")[2]
    if not counties:
        return None
    return f"{counties[0]}, {state}" if state else counties[0]


_SHERIFFS_OFFICE = re.compile(r"\b(?P<name>[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)\s+Sheriff['’]s\s+(?:Office|Department)\b")
_NO_COUNTIES = frozenset({"The", "County", "State"})


def _is_named_like(hit: PlaceHit, tokens: list[Token], people: People) -> bool:
    """Whether a place is a part of somebody's name; what opens with a place may be a town that was taken for who said something."""
    named = people.within(tokens[hit.first].start - _LONG_NAME, tokens[hit.last - 1].end + _LONG_NAME)
    inside = (one for one in named if one.start <= tokens[hit.first].start < one.end)
    return any(not any(place.first == 0 for place in find_places(tokenise(one.name), frozenset())) for one in inside)


_LONG_NAME = 60  # characters
