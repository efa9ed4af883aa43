"""The lines of a PDF page → tables with their cells, and the lines around them. Numbers that stand above each other are a column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.figures.table_layout import heads_a_column, is_corner, kind_of
from pipeline.parse.pdf_columns import Column, columns_of, fits, nearest
from pipeline.parse.pdf_heads import spans
from pipeline.parse.pdf_rows import Row, rows_of
from pipeline.parse.pdf_words import JOINS, Line
from pipeline.parse.tables import TableCell

_MOST_HEADS = 6
_A_SENTENCE = 9  # words


@dataclass
class Table:
    """A table of a page: header lines, columns, and rows; `cells` numbers them all from the top."""

    heads: list[Line]
    columns: list[Column]
    rows: list[Row]
    top: float = 0.0
    more: list[Row] = field(default_factory=list)  # rows of the pages on which it goes on

    def cells(self) -> tuple[TableCell, ...]:
        """The cells in reading order."""
        found: list[TableCell] = []
        for number, line in enumerate(spans(self.heads, self.columns)):
            for segment, (first, count) in sorted(line, key=lambda one: one[1]):
                _put(found, TableCell(number, first, segment.text, 1, count, is_header=True))
        for number, row in enumerate([*self.rows, *self.more], start=len(self.heads)):
            found += [TableCell(number, column, text, 1, 1, is_header=False) for column, text in sorted(row.cells.items())]
        return tuple(found)


def _put(cells: list[TableCell], cell: TableCell) -> None:
    """Adds a header, to the one that stands in its place already where two do."""
    last = cells[-1] if cells else None
    if last and last.row == cell.row and cell.column < last.column + last.column_span:
        reach = max(last.column + last.column_span, cell.column + cell.column_span) - last.column
        cells[-1] = TableCell(last.row, last.column, f"{last.text} {cell.text}", 1, reach, is_header=True)
    else:
        cells.append(cell)


def tables_of(lines: Sequence[Line], open_table: Table | None) -> tuple[list[Table | Line], Table | None]:
    """The tables and the other lines of a page, in order, and the table at its end, which may go on on the next page.

    `open_table` is the one that the page before ended with: rows without headers that stand in its columns are put to it.
    """
    found: list[Table | Line] = []
    at = 0
    last = open_table
    for first, end in _regions(lines):
        start = first - _bands_above(lines, at, first)
        heads = _heads_above(lines, at, start, lines[first])
        found += lines[at : start - heads]
        rows = lines[start:end]
        numbered = [line for line in rows if _is_row(line)]
        if not heads and last and not _is_parted(found) and fits(last.columns, numbered, 6.0):
            last.more += rows_of(rows, last.columns)
        else:
            columns = _with_headed(columns_of(numbered), lines[start - heads : start])
            last = Table(list(lines[start - heads : start]), columns, rows_of(rows, columns), lines[first].top)
            found.append(last)
        at = end
    found += lines[at:]
    return found, last


def _is_parted(found: Sequence[Table | Line]) -> bool:
    """Whether a heading of the page parts what follows from the table before."""
    return any(isinstance(one, Line) and heads_a_column(one.text) for one in found)


def _is_furniture(line: Line) -> bool:
    return re.fullmatch(r"(?i)\W*(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W*", line.text) is not None


def _is_row(line: Line) -> bool:
    """Whether a line holds numbers beside each other, or one behind its label; a line of years is a header."""
    values = [segment for segment in line.values if not segment.is_year]
    if len(line.text.split()) >= _A_SENTENCE and len(line.segments) == 1:
        return False
    if not values:
        return False
    has_digits = any(character.isdecimal() for segment in values for character in segment.text)
    return len(line.segments) >= 2 and (has_digits or len(line.values) >= 2) and not _is_furniture(line)


def _holds_years_as_counts(line: Line, known: bool) -> bool:
    """Whether counts such as 1999 and 2011 are all of a row's numbers: below other rows, behind a label that heads no columns."""
    label = line.segments[0]
    is_labelled = not label.is_value and not is_corner(label.text) and len(line.values) >= 1 and len(line.texts) == 1
    return known and is_labelled and all(segment.is_year for segment in line.values)


def _regions(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """From which to which line each table's rows go: parted by lines of headers, and by where the columns change."""
    found: list[tuple[int, int]] = []
    start: int | None = None
    last = 0
    for at, line in enumerate(lines):
        is_row = _is_row(line) or _holds_years_as_counts(line, start is not None)
        if is_row and start is not None and _changes(lines, start, last, at):
            found.append((start, last + 1))
            start = None
        if is_row:
            start = at if start is None else start
            last = at
        elif start is not None and (_is_header(line) or _ends(line, lines[last])):
            found.append((start, _with_tail(lines, last, at)))
            start = None
    if start is not None:
        found.append((start, _with_tail(lines, last, len(lines))))
    return [(first, end) for first, end in found if _is_table(lines[first:end])]


def _is_table(lines: Sequence[Line]) -> bool:
    """Whether there are numbers to relate: a line alone needs two of them."""
    rows = [line for line in lines if _is_row(line)]
    return len(rows) > 1 or any(len(line.values) > 1 for line in rows)


def _with_tail(lines: Sequence[Line], last: int, stop: int) -> int:
    """After the last row, also the line that its wrapped name ends on."""
    if last + 1 < stop and len(lines[last + 1].segments) == 1:
        row, after = lines[last], lines[last + 1]
        is_close = (
            after.top - row.bottom < 0.35 * row.size and after.segments[0].x0 < row.values[0].x0 and after.segments[0].x1 < row.values[-1].x1
        )
        is_label = len(after.text.split()) <= 4 and not re.match(r"[*†‡§¹²³(]?\s*(?i:note|source|page|\*)", after.text)
        if is_close and is_label and row.texts and re.search(r"(?i)\b(?:of|from|and|or|to|the|with|by|in)$|[&/,(–-]$", row.texts[0].text):
            return last + 2
    return last + 1


def _changes(lines: Sequence[Line], start: int, last: int, at: int) -> bool:
    """Whether a row after a gap stands in other columns than the rows above it."""
    line, above = lines[at], lines[last]
    if line.top - above.bottom < 2.5 * line.size:
        return False
    columns = columns_of([one for one in lines[start : last + 1] if _is_row(one)])
    return not columns or not fits(columns, [line], 12.0)


def _is_header(line: Line) -> bool:
    """Whether a line between rows is one of headers: several texts, most of which can head a column."""
    if len(line.segments) < 2:
        return False
    heading = [segment for segment in line.segments if heads_a_column(segment.text) or is_corner(segment.text)]
    return len(heading) * 2 > len(line.segments) and len(heading) >= 2


def _ends(line: Line, above: Line) -> bool:
    """Whether a line of prose, or one far below, is no longer the table's."""
    return (len(line.segments) == 1 and len(line.text.split()) >= _A_SENTENCE) or line.top - above.bottom > 8 * above.size


def _bands_above(lines: Sequence[Line], least: int, first: int) -> int:
    """How many lines between the headers and the first row of numbers are headings within the table, or the beginning of the row's name."""
    for count in (1, 2):
        at = first - count
        if (
            at <= least
            or len(lines[at].segments) > 1
            or lines[at].segments[0].x1 > _first_value(lines[first])
            or lines[at].top > lines[first].top
        ):
            return 0
        if len(lines[at - 1].segments) > 1 and _is_header(lines[at - 1]):
            return count
    return 0


def _heads_above(lines: Sequence[Line], least: int, start: int, row: Line) -> int:
    """How many lines right above a table's first line are its headers; `row` is its first row of numbers."""
    count = 0
    reach = (min(segment.x0 for segment in row.segments), max(segment.x1 for segment in row.segments))
    below = lines[start]
    while start - count > least and count < _MOST_HEADS:
        line = lines[start - count - 1]
        above = lines[start - count - 2] if start - count - 1 > least else None
        if below.top - line.bottom > 2.2 * max(line.size, 8.0):
            break
        is_part = (above and (_is_corner(line, above, row, reach) or _is_last_of(line, above, row, reach))) or _is_stacked(line, below, row)
        if not _is_head(line, reach, row, below) and not (is_part if below is not row or above else False):
            break
        count += 1
        below = line
    return count


def _names_groups(line: Line, below: Line) -> bool:
    """Whether there is one text for each group of the headers below, which begin again as they began: "North", "South" above years."""
    texts = [one.text.casefold() for one in below.segments]
    again = next((text for text in texts if texts.count(text) > 1), None)
    starts = [one.x0 for one, text in zip(below.segments, texts, strict=True) if text == again]
    ends = [*starts[1:], max(one.x1 for one in below.segments) + below.size]
    return len(starts) == len(line.segments) > 1 and all(
        start - below.size <= one.middle < end for start, one, end in zip(starts, line.segments, ends, strict=True)
    )


def _is_head(line: Line, reach: tuple[float, float], row: Line, below: Line) -> bool:
    if len(line.text.split()) >= 2 * _A_SENTENCE and len(line.segments) == 1:
        return False
    if any(JOINS.fullmatch(segment.text) for segment in line.segments):
        return False
    if len(line.segments) > 1:
        heading = sum(heads_a_column(one.text) or is_corner(one.text) for one in line.segments)
        if below is not row and heading * 2 <= len(line.segments) and not _names_groups(line, below):
            return False  # what stands beside each other above the headers: "Volume 9", "Citywide"
        within = [one for one in line.segments if one.x1 > reach[0] - 30 and one.x0 < reach[1] + 60]
        return len(within) * 2 > len(line.segments)
    only = line.segments[0]
    is_beside_labels = only.x0 > _first_value(row) - 40 and only.x1 < reach[1] + 60
    is_title = below.top - line.bottom > line.size or line.size > 1.15 * row.size
    is_middle = is_title or abs(only.middle - (reach[0] + reach[1]) / 2) < 0.04 * (reach[1] - reach[0])
    return is_beside_labels and not is_middle and kind_of(only.text) in ("time", "year", "window", "change")


def _is_corner(line: Line, above: Line, row: Line, reach: tuple[float, float]) -> bool:
    """Whether a line is what stands above the labels, in the middle of headers of several lines."""
    is_left = len(line.segments) == 1 and line.segments[0].x1 < _first_value(row)
    return is_left and line.top - above.bottom < 0.3 * line.size and len(above.segments) > 1 and _is_head(above, reach, row, line)


def _is_stacked(line: Line, other: Line, row: Line) -> bool:
    """Whether each text of a line stands close above or below one of a header line: names of several lines, in some of the columns only."""
    if other is row or max(line.top, other.top) - min(line.bottom, other.bottom) > 0.5 * line.size or line.size > 1.15 * row.size:
        return False
    return all(
        any(min(one.x1, text.x1) > max(one.x0, text.x0) and one.x1 - one.x0 < 2.5 * (text.x1 - text.x0) for text in other.segments)
        for one in line.segments
    )


def _is_last_of(line: Line, above: Line, row: Line, reach: tuple[float, float]) -> bool:
    """Whether a line right above the first row ends names that the headers above it begin."""
    is_beside_labels = line.segments[0].x1 > _first_value(row)
    return is_beside_labels and len(above.segments) > 1 and _is_stacked(line, above, row) and _is_head(above, reach, row, line)


def _first_value(row: Line) -> float:
    return min((segment.x0 for segment in row.values), default=row.segments[0].x0)


def _with_headed(columns: list[Column], heads: Sequence[Line]) -> list[Column]:
    """The columns, and one for a header that stands above none of them: above a column that is empty, or above the labels."""
    for line in heads[-1:]:
        for segment in line.segments:
            if not columns:
                return columns
            near = columns[nearest(columns, segment)]
            others = [one for one in line.segments if one is not segment and nearest(columns, one) == nearest(columns, segment)]
            if others and near.overlap(segment) < 0 and not any(near.overlap(segment) > near.overlap(one) for one in others):
                columns = sorted([*columns, Column(segment.x0, segment.x1)], key=lambda column: column.x0)
    return columns
