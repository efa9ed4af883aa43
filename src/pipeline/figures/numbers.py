"""Tokens → number mentions: value, upper end, kind and bound, without any idea of what is counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.figures import bounds
from pipeline.figures.fractions_said import fraction_at
from pipeline.figures.number_words import FRACTIONS, GLYPHS, ORDINALS, SCALES, TENS, UNITS, Numeral, join
from pipeline.figures.numerals import read
from pipeline.figures.text import Token, word_set
from pipeline.records import Op

Kind = Literal["cardinal", "ordinal", "percent", "points", "fraction", "multiple"]

_PERCENT = {"%", "percent", "pct", "pc", "percentage", "percentages", "percents", "％"}
_MINUS = frozenset("-−–‑")
_OPENING = frozenset("([,:;—/|")
MULTIPLES = {
    "doubled": 2, "doubling": 2, "doubles": 2, "double": 2, "twice": 2, "twofold": 2, "redoubled": 2,
    "tripled": 3, "tripling": 3, "triples": 3, "triple": 3, "thrice": 3, "threefold": 3, "trebled": 3, "trebling": 3,
    "quadrupled": 4, "quadrupling": 4, "quadruple": 4, "quadruples": 4, "fourfold": 4,
    "quintupled": 5, "quintuple": 5, "fivefold": 5, "sixfold": 6, "sevenfold": 7, "tenfold": 10,
}  # fmt: skip
_COMPARED = word_set("the as last what that its in , . from over between their since")  # after "double"
_HALVED = {"halved", "halving"}
# The words that a number can start with; most words are none of them.
_OPENINGS = frozenset({*MULTIPLES, *_HALVED, *UNITS, *TENS, *ORDINALS, "half", "one-half", "quarter", "a", "an"})
_SURE_OPENINGS = frozenset({*_OPENINGS, *FRACTIONS, *GLYPHS} - {"a", "an"})


@dataclass(frozen=True, slots=True)
class Number:
    """A number mention at tokens[first:last]; percentages as 12.9, fractions and "in half" as percent too."""

    value: float
    first: int
    last: int
    kind: Kind = "cardinal"
    high: float | None = None
    op: Op = "eq"
    sign: int = 0  # as printed: +1, -1, or 0 when there is none
    is_written: bool = False  # in words only
    is_bounded: bool = False  # a bound is printed beside it


def may_hold(tokens: Iterable[Token]) -> bool:
    """Whether there can be a number among the tokens: one of them is of digits or a word for a number."""
    return any(token.is_number or token.lower in _SURE_OPENINGS or token.lemma in SCALES for token in tokens)


def find(tokens: list[Token], taken: frozenset[int] = frozenset()) -> list[Number]:
    """The numbers of a sentence, left to right; tokens in `taken` belong to something else (a date)."""
    found: list[Number] = []
    index = 0
    while index < len(tokens):
        number = None if index in taken else _at(tokens, index, taken)
        if number is None:
            index += 1
            continue
        number = _range(tokens, number, taken)
        number = bounds.widen(tokens, number, taken)
        found.append(number)
        index = max(number.last, index + 1)
    return _share_percent(tokens, found)


def _is_of_a_price(tokens: list[Token], index: int) -> bool:
    """Whether a scale is joined to an amount of money: "a $5.7-million cut"."""
    return index > 2 and tokens[index - 1].text == "-" and tokens[index - 2].is_number and tokens[index - 3].text in {"$", "£", "€", "."}


_LONGER = frozenset({"longer", "shorter", "slower", "faster", "quicker"})
_VAGUE = frozenset({"few", "several", "many", "countless"})


def _at(tokens: list[Token], index: int, taken: frozenset[int]) -> Number | None:
    token, word = tokens[index], tokens[index].lower
    if not (token.is_number or word in _OPENINGS or token.lemma in SCALES or token.text in GLYPHS):
        return None
    if word == "a" and [one.lower for one in tokens[index + 1 : index + 2]] == ["minute"]:
        is_part = index > 0 and tokens[index - 1].lower in ("half", "quarter", "third", "of")
        is_compared = index + 2 < len(tokens) and tokens[index + 2].lower in _LONGER and not is_part
        return Number(1, index, index + 1, is_written=True) if is_compared else None  # "a minute longer than in 2015"
    if word in MULTIPLES:
        return _multiple_word(tokens, index)
    if word in _HALVED:
        return Number(50, index, index + 1, "fraction", sign=-1, is_written=True)
    if token.lemma in SCALES and index and (tokens[index - 1].lower in _VAGUE or _is_of_a_price(tokens, index)):
        return None  # "a few dozen", "several hundred"
    numeral = fraction_at(tokens, index) or read(tokens, index)
    if numeral is None or any(position in taken for position in range(numeral.first, numeral.last)):
        return None
    return _with_unit(tokens, numeral)


def _multiple_word(tokens: list[Token], index: int) -> Number | None:
    word = tokens[index].lower
    after = tokens[index + 1].lower if index + 1 < len(tokens) else ""
    if word in {"double", "triple", "quadruple", "twice"} and not (after in _COMPARED or after[:1].isdecimal()):
        return None  # "a double homicide", "twice-weekly"
    tail = {token.lower for token in tokens[index + 1 : index + 4]}
    if tail & {"speed", "pace", "size"} or (word in {"twice", "thrice", "double"} and tail & {"week", "day", "month"}):
        return None
    return Number(MULTIPLES[word], index, index + 1, "multiple", is_written=True)


def _with_unit(tokens: list[Token], numeral: Numeral) -> Number:
    """Adds what follows the numeral: percent, points, times; and the sign before it."""
    last = join(tokens, numeral.last)
    words = [token.lower for token in tokens[last : last + 3]]
    first, sign = _signed(tokens, numeral)
    if numeral.is_fraction:
        return Number(100 * numeral.value, first, numeral.last, "fraction", sign=sign, is_written=True)
    if words == ["per", "-", "cent"]:
        return Number(numeral.value, first, last + 3, "percent", sign=sign)
    if words[:2] == ["per", "cent"] or (words[:1] and words[0] in _PERCENT):
        end = last + (2 if words[0] == "per" else 1)
        tail = [token.lower for token in tokens[end : end + 2]]
        points = words[0] == "percentage" and tail[:1] in (["points"], ["point"])
        points_after = tail[:1] in (["points"], ["point"]) or (tail[:1] == ["-"] and tail[1:] in (["points"], ["point"]))
        if points or points_after:
            return Number(numeral.value, first, end + 1 + (tail[:1] == ["-"]), "points", sign=sign)
        return Number(numeral.value, first, end, "percent", sign=sign)
    if (
        words[:1]
        and words[0] in {"points", "point"}
        and any(token.lower in _PERCENT | {"rate", "rates"} for token in tokens[max(0, first - 20) : first])
    ):
        return Number(numeral.value, first, last + 1, "points", sign=sign)
    if words[:1] == ["times"] and words[1:2] and words[1] in _TIMES_WHAT and not _is_how_often(tokens, first, last):
        return Number(numeral.value, first, last + 1, "multiple", is_written=numeral.is_written)
    if words[:1] == ["fold"]:
        return Number(numeral.value, first, last + 1, "multiple", is_written=numeral.is_written)
    kind: Kind = "ordinal" if numeral.is_ordinal else "cardinal"
    return Number(numeral.value, first, numeral.last, kind, sign=sign, is_written=numeral.is_written)


_TIMES_WHAT = word_set("as more higher the what greater that its larger")
_COMPARED_WITH = word_set("with to from than against versus")
_A_TIME = word_set("previous prior preceding year same")


def _is_how_often(tokens: list[Token], first: int, times: int) -> bool:
    """Whether the times are counted, and beside an earlier time: "opened fire 11 times, compared with 14 times the previous year"."""
    is_compared = first > 0 and tokens[first - 1].lower in _COMPARED_WITH
    return is_compared and [token.lower in _A_TIME for token in tokens[times + 2 : times + 3]] == [True]


def _signed(tokens: list[Token], numeral: Numeral) -> tuple[int, int]:
    """Where the number starts with its sign, and the sign."""
    first = numeral.first
    if first == 0:
        return first, 0
    before = tokens[first - 1]
    if before.lower in {"minus", "negative"}:
        return first - 1, -1
    if before.lower == "plus" and first > 1 and tokens[first - 2].text in _OPENING and tokens[first - 2].text != ",":
        return first - 1, 1
    if not tokens[first].is_glued or not (before.text in _MINUS or before.text == "+"):
        return first, 0
    is_open = not before.is_glued or first == 1 or tokens[first - 2].text in _OPENING
    return (first - 1, 1 if before.text == "+" else -1) if is_open else (first, 0)


_MOVED = word_set("rose fell dropped increased decreased declined climbed jumped grew slipped dipped surged")


_CLOSE = 2  # "seven or eight", "10 or 12": between them, and not one of two


def _range(tokens: list[Token], number: Number, taken: frozenset[int]) -> Number:
    """ "5 to 12", "5-12", "between 40 and 45"; "from X to Y" is a pair, not a range, and stays two numbers."""
    if number.kind not in ("cardinal", "percent") or number.last >= len(tokens) - 1:
        return number
    link, before = tokens[number.last], tokens[number.first - 1].lower if number.first else ""
    is_range = (link.lower == "to" and before not in {"from", "to", "was", "goes", "went"}) or (before == "between" and link.lower == "and")
    is_or = link.lower == "or" and before not in {"either", "one"}
    is_dash = link.text in {"-", "–", "—"} and link.is_glued and tokens[number.last + 1].is_glued and tokens[number.last + 1].is_number
    if not (is_range or is_dash or is_or) or number.last + 1 in taken:
        return number
    other = _at(tokens, number.last + 1, taken)
    if (
        other is None
        or other.kind not in ("cardinal", "percent")
        or other.value <= number.value
        or (number.kind, other.kind) == ("percent", "cardinal")
    ):
        return number
    if is_or and not (other.value - number.value <= _CLOSE and number.kind == other.kind == "cardinal" and number.value.is_integer()):
        return number
    end = tokens[other.last].text if other.last < len(tokens) else ""
    if before == "(" and end == ")" and not is_dash:
        return number  # "robbery (177 to 210)": from one to the other
    if (before == "by" or before in _MOVED) and not is_dash and other.kind == "cardinal":
        return number  # "climbed by 15 to 212", "rose 12,000 to 78,100"
    if other.value > 20 * max(number.value, 1) and not is_dash:
        return number
    first = number.first - 1 if before == "between" else number.first
    return replace(number, kind=other.kind, high=other.value, last=other.last, first=first)


def _share_percent(tokens: list[Token], numbers: list[Number]) -> list[Number]:
    """In "5, 7 and 9 percent" each is a percentage."""
    shared = list(numbers)
    for index in range(len(shared) - 2, -1, -1):
        number, following = shared[index], shared[index + 1]
        between = [token.lower for token in tokens[number.last : following.first]]
        if (
            number.kind == "cardinal"
            and following.kind == "percent"
            and between in ([","], ["and"], ["or"], [",", "and"])
            and number.value < 100
        ):
            shared[index] = replace(number, kind="percent")
    return shared


__all__ = ["Kind", "Number", "find"]
