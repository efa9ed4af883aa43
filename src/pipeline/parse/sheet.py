"""Workbooks (XLSX, XLS), CSV and TSV → a document of tables: a heading for each sheet, its cells as printed, merged cells with their reach.

A workbook is read by calamine; its limits stand before it, because a few kilobytes can say that they are a billion cells.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from typing import IO

import python_calamine as calamine

from pipeline.errors import ParseError
from pipeline.parse.assemble import assemble
from pipeline.parse.encoding import decode
from pipeline.parse.flatten import Piece
from pipeline.parse.tables import TableCell
from pipeline.parse.text import clean
from pipeline.records import Document

MOST_CELLS = 300_000  # of a sheet; released tables have thousands
MOST_SHEETS = 100
_MOST_BYTES = 100_000_000  # of a workbook, unpacked
_LONGEST_CELL = 1000  # characters
# A cell with something in it, or a row: <c r="B7" s="1"><v>…; empty cells with a format do not count.
_FILLED = re.compile(
    rb'<(?:\w+:)?(?:c\s(?:[^<>]*\s)?r="(?P<column>[A-Z]{1,3})(?P<row>\d{1,7})"[^<>/]*>|row\s(?:[^<>]*\s)?r="(?P<line>\d{1,7})"[^<>/]*>)'
)
_OLE = b"\xd0\xcf\x11\xe0"

Value = str | int | float | bool | dt.date | dt.time | dt.datetime | dt.timedelta | None


def is_workbook(body: bytes) -> bool:
    """Whether the bytes are a zip or an OLE file, as all workbooks are."""
    return body[:4] in (b"PK\x03\x04", _OLE)


def read_workbook(body: bytes, sheet: str | None) -> Document:
    """The tables of a workbook, of all its visible sheets or of the one named.

    Raises ParseError: `broken_workbook`, `encrypted`, `too_large` (more cells or bytes than a released table has), `no_sheet`.
    """
    _refuse_bombs(body)
    try:
        with calamine.load_workbook(io.BytesIO(body)) as workbook:
            names = _names(workbook, sheet)
            pieces = [piece for name in names[:MOST_SHEETS] for piece in _sheet(workbook.get_sheet_by_name(name))]
    except calamine.PasswordError:
        raise ParseError("encrypted", "the workbook asks for a password") from None
    except (calamine.CalamineError, calamine.XmlError, calamine.ZipError, OSError, ValueError) as error:
        raise ParseError("broken_workbook", f"the file cannot be read as a workbook: {str(error)[:120]}") from None
    return _document(pieces)


def read_delimited(body: bytes, charset: str | None) -> Document:
    """The table of a CSV or TSV file; the delimiter is the one that its lines have most of.

    Raises ParseError: `empty`, `binary`, `html_instead_of_csv`, `broken_csv`, `too_large`.
    """
    text = decode(body, charset)
    head = text[:20_000]
    delimiter = max(",\t;|", key=lambda mark: sum(1 for line in head.splitlines()[:50] if mark in line) + head.count(mark) / 10_000)
    rows: list[list[str]] = []
    count = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            count += len(row)
            if count > MOST_CELLS:
                raise ParseError("too_large", f"the file has more than {MOST_CELLS:,} cells; no released table has so many")
            rows.append([clean(cell)[:_LONGEST_CELL] for cell in row])
    except csv.Error as error:
        raise ParseError("broken_csv", f"the file is no CSV: {error}") from None
    cells = tuple(TableCell(at, column, text, 1, 1, is_header=False) for at, row in enumerate(rows) for column, text in enumerate(row))
    return _document([Piece("table", "", -1, cells=cells)] if cells else [])


def _document(pieces: list[Piece]) -> Document:
    text, blocks = assemble(pieces)
    if not text:
        raise ParseError("empty", "the file has no cells with anything in them")
    return Document(text, blocks)


def _refuse_bombs(body: bytes) -> None:
    if body[:4] == _OLE:
        return
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
            if size > _MOST_BYTES or len(packed.infolist()) > 20_000:
                raise ParseError("too_large", f"the workbook unpacks to {size:,} bytes; the limit is {_MOST_BYTES:,}")
            sheets = [name for name in packed.namelist() if re.fullmatch(r"/?xl/worksheets/[^/]+\.xml", name)]
            if not sheets:
                raise ParseError("broken_workbook", "the zip holds no XLSX sheet; another kind of workbook, or none")
            for name in sheets:
                with packed.open(name) as sheet:
                    _refuse_far_cells(sheet, name)
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, zlib.error, NotImplementedError, RuntimeError):
        raise ParseError("broken_workbook", "the file begins as a workbook and is none: it is damaged or cut off") from None


def _refuse_far_cells(sheet: IO[bytes], name: str) -> None:
    """A sheet is laid out up to its last cell before anyone looks at it, so cells far apart would end the process for want of memory."""
    row = column = 0
    rest = b""
    while piece := sheet.read(1_000_000):
        text = rest + piece
        for match in _FILLED.finditer(text):
            row = max(row, int(match["row"] or match["line"]))
            column = max(column, _column(match["column"] or b"A"))
        rest = text[-200:]
    if row * column > 4 * MOST_CELLS:
        raise ParseError("too_large", f"{name} spans {row:,} by {column:,} cells; the limit is {MOST_CELLS:,}")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _names(workbook: calamine.CalamineWorkbook, wanted: str | None) -> list[str]:
    """The visible sheets, or the one that is asked for by name or by its number from 1."""
    visible = [one.name for one in workbook.sheets_metadata if one.visible == calamine.SheetVisibleEnum.Visible]
    if wanted is None:
        return visible or workbook.sheet_names
    if wanted in workbook.sheet_names:
        return [wanted]
    if wanted.isdecimal() and 1 <= int(wanted) <= len(workbook.sheet_names):
        return [workbook.sheet_names[int(wanted) - 1]]
    raise ParseError("no_sheet", f"the workbook has no sheet {wanted!r}; it has {', '.join(map(repr, workbook.sheet_names[:20]))}")


def _sheet(sheet: calamine.CalamineSheet) -> list[Piece]:
    if sheet.height * sheet.width > MOST_CELLS:
        raise ParseError("too_large", f"sheet {sheet.name!r} spans {sheet.height:,} by {sheet.width:,} cells; the limit is {MOST_CELLS:,}")
    rows = [list(row) for row in sheet.to_python(skip_empty_area=False)] if _fits(sheet) else []
    if not any(value not in ("", None) for row in rows for value in row):
        return []
    reach = {first: (last[0] - first[0] + 1, last[1] - first[1] + 1) for first, last in sheet.merged_cell_ranges or []}
    formats = [_dates(row) for row in rows]
    cells = tuple(
        TableCell(at, column, text, *reach.get((at, column), (1, 1)), is_header=False)
        for at, row in enumerate(rows)
        for column, value in enumerate(row)
        if (text := _text(value, formats[at])) or (at, column) in reach
    )
    return [Piece("heading", clean(sheet.name) or "Sheet", -1, 1), Piece("table", "", -1, cells=cells)]


def _fits(sheet: calamine.CalamineSheet) -> bool:
    """Whether a sheet can be laid out from its first row and column: cells far out would fill memory with nothing."""
    return sheet.end is not None and (sheet.end[0] + 1) * (sheet.end[1] + 1) <= MOST_CELLS


def _dates(row: Sequence[Value]) -> str:
    """What the dates of a row are: a sheet shows the first of each month as "Jan-24", of each year as "2024"."""
    dates = [value for value in row if isinstance(value, dt.date)]
    if len(dates) < 2 or any(date.day != 1 for date in dates):
        return "%Y-%m-%d"
    return "%Y" if all(date.month == 1 for date in dates) and len({date.year for date in dates}) == len(dates) else "%B %Y"


def _text(value: Value, dates: str) -> str:
    """A cell as a reader sees it: a whole number without a decimal point."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, dt.date):
        return value.strftime(dates)
    if isinstance(value, float):
        return (
            str(int(value))
            if value == int(value) and abs(value) < 1e15
            else f"{round(value, 10):g}"
            if abs(value) < 1
            else str(round(value, 10))
        )
    return re.sub(r"\s+", " ", clean(str(value)))[:_LONGEST_CELL]
