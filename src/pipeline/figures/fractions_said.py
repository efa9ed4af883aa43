"""Parts of a whole in words: "half", "a third", "three quarters", "one in four", "nine out of every 10"."""

from __future__ import annotations

from pipeline.figures.number_words import FRACTIONS, SCALES, UNITS, Numeral, join
from pipeline.figures.numerals import read
from pipeline.figures.text import Token, word_set

_AFTER = word_set(
    """
    of fewer less more lower higher drop decline in from since compared and as over to
    last this than increase decrease reduction between were involved are or during
    """
)  # what may follow "a third" that is a part: "a third fewer"


def fraction_at(tokens: list[Token], first: int) -> Numeral | None:
    """ "half", "a third", "two-thirds", "three quarters", "one in four", "nine out of every 10"."""
    word = tokens[first].lower
    after = join(tokens, first + 1)
    following = tokens[after].lower if after < len(tokens) else ""
    before = tokens[first - 1].lower if first else ""
    if word in {"half", "one-half"} and before not in {"first", "second", "and"} and following not in {"year", "dozen", "hour"}:
        if following == "a" and after + 1 < len(tokens) and tokens[after + 1].lower in SCALES:
            return Numeral(0.5 * SCALES[tokens[after + 1].lower], first, after + 2, is_written=True)
        return Numeral(0.5, first, first + 1, is_fraction=True, is_written=True)
    if word == "half" and following == "dozen":
        return Numeral(6, first, after + 1, is_written=True)
    if word == "half" and following == "a":
        return None
    if word in {"a", "an"} and following in FRACTIONS and following != "second" and _is_fraction_end(tokens, after + 1):
        return Numeral(1 / FRACTIONS[following], first, after + 1, is_fraction=True, is_written=True)
    if word not in UNITS and not tokens[first].is_number:
        return None
    return _counted_fraction(tokens, first, after, following)


def _counted_fraction(tokens: list[Token], first: int, after: int, following: str) -> Numeral | None:
    above = read(tokens, first)
    if above is None:
        return None
    singular = following.removesuffix("s")
    is_part = singular in FRACTIONS and singular != "second" and (following.endswith("s") or above.value == 1)
    if above.last in (first + 1, after) and is_part and above.value < FRACTIONS[singular]:
        return Numeral(above.value / FRACTIONS[singular], first, after + 1, is_fraction=True, is_written=True)
    index = above.last
    words = [token.lower for token in tokens[index : index + 3]]
    skip = (
        3
        if words == ["out", "of", "every"]
        else 2
        if words[:2] in (["out", "of"], ["in", "every"], ["of", "every"])
        else 1
        if words[:1] == ["in"]
        else 0
    )
    if skip and index + skip < len(tokens):
        below = read(tokens, index + skip)
        if below and not below.is_ordinal and _is_ratio(above.value, below.value):
            return Numeral(above.value / below.value, first, below.last, is_fraction=True, is_written=True)
    return None


def _is_ratio(above: float, below: float) -> bool:
    """Whether two numbers are a part and a whole: "nine in 10", "one in 1,000"; "six in 21" are six on the 21st, or in 21 days."""
    is_small = below <= 20 or (above <= 10 and below in {25, 30, 40, 50, 100, 200, 500, 1000, 10000, 100000})
    return 0 < above < below and is_small and _is_whole(above, below)


def _is_whole(*values: float) -> bool:
    return all(value == int(value) for value in values)


def _is_fraction_end(tokens: list[Token], index: int) -> bool:
    """After "a third": "a third of", "by a third,", "a third fewer"; but "a third homicide" is an ordinal."""
    if index >= len(tokens) or not tokens[index].is_word:
        return True
    return tokens[index].lower in _AFTER
