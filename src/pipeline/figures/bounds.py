"""Words beside a number that bound it: nearly, about, just under, more than, at least, or more."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, cast

from pipeline.figures.numerals import TENS, UNITS
from pipeline.figures.text import Token
from pipeline.records import Op

if TYPE_CHECKING:
    from pipeline.figures.numbers import Number

_MOVED = frozenset("edged went gone goes moved ticked crept inched shot trended came pushed bumped nudged drifted is was are were jumped climbed rose grew been".split())
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
    before, after = _phrases()
    start = number.first
    if start and tokens[start - 1].lower in {"a", "an", "its", "their"}:
        start -= 1
    for length in range(min(_LONGEST, start), 0, -1):
        phrase = tuple(token.lower for token in tokens[start - length : start])
        if phrase[-1] == "than" and start > length and _is_numeric(tokens[start - length - 1]):
            continue  # "415 fewer than the 7,057" compares two numbers
        if phrase == ("up", "to") and start > length and tokens[start - length - 1].lower in _MOVED:
            continue  # "edged up to 11,862"
        if phrase in before and not any(index in taken for index in range(start - length, start)):
            if phrase == ("over",) and _is_span(tokens, number):
                break
            return replace(number, op=before[phrase], first=start - length, is_bounded=True)
    for length in range(3, 0, -1):
        phrase = tuple(token.lower for token in tokens[number.last : number.last + length])
        if phrase in after and number.op == "eq":
            return replace(number, op=after[phrase], last=number.last + length, is_bounded=True)
    if [token.lower for token in tokens[number.last : number.last + 2]] == ["-", "plus"] and tokens[number.last].is_glued:
        return replace(number, op="gt", last=number.last + 2, is_bounded=True)
    if number.last < len(tokens) and tokens[number.last].text == "+" and tokens[number.last].is_glued:
        return replace(number, op="gt", last=number.last + 1, is_bounded=True)
    return number


def _is_numeric(token: Token) -> bool:
    return token.is_number or token.lower in {"percent", "%", "dozen", "hundred", "thousand", "cent"} or token.lower in UNITS or token.lower in TENS


def _is_span(tokens: list[Token], number: Number) -> bool:
    """Whether "over three years" is a span of time."""
    after = tokens[number.last].lower if number.last < len(tokens) else ""
    return bool(re.fullmatch(r"(?:year|month|week|day|decade|hour)s?", after))
