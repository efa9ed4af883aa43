"""Number words → values: "sixty-two", "two and a half million", "1.2 million", "a dozen", "half a million"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.figures.text import Token, is_hyphen

UNITS = {
    word: value
    for value, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
    )
} | {"nil": 0, "couple": 2}
TENS = {word: 10 * value for value, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)} | {"fourty": 40}
SCALES = {
    "hundred": 100,
    "thousand": 10**3,
    "k": 10**3,
    "million": 10**6,
    "mln": 10**6,
    "bn": 10**9,
    "billion": 10**9,
    "trillion": 10**12,
    "tn": 10**12,
    "dozen": 12,
}
ORDINALS = {
    word: value
    for value, word in enumerate(
        ["zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth"]
    )
} | {
    "twentieth": 20,
    "thirtieth": 30,
    "fortieth": 40,
    "fiftieth": 50,
    "sixtieth": 60,
    "seventieth": 70,
    "eightieth": 80,
    "ninetieth": 90,
    "hundredth": 100,
    "thousandth": 1000,
    "millionth": 10**6,
}
FRACTIONS = {"half": 2, "halves": 2, "quarter": 4} | {word: value for word, value in ORDINALS.items() if value > 2}
GLYPHS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3, "⅛": 0.125, "⅕": 0.2, "⅖": 0.4, "⅗": 0.6, "⅘": 0.8}
_SUFFIX = re.compile(r"(?:st|nd|rd|th)\Z")
MAX_WORDS = 24  # a number in words is never longer


@dataclass(frozen=True, slots=True)
class Numeral:
    """A value read from tokens[first:last]."""

    value: float
    first: int
    last: int
    is_ordinal: bool = False
    is_fraction: bool = False
    is_written: bool = False  # in words only


def digits(token: Token) -> float:
    """The value of a token of digits; separators are dropped."""
    return float(re.sub(r"[,\u2009\u202f\u00a0]", "", token.text))


def join(tokens: list[Token], index: int) -> int:
    """The index after a hyphen, if one joins the words here."""
    return index + 1 if is_hyphen(tokens, index) else index


def read(tokens: list[Token], first: int) -> Numeral | None:
    """The numeral that starts at tokens[first], or None."""
    token = tokens[first]
    if token.text in GLYPHS:
        return Numeral(GLYPHS[token.text], first, first + 1, is_fraction=True)
    if token.is_number:
        return _read_digits(tokens, first)
    return _read_words(tokens, first) if token.is_word else None


def _read_digits(tokens: list[Token], first: int) -> Numeral:
    value, last = digits(tokens[first]), first + 1
    following = tokens[last] if last < len(tokens) else None
    if following is None:
        return Numeral(value, first, last)
    if following.is_glued and _SUFFIX.match(following.lower):
        return Numeral(value, first, last + 1, is_ordinal=True)
    if following.text in GLYPHS and following.is_glued:
        return Numeral(value + GLYPHS[following.text], first, last + 1)
    if following.text == "/" and following.is_glued and last + 1 < len(tokens) and tokens[last + 1].is_number:
        below = digits(tokens[last + 1])
        if 0 < value < below <= 10 and value == int(value):
            return Numeral(value / below, first, last + 2, is_fraction=True)
    return _scaled(tokens, Numeral(value, first, last))


def _scaled(tokens: list[Token], numeral: Numeral) -> Numeral:
    """Multiplies by the scale words that follow: "1.2 million", "10k", "3 dozen"."""
    value, last = numeral.value, numeral.last
    while last < len(tokens) and last < numeral.first + MAX_WORDS:
        index = join(tokens, last)
        if index >= len(tokens) or tokens[index].lower not in SCALES:
            break
        if len(tokens[index].text) == 1 and not (tokens[index].is_glued and tokens[index].text in "kK"):
            break
        value, last = value * SCALES[tokens[index].lower], index + 1
    return Numeral(value, numeral.first, last, is_written=numeral.is_written)


def _read_words(tokens: list[Token], first: int) -> Numeral | None:
    index = first
    total = group = 0.0
    has_any = False
    last_scale = float("inf")
    end = first
    while index < len(tokens) and index - first < MAX_WORDS:
        word = tokens[index].lower
        step = _step(word, tokens, index, has_any=has_any)
        if step is None:
            break
        kind, value = step
        if kind == "ordinal":
            if (
                has_any
                and value < 20
                and index > first
                and not is_hyphen(tokens, index - 1)
                and tokens[index - 1].lower not in TENS | SCALES | {"and": 0}
            ):
                break
            scaled = (group or 1) * value if value >= 100 else group + value
            return Numeral(total + scaled, first, index + 1, is_ordinal=True, is_written=True)
        if kind == "unit":
            if (group % 10 and value < 20) or (group % 100 >= 10 and value >= 10) or (group % 100 and 10 <= group % 100 < 20):
                break
            group += value
        elif kind == "scale":
            if value == 100 or value == 12:
                group = (group or 1) * value
            else:
                if value >= last_scale:
                    break
                total += (group or 1) * value
                group, last_scale = 0.0, value
        if kind != "and":
            has_any, end = True, index + 1
        index = join(tokens, index + 1)
    if not has_any:
        return None
    return _with_half(tokens, Numeral(total + group, first, end, is_written=True))


def _step(word: str, tokens: list[Token], index: int, *, has_any: bool) -> tuple[str, float] | None:
    if word in UNITS and (word != "couple" or not has_any):
        return "unit", UNITS[word]
    if word in TENS:
        return "unit", TENS[word]
    if word in SCALES and len(word) > 2 and (has_any or word != "dozen" or True):
        return ("scale", SCALES[word]) if has_any or (index and tokens[index - 1].lower in {"a", "the", "per"}) else None
    if word in ORDINALS:
        return "ordinal", ORDINALS[word]
    if word == "and" and has_any and _goes_on(tokens, index):
        return "and", 0
    return None


def _goes_on(tokens: list[Token], index: int) -> bool:
    """Whether "and" joins the parts of one number: only after hundred, thousand, million."""
    after = tokens[index + 1].lower if index + 1 < len(tokens) else ""
    return tokens[index - 1].lower in {"hundred", "thousand", "million", "billion"} and (after in UNITS or after in TENS)


def _with_half(tokens: list[Token], numeral: Numeral) -> Numeral:
    """Adds "and a half", before or after a scale: "two and a half million"."""
    words = [token.lower for token in tokens[numeral.last : numeral.last + 8] if token.text != "-"]
    if words[:3] == ["and", "a", "half"]:
        last = numeral.last
        while tokens[last].lower != "half":
            last += 1
        return _scaled(tokens, Numeral(numeral.value + 0.5, numeral.first, last + 1, is_written=True))
    return numeral
