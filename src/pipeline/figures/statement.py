"""What one number says, and which way the words around it point."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pipeline.figures.units import Line, Unit
from pipeline.records import Measure, Op

Side = Literal["now", "before"]  # which side of "from 180 to 66" a level stands on


@dataclass(frozen=True, slots=True)
class Statement:
    """What one number says."""

    index: int  # of its unit in the line
    measure: Measure
    value: float
    high: float | None
    op: Op
    side: Side = "now"
    rate_per: int | None = None
    unit: str | None = None
    is_explicit: bool = True  # the words for the measure and the sign stand beside the number
    why: str = ""


@dataclass(frozen=True, slots=True)
class Hint:
    """What a lead-in ("Percent change, January to March:") says of the numbers below it, or the last number of those that follow it."""

    is_change: bool = False
    sign: int = 0
    last: Measure | None = None  # of the number told last


_PERCENTAGES = frozenset({"percent_change", "share"})  # "a third" is 33.3, as percentages are printed
BEFORE = re.compile(r"(?:f|v[it.]?|n|(?<=[NPFX])C|X)x?a?[wx]?\Z|faH\Z|fas\Z")  # also "from a record", "from an even 3,500"


def make(line: Line, index: int, measure: Measure, sign: int = 1, why: str = "", *, side: Side = "now", is_explicit: bool = True,
          rate_per: int | None = None, unit: str | None = None) -> Statement:  # fmt: skip
    number = line.units[index].number
    assert number is not None  # noqa: S101
    is_part = line.units[index].letter == "F"
    value = round(sign * number.value, 1 if is_part and measure in _PERCENTAGES else 6)
    return Statement(index, measure, value, number.high, number.op, side, rate_per, unit, is_explicit, why)


def sign_of(unit: Unit) -> int:
    """Which way a unit of direction points: 1, -1, or 0 for "change" and "difference"."""
    return {"up": 1, "down": -1}.get(unit.term.code, 0) if unit.term else 0


def sign_between(line: Line, first: int, last: int) -> tuple[int, str]:
    for unit in reversed(line.units[first + 1 : last]):
        if unit.letter in "UDA" and sign_of(unit):
            return sign_of(unit), unit.lower
    return 0, ""


_PACES = frozenset({"faster", "slower", "quicker"})


def nearest_sign(line: Line, index: int) -> tuple[int, str]:
    """The sign of the nearest direction in the sentence, to the left first; a clause boundary ends the search to the right."""
    for position in range(index - 1, -1, -1):
        unit = line.units[position]
        is_pace = (
            unit.lower in _PACES and "U" in line.signature[max(0, position - 3) : position]
        )  # "car theft climbed faster still, by 26 per cent"
        if unit.letter in "UDAC" and sign_of(unit) and not is_pace:
            return sign_of(unit), unit.lower
        if unit.letter == ";":
            break
    for unit in line.units[index + 1 :]:
        if unit.letter in ";s":
            break
        if unit.letter in "UDAC" and sign_of(unit):
            return sign_of(unit), unit.lower
    return 0, ""
