"""The notations of mathematics, which news does not use: "1.3x10^6", "12e-1", "1 234 567", "12,34,567.89", "1 over 3", "-4/5".

In prose digits so grouped are no figure: nothing says which number is meant.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.figures.number_words import digits
from pipeline.figures.text import Token

_MINUS = frozenset("-−–‑")
_LARGEST = 300  # of a power of ten
_SEPARATORS = frozenset(",'’_⁄")


def grouped(tokens: list[Token], first: int) -> tuple[float, int]:
    """The value of digits grouped by spaces or commas, and the index after them: "1 234 567", "1.111,11", "5,00"."""
    text, last = tokens[first].text, first + 1
    if re.fullmatch(r"\d{1,3}", text):
        while last < len(tokens) and re.fullmatch(r"\d{3}(?:\.\d+)?", tokens[last].text) and not tokens[last].is_glued and "." not in text:
            text, last = text + tokens[last].text, last + 1
        if last > first + 1 and not _is_followed_by_digits(tokens, last):
            return float(text), last
        text, last = tokens[first].text, first + 1
    is_listed = first > 0 and tokens[first - 1].text == "," and tokens[first].is_glued
    if _is_comma(tokens, last) and not _is_comma(tokens, last + 2) and not is_listed:
        tail = tokens[last + 1].text
        if re.fullmatch(r"\d{2},\d{3}(?:\.\d+)?", tail):  # lakhs and crores
            return float(text + tail.replace(",", "")), last + 2
        if re.fullmatch(r"\d{1,2}", tail) and re.fullmatch(r"\d+|\d{1,3}\.\d{3}", text):
            return float(f"{text.replace('.', '')}.{tail}"), last + 2
    return digits(tokens[first]), first + 1


def are_pieces(tokens: Sequence[Token], index: int) -> bool:
    """Whether the digits at `index` are grouped with others in no way that prose has: 1,23 and 12,34,567 and 1_234 and 1 234."""
    before, after = tokens[max(0, index - 2) : index], tokens[index + 1 : index + 3]
    is_joined = _are_joined((*before, tokens[index])) or _are_joined((tokens[index], *after))
    is_spaced = any(_are_spaced(left, right) for left, right in pairwise((*before[-1:], tokens[index], *after[:1])))
    return tokens[index].is_number and (is_joined or is_spaced)


def _are_joined(tokens: Sequence[Token]) -> bool:
    """Whether digits, a sign and digits stand without a space."""
    is_sign = len(tokens) == 3 and tokens[0].is_number and tokens[1].text in _SEPARATORS and tokens[2].is_number
    return is_sign and tokens[1].is_glued and tokens[2].is_glued


def _are_spaced(left: Token, right: Token) -> bool:
    """Whether one to three digits stand before three."""
    return left.text.isdecimal() and len(left.text) <= 3 and right.text.isdecimal() and len(right.text) == 3


def _is_comma(tokens: list[Token], index: int) -> bool:
    return (
        index + 1 < len(tokens)
        and tokens[index].text == ","
        and tokens[index].is_glued
        and tokens[index + 1].is_glued
        and tokens[index + 1].is_number
    )


def _is_followed_by_digits(tokens: list[Token], index: int) -> bool:
    return index < len(tokens) and tokens[index].is_number


def exponent(tokens: list[Token], index: int, value: float) -> tuple[float, int] | None:
    """The value with a power ("1.1^23", "1e10", "1.3x10^6"), and the index after it."""
    word = tokens[index].lower
    if word == "e" and tokens[index].is_glued:
        power = _signed(tokens, index + 1)
        return (value * 10.0 ** power[0], power[1]) if power and abs(power[0]) < _LARGEST else None
    if word == "^" and tokens[index].is_glued:
        power = _signed(tokens, index + 1)
        return (value ** power[0], power[1]) if power and abs(power[0]) < _LARGEST and 0 < value < 10**9 and _is_small(value, power[0]) else None
    if word in {"x", "×"} and [token.text for token in tokens[index + 1 : index + 3]] == ["10", "^"]:
        power = _signed(tokens, index + 3)
        return (value * 10.0 ** power[0], power[1]) if power and abs(power[0]) < _LARGEST else None
    return None


def _is_small(value: float, power: float) -> bool:
    return abs(power) * len(str(int(value))) < _LARGEST


def _signed(tokens: list[Token], index: int) -> tuple[float, int] | None:
    """A whole number with its signs; two minuses are one, as they are printed."""
    sign = 1.0
    start = index
    while index < len(tokens) and (tokens[index].text in _MINUS or tokens[index].text == "+") and index - start < 2:
        sign = -1.0 if tokens[index].text in _MINUS else sign
        index += 1
    if index - start == 2:
        sign = 1.0
    if index >= len(tokens) or not re.fullmatch(r"\d{1,3}", tokens[index].text):
        return None
    return sign * float(tokens[index].text), index + 1
