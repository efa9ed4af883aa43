"""A table's cells in rows and columns, and what one cell's text holds: a number as printed, nothing, or words."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from pipeline.figures import periods
from pipeline.records import Block, Cell

Row = list[Cell | None]
MOST_CELLS = 500_000
_EMPTY = re.compile(
    r"(?i)^\W*(?:n/?a|n\.a\.|n/?c|n/?m|none|nr|nd|not\s+(?:reported|available|applicable|calculable|calculated|comparable)|unavailable|undefined|infinity|inf|nan"
    r"|null|tbd|#?div/0!?|#(?:ref|value|num|name)[!?]?|---?|—|–|\*+\.?\*+|x|\*)?\W*$"
)
_NUMBER = re.compile(
    r"""^\s*(?P<mark>[*†‡§^▲▼↑↓]*)\s*(?P<open>\()?\s*(?P<sign>[+\-−–‐‑▲▼↑↓])?\s*[$£€]?\s*
    (?P<digits>\d{1,3}(?:[,'’\u2009\u202f\u00a0]\d{3})+(?:\.\d+)?|\d{1,15}(?:\.\d+)?|\.\d+)\s*(?P<percent>%|percent|pct\.?)?\s*(?P<close>\))?\s*(?P<percent2>%)?
    \s*(?P<trend>[▲▼↑↓])?\s*[*†‡§⁎#^¹²³]*\s*(?:[(\[][a-e0-9][)\]])?\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
_SHORT_YEAR = re.compile(r"['’]\d\d\b")
_DOWN = frozenset("-−–‐‑▼↓")


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as a cell prints it; `sign` is -1 or +1 where one is printed, else 0. Brackets are no sign: only a change is negative in them."""

    value: float
    sign: int
    is_percent: bool
    is_bracketed: bool


def lay(block: Block) -> list[Row]:
    """The cells in rows and columns; a merged cell stands in each place that it covers. Empty where it would fill memory."""
    if not block.cells:
        return []
    rows = max(cell.row for cell in block.cells) + 1
    columns = max(cell.column for cell in block.cells) + 1
    filled = [cell for cell in block.cells if cell.text]
    rows = min(max([rows, *(cell.row + cell.row_span for cell in filled)]), rows + 50)
    columns = min(max([columns, *(cell.column + cell.column_span for cell in filled)]), columns + 100)
    if rows * columns > MOST_CELLS:
        return []
    laid: list[Row] = [[None] * columns for _ in range(rows)]
    for cell in block.cells:
        for row in range(cell.row, min(cell.row + cell.row_span, rows)):
            for column in range(cell.column, min(cell.column + cell.column_span, columns)):
                laid[row][column] = laid[row][column] or cell
    return laid


def distinct(row: Row) -> list[Cell]:
    """The filled cells of a row, each once."""
    return list({id(cell): cell for cell in row if cell and cell.text.strip()}.values())


def is_empty(text: str) -> bool:
    """Whether a cell holds no number on purpose: blank, a dash, "N/A", "***.*"."""
    return _EMPTY.match(text) is not None


def printed(text: str) -> Printed | None:
    """The number that is all of a cell, or None for anything else."""
    match = _NUMBER.match(text)
    if match is None or bool(match["open"]) != bool(match["close"]):
        return None
    signs = {match["sign"] or "", match["trend"] or "", *(match["mark"] or "")} & set("+-−–‐‑▲▼↑↓")
    sign = -1 if signs & _DOWN else 1 if signs else 0
    value = float(re.sub(r"[^\d.]", "", match["digits"]))
    return Printed(value, sign, bool(match["percent"] or match["percent2"]), bool(match["open"]))


def is_value(text: str) -> bool:
    """Whether a cell holds a number that is not a year or a date."""
    if not any(character.isdecimal() for character in text):
        return False
    if re.fullmatch(r"\s*['’]?(?:19|20)\d\d\W*", text):
        return False
    if re.fullmatch(r"[\s\d.,%+−–()*†‐‑-]+", text):
        return True
    rest = list(_SHORT_YEAR.sub(lambda match: " " * len(match[0]), text))
    for when in periods.find(text, dt.date(2000, 1, 1)):
        rest[when.start : when.end] = " " * (when.end - when.start)
    return any(character.isdecimal() for character in rest)
