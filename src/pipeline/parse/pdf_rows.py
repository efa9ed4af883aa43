"""The lines of a table → its rows: a name that takes several lines is one, before, behind or around the line with the numbers."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.parse.pdf_columns import Column, nearest
from pipeline.parse.pdf_words import Line

_GOES_ON = re.compile(r"(?i)(?:\b(?:of|from|and|or|to|the|with|by|in|for|non)|[&/,(–-])$")
_CONTINUES = re.compile(r"^(?:[a-z(&/]|and\b|or\b)")
_MARK = re.compile(r"^[*†‡§¹²³]+\s*\w+(?:\s+\w+){3,}")


@dataclass
class Row:
    """One row of a table: its texts by column."""

    cells: dict[int, str]
    top: float
    bottom: float

    def names(self, first: int) -> list[int]:
        """The columns of labels that are filled; `first` is the first column of numbers."""
        return [column for column in self.cells if column < first]


def rows_of(lines: Sequence[Line], columns: Sequence[Column]) -> list[Row]:
    """The rows of a table whose lines stand in `columns`; lines without numbers go to the row whose name they are part of, or stay headings."""
    if not columns:
        return []
    rows = [Row(_cells(line, columns), line.top, line.bottom) for line in lines]
    first = min((nearest(columns, segment) for line in lines for segment in line.values), default=0)
    if first == 0:
        return rows
    pitch = _pitch([row for row in rows if _has_numbers(row, first)])
    done: list[Row] = []
    for number, row in enumerate(rows):
        if _has_numbers(row, first):
            done.append(row)
            continue
        above = done[-1] if done and _has_numbers(done[-1], first) else None
        below = next(iter(rows[number + 1 :]), None)
        _put(row, above, below, done, first, pitch)
    return done


def _put(row: Row, above: Row | None, below: Row | None, done: list[Row], first: int, pitch: float) -> None:
    """A line without numbers: the beginning or the end of a name, or a heading."""
    text = " ".join(row.cells.values())
    if below and _belongs_below(row, text, below, above, first, pitch):
        for column, name in row.cells.items():
            below.cells[column] = f"{name} {below.cells[column]}" if column in below.cells else name
        below.top = row.top if not below.names(first) else below.top
        below.cells = dict(sorted(below.cells.items()))
    elif above and _belongs_above(row, text, below, above, first, pitch):
        for column, name in row.cells.items():
            above.cells[column] = f"{above.cells[column]} {name}" if column in above.cells else name
        above.bottom = row.bottom
    else:
        done.append(row)


def _belongs_below(row: Row, text: str, below: Row, above: Row | None, first: int, pitch: float) -> bool:
    if not _has_numbers(below, first):
        return _GOES_ON.search(text) is not None and below.top - row.bottom < 0.6 * pitch
    gap = below.top - row.top
    if not below.names(first):
        return gap < 1.3 * max(pitch, 1.0) or above is None
    name = " ".join(below.cells[column] for column in below.names(first))
    if _GOES_ON.search(text) or _CONTINUES.match(name):
        return gap < 1.3 * pitch
    return gap < 0.75 * pitch and (above is None or row.top - above.top > 1.2 * gap)


def _belongs_above(row: Row, text: str, below: Row | None, above: Row, first: int, pitch: float) -> bool:
    gap = row.top - above.top
    if _MARK.match(text):
        return False
    name = " ".join(above.cells[column] for column in above.names(first))
    if _GOES_ON.search(name) or _CONTINUES.match(text):
        return gap < 1.3 * pitch
    return gap < 0.75 * pitch and (below is None or below.top - row.top > 1.2 * gap)


def _has_numbers(row: Row, first: int) -> bool:
    return any(column >= first for column in row.cells)


def _pitch(rows: Sequence[Row]) -> float:
    """The usual distance from one row to the next."""
    steps = sorted(after.top - row.top for row, after in itertools.pairwise(rows))
    return steps[len(steps) // 2] if steps else 14.0


def _cells(line: Line, columns: Sequence[Column]) -> dict[int, str]:
    cells: dict[int, str] = {}
    for segment in line.segments:
        column = nearest(columns, segment) if len(line.segments) > 1 or segment.is_value else min(nearest(columns, segment), 0)
        cells[column] = f"{cells[column]} {segment.text}" if column in cells else segment.text
    return dict(sorted(cells.items()))
