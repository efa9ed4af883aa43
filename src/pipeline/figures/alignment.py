"""Lists that run in parallel: "A, B and C fell 5, 7 and 9 percent, respectively"; "in 2011 and 2012, when 58 and then 71 …"."""

from __future__ import annotations

import re

from pipeline.figures.units import Line

_NUMBERS = re.compile(r"([NPFX])[wxKk]{0,3}(?:(?:,?c[xwbUAtia]{0,3}|,)\1[wxKk]{0,3})+")


def partner(line: Line, index: int, letter: str) -> int | None:
    """The unit of `letter` (K, T or L) that runs parallel to the number at `index`, or None when no such list stands in the line."""
    is_said = "respectively" in line.words(0, len(line.units)).split()
    for match in _NUMBERS.finditer(line.signature):
        if not match.start() <= index < match.end():
            continue
        numbers = [position for position in range(match.start(), match.end()) if line.signature[position] == match[1]]
        partners = _list(line, match.start(), match.end(), letter)
        if len(partners) == len(numbers) >= 2 and (is_said or letter in "TK") and index in numbers:
            return partners[numbers.index(index)]
    return None


def _list(line: Line, start: int, end: int, letter: str) -> list[int]:
    """The nearest list of such units before the numbers, else after them."""
    chain = re.compile(rf"{letter}(?:(?:,?c[ia]{{0,2}}[wx]{{0,2}}|,[ia]{{0,2}}[wx]{{0,2}}){letter})+")
    before = list(chain.finditer(line.signature, 0, start))
    if before:
        return [position for position in range(*before[-1].span()) if line.signature[position] == letter]
    after = chain.match(line.signature, _skip(line, end))
    return [position for position in range(*after.span()) if line.signature[position] == letter] if after else []


def _skip(line: Line, end: int) -> int:
    while end < len(line.signature) and line.signature[end] in ",iwx":
        end += 1
    return end
