"""Pieces joined to one text, with every block and cell as an exact slice of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from pipeline.parse.flatten import Piece
from pipeline.parse.tables import TableCell
from pipeline.records import Block, Cell

_BETWEEN_BLOCKS = "\n\n"


def assemble(pieces: Sequence[Piece]) -> tuple[str, tuple[Block, ...]]:
    """The text, blocks joined by an empty line, and the blocks with their offsets; pieces without text are left out."""
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for piece in pieces:
        text, cells = _table(piece.cells, at) if piece.cells else (piece.text, ())
        if not text:
            continue
        blocks.append(Block(piece.kind, at, at + len(text), piece.level, cells))
        parts.append(text)
        at += len(text) + len(_BETWEEN_BLOCKS)
    return _BETWEEN_BLOCKS.join(parts), tuple(blocks)


def _table(cells: Sequence[TableCell], at: int) -> tuple[str, tuple[Cell, ...]]:
    """Rows joined by newlines, the filled cells of a row by one space; an empty cell is an empty slice where it stands."""
    parts: list[str] = []
    placed: list[Cell] = []
    for _, row in groupby(cells, key=lambda cell: cell.row):
        begun = False
        for cell in row:
            if cell.text:
                parts.append((" " if begun else "\n" if parts else "") + cell.text)
                at += len(parts[-1])
                begun = True
            start = at - len(cell.text)
            placed.append(Cell(cell.row, cell.column, cell.text, start, at, cell.row_span, cell.column_span, cell.is_header))
    return "".join(parts), tuple(placed)
