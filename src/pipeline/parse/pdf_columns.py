"""Lines of a PDF's table → its columns: where numbers stand above each other, whether they are aligned right, left or in the middle."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.parse.pdf_words import Line, Segment


@dataclass(frozen=True, slots=True)
class Column:
    """From where to where a column's texts reach, in points."""

    x0: float
    x1: float

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    def overlap(self, segment: Segment) -> float:
        """How many points of a segment stand over or under the column; negative is the distance."""
        return min(self.x1, segment.x1) - max(self.x0, segment.x0)


def columns_of(rows: Sequence[Line]) -> list[Column]:
    """The columns of a table's rows, left to right: those of labels first, then those of numbers, and of words among them."""
    numbers = _clustered([(segment, at) for at, row in enumerate(rows) for segment in row.values])
    if not numbers:
        return []
    first = numbers[0]
    left, among = [], []
    for at, row in enumerate(rows):
        for segment in row.texts:
            if segment.middle < first.x0 and segment.x0 < first.x0:
                left.append((segment, at))
            elif max(column.overlap(segment) for column in numbers) <= 0:
                among.append((segment, at))
    labels = _merged([Column(segment.x0, min(segment.x1, first.x0 - 0.1)) for segment, _ in left])
    words = [column for column in _merged([Column(segment.x0, segment.x1) for segment, _ in among]) if _is_common(column, among, rows)]
    words = [column for column in words if not any(_crosses(column, other) for other in numbers)]
    return sorted([*labels, *numbers, *words], key=lambda column: column.x0)


def nearest(columns: Sequence[Column], segment: Segment) -> int:
    """The column that a segment stands in, else the one nearest to it."""
    return max(range(len(columns)), key=lambda at: (columns[at].overlap(segment), -abs(columns[at].middle - segment.middle)))


def fits(columns: Sequence[Column], rows: Sequence[Line], tolerance: float) -> bool:
    """Whether the numbers of the rows stand in the columns, no two of a row in one."""
    for row in rows:
        places = [nearest(columns, segment) for segment in row.values]
        if len(set(places)) < len(places) or any(
            columns[at].overlap(segment) < -tolerance for at, segment in zip(places, row.values, strict=True)
        ):
            return False
    return True


def _crosses(column: Column, other: Column) -> bool:
    return min(column.x1, other.x1) > max(column.x0, other.x0)


def _is_common(column: Column, among: Sequence[tuple[Segment, int]], rows: Sequence[Line]) -> bool:
    return 5 * len({at for segment, at in among if column.overlap(segment) > 0}) >= 2 * len(rows)


def _merged(spans: Sequence[Column]) -> list[Column]:
    """Spans that overlap as one."""
    found: list[Column] = []
    for span in sorted(spans, key=lambda one: one.x0):
        if found and span.x0 <= found[-1].x1:
            found[-1] = Column(found[-1].x0, max(found[-1].x1, span.x1))
        else:
            found.append(span)
    return found


def _clustered(placed: Sequence[tuple[Segment, int]]) -> list[Column]:
    """Columns of the segments that overlap; where two of one row overlap through others, they are parted by the row that has most."""
    clusters: list[list[tuple[Segment, int]]] = []
    end = -1e9
    for segment, at in sorted(placed, key=lambda one: one[0].x0):
        if clusters and segment.x0 < end:
            clusters[-1].append((segment, at))
            end = max(end, segment.x1)
        else:
            clusters.append([(segment, at)])
            end = segment.x1
    return [column for cluster in clusters for column in _split(cluster)]


def _split(cluster: Sequence[tuple[Segment, int]]) -> list[Column]:
    by_row: dict[int, list[Segment]] = {}
    for segment, at in cluster:
        by_row.setdefault(at, []).append(segment)
    fullest = max(by_row.values(), key=len)
    if len(fullest) == 1:
        return [Column(min(one.x0 for one, _ in cluster), max(one.x1 for one, _ in cluster))]
    seeds = sorted(fullest, key=lambda one: one.x0)
    reach = [[seed.x0, seed.x1] for seed in seeds]
    for segment, _ in cluster:
        at = min(range(len(seeds)), key=lambda one: _misfit(seeds[one], segment))
        reach[at] = [min(reach[at][0], segment.x0), max(reach[at][1], segment.x1)]
    for left, right in itertools.pairwise(reach):
        if left[1] > right[0]:
            left[1] = right[0] = (left[1] + right[0]) / 2
    return [Column(x0, x1) for x0, x1 in reach]


def _misfit(seed: Segment, segment: Segment) -> float:
    """How far two cells are from being aligned on a side or in the middle."""
    return min(abs(seed.x0 - segment.x0), abs(seed.x1 - segment.x1), abs(seed.middle - segment.middle))
