"""A CSV file with broken quotes, mended: one quote that does not close would swallow all that follows it."""

from __future__ import annotations

import csv
import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.incidents.page import Page

_LONGEST = 20  # lines that one row may have


def mend(page: Page) -> tuple[int, ...]:
    """Rewrites the page's file without the lines that are no rows; gives their numbers, the head being line 1.

    A row is a line, or as many as a quoted cell goes on over, that has as many cells as the head. What is no row costs its first line alone.
    """
    beside, broken = page.path.with_suffix(".mended"), []
    with beside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=page.delimiter, lineterminator="\n")
        for number, row in _rows(page):
            if row is None:
                broken.append(number)
            else:
                writer.writerow(row)
    beside.replace(page.path)
    return tuple(broken)


def _rows(page: Page) -> Iterator[tuple[int, list[str] | None]]:
    """Each row with its line, and None for each line that begins none."""
    waiting: list[str] = []
    first = 1
    with page.path.open(encoding="utf-8-sig", newline="") as file:
        for line in itertools.chain(file, [None]):
            if line is not None:
                waiting.append(line)
            while waiting:
                found = _first_row(waiting, page)
                if found is None and line is not None and len(waiting) < _LONGEST:
                    break  # it may close further down
                used, row = found or (1, None)
                if row != []:
                    yield first, row
                del waiting[:used]
                first += used


def _first_row(lines: list[str], page: Page) -> tuple[int, list[str] | None] | None:
    """How many lines the first row has, and its cells, none for an empty line; None for a line that is no row; None at all while it goes on."""
    for used in range(1, len(lines) + 1):
        try:
            row = next(csv.reader(["".join(lines[:used])], delimiter=page.delimiter, strict=True), [])
        except csv.Error:
            continue
        return (used, row) if len(row) == len(page.head) or not row else (1, None)
    return None
