"""Numbers in digits and in words → values: "sixty-two", "two and a half million", "1.2 million", "a dozen", "two-thirds".

The words are read by `number_words`, the notations of mathematics ("1.3x10^6", "1 234 567", "1 over 3") by `notation`.
"""

from __future__ import annotations

import re

from pipeline.figures.notation import exponent, grouped
from pipeline.figures.number_words import FRACTIONS, GLYPHS, SCALES, TENS, Numeral, digits, is_name_of_fraction, join, words
from pipeline.figures.text import Token

_SUFFIX = re.compile(r"(?:st|nd|rd|th)\Z")
_LETTERS = {
    "k": 10**3,
    "m": 10**6,
    "mm": 10**6,
    "mil": 10**6,
    "b": 10**9,
    "bn": 10**9,
    "bln": 10**9,
    "g": 10**9,
    "t": 10**12,
    "tn": 10**12,
    "tln": 10**12,
}
_SPACED_LETTERS = frozenset({"k", "g", "m", "bln", "tln", "bn", "tn", "mln"})
_LENGTHS = frozenset({"tall", "high", "long", "wide", "deep", "away", "across", "apart", "below", "above", "hurdles", "metres", "meters"})
_SHORT = 4  # letters
MAX_WORDS = 24


def read(tokens: list[Token], first: int, *, is_mathematics: bool = False) -> Numeral | None:
    """The numeral that starts at tokens[first], without a sign; `is_mathematics` allows the notations of mathematics."""
    token = tokens[first]
    if token.text in GLYPHS:
        return Numeral(GLYPHS[token.text], first, first + 1, is_fraction=True)
    if half := _half_of_scale(tokens, first):
        return half
    numeral = _digits(tokens, first, is_mathematics=is_mathematics) if token.is_number else _words(tokens, first)
    if numeral is None or numeral.is_ordinal or numeral.is_fraction:
        return numeral
    return _and_a_half(tokens, numeral)


def _words(tokens: list[Token], first: int) -> Numeral | None:
    return words(tokens, first) if tokens[first].is_word else None


def _half_of_scale(tokens: list[Token], first: int) -> Numeral | None:
    """ "Half a dozen", "half a million", "quarter million"."""
    share = {"half": 0.5, "quarter": 0.25}.get(tokens[first].lower)
    index = first + 1 + (first + 1 < len(tokens) and tokens[first + 1].lower == "a")
    if share is None or index >= len(tokens) or tokens[index].lower not in SCALES or len(tokens[index].lower) < 3:
        return None
    return Numeral(share * SCALES[tokens[index].lower], first, index + 1, is_written=True)


def _digits(tokens: list[Token], first: int, *, is_mathematics: bool) -> Numeral:
    value, last = grouped(tokens, first) if is_mathematics else (digits(tokens[first]), first + 1)
    if last >= len(tokens):
        return Numeral(value, first, last)
    following = tokens[last]
    if following.is_glued and _SUFFIX.match(following.lower) and following.is_word:
        return Numeral(value, first, last + 1, is_ordinal=True)
    if following.text in GLYPHS and following.is_glued:
        return Numeral(value + GLYPHS[following.text], first, last + 1)
    if is_mathematics and (power := exponent(tokens, last, value)):
        return Numeral(power[0], first, power[1])
    if fraction := _slashed(tokens, first, last, value):
        return fraction
    return _scaled(tokens, Numeral(value, first, last), is_mathematics=is_mathematics)


def _slashed(tokens: list[Token], first: int, last: int, value: float) -> Numeral | None:
    """ "3/4", and the "2 1/4" of a whole number before it."""
    if value != int(value):
        return None
    if (
        tokens[last].is_number
        and not tokens[last].is_glued
        and last + 2 < len(tokens)
        and tokens[last + 1].text == "/"
        and tokens[last + 2].is_glued
    ):
        inner = _slashed(tokens, last, last + 1, digits(tokens[last]))
        return Numeral(value + inner.value, first, inner.last) if inner else None
    if not (
        tokens[last].text == "/"
        and tokens[last].is_glued
        and last + 1 < len(tokens)
        and tokens[last + 1].is_number
        and tokens[last + 1].is_glued
    ):
        return None
    below = digits(tokens[last + 1])
    is_date = last + 2 < len(tokens) and tokens[last + 2].text == "/"
    if 0 < value < below <= 20 and not is_date:
        return Numeral(value / below, first, last + 2, is_fraction=True)
    return None


def _scaled(tokens: list[Token], numeral: Numeral, *, is_mathematics: bool) -> Numeral:
    """Multiplies by what follows: "1.2 million", "10k", "3 dozen"; adds "3 hundred and 21"."""
    value, last = numeral.value, numeral.last
    while last < len(tokens) and last < numeral.first + MAX_WORDS:
        word = tokens[last].lower
        if tokens[last].lemma in SCALES and len(word) > 2:
            value, last = value * SCALES[tokens[last].lemma], last + 1
        elif word in _LETTERS and _is_scale_letter(tokens, last, is_mathematics=is_mathematics):
            value, last = value * _LETTERS[word], last + 1
        else:
            break
    if last == numeral.last:
        return numeral
    return _rest(tokens, Numeral(value, numeral.first, last), numeral.value)


def _is_scale_letter(tokens: list[Token], index: int, *, is_mathematics: bool) -> bool:
    """ "10k" is ten thousand, "5.9m offences" are millions; a lone "m" is as often metres or minutes, a capital one is millions."""
    token = tokens[index]
    if token.text == "m" and token.is_glued and not is_mathematics:
        after = tokens[index + 1].lower if index + 1 < len(tokens) else ""
        is_counted = after == "people" or (after.endswith("s") and len(after) > _SHORT)
        return after not in _LENGTHS and (is_counted or "." in tokens[index - 1].text)
    if token.lower == "m":
        return token.text == "M" and (token.is_glued or is_mathematics)
    return token.is_glued or (is_mathematics and token.lower in _SPACED_LETTERS)


def _rest(tokens: list[Token], numeral: Numeral, count: float) -> Numeral:
    """The smaller part of "4 thousand 3 hundred and 21": it must fit below the scale before it."""
    index = numeral.last + (numeral.last < len(tokens) and tokens[numeral.last].lower == "and")
    if index >= len(tokens) or count != int(count):
        return numeral
    part = words(tokens, index) if tokens[index].is_word and index > numeral.last else None
    if tokens[index].is_number:
        part = _scaled(tokens, Numeral(digits(tokens[index]), index, index + 1), is_mathematics=False)
    if part is None or part.is_ordinal:
        return numeral
    scale = numeral.value / count if count else 0
    if not 0 < part.value < scale or part.value != int(part.value) or "." in tokens[index].text:
        return numeral
    if part.last < len(tokens) and tokens[part.last].lower in {"percent", "%"}:
        return numeral
    return Numeral(numeral.value + part.value, numeral.first, part.last)


def _and_a_half(tokens: list[Token], numeral: Numeral) -> Numeral:
    """Adds "and a half", "and two thirds", "and three quarters million"; of a million, a half is a half million."""
    index = join(tokens, numeral.last)
    if index + 1 >= len(tokens) or tokens[index].lower != "and":
        return numeral
    part = fraction(tokens, join(tokens, index + 1))
    if part is None or part.value >= 1:
        return numeral
    last, value = part.last, part.value
    if last < len(tokens) and tokens[last].lemma in SCALES and len(tokens[last].lower) > 2:
        scale = SCALES[tokens[last].lemma]
        if numeral.value < scale and numeral.value < 100:
            return Numeral((numeral.value + value) * scale, numeral.first, last + 1, is_written=numeral.is_written)
        return Numeral(numeral.value + value * scale, numeral.first, last + 1, is_written=numeral.is_written)
    if last < len(tokens) and tokens[last].lower in {"year", "years", "dozen", "of"}:
        return numeral
    scale = next((size for size in (10**12, 10**9, 10**6, 10**3) if numeral.value >= size and tokens[numeral.last - 1].lemma in SCALES), 1)
    return Numeral(numeral.value + value * (scale if numeral.value % scale == 0 else 1), numeral.first, last, is_written=numeral.is_written)


def fraction(tokens: list[Token], first: int) -> Numeral | None:
    """ "a half", "one eighth", "three quarters", "twenty-three fifths", "a hundredth"; not "a second" and "third"."""
    if first >= len(tokens):
        return None
    word = tokens[first].lower
    if word in {"a", "an"}:
        after = first + 1
        if after < len(tokens) and is_name_of_fraction(tokens[after].lower) and not tokens[after].lower.endswith("s"):
            return Numeral(1 / FRACTIONS[tokens[after].lower], first, after + 1, is_fraction=True, is_written=True)
    above = words(tokens, first)
    if above is None or above.is_ordinal:
        return None
    after = join(tokens, above.last)
    if (
        after < len(tokens)
        and is_name_of_fraction(tokens[after].lower)
        and (above.value == 1 or tokens[after].lower.endswith("s") or tokens[after].lower == "half")
    ):
        return Numeral(above.value / FRACTIONS[tokens[after].lower], first, after + 1, is_fraction=True, is_written=True)
    unit = join(tokens, after + 1)
    if after < len(tokens) and tokens[after].lower in TENS and unit < len(tokens) and 2 < FRACTIONS.get(tokens[unit].lower, 0) < 10:
        return Numeral(
            above.value / (TENS[tokens[after].lower] + FRACTIONS[tokens[unit].lower]), first, unit + 1, is_fraction=True, is_written=True
        )
    below = words(tokens, after) if after < len(tokens) and tokens[after].is_word else None
    if below and below.is_ordinal and below.value > 20 and below.last > after + 1:
        return Numeral(above.value / below.value, first, below.last, is_fraction=True, is_written=True)
    return None
