"""Header lines of a PDF's table → which columns each header stands above: one, or the group that it is the middle or the beginning of."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from pipeline.figures.table_labels import name_of
from pipeline.figures.table_layout import heads_a_column, is_corner, kind_of
from pipeline.parse.pdf_columns import Column, nearest
from pipeline.parse.pdf_words import Line, Segment, Word

Span = tuple[int, int]  # the first column, and how many
_UNCOVERED = 0.25  # of the distance between columns: what a column without a header costs


def spans(lines: Sequence[Line], columns: Sequence[Column]) -> list[list[tuple[Segment, Span]]]:
    """The headers of each line with the columns that they stand above."""
    found: list[list[tuple[Segment, Span]]] = []
    below: dict[int, Segment] = {}  # the header right below, by column
    for line in reversed(lines):
        segments = [part for segment in line.segments if segment.text for part in _parted(segment, columns)]
        placed = _grouped(segments, columns, below) or [(segment, _own(segment, columns)) for segment in segments]
        found.insert(0, placed)
        below = below | {column: segment for segment, (first, count) in placed for column in range(first, first + count)}
    return found


def _parted(segment: Segment, columns: Sequence[Column]) -> list[Segment]:
    """The headers that stand so close that they look like one: "Feb Mar Apr", each word above a column of its own and heading it."""
    whole = name_of(segment.text)
    if len(segment.words) < 2 or (whole and whole.is_whole) or kind_of(segment.text) == "window":
        return [segment]
    groups: dict[int, list[Word]] = {}
    for word in segment.words:
        groups.setdefault(nearest(columns, Segment((word,))), []).append(word)
    parts = [Segment(tuple(words)) for _, words in sorted(groups.items())]
    return parts if all(heads_a_column(part.text) or is_corner(part.text) for part in parts) else [segment]


def _own(segment: Segment, columns: Sequence[Column]) -> Span:
    """The columns that a header reaches over for the most part, else the nearest."""
    over = [at for at, column in enumerate(columns) if column.overlap(segment) > 0.5 * (column.x1 - column.x0)]
    middle = nearest(columns, segment)
    if len(over) > 1 and middle in over:
        return over[0], over[-1] - over[0] + 1
    return middle, 1


def _grouped(segments: Sequence[Segment], columns: Sequence[Column], below: dict[int, Segment]) -> list[tuple[Segment, Span]] | None:
    """The headers as groups over the headers below them; None where they are no groups, but the first lines of names of two."""
    first = min(below, default=len(columns))
    free = [column for column in sorted(below) if column > 0 or first > 0]
    if len(free) < 2 or not segments:
        return None
    if columns and segments[0].x1 < columns[free[0]].x0 - 2 and nearest(columns, segments[0]) < free[0]:
        rest = _grouped(segments[1:], columns, below)
        return [(segments[0], _own(segments[0], columns)), *rest] if rest else None
    texts = {column: one.text.lower() for column, one in below.items()}
    chosen = _partition(segments, columns, free, texts)
    if chosen is None or not any(count > 1 for _, count in chosen):
        return None
    again = [column for column in free if texts[column] == texts[free[0]]]
    is_one_each = [start for start, _ in chosen] == again and len({segment.text for segment in segments}) > 1
    for segment, (start, count) in zip(segments, chosen, strict=True):
        kinds = {kind_of(below[column].text) for column in range(start, start + count) if column in below}
        is_unknown = not kind_of(segment.text) and not is_one_each
        if count > 1 and (kind_of(segment.text) in kinds or is_unknown) and not _reaches(segment, columns, start, count):
            return None
    return list(zip(segments, chosen, strict=True))


def _reaches(segment: Segment, columns: Sequence[Column], start: int, count: int) -> bool:
    """Whether the text itself is as broad as most of its group."""
    return segment.x1 - segment.x0 > 0.6 * (columns[start + count - 1].x1 - columns[start].x0)


def _partition(segments: Sequence[Segment], columns: Sequence[Column], free: Sequence[int], texts: dict[int, str]) -> list[Span] | None:
    """The cheapest way to give each header, from left to right, columns that follow each other."""
    pitch = _pitch(columns, free)
    again = [column for column in free if texts[column] == texts[free[0]]]
    # best[k][c]: the cheapest for the first k headers over the first c of the free columns
    best: list[list[tuple[float, list[Span]] | None]] = [[(at * _UNCOVERED * pitch, []) for at in range(len(free) + 1)]]
    for segment in segments:
        row: list[tuple[float, list[Span]] | None] = [None] * (len(free) + 1)
        for end in range(1, len(free) + 1):
            options = [
                one
                for begin in range(max(0, end - 40), end)
                if (one := _option(best[-1][begin], segment, columns, free[begin:end], pitch, again))
            ]
            if (skipped := row[end - 1]) is not None:
                options.append((skipped[0] + _UNCOVERED * pitch, skipped[1]))
            row[end] = min(options, key=lambda one: one[0], default=None)
        best.append(row)
    last = best[-1][-1]
    return last[1] if last else None


def _option(
    before: tuple[float, list[Span]] | None,
    segment: Segment,
    columns: Sequence[Column],
    over: Sequence[int],
    pitch: float,
    again: Sequence[int],
) -> tuple[float, list[Span]] | None:
    """What it costs to put a header over columns: how far it is from their middle or their beginning, and whether those below repeat there.

    `again` are the columns at which the headers below begin again as they began: a group begins there and does not go on over one.
    """
    if before is None or over[-1] - over[0] + 1 != len(over):
        return None
    x0, x1 = columns[over[0]].x0, columns[over[-1]].x1
    if segment.x1 < x0 - 0.5 * pitch or segment.x0 > x1 + 0.5 * pitch:
        return None
    misfit = min(abs(segment.middle - (x0 + x1) / 2), abs(segment.x0 - x0) + 0.05 * pitch, abs(segment.x1 - x1) + 0.1 * pitch)
    beyond = max(0.0, x0 - segment.x0 - 0.3 * pitch) + max(0.0, segment.x1 - x1 - 0.3 * pitch)
    repeats = sum(column in over for column in again) - (over[0] in again) if len(again) > 1 and len(over) > 1 else 0
    is_amid = len(again) > 1 and len(over) > 1 and over[0] not in again
    return before[0] + misfit + 2 * beyond + pitch * (2 * repeats + is_amid), [*before[1], (over[0], len(over))]


def _pitch(columns: Sequence[Column], free: Sequence[int]) -> float:
    steps = sorted(columns[after].middle - columns[at].middle for at, after in itertools.pairwise(free))
    return steps[len(steps) // 2] if steps else 30.0
