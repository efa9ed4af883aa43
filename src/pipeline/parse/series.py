"""Files whose rows are already counts → figures, by the columns that the source's TOML names."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import re
from collections import Counter
from typing import TYPE_CHECKING

from pipeline.errors import ParseError
from pipeline.metrics import metrics
from pipeline.period import Period, month_number
from pipeline.records import Figure, Reading, Rejection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.source import Columns

_BEYOND = "\0"  # no name of a column: a file with NUL is refused
_NUMBER = re.compile(r"-?([0-9]{1,3}(,[0-9]{3}){1,4}|[0-9]{1,15})(\.[0-9]+)?")


def read_series(body: bytes, columns: Columns, place: str) -> tuple[Reading, dt.datetime | None]:
    """One figure per row and metric column; counts by year, or by month where `columns.month` is set.

    Returns the reading and the newest date in `columns.updated` (None without one). Missing values give no figure; anything else that is no
    number, a row without a period or not as long as the head, and a period that stands twice with different counts (neither is taken) are
    rejections with their line. Raises ParseError `empty`, `html_instead_of_csv`, `binary`, `broken_csv`, `renamed_column` or `no_rows` for a
    file that cannot be used as a whole.
    """
    rows = _rows(body, columns)
    figures: dict[tuple[str, Period | None], Figure] = {}
    rejections: list[Rejection] = []
    updated: list[dt.datetime] = []
    matched = 0
    contradicted: set[tuple[str, Period | None]] = set()
    for line, row in rows:
        if any(row.get(column, "").strip() != value for column, value in columns.where.items()):
            continue
        matched += 1
        updated += _moment(row, columns)
        for found in _row_figures(line, row, columns, place):
            if isinstance(found, Rejection):
                rejections.append(found)
                continue
            key = (found.metric, found.period)
            first = figures.setdefault(key, found)
            if first.value != found.value:
                contradicted.add(key)
                rejections.append(_twice(found, first))
    if not matched:
        wanted = ", ".join(f"{column} = {value}" for column, value in columns.where.items()) or "any"
        raise ParseError("no_rows", f"no row with {wanted}; compare [source.columns.where] with the file")
    certain = tuple(figure for key, figure in figures.items() if key not in contradicted)
    return Reading(certain, (), tuple(rejections)), max(updated, default=None)


def _twice(second: Figure, first: Figure) -> Rejection:
    detail = f"{second.label} of {second.period} is {second.quote} here and {first.quote} on line {first.start}; neither is taken"
    return Rejection("parse", "stands_twice", detail, where=f"line {second.start}")


def _rows(body: bytes, columns: Columns) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows with their line numbers, once the head has every column that is asked for; cells beyond the head stand under _BEYOND."""
    text = _text(body)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        head = [name.strip() for name in next(filter(any, reader), [])]
        _has_columns(head, columns)
        for row in reader:
            if any(row):
                yield reader.line_num, _row(head, row)
    except csv.Error as error:
        raise ParseError("broken_csv", f"line {reader.line_num} is no CSV: {error}") from None


def _row(head: list[str], row: list[str]) -> dict[str, str]:
    beyond = "".join(row[len(head) :]).strip()
    return dict(zip(head, row, strict=False)) | ({_BEYOND: beyond} if beyond else {})


def _text(body: bytes) -> str:
    body = body.removeprefix(codecs.BOM_UTF8)
    if not body.strip():
        raise ParseError("empty", "the file is empty")
    if body.lstrip().startswith(b"<"):
        raise ParseError("html_instead_of_csv", "the address answered with an HTML page where a CSV file was expected")
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = body.decode("windows-1252", errors="replace")
    if "\0" in text:
        raise ParseError("binary", "the file is binary where a CSV file was expected")
    return text


def _has_columns(head: list[str], columns: Columns) -> None:
    wanted = [columns.year, columns.month, columns.updated, *columns.where, *columns.metrics.values()]
    if absent := [name for name in wanted if name is not None and name not in head]:
        raise ParseError("renamed_column", f"the file has no column {', '.join(map(repr, absent))}; it has {', '.join(map(repr, head))}")
    if twice := [name for name, times in Counter(head).items() if times > 1 and name in wanted]:
        raise ParseError("renamed_column", f"the file has the column {twice[0]!r} more than once")


def _period(row: dict[str, str], columns: Columns) -> Period | None:
    year = row.get(columns.year, "").strip()
    if not re.fullmatch(r"(18|19|20|21)\d\d", year):
        return None
    if columns.month is None:
        return Period.year(int(year))
    month = month_number(row.get(columns.month, ""))
    return Period.month(int(year), month) if month else None


def _row_figures(line: int, row: dict[str, str], columns: Columns, place: str) -> Iterator[Figure | Rejection]:
    period, where = _period(row, columns), f"line {line}"
    if _BEYOND in row or not row.keys() >= {columns.year, columns.month or columns.year, *columns.metrics.values()}:
        yield Rejection("parse", "ragged_row", "the row is not as long as the head: its counts may stand in the wrong columns", where=where)
        return
    if period is None:
        printed = " ".join(row[column] for column in (columns.year, columns.month) if column)
        yield Rejection("parse", "no_period", f"{printed[:40]!r} is no year or month", where=where)
        return
    for metric, column in columns.metrics.items():
        printed = row[column].strip()
        if printed in columns.missing:
            continue
        cell = f"{period} × {column}"
        if not _NUMBER.fullmatch(printed):
            yield Rejection("parse", "no_number", f"{column} is {printed[:40]!r}, which is no number", where=where)
            continue
        yield Figure(
            metric=metric,
            label=column,
            measure="share" if metrics()[metric].counts == "percent" else "count",
            value=float(printed.replace(",", "")),
            period=period,
            quote=printed,
            start=line,
            end=line,
            place=place,
            confidence="certain",
            cell=cell,
            why=(f"column {column!r} counts {metric}", f"line {line} is of {period}"),
        )


def _moment(row: dict[str, str], columns: Columns) -> list[dt.datetime]:
    """The date in the column that says when the row was changed, if it is one; the file's zone is the city's."""
    printed = row.get(columns.updated or "", "").strip()
    for form in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d", "%m/%d/%Y", "%B %d, %Y"):
        try:
            return [dt.datetime.strptime(printed.removesuffix(" EDT").removesuffix(" EST"), form)]  # noqa: DTZ007  # zone added at load
        except ValueError:
            continue
    return []
