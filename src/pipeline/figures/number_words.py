"""Number words → values: "one hundred and sixty-one", "twenty-one trillion three hundred", "nine point nought four"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.figures.text import Token, is_hyphen

_TO_NINETEEN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
_ORDINALS_TO_NINETEEN = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
    "seventeenth eighteenth nineteenth"
)
UNITS = {word: value for value, word in enumerate(_TO_NINETEEN.split())} | {"nil": 0, "nought": 0, "naught": 0, "couple": 2}
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
TENS = {word: 10 * value for value, word in enumerate(_TENS, 2)} | {"fourty": 40}
SCALES = {
    "hundred": 100, "thousand": 10**3, "k": 10**3, "lakh": 10**5, "million": 10**6, "mln": 10**6, "crore": 10**7, "billion": 10**9, "bln": 10**9,
    "trillion": 10**12, "tln": 10**12, "dozen": 12, "dz": 12, "dzs": 12, "doz": 12,
}  # fmt: skip
_TENTHS = {
    "twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50, "sixtieth": 60, "seventieth": 70, "eightieth": 80, "ninetieth": 90,
    "hundredth": 100, "thousandth": 1000, "millionth": 10**6, "billionth": 10**9, "trillionth": 10**12,
}  # fmt: skip
_PLURAL_FIRST = "firsts"  # of "three twenty-firsts"
ORDINALS = {word: value for value, word in enumerate(_ORDINALS_TO_NINETEEN.split())} | _TENTHS
FRACTIONS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4}
FRACTIONS |= {word: value for word, value in ORDINALS.items() if value > 2} | {
    word + "s": value for word, value in ORDINALS.items() if value > 2
}
GLYPHS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3, "⅛": 0.125, "⅕": 0.2, "⅖": 0.4, "⅗": 0.6, "⅘": 0.8, "⅙": 1 / 6, "⅚": 5 / 6}
_SEPARATORS = re.compile(r"[,'’\u2009\u202f\u00a0 ]")
_LONGEST = 30  # words: a number is never longer


def is_count(token: Token) -> bool:
    """Whether a token is a number in digits, or one below twenty in words."""
    return token.is_number or token.lower in UNITS


@dataclass(frozen=True, slots=True)
class Numeral:
    """A value read from tokens[first:last]."""

    value: float
    first: int
    last: int
    is_ordinal: bool = False
    is_fraction: bool = False
    is_written: bool = False  # in words only


@dataclass
class _Sum:
    """A number in words as far as it has been read: 21 trillion, 3 hundred …"""

    total: float = 0.0
    group: float = 0.0
    last_scale: float = float("inf")
    has_group: bool = False

    @property
    def value(self) -> float:
        return self.total + self.group

    def takes(self, value: float) -> bool:
        """Whether a word for 1 to 99 may follow: "twenty one" but not "one twenty"."""
        below = self.group % 100
        if value >= 20:
            return below == 0
        return below == 0 or (value < 10 and below >= 20 and below % 10 == 0)

    def scale(self, value: float) -> bool:
        """Multiplies what has been read by a scale; False where none can stand."""
        if value in (100, 12):
            if self.group >= 100 and value == 100:
                return False
            tail = self.group % 100 if value == 12 and self.group > 100 else self.group
            self.group = self.group - tail + (tail or 1) * value
            return True
        if value >= self.last_scale:
            if not self.has_group and self.total:  # "three lakh crore"
                self.total *= value
                return True
            return False
        self.total += (self.group or 1) * value
        self.group, self.has_group, self.last_scale = 0.0, False, value
        return True


def digits(token: Token) -> float:
    """The value of a token of digits; separators are dropped."""
    return float(_SEPARATORS.sub("", token.text))


def join(tokens: list[Token], index: int) -> int:
    """The index after a hyphen, if one joins the words here."""
    if is_hyphen(tokens, index):
        return index + 1
    is_spaced = 0 < index < len(tokens) - 1 and tokens[index].text == "-" and not tokens[index].is_glued and not tokens[index + 1].is_glued
    if is_spaced and (tokens[index - 1].lower in TENS or tokens[index - 1].lower in UNITS):
        after = tokens[index + 1].lower
        return index + 1 if is_name_of_fraction(after) or (tokens[index - 1].lower in TENS and 0 < UNITS.get(after, 0) < 10) else index
    return index


def is_name_of_fraction(word: str) -> bool:
    """Whether a word can be what a thing is divided into."""
    return word in FRACTIONS


def words(tokens: list[Token], first: int) -> Numeral | None:
    """The number in words that starts at tokens[first]; an ordinal ends it ("twenty-first", "one hundred and fifth")."""
    start = _article(tokens, first)
    if start is None:
        return None
    state, index, end = _Sum(), start, start
    while index < len(tokens) and index - first < _LONGEST:
        word = tokens[index].lower
        if word in ORDINALS or (word == _PLURAL_FIRST and end > start):
            return _ordinal(tokens, first, index, state, has_any=end > start)
        if not _add(state, tokens, index, has_any=end > start or start > first):
            if word != "and" or end == start or not _goes_on(tokens, index, state):
                break
        else:
            end = index + 1
        index = join(tokens, index + 1)
    if end == start:
        return None
    return _point(tokens, Numeral(state.value, first, end, is_written=True))


def _article(tokens: list[Token], first: int) -> int | None:
    """Where the number's own words start: "a hundred", "half a million" and "a dozen" open with an article."""
    word = tokens[first].lower
    following = tokens[first + 1].lemma if first + 1 < len(tokens) else ""
    if word in {"a", "an"}:
        return first + 1 if following in SCALES and len(following) > 2 else None
    if word in UNITS or word in TENS or word in ORDINALS:
        return first
    return first if word in SCALES and len(word) > 2 else None  # "hundred thousand"; not "thousands"


def _add(state: _Sum, tokens: list[Token], index: int, *, has_any: bool) -> bool:
    word = tokens[index].lower
    value = UNITS.get(word, TENS.get(word))
    if value is not None and (word != "couple" or not has_any):
        if not state.takes(value) or (value == 0 and has_any):
            return False
        state.group += value
        state.has_group = True
        return True
    if tokens[index].lemma in SCALES and len(word) > 2:
        return state.scale(SCALES[tokens[index].lemma])
    return False


def _goes_on(tokens: list[Token], index: int, state: _Sum) -> bool:
    """Whether "and" joins the parts of one number: after a scale, before a smaller part."""
    if index + 1 >= len(tokens) or tokens[index - 1].lemma not in SCALES:
        return False
    after = tokens[index + 1].lower
    value = UNITS.get(after, TENS.get(after))
    if after in ORDINALS and tokens[index - 1].lemma in SCALES:
        return not after.endswith("s")
    if not value or not state.takes(value) or after == "couple":
        return False
    part = _small(tokens, index + 1)
    following = tokens[part[1]].lower if part[1] < len(tokens) else ""
    if is_name_of_fraction(following) and part[0] < FRACTIONS[following]:
        return False  # "one hundred and three quarters"
    if following in SCALES and len(following) > 2 and following != "dozen":
        return SCALES[following] < state.last_scale or state.total == 0
    return True


def _small(tokens: list[Token], index: int) -> tuple[float, int]:
    """The value of one or two words up to ninety-nine, and the index after them."""
    word = tokens[index].lower
    value = UNITS.get(word, TENS.get(word, 0))
    after = join(tokens, index + 1)
    if value >= 20 and after < len(tokens) and 0 < UNITS.get(tokens[after].lower, 0) < 10:
        return value + UNITS[tokens[after].lower], after + 1
    return value, index + 1


def _ordinal(tokens: list[Token], first: int, index: int, state: _Sum, *, has_any: bool) -> Numeral | None:
    """The number that an ordinal ends; after a whole number another one begins ("one third")."""
    word = tokens[index].lower
    value = ORDINALS[word.removesuffix("s") if word == _PLURAL_FIRST else word]
    if not has_any:
        return Numeral(value, first, index + 1, is_ordinal=True, is_written=True)
    is_joined = (
        tokens[index - 1].lower in TENS or tokens[index - 1].lemma in SCALES or tokens[index - 1].lower == "and" or is_hyphen(tokens, index - 1)
    )
    if not is_joined or (value < 100 and not state.takes(value)) or (value >= 20 and tokens[index - 1].lower in TENS):
        end = index - (tokens[index - 1].lower == "and")
        return Numeral(state.value, first, end, is_written=True)
    if value >= 100:
        state.scale(value)
        return Numeral(state.value, first, index + 1, is_ordinal=True, is_written=True)
    return Numeral(state.value + value, first, index + 1, is_ordinal=True, is_written=True)


def _point(tokens: list[Token], numeral: Numeral) -> Numeral:
    """Adds the decimals of "nine point nought four" and "two hundred point seventy-one"."""
    index = numeral.last
    if index + 1 >= len(tokens) or tokens[index].lower != "point":
        return numeral
    printed, index = "", index + 1
    while index < len(tokens) and len(printed) < _LONGEST:
        word = tokens[index].lower
        value = UNITS.get(word, TENS.get(word))
        if value is None or word == "couple":
            break
        after = join(tokens, index + 1)
        unit = UNITS.get(tokens[after].lower) if value >= 20 and after < len(tokens) else None
        printed += str(value + (unit or 0))
        index = (after + 1) if unit else index + 1
    return Numeral(numeral.value + float(f"0.{printed}"), numeral.first, index, is_written=True) if printed else numeral
