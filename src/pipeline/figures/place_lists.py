"""The places of a sentence with what a list of them says: the unknown name that ends one is a city of the same state."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from pipeline.figures.gazetteer import bare
from pipeline.figures.number_words import is_count
from pipeline.figures.place_names import find_places as find_each
from pipeline.figures.place_parts import PlaceHit, capitals
from pipeline.figures.text import Token


def find_places(tokens: list[Token], taken: AbstractSet[int]) -> list[PlaceHit]:
    """The places of a sentence, left to right."""
    hits = find_each(tokens, taken)
    return _of_one_state(tokens, [*hits, *_last_of_a_list(tokens, hits, taken)]) if hits else hits


def _of_one_state(tokens: list[Token], hits: list[PlaceHit]) -> list[PlaceHit]:
    """The places, the last of a list of one state's as that state's too, though it is a county abroad: "Hampton 30 and Suffolk 12"."""
    *others, one = hits
    states = {hit.name.rpartition(", ")[2] for hit in others[-2:]}
    is_list = len(others) > 1 and len(states) == 1 and tokens[one.first - 1].lower == "and" and is_count(tokens[one.first - 2])
    if not is_list or len(min(states)) != _A_CODE or len(one.name.rpartition(", ")[2]) == _A_CODE:
        return hits
    return [*others, PlaceHit(f"{one.name.split(', ')[0]}, {min(states)}", one.first, one.last)]


_SEVERAL = frozenset({"suburbs", "cities", "towns", "villages", "communities", "municipalities", "neighbours", "neighbors", "boroughs"})


def _last_of_a_list(tokens: list[Token], hits: list[PlaceHit], taken: AbstractSet[int]) -> list[PlaceHit]:
    """The unknown name that ends a list of places of one state: "Chesapeake 24 and Suffolk 12"; "two suburbs, Mesa and Florence, …"."""
    last, state = hits[-1].last, hits[-1].name.rpartition(", ")[2]
    is_counted = last < len(tokens) and is_count(tokens[last])
    is_called = not is_counted and any(token.lower in _SEVERAL for token in tokens[max(0, hits[0].first - 2) : hits[0].first])
    if len(state) != _A_CODE or not (is_called or (is_counted and len(hits) > 1)):
        return []
    joint = last + is_counted
    joint += joint < len(tokens) and tokens[joint].text == ","
    if joint >= len(tokens) or tokens[joint].lower != "and":
        return []
    first, end = joint + 1, capitals(tokens, joint + 1, 3)
    is_closed = end < len(tokens) and (is_count(tokens[end]) if is_counted else not is_count(tokens[end]))
    if end == first or not is_closed or any(index in taken for index in range(first, end)):
        return []
    return [PlaceHit(f"{' '.join(bare(token.text) for token in tokens[first:end])}, {state}", first, end)]


_A_CODE = 2  # letters: "VA"
