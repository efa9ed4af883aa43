"""The parts of a city that a sentence names: "the 9th District", "Zone 5", "downtown", "the southeast side"."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.figures.gazetteer import HOME, bare, gazetteer
from pipeline.figures.text import Token, word_set

DIRECTIONS = frozenset({"North", "South", "East", "West", "Northeast", "Northwest", "Southeast", "Southwest", "Downtown"})


_LOCAL = frozenset({"neighborhood", "neighbourhood", "precinct", "ward", "borough", "township"})


AFTERWARDS = word_set(
    "rose fell dropped climbed jumped declined increased decreased had has was were is are last this in since from during through and by as so "
    "over to than up down for while with alone went did reached"
)
_SIDES = frozenset({"side", "end", "half", "part", "section", "quadrant", "corner"})
_POINTS = word_set("north south east west northeast northwest southeast southwest")
COMPASS = _POINTS | {f"{point}ern" for point in _POINTS}
_AT = frozenset({"in", "on", "across", "throughout", "around"})
_CORE = frozenset({"area", "core", "corridor", "business", "district"})


@dataclass(frozen=True, slots=True)
class PlaceHit:
    """A place named by tokens[first:last]."""

    name: str
    first: int
    last: int


def numbered(tokens: list[Token], index: int) -> PlaceHit | None:
    """ "The 9th District", "Zone 5"."""
    nouns, following = gazetteer().local_nouns, tokens[index + 1 : index + 3]
    if tokens[index].is_number and len(following) == 2 and following[0].is_glued and following[1].text in nouns:
        is_ordinal = following[0].lower in {"st", "nd", "rd", "th"}
        return PlaceHit(f"{tokens[index].text}{following[0].lower} {following[1].text}, {HOME}", index, index + 3) if is_ordinal else None
    is_named = tokens[index].is_word and following and following[0].is_number and "," not in following[0].text
    is_whole = len(following) < 2 or not (following[1].is_glued and following[1].text not in ".,;:")
    return PlaceHit(f"{tokens[index].text} {following[0].text}, {HOME}", index, index + 2) if is_named and is_whole else None


def district(tokens: list[Token], index: int) -> PlaceHit | None:
    last = capitals(tokens, index, 4)
    words = [bare(token.text) for token in tokens[index:last]]
    noun = tokens[last].lower if last < len(tokens) else ""
    if words and noun in _LOCAL and words[0] not in {"The", "Police", "School"} and index and tokens[index - 1].lower == "the":
        return PlaceHit(f"{' '.join(words)}, {HOME}", index, last + 1)
    if len(words) < 2 or words[-1] not in gazetteer().local_nouns or words[0] in {"The", "Police", "Attorney", "School"}:
        return None
    if any(word in {"Attorney", "School", "Court", "Columbia"} for word in words):
        return None
    return PlaceHit(f"{' '.join(words)}, {HOME}", index, last)


def downtown(tokens: list[Token], index: int) -> PlaceHit | None:
    """ "Robberies fell downtown", "in the downtown core": not "a downtown hotel"."""
    last = index + 1
    while last < len(tokens) and tokens[last].lower in _CORE:
        last += 1
    before = tokens[index - 1].lower if index else ""
    if before in ("the", "a") and (last == index + 1 or index < 2 or tokens[index - 2].lower not in _AT):
        return None
    is_alone = last == len(tokens) or not tokens[last].is_word or tokens[last].lower in AFTERWARDS
    return PlaceHit(f"Downtown, {HOME}", index, last) if is_alone else None


def side(tokens: list[Token], index: int) -> PlaceHit | None:
    """The "southeast side" of "on the southeast side", "in the far southeast side of the city"; `index` is that of the direction."""
    article = index - 1 - (index > 1 and tokens[index - 1].lower in ("far", "near"))
    if article < 1 or tokens[article].lower not in ("the", "its") or tokens[article - 1].lower not in _AT:
        return None
    if index + 1 >= len(tokens) or tokens[index + 1].text not in _SIDES:
        return None
    following = [token.text for token in tokens[index + 2 : index + 4]]
    if len(following) > 1 and following[0] == "of" and following[1][:1].isupper():
        return None  # "of Chicago": the city stands there itself
    return PlaceHit(f"{tokens[index].text} {tokens[index + 1].text}, {HOME}", index, index + 2)


def capitals(tokens: list[Token], index: int, most: int) -> int:
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
