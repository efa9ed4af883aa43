"""Every number of a text with its value, as a reader of mathematics would: the number stage alone, without crime reporting.

Beside what `numerals` reads: signs ("minus five point five"), ratios ("one out of three", "1 over
21"), and products ("two thirds of a million").
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipeline.figures.number_words import SCALES, Numeral
from pipeline.figures.numerals import fraction, read
from pipeline.figures.text import Token, tokenise

_MINUS = frozenset("-−–")
_SIGN_WORDS = frozenset({"minus", "negative"})
_PRONOUN_BEFORE = frozenset({"the", "this", "that", "which"})
ADDRESS = re.compile(r"(?:https?://|www\.)\S{1,2000}|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,60}\.[\w.]{1,60}")
_UNIT = re.compile(r"[a-zA-Z]+\Z")


def scan(tokens: list[Token]) -> list[Numeral]:
    """The numbers of a text, left to right, signs included; ordinals that only order are left out."""
    found: list[Numeral] = []
    index = 0
    while index < len(tokens):
        numeral = _signed(tokens, index)
        if numeral is None or (numeral.is_ordinal and not numeral.is_fraction):
            index = numeral.last if numeral else index + 1
            continue
        if not _is_pronoun(tokens, numeral) and not _has_unit(tokens, numeral):
            found.append(numeral)
        index = numeral.last
    return found


@dataclass(frozen=True, slots=True)
class Percentage:
    """A percentage at text[start:end]; the value is None where only the word or the sign stands."""

    value: float | None
    start: int
    end: int


def percentages(text: str) -> list[Percentage]:
    """The percentages of a text, left to right: "minus five percent", "percent of 10", a bare "%"; not those of web addresses."""
    addresses = [match.span() for match in ADDRESS.finditer(text)]
    tokens = [token for token in tokenise(text) if not any(start <= token.start < end for start, end in addresses)]
    ends = {numeral.last: numeral for numeral in scan(tokens)}
    starts = {numeral.first: numeral for numeral in ends.values()}
    found, index = [], 0
    while index < len(tokens):
        length = _sign_length(tokens, index)
        before, after = ends.get(index), starts.get(index + length + 1)
        if length and before:
            found.append(Percentage(before.value, tokens[before.first].start, tokens[index + length - 1].end))
        elif length and after and tokens[index + length].lower == "of":
            found.append(Percentage(after.value, tokens[index].start, tokens[after.last - 1].end))
        elif length:
            found.append(Percentage(None, tokens[index].start, tokens[index + length - 1].end))
        index += length or 1
    return found


def _sign_length(tokens: list[Token], index: int) -> int:
    """How many tokens say percent here: "%", "percent", "per cent"; 0 for none."""
    word = tokens[index].lower
    if word == "per" and index + 1 < len(tokens) and tokens[index + 1].lower == "cent":
        return 2
    return 1 if word in {"%", "percent", "percents", "percentage", "pct"} else 0


def _signed(tokens: list[Token], index: int) -> Numeral | None:
    token = tokens[index]
    if token.lower in _SIGN_WORDS and index + 1 < len(tokens):
        numeral = _unsigned(tokens, index + 1)
        return replace(numeral, value=-numeral.value, first=index) if numeral else None
    is_minus = token.text in _MINUS and not (token.is_glued and index and tokens[index - 1].text not in "([<=>") and index + 1 < len(tokens)
    if is_minus and tokens[index + 1].is_number:
        numeral = _unsigned(tokens, index + 1)
        return replace(numeral, value=-numeral.value, first=index) if numeral else None
    return _unsigned(tokens, index)


def _unsigned(tokens: list[Token], index: int) -> Numeral | None:
    if tokens[index].lower == "half" and (index + 1 >= len(tokens) or tokens[index + 1].lower not in {"a", *SCALES}):
        return Numeral(0.5, index, index + 1, is_fraction=True, is_written=True)
    numeral = fraction(tokens, index) or read(tokens, index, is_mathematics=True)
    if numeral is None or numeral.is_ordinal:
        return numeral
    return _product(tokens, _ratio(tokens, numeral))


def _ratio(tokens: list[Token], numeral: Numeral) -> Numeral:
    """ "One out of three", "1 in twenty-one", "one over 20"; not "12 out of 10", nor "8 in 5"."""
    words = [token.lower for token in tokens[numeral.last : numeral.last + 2]]
    skip = 2 if words == ["out", "of"] else 1 if words[:1] in (["in"], ["over"]) else 0
    if not skip or numeral.is_fraction or numeral.last + skip >= len(tokens):
        return numeral
    below = read(tokens, numeral.last + skip)
    if below is None or below.is_ordinal or below.value <= 0:
        return numeral
    is_over = words[0] == "over"
    is_part = numeral.value < below.value
    follows = tokens[below.last].lower if below.last < len(tokens) else ""
    if (is_over and follows in {"years", "days", "months", "weeks"}) or not (is_part or is_over):
        return numeral
    return Numeral(numeral.value / below.value, numeral.first, below.last, is_fraction=True)


def _product(tokens: list[Token], numeral: Numeral) -> Numeral:
    """ "Two thirds of a million", "half million", "quarter million"."""
    index = numeral.last
    words = [token.lower for token in tokens[index : index + 3]]
    if numeral.is_fraction and words[:2] == ["of", "a"] and len(words) == 3 and words[2] in SCALES:
        return replace(numeral, value=numeral.value * SCALES[words[2]], last=index + 3)
    return numeral


def _is_pronoun(tokens: list[Token], numeral: Numeral) -> bool:
    """ "The one you mentioned", "which one", "in some one's"."""
    if numeral.last != numeral.first + 1 or tokens[numeral.first].lower != "one":
        return False
    return numeral.first > 0 and tokens[numeral.first - 1].lower in _PRONOUN_BEFORE


def _has_unit(tokens: list[Token], numeral: Numeral) -> bool:
    """Whether a unit of measure is written on to the digits: "29km", "180.25ml"."""
    if numeral.last >= len(tokens) or not tokens[numeral.last - 1].is_number:
        return False
    following = tokens[numeral.last]
    return following.is_glued and following.is_word and bool(_UNIT.match(following.text))
