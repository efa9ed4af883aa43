"""Words beside a number that bound it: nearly, about, just under, more than, at least, or more."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, cast

from pipeline.figures.number_words import TENS, UNITS
from pipeline.figures.text import Token, word_set
from pipeline.records import Op

if TYPE_CHECKING:
    from pipeline.figures.numbers import Number

_MOVED = word_set(
    """
    edged went gone goes moved ticked crept inched shot trended came pushed bumped nudged drifted is was are were jumped
    climbed rose grew been
    """
)
_LONGEST = 6  # words


@cache
def _phrases() -> tuple[dict[tuple[str, ...], Op], dict[tuple[str, ...], Op]]:
    """The phrases that stand before and after a number."""
    table = tomllib.loads(resources.files("pipeline.figures").joinpath("vocabulary", "bounds.toml").read_text("utf-8"))
    before, after = (
        {tuple(phrase.split()): cast(Op, op) for op, phrases in table[side].items() for phrase in phrases} for side in ("before", "after")
    )
    return before, after


def widen(tokens: list[Token], number: Number, taken: frozenset[int]) -> Number:
    """The number with its bound, and with the bound's words in its span."""
    return _before(tokens, number, taken) or _after(tokens, number) or number


def _before(tokens: list[Token], number: Number, taken: frozenset[int]) -> Number | None:
    phrases, start = _phrases()[0], number.first
    if start and tokens[start - 1].lower in {"a", "an", "its", "their"}:
        start -= 1
    for length in range(min(_LONGEST, start), 0, -1):
        first = start - length
        phrase = tuple(token.lower for token in tokens[first:start])
        if phrase in phrases and not taken.intersection(range(first, start)) and not _is_no_bound(tokens, number, phrase, first, taken):
            return replace(number, op=phrases[phrase], first=first, is_bounded=True)
    return None


def _is_no_bound(tokens: list[Token], number: Number, phrase: tuple[str, ...], first: int, taken: frozenset[int]) -> bool:
    """Whether the words compare two numbers ("415 fewer than 7,057"), or tell where one went ("edged up to 11,862")."""
    if phrase == ("over",) and _is_span(tokens, number):
        return True
    if first == 0:
        return False
    is_compared = phrase[-1] == "than" and _is_numeric(tokens[first - 1]) and first - 1 not in taken  # not "In 2022 more than 7,000"
    return is_compared or (phrase == ("up", "to") and tokens[first - 1].lower in _MOVED)


def _after(tokens: list[Token], number: Number) -> Number | None:
    phrases = _phrases()[1]
    for length in range(3, 0, -1):
        phrase = tuple(token.lower for token in tokens[number.last : number.last + length])
        if phrase in phrases and number.op == "eq":
            return replace(number, op=phrases[phrase], last=number.last + len(phrase), is_bounded=True)
    following = [token.lower for token in tokens[number.last : number.last + 2]]
    if not following or not tokens[number.last].is_glued:
        return None
    length = 2 if following == ["-", "plus"] else 1 if following[0] == "+" else 0
    return replace(number, op="gt", last=number.last + length, is_bounded=True) if length else None


def _is_numeric(token: Token) -> bool:
    return (
        token.is_number or token.lower in {"percent", "%", "dozen", "hundred", "thousand", "cent"} or token.lower in UNITS or token.lower in TENS
    )


def _is_span(tokens: list[Token], number: Number) -> bool:
    """Whether "over three years" is a span of time."""
    after = tokens[number.last].lower if number.last < len(tokens) else ""
    return bool(re.fullmatch(r"(?:year|month|week|day|decade|hour)s?", after))
