"""A PDF page's characters → lines of segments: words that stand together, with where they stand. Turned text is turned back."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pdfplumber.utils.text import extract_words

from pipeline.parse.text import clean

Char = dict[str, Any]
_VALUE = re.compile(
    r"""[(\[]?[+\-−–‐‑]?[$]?(?:\d[\d,]*(?:\.\d+)?|\.\d+)\s?%?[)\]]?[*†‡▲▼↑↓]*%?   # 1,234  (12.5%)  -3*
    |[▲▼↑↓]\d[\d,.]*%?
    |\*+(?:\.\*+)?%?|[-−–‐‑—]{1,3}%?|\#DIV/0!|(?i:n/?a|n\.a\.|n/c|nc)\.?           # ***.*  --  N/A""",
    re.VERBOSE,
)
_YEAR = re.compile(r"['’]?(?:19|20)\d\d\*?")
JOINS = re.compile(r"(?i)through|thru|to|and|[-–—]")  # "12/22/2025   Through   12/28/2025" is one line
_GLUE = re.compile(r"%|\)|\*+|[†‡▲▼↑↓]")
_MONTH = re.compile(r"(?i)(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?|through|thru|to|of")
_SIGN = re.compile(r"[+\-−–‐‑$(]|[▲▼↑↓]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box, in points from the page's upper left."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def size(self) -> float:
        return max(self.bottom - self.top, 1.0)


@dataclass(frozen=True)
class Segment:
    """Words of one line with no more than a space between them."""

    words: tuple[Word, ...]

    @cached_property
    def text(self) -> str:
        return clean(" ".join(word.text for word in self.words))

    @cached_property
    def x0(self) -> float:
        return min(word.x0 for word in self.words)

    @cached_property
    def x1(self) -> float:
        return max(word.x1 for word in self.words)

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    @cached_property
    def is_value(self) -> bool:
        """Whether it is a number, or what a table prints in place of one."""
        return _VALUE.fullmatch(self.text.replace(" ", "")) is not None

    @cached_property
    def is_year(self) -> bool:
        return _YEAR.fullmatch(self.text) is not None


@dataclass(frozen=True)
class Line:
    """The segments of one line, left to right."""

    segments: tuple[Segment, ...]

    @cached_property
    def top(self) -> float:
        return min(word.top for segment in self.segments for word in segment.words)

    @cached_property
    def bottom(self) -> float:
        return max(word.bottom for segment in self.segments for word in segment.words)

    @property
    def size(self) -> float:
        return max(self.bottom - self.top, 1.0)

    @cached_property
    def text(self) -> str:
        return " ".join(segment.text for segment in self.segments)

    @cached_property
    def values(self) -> tuple[Segment, ...]:
        return tuple(segment for segment in self.segments if segment.is_value)

    @cached_property
    def texts(self) -> tuple[Segment, ...]:
        return tuple(segment for segment in self.segments if not segment.is_value)


def is_number(text: str) -> bool:
    """Whether a word is a number, or what a table prints in place of one, that is no year."""
    return _VALUE.fullmatch(text) is not None and _YEAR.fullmatch(text) is None


def words_of(chars: Sequence[Char], width: float, height: float) -> list[Word]:
    """The words of a page; a page whose text is turned is read as it is meant to be held, and the rest of turned text is left out."""
    chars = _turned_back(_single(chars), width, height)
    found = extract_words(list(chars), x_tolerance_ratio=0.2, y_tolerance=2, keep_blank_chars=False)
    return [Word(word["text"], word["x0"], word["x1"], word["top"], word["bottom"]) for word in found]


def lines_of(words: Sequence[Word]) -> list[Line]:
    """The lines of a page, top to bottom."""
    rows: list[list[Word]] = []
    middle = -1e9
    for word in sorted(words, key=lambda one: (one.top + one.bottom, one.x0)):
        here = (word.top + word.bottom) / 2
        if rows and here - middle <= 0.5 * min(word.size, rows[-1][0].size):
            rows[-1].append(word)
        else:
            rows.append([word])
            middle = here
    space = _space(rows)
    return _stacked([Line(tuple(_segments(sorted(row, key=lambda one: one.x0), space))) for row in rows])


def _stacked(lines: Sequence[Line]) -> list[Line]:
    """The lines, those that overlap as one: a name of two lines and the numbers beside its middle, headers of one line among those of two."""
    found: list[Line] = []
    for line in lines:
        above = found[-1] if found else None
        if above and above.bottom - line.top > 0.3 * min(line.size, above.segments[-1].words[-1].size) and _are_beside(above, line):
            found[-1] = _joined(above, line)
        else:
            found.append(line)
    return found


def _are_beside(above: Line, line: Line) -> bool:
    """Whether no numbers stand above each other, as they do in two rows; and each line has a place of its own."""
    pairs = [(one, other) for one in above.segments for other in line.segments if min(one.x1, other.x1) > max(one.x0, other.x0)]
    is_apart = len(pairs) < max(len(above.segments), len(line.segments)) or len(pairs) == 0
    return is_apart and not any(one.is_value and other.is_value and not (one.is_year or other.is_year) for one, other in pairs)


def _joined(above: Line, line: Line) -> Line:
    segments = list(above.segments)
    for segment in line.segments:
        under = next((at for at, one in enumerate(segments) if min(one.x1, segment.x1) > max(one.x0, segment.x0)), None)
        if under is None:
            segments.append(segment)
        else:
            segments[under] = Segment((*segments[under].words, *segment.words))
    return Line(tuple(sorted(segments, key=lambda one: one.x0)))


def _single(chars: Sequence[Char]) -> list[Char]:
    """The characters without those printed twice in one place, as some programs make bold."""
    seen: set[tuple[str, int, int]] = set()
    kept: list[Char] = []
    for char in chars:
        key = (char["text"], round(char["x0"]), round(char["top"]))
        if key not in seen or char["text"] == " ":
            seen.add(key)
            kept.append(char)
    return kept


def _turned_back(chars: list[Char], width: float, height: float) -> list[Char]:
    """The characters that run in the direction of most, as if that were from left to right."""
    counted: dict[str, int] = {}
    for char in chars:
        counted[_direction(char)] = counted.get(_direction(char), 0) + 1
    most = max(counted, key=lambda one: counted[one], default="right")
    return [_turned(char, most, width, height) for char in chars if _direction(char) == most]


def _direction(char: Char) -> str:
    a, b = char["matrix"][:2]
    if abs(a) >= abs(b):
        return "right" if a > 0 else "left"
    return "up" if b > 0 else "down"


def _turned(char: Char, direction: str, width: float, height: float) -> Char:
    if direction == "right":
        return char
    x0, x1, top, bottom = char["x0"], char["x1"], char["top"], char["bottom"]
    box = {
        "up": (height - bottom, height - top, x0, x1),
        "down": (top, bottom, width - x1, width - x0),
        "left": (width - x1, width - x0, height - bottom, height - top),
    }[direction]
    return char | {"upright": True, "x0": box[0], "x1": box[1], "top": box[2], "bottom": box[3], "doctop": box[2]}


def _space(rows: Iterable[Sequence[Word]]) -> float:
    """How wide a space is, as a share of the size: a quarter in most fonts, six tenths where all characters are as wide."""
    gaps: list[float] = []
    for row in rows:
        ordered = sorted(row, key=lambda one: one.x0)
        gaps += [
            (after.x0 - word.x1) / word.size
            for word, after in itertools.pairwise(ordered)
            if word.text[-1].isalpha() and after.text[0].isalpha()
        ]
    small = sorted(gap for gap in gaps if 0.05 < gap < 0.9)
    return min(max(small[len(small) // 3] if small else 0.28, 0.2), 0.62)


def _segments(words: Sequence[Word], space: float) -> list[Segment]:
    groups: list[list[Word]] = []
    for word in words:
        if groups and _stands_with(groups[-1], word, space):
            groups[-1].append(word)
        else:
            groups.append([word])
    return [Segment(tuple(part)) for group in groups for part in _parted(group)]


def _parted(group: list[Word]) -> list[list[Word]]:
    """A segment without the numbers at its end, each on its own, where several follow each other: columns with a space between them."""
    last = len(group)
    while last and (_VALUE.fullmatch(group[last - 1].text) or _GLUE.fullmatch(group[last - 1].text)):
        last -= 1
    numbers = [word for word in group[last:] if not _GLUE.fullmatch(word.text) and not _SIGN.fullmatch(word.text)]
    if len(numbers) < 2 or any(_MONTH.fullmatch(word.text) for word in group[:last]):
        return [group]
    parts = [group[:last]] if last else []
    for word in group[last:]:
        if parts and len(parts) > bool(last) and (_GLUE.fullmatch(word.text) or _SIGN.fullmatch(parts[-1][-1].text)):
            parts[-1].append(word)
        else:
            parts.append([word])
    return parts


def _stands_with(group: Sequence[Word], word: Word, space: float) -> bool:
    """Whether a word goes on what stands before it, rather than opening another cell."""
    before = group[-1]
    gap = (word.x0 - before.x1) / min(word.size, before.size)
    if gap > 1.9 * space:
        return False
    if _GLUE.fullmatch(word.text) and gap < 1.5 * space and _VALUE.fullmatch(before.text):
        return True
    if _SIGN.fullmatch(before.text) and len(group) == 1 and gap < 1.5 * space:
        return True
    if _VALUE.fullmatch(word.text) or _VALUE.fullmatch(before.text):
        return gap <= 1.35 * space
    return True
