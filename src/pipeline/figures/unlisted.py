"""Places that no list knows: a small town, a neighbourhood. Only what stands as a place is one: "Sanger had three", "2.9 in Kingsburg"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from pipeline.figures.gazetteer import HOME, bare, gazetteer, is_of_many
from pipeline.figures.number_words import is_count
from pipeline.figures.place_names import find_places
from pipeline.figures.place_parts import PlaceHit
from pipeline.figures.text import Token, tokenise, word_set
from pipeline.records import Block

_HAS = frozenset({"had", "has", "saw", "recorded", "counted", "logged", "reported"})
_HAD = frozenset({"had", "recorded", "seen", "counted", "logged", "reported"})  # behind "has"
_BEFORE_COUNTS = frozenset({"just", "only", "about", "at", "least", "nearly", "almost", "roughly", "its", "the", "a", "an", "no"})
_ORDINALS = word_set("First Second Third Fourth Fifth Sixth Seventh Eighth Ninth Tenth Eleventh Twelfth")
_SUPERLATIVES = frozenset({"most", "fewest", "highest", "lowest", "biggest", "largest"})  # "had the most deaths, with 34"
_OPENS = frozenset({",", "and", "while", "but", ":", ";", "“", '"', "by", "though"})
_AFTER_IN = frozenset({",", ".", ";", "and", "alone", "last", "this", "compared", "during", "by", "from", "to", "–", "—"})
_AFTER_OPENING = frozenset({",", "the", "there", "police", "alone"})
_AFTER_COUNT = frozenset({",", ".", ";", "and", "(", ")", "up", "down", "in", "last", "this"})
_TRIGGERS = _HAS | {"in", "with"}
_NUMBERED = word_set(
    "zone district area precinct highway interstate route ward division beat sector phase part level category title section act covid"
)
_ASIDE = 9  # words between commas: "Evanston, just over the city line, had 22"


def find_unlisted(tokens: list[Token], taken: AbstractSet[int], known: list[PlaceHit]) -> list[PlaceHit]:
    """The places of a sentence that are told only by where their names stand; `taken` are the tokens of times, people and known places.

    Beside a county they are counties: "Fulton County had 22, followed by DeKalb with 14".
    """
    ending = " County" if any(hit.name.endswith(" County") for hit in known) else ""
    found: dict[int, PlaceHit] = {}
    for index, token in enumerate(tokens):
        if token.lower in _TRIGGERS and index not in taken and index + 1 < len(tokens):
            is_in = token.lower == "in"
            if is_in and not tokens[index + 1].is_capital:
                continue
            span = _after_in(tokens, index, taken) if is_in else _before(tokens, index, taken)
            if span:
                found[span[0]] = PlaceHit(_name(tokens, *span) + ending, *span)
    if local := next((hit.name for hit in known if HOME in hit.name and hit.name.split()[0] in _ORDINALS), None):
        for at in range(2, len(tokens)):
            if tokens[at].text in _ORDINALS and tokens[at - 1].lower == "the" and tokens[at - 2].lower == "in" and at not in taken:
                found[at] = PlaceHit(f"{tokens[at].text} {local.split(' ', 1)[1]}", at, at + 1)  # "… and 41 in the Fifth"
    if not found:
        return list(_behind_known(tokens, taken, known[0])) if known and ", " in known[0].name and not ending else []
    for first, last in _listed(tokens, taken, min(hit.last for hit in found.values())):
        found.setdefault(first, PlaceHit(_name(tokens, first, last) + ending, first, last))
    return [found[first] for first in sorted(found)]


def _behind_known(tokens: list[Token], taken: AbstractSet[int], known: PlaceHit) -> Iterator[PlaceHit]:
    """The names that go on a list after a place with its number, as of the same state: "Clovis had 13 homicides and Kingsburg 14"."""
    for first, last in _listed(tokens, taken, known.last):
        if any(is_count(token) for token in tokens[known.last : first]) and tokens[first].lower not in _NUMBERED:
            yield PlaceHit(f"{_name(tokens, first, last)}, {known.name.rpartition(', ')[2]}", first, last)


def _before(tokens: list[Token], index: int, taken: AbstractSet[int]) -> tuple[int, int] | None:
    """The name that is the subject of "had", or that a number is put beside by "with"."""
    is_with = tokens[index].lower == "with"
    if not _counts(tokens, index, is_with=is_with):
        return None
    end, is_which = (index, False) if is_with else _end_of_subject(tokens, index)
    first = end
    while first and end - first < _LONGEST and _is_name(tokens, first - 1, taken):
        first -= 1
    is_dated = first > 0 and tokens[first - 1].is_number and first - 1 in taken  # "In 2022 Sanger had three"
    if first == end or (first and not (tokens[first - 1].lower in _OPENS or is_which or is_dated)):
        return None
    return (first, end) if _stands_alone(tokens, first, end) else None


def _counts(tokens: list[Token], verb: int, *, is_with: bool) -> bool:
    """Whether a number follows the verb, or the most of something and a number."""
    at = verb + 1
    if is_with:
        return is_count(tokens[at])
    at += tokens[verb].lower == "has" and tokens[at].lower in _HAD
    while at < min(len(tokens), verb + 4) and tokens[at].lower in _BEFORE_COUNTS:
        at += 1
    if at < len(tokens) and tokens[at].lower in _SUPERLATIVES:
        return any(is_count(token) for token in tokens[at : at + _ASIDE])
    return at < len(tokens) and is_count(tokens[at])


def _end_of_subject(tokens: list[Token], verb: int) -> tuple[int, bool]:
    """Where the subject ends before the verb, or before a clause aside; and whether that is "which": "Montbello, which had 842"."""
    if verb > 1 and tokens[verb - 1].lower == "which" and tokens[verb - 2].text == ",":
        return verb - 2, True
    if verb and tokens[verb - 1].text == ",":
        opening = next((at for at in range(verb - 2, max(0, verb - _ASIDE), -1) if tokens[at].text == ","), 0)
        return 0 if any(is_count(token) for token in tokens[opening:verb]) else opening, False
    return verb, False


def _after_in(tokens: list[Token], index: int, taken: AbstractSet[int]) -> tuple[int, int] | None:
    """The name behind "in" where the sentence opens with that, or a number stands before it: "In Greenspoint, …", "5.2 in Sanger"."""
    is_counted = index > 0 and is_count(tokens[index - 1])
    is_opening = index == 0 or (index == 1 and not tokens[0].is_word)
    first = last = index + 1
    while last < len(tokens) and last - first < _LONGEST and _is_name(tokens, last, taken):
        last += 1
    if first == last:
        return None
    after = tokens[last].text if last < len(tokens) else "."
    is_told = after == "," and last + 1 < len(tokens) and tokens[last + 1].lower == "where"
    if not ((is_opening and after in _AFTER_OPENING) or (is_counted and after in _AFTER_IN) or is_told):
        return None
    return (first, last) if not _names_a_body(tokens, first, last) else None


def _listed(tokens: list[Token], taken: AbstractSet[int], start: int) -> Iterator[tuple[int, int]]:
    """The names with a number right behind them that go on a list: "and Mountain View 291"."""
    for at in range(start + 1, len(tokens)):
        if not is_count(tokens[at]) or (at + 1 < len(tokens) and tokens[at + 1].text not in _AFTER_COUNT):
            continue
        first = at
        while first > start and at - first < _LONGEST and _is_name(tokens, first - 1, taken):
            first -= 1
        if first < at and tokens[first - 1].lower in {"and", ","} and _stands_alone(tokens, first, at):
            yield first, at


_LONGEST = 3  # words


def _is_name(tokens: list[Token], index: int, taken: AbstractSet[int]) -> bool:
    token = tokens[index]
    return token.is_word and token.is_capital and index not in taken and len(token.text) > 2 and not token.text.isupper()


def _stands_alone(tokens: list[Token], first: int, last: int) -> bool:
    """Whether the name can be a town's: the first word of a sentence is capitalised anyhow, and a plural there is no name."""
    if _names_a_body(tokens, first, last):
        return False
    is_opening = first == 0 or (not tokens[first - 1].is_word and tokens[first - 1].text not in ",;:")
    return not (is_opening and last == first + 1 and tokens[first].text.endswith("s"))


def _names_a_body(tokens: list[Token], first: int, last: int) -> bool:
    no_places = gazetteer().no_places
    return any(bare(tokens[at].text) in no_places or _APOSTROPHE.search(tokens[at].text, 2) for at in range(first, last))


_APOSTROPHE = re.compile(r"['’]")  # "We've", but O'Fallon


def _name(tokens: list[Token], first: int, last: int) -> str:
    return " ".join(token.text for token in tokens[first:last])


_TOWN = re.compile(r"[A-Z][a-zA-Z.’'-]{2,20}(?: [A-Z][a-zA-Z.’'-]{2,20}){0,2}")
_ITS_OWN = r"(?:['’]s)?\s+(?:[Pp]olice|officers|residents|had|saw|recorded|reported|counted|logged)\b"


def town_of_heading(text: str, block: Block, home: str | None, *, is_among: bool) -> str | None:
    """The town that a heading names, where the text below it speaks of the town's police, or of what it had; in its county's state.

    Among the headings of other towns (`is_among`) it is enough that the text below names it.
    """
    if block.end - block.start > _A_NAME:
        return None
    name = text[block.start : block.end].strip()
    if not _TOWN.fullmatch(name) or any(bare(word) in gazetteer().no_places for word in name.split()):
        return None
    if not re.search(rf"\b{re.escape(name)}{'' if is_among else _ITS_OWN}", text[block.end : block.end + _BELOW]):
        return None
    if find_places(tokenise(name), frozenset()):
        return None  # the lists know it
    state = (home or "").rpartition(", ")[2] if is_of_many(home) else ""
    return f"{name}, {state}" if state in gazetteer().state_names else name


_A_NAME = 40  # characters
_BELOW = 600  # characters
