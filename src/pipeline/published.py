"""The published file, read only: what `yearend sql` and `yearend trace` ask."""

from __future__ import annotations

import contextlib
import textwrap
from typing import TYPE_CHECKING

import duckdb

from pipeline.archive import Archive
from pipeline.errors import ArchiveError, ParseError, ReportError, WarehouseError
from pipeline.parse.article import read_article, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.settings import Settings

_WORDS_AROUND = 25


@contextlib.contextmanager
def open_published(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file for reading, without access to other files or the network. WarehouseError where there is none yet."""
    if not settings.published_file.exists():
        raise WarehouseError(f"{settings.published_file} is not there yet; `yearend run` or `make report` makes it")
    config: dict[str, str | bool | int | float | list[str]] = {"enable_external_access": False, "memory_limit": settings.memory_limit}
    try:
        connection = duckdb.connect(str(settings.published_file), read_only=True, config=config)
    except duckdb.Error as error:
        raise WarehouseError(f"{settings.published_file} cannot be opened: {str(error).splitlines()[0]}") from None
    with contextlib.closing(connection):
        yield connection


def ask(settings: Settings, query: str) -> tuple[list[str], list[tuple[object, ...]]]:
    """The columns and rows that a query gives; WarehouseError with DuckDB's own message where it has none to give."""
    with open_published(settings) as connection:
        try:
            result: duckdb.DuckDBPyConnection | None = connection.execute(query)
            if result is None:  # white space or comments alone
                raise WarehouseError("the query asks for nothing; write one such as: select * from mart.coverage")
            return [column[0] for column in result.description or ()], result.fetchall()
        except duckdb.Error as error:
            raise WarehouseError(str(error).strip()) from None


def trace(settings: Settings, figure_id: str) -> str:
    """A figure's trace as lines of text; `figure_id` may be cut short as long as one figure has it. ReportError otherwise."""
    with open_published(settings) as connection:
        result = connection.execute("select * from mart.trace where starts_with(figure_id, ?) order by figure_id", [figure_id])
        columns, found = [column[0] for column in result.description or ()], result.fetchall()
    if len({row[0] for row in found}) != 1:
        what = "no figure has" if not found else f"{len(found)} figures have"
        raise ReportError(f"{what} an id that begins with {figure_id!r}; ids stand in mart.trace")
    row = dict(zip(columns, found[0], strict=True))
    lines = [f"{name:<16}{_shown(value)}" for name, value in row.items() if value is not None and name not in ("start_offset", "end_offset")]
    return "\n".join([*lines, "", *_context(settings, row)])


def _context(settings: Settings, row: Mapping[str, object]) -> list[str]:
    """The words on either side, from the archive, where it is there and the figure stands in prose."""
    start, end = int(str(row["start_offset"])), int(str(row["end_offset"]))
    if row["quote"] is None or start == end:
        return []
    text = document_text(Archive(settings.archive), str(row["capture_id"]))
    if text is None or text[start:end] != row["quote"]:
        return []
    before, after = text[:start].split()[-_WORDS_AROUND:], text[end:].split()[:_WORDS_AROUND]
    return textwrap.wrap(f"… {' '.join(before)} [[{text[start:end]}]] {' '.join(after)} …", width=100)


def document_text(archive: Archive, capture_id: str) -> str | None:
    """The text of a captured article, read from its bytes; None where they are not there or hold no article."""
    capture = archive.capture(capture_id)
    if capture is None:
        return None
    try:
        body = archive.body(capture)
        document = read_text(body) if capture.media_type == "text/plain" else read_article(body, capture.charset, capture.final_address)
    except (ArchiveError, ParseError):
        return None
    return document.text


def _shown(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
