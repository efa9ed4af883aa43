"""A grid → its sections: titles above, header rows, rows of values with the headings that stand between them; tables side by side are parted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

from pipeline.figures.context import Context
from pipeline.figures.grid import Row, distinct, is_empty, is_value
from pipeline.figures.lexicon import load
from pipeline.figures.table_headers import LAG, Header, read_header
from pipeline.figures.table_labels import name_of
from pipeline.figures.text import tokenise
from pipeline.records import Cell

Kind = Literal["blank", "title", "head", "body"]
_MOST_HEADS = 8
_A_TITLE = 25  # characters: longer words alone in a row are a title, wherever they stand


@dataclass(frozen=True)
class Line:
    """A row of values, and the heading within the table that it stands under."""

    cells: Row
    band: str = ""


@dataclass
class Section:
    """One table of a grid; `titles` are the rows of one text above its headers."""

    titles: list[str] = field(default_factory=list)
    heads: list[Row] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)
    has_own_heads: bool = True


@lru_cache(maxsize=8192)
def plain_header(text: str) -> Header:
    """What a label says by itself, without a context."""
    return read_header(text, Context(None, None))


@lru_cache(maxsize=8192)
def is_corner(text: str) -> bool:
    """Whether a label only says what the labels below or beside it are: "Offense", "Month"."""
    tokens = [token for token in tokenise(text) if token.is_word or token.is_number]
    hit = load("label_words", "corner").match(tokens, 0) if tokens else None
    return hit is not None and hit.last == len(tokens)


@lru_cache(maxsize=8192)
def heads_a_column(text: str) -> bool:
    """Whether a text can stand above a column: it says a time, a change, a rate, a metric or a place."""
    header = plain_header(" ".join(text.split()))
    return bool(
        LAG.match(text) or header.period or header.months or header.window or header.topic or header.place or header.kind
        or header.is_change or header.is_rate or header.is_share or header.is_rank or header.is_average or header.is_total or header.is_strength
    )  # fmt: skip


def kind_of(text: str) -> str:
    """What a header speaks of: "time", "window" (a time that runs to a day), "change", "metric", "place"; "" for anything else."""
    header = plain_header(" ".join(text.split()))
    if header.period or header.months or header.window:
        return "window" if header.window else "year" if header.period and header.period.grain == "year" else "time"
    if header.is_change or header.is_rate or header.is_share or header.is_rank:
        return "change"
    return "metric" if header.topic else "place" if header.place else ""


def sections(laid: list[Row]) -> list[Section]:
    """The tables of a grid, one below the other and side by side."""
    found: list[Section] = []
    now, pending = Section(), list[Row]()
    for row in laid:
        kind = _kind(row, now)
        if kind in ("title", "blank"):
            pending.append(row)
        elif kind == "head":
            if now.body:
                found.append(now)
                now = Section()
            if pending and now.heads:  # a row of titles: headers stand together
                now.titles += _texts(now.heads)
                now.heads = []
            now.titles += _texts(pending)
            now.heads.append(row)
            pending = []
        elif kind == "body":
            if not now.heads and not now.body:
                now.titles += _texts(pending)
                pending = []
            named = _texts(pending)
            band = named[-1] if named else now.body[-1].band if now.body else ""
            now.body.append(Line(row, band))
            pending = []
    found += [now] if now.body else []
    return [part for section in _with_heads(found) for part in _side_by_side(section)]


def _texts(rows: list[Row]) -> list[str]:
    """The texts of rows of titles: each cell's, and the row's as a whole where several make one line ("Through", "2/22/2026")."""
    found: list[str] = []
    for row in rows:
        texts = [cell.text for cell in distinct(row)]
        found += [*texts, " ".join(texts)] if len(texts) > 1 else texts
    return found


def _kind(row: Row, now: Section) -> Kind:
    """What a row is, after what stands above it in its table."""
    cells = distinct(row)
    if not cells:
        return "blank"
    beside = cells[1:] if cells[0] is row[0] else cells
    if beside and all(cell.is_header for cell in beside) and not now.body:
        return "title" if len(cells) == 1 and _is_title(row, cells[0], now) else "head"
    if any(is_value(cell.text) for cell in beside):
        return "body"
    if len(cells) == 1:
        return "title" if _is_title(row, cells[0], now) else "head"
    if _holds_years_as_values(row, beside, now) or (now.heads and all(is_empty(cell.text) for cell in beside)):
        return "body"
    if now.body and sum(heads_a_column(cell.text) for cell in beside) * 2 < len(beside):
        return "body"
    return "head" if len(now.heads) < _MOST_HEADS or now.body else "body"


def _is_title(row: Row, cell: Cell, now: Section) -> bool:
    """Whether a text alone in its row is a title or a heading, rather than the name of a group of columns."""
    is_beside_labels = row[0] is not cell and bool(row[0] is None or not row[0].text.strip() or row[0] is not cell)
    covers_all = sum(one is cell for one in row) >= len(row) - 1
    if not is_beside_labels or covers_all:
        return True
    return len(cell.text) > _A_TITLE or not heads_a_column(cell.text) or bool(now.body)


def _holds_years_as_values(row: Row, beside: list[Cell], now: Section) -> bool:
    """Whether counts such as 1999 and 2011 look like years: beside a label that names something counted, below headers."""
    if not now.heads or row[0] is None or not all(cell.text.strip()[:2] in ("19", "20") or is_empty(cell.text) for cell in beside):
        return False
    label = row[0].text
    is_counted = bool(name_of(label)) or plain_header(label).is_total or plain_header(label).place is not None or bool(now.body)
    repeats = any(one and head and one.text == head.text for known in now.heads for one, head in zip(row[1:], known[1:], strict=False))
    return is_counted and not is_corner(label) and not repeats


def _with_heads(found: list[Section]) -> list[Section]:
    """The sections, those without headers of their own with the headers of the one before, if it is as wide."""
    last: list[Row] = []
    for section in found:
        if section.heads:
            last = section.heads
        elif last and len(last[0]) == len(section.body[0].cells):
            section.heads, section.has_own_heads = last, False
    return found


def _side_by_side(section: Section) -> list[Section]:
    """A section cut before each column of labels that stands right of values."""
    width = len(section.body[0].cells)
    starts = [0, *(column for column in range(2, width - 1) if _is_label_column(section, column))]
    if len(starts) == 1:
        return [section]
    ends = [*starts[1:], width]
    return [
        replace(
            section,
            heads=[row[start:end] for row in section.heads],
            body=[
                replace(line, cells=line.cells[start:end], band=line.band if start == 0 else "")
                for line in section.body
                if any(line.cells[start:end])
            ],
        )
        for start, end in zip(starts, ends, strict=True)
    ]


def _is_label_column(section: Section, column: int) -> bool:
    """Whether most cells of a column are names, with values left and right of it."""
    rows = [line.cells for line in section.body]
    texts = [row[column].text for row in rows if row[column] and not is_empty(row[column].text)]  # type: ignore[union-attr]
    if len(texts) * 2 < len(rows) or not texts or any(is_value(text) for text in texts):
        return False
    left = sum(1 for row in rows if (cell := row[column - 1]) and is_value(cell.text))
    right = sum(1 for row in rows if (cell := row[column + 1]) and is_value(cell.text))
    named = sum(1 for text in texts if heads_a_column(text))
    return left * 2 >= len(rows) and right * 2 >= len(rows) and named * 2 >= len(texts)


def filled(heads: list[Row]) -> list[Row]:
    """Header rows in which a group's name stands above all of its columns, where a sheet has it only above the first.

    A group goes on to the next name, or to where the headers below begin to repeat ("2026, 2025, % Chg, 2026, …").
    """
    done = [list(row) for row in heads]
    for number, row in enumerate(done[:-1]):
        below = heads[number + 1]
        if any(cell and cell.is_header for cell in row):
            continue  # it says itself how far its cells reach
        starts = _repeats(below)
        names = [column for column, cell in enumerate(row) if column and cell and cell.text.strip() and row[column - 1] is not cell]
        is_grouped = _names_groups(row, names, starts)
        for column, after in zip(names, [*names[1:], len(row)], strict=True):
            _fill(row, below, column, after, starts, is_grouped=is_grouped)
    return done


def _names_groups(row: Row, names: list[int], starts: list[int]) -> bool:
    """Whether each group of the headers below has one name of its own above it, whatever that says: "North", "South"."""
    ends = [*starts[1:], len(row)]
    texts = {row[column].text.strip().casefold() for column in names}  # type: ignore[union-attr]  # names are where texts are
    return len(starts) == len(names) == len(texts) and all(a <= name < b for a, name, b in zip(starts, names, ends, strict=True))


def _fill(row: Row, below: Row, column: int, after: int, starts: list[int], *, is_grouped: bool) -> None:
    """Spreads a group's name over the empty cells right of it, and left of it to where its group begins."""
    beneath = [cell.text for cell in below[column:after] if cell and cell.text.strip()]
    if not (kind_of(row[column].text) or is_grouped) or kind_of(row[column].text) in {kind_of(text) for text in beneath}:  # type: ignore[union-attr]
        return  # the first line of a name of two
    later = [start for start in starts if start > column]
    for position in range(column + 1, min([after, *later[:1]])):
        if _is_blank(row[position]) and not _is_blank(below[position]) and not _is_blank(below[column]):
            row[position] = row[column]
    begun = max((start for start in starts if start < column), default=column)
    for position in range(column - 1, begun - 1, -1):
        if not _is_blank(row[position]) or _is_blank(below[position]):
            break
        row[position] = row[column]


def _repeats(below: Row) -> list[int]:
    """The columns at which the headers begin again as they began."""
    texts = [cell.text.strip().lower() if cell else "" for cell in below]
    first = next((text for text in texts[1:] if text), "")
    found = [column for column, text in enumerate(texts) if column and text and text == first]
    return found if len(found) > 1 and found[1] - found[0] > 1 else []


def _is_blank(cell: Cell | None) -> bool:
    return cell is None or not cell.text.strip()
