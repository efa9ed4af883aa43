"""Ranges and bounds of a text as intervals: "between 20 and 30", "more than 20 and less than 35", "1000-5000", "at least 30"."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pipeline.figures.arithmetic import scan
from pipeline.figures.number_words import Numeral
from pipeline.figures.text import Token

_MORE = ("more", "greater", "larger", "bigger", "higher", "larger")
_LESS = ("less", "smaller", "lower", "fewer")
_BEFORE: dict[str, str] = {
    **{f"{word} than": ">" for word in _MORE},
    **{f"{word} than the": ">" for word in _MORE},
    **{f"{word} than": "<" for word in _LESS},
    **{f"{word} than the": "<" for word in _LESS},
    **{f"{word} {link}": ">=" for word in _MORE for link in ("or equal than", "or equal to", "than or equal to")},
    **{f"{word} {link}": "<=" for word in _LESS for link in ("or equal than", "or equal to", "than or equal to")},
    **{f"equal to or {word} than": ">=" for word in _MORE},
    **{f"equal to or {word} than": "<=" for word in _LESS},
    **dict.fromkeys(("over", "above", "exceed", "exceeds", "exceeding", "exceeded", "surpass", "surpassing", ">"), ">"),
    **dict.fromkeys(("below", "under", "<"), "<"),
    **dict.fromkeys(("at least", "no less than", "not less than", "no fewer than", "at least or equal to", "> =", ">="), ">="),
    **dict.fromkeys(("at most", "no more than", "not more than", "up to", "< =", "<="), "<="),
    **dict.fromkeys(("equal to", "equals", "equals to", "equaling to", "equal"), "="),
}  # fmt: skip
_AFTER: dict[str, str] = {
    **{f"{link} {word}": ">=" for word in (*_MORE, "above", "up") for link in ("or", "and")},
    **{f"{link} {word}": "<=" for word in (*_LESS, "below") for link in ("or", "and")},
}
_OR_EQUAL = ("or equal to", "or equal")
_LINKS = frozenset({"to", "through", "-", "–", "—", "~"})
_LONGEST = 6


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high` at tokens[first:last]; a closed end belongs to it."""

    low: float
    high: float
    is_low_closed: bool
    is_high_closed: bool
    first: int
    last: int


def find(tokens: list[Token]) -> list[Interval]:
    """The ranges and bounds of a text, left to right; a lower and an upper bound side by side are one range."""
    numerals = scan(tokens)
    found: list[Interval] = []
    index = 0
    while index < len(numerals):
        pair = _pair(tokens, numerals[index], numerals[index + 1]) if index + 1 < len(numerals) else None
        one = pair or _bound(tokens, numerals[index])
        index += 2 if pair else 1
        if one:
            merged = _merge(tokens, found[-1], one) if found else None
            found = [*found[:-1], merged] if merged else [*found, one]
    return found


def _pair(tokens: list[Token], low: Numeral, high: Numeral) -> Interval | None:
    """ "Between 20 and 30", "from 200 to 300", "1000 - 5000"."""
    between = [token.lower for token in tokens[low.last : high.first]]
    before = [token.lower for token in tokens[max(0, low.first - 2) : low.first]]
    value, first = abs(high.value) if between == [] else high.value, low.first
    if between == [] and high.value < 0:
        return Interval(low.value, value, True, False, first, high.last) if low.value < value else None
    while before and before[-1] == "the":
        before, first = before[:-1], first - 1
    if (before[-1:] == ["between"] and between in (["and"], ["and", "the"])) or (before[-1:] == ["from"] and between == ["to"]):
        first -= 1
    elif len(between) != 1 or between[0] not in _LINKS or _is_telephone(tokens, low, high):
        return None
    return Interval(low.value, high.value, True, False, first, high.last) if low.value < high.value else None


def _is_telephone(tokens: list[Token], low: Numeral, high: Numeral) -> bool:
    """Whether the two numbers are groups of a longer one, joined by signs."""
    before = tokens[low.first - 1].text if low.first else ""
    after = tokens[high.last].text if high.last < len(tokens) and tokens[high.last].is_glued else ""
    return (before == "+" and tokens[low.first].is_glued) or after in {"-", "/"}


def _bound(tokens: list[Token], numeral: Numeral) -> Interval | None:
    first, last, sign = numeral.first, numeral.last, ""
    for length in range(min(_LONGEST, first), 0, -1):
        phrase = " ".join(token.lower for token in tokens[first - length : first])
        if phrase in _BEFORE and not (phrase[0] in "<>" and first > length and tokens[first - length - 1].text in "<>="):
            sign, first = _BEFORE[phrase], first - length
            break
    for length in (3, 2):
        if last + length > len(tokens):
            continue
        phrase = " ".join(token.lower for token in tokens[last : last + length])
        if phrase in _OR_EQUAL and sign in ("<", ">") and not _is_number(tokens, last + length):
            sign, last = sign + "=", last + length
            break
        words = phrase.removesuffix(" than")
        is_bare = words == phrase or not _is_number(tokens, last + length)
        if words in _AFTER and sign in ("", "=") and is_bare:
            return _interval(_AFTER[words], numeral.value, first, last + length)
    return _interval(sign, numeral.value, first, last) if sign else None


def _is_number(tokens: list[Token], index: int) -> bool:
    return index < len(tokens) and tokens[index].is_number


def _interval(sign: str, value: float, first: int, last: int) -> Interval:
    if sign == "=":
        return Interval(value, value, True, True, first, last)
    is_closed = sign.endswith("=")
    if sign.startswith(">"):
        return Interval(value, math.inf, is_closed, False, first, last)
    return Interval(-math.inf, value, False, is_closed, first, last)


def _merge(tokens: list[Token], one: Interval, other: Interval) -> Interval | None:
    """One range of a lower and an upper bound that stand side by side, where they leave room between them."""
    between = [token.lower for token in tokens[one.last : other.first]]
    if between not in (["and"], ["but"], [","]):
        return None
    low, high = (one, other) if math.isinf(one.high) else (other, one)
    if not (math.isinf(low.high) and math.isinf(high.low)) or math.isinf(low.low) or math.isinf(high.high) or low.low >= high.high:
        return None
    return Interval(low.low, high.high, low.is_low_closed, high.is_high_closed, one.first, other.last)
