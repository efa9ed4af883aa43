"""HTML tables: told apart from tables that only lay out a page, and read into rows of cells with their spans.

Spans are those of the HTML standard (https://html.spec.whatwg.org/#forming-a-table).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.parse.inline import text_of
from pipeline.parse.tree import Element

_MOST_COLUMNS = 100  # a row or a span beyond that is a mistake, or meant to fill memory
_LONGEST_CELL = 400  # characters; longer cells are columns of a page
_NOT_IN_DATA = ("table", "article", "section", "main", "h1", "form", "header", "footer", "nav", "aside", "iframe")
_ROLES_OF_LAYOUT = ("presentation", "none")


@dataclass(frozen=True)
class TableCell:
    """One cell: where it stands, how far it reaches, its text."""

    row: int
    column: int
    text: str
    row_span: int
    column_span: int
    is_header: bool


def read_table(table: Element) -> tuple[TableCell, ...] | None:
    """The cells of a table in reading order; None where it lays out a page or has no two columns or rows to relate."""
    if table.get("role") in _ROLES_OF_LAYOUT or next(table.iterdescendants(*_NOT_IN_DATA), None) is not None:
        return None
    cells = tuple(_placed(table))
    filled = [cell for cell in cells if cell.text]
    columns = {cell.column for cell in filled}
    rows = {cell.row for cell in filled}
    if len(columns) < 2 or not rows or (len(rows) < 2 and not any(cell.is_header for cell in filled)):
        return None
    if any(len(cell.text) > _LONGEST_CELL for cell in filled) and not any(cell.is_header for cell in filled):
        return None
    return cells


def caption_of(table: Element) -> str:
    """The text of a table's caption, or nothing."""
    caption = next(table.iterchildren("caption"), None)
    return text_of(caption) if caption is not None else ""


def _rows(table: Element) -> Iterator[Element]:
    for row in table.iterdescendants("tr"):
        if not (row.get("hidden") is not None or "display:none" in (row.get("style") or "").replace(" ", "")):
            yield row


def _placed(table: Element) -> Iterator[TableCell]:
    busy: dict[int, int] = {}  # column → first row in which it is free again
    for number, row in enumerate(_rows(table)):
        column = 0
        for cell in row.iterchildren("td", "th"):
            while busy.get(column, 0) > number:
                column += 1
            if column >= _MOST_COLUMNS:
                break
            row_span, column_span = _span(cell, "rowspan"), min(_span(cell, "colspan"), _MOST_COLUMNS)
            if row_span > 1:
                busy.update((column + offset, number + row_span) for offset in range(column_span))
            yield TableCell(number, column, text_of(cell), row_span, column_span, _is_header(cell, row))
            column += column_span


def _span(cell: Element, name: str) -> int:
    digits = re.match(r"\s*\+?(\d{1,5})", cell.get(name) or "")
    return max(1, int(digits[1])) if digits else 1


def _is_header(cell: Element, row: Element) -> bool:
    parent = row.getparent()
    return cell.tag == "th" or (parent is not None and parent.tag == "thead")
