"""Archived pages → rows in a table with the columns of `raw.incident`, and a rejection for everything in them that cannot be used."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from pipeline.errors import ParseError
from pipeline.incidents.mend import mend
from pipeline.incidents.page import alike, laid_out, names_in
from pipeline.incidents.rows import REJECTED_ROWS, REJECTED_SCANS, Origin, select
from pipeline.records import Rejection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.archive import Archive
    from pipeline.incidents.mapping import Incidents
    from pipeline.incidents.page import Page
    from pipeline.records import Capture

_AT_ONCE = 250_000_000  # bytes of pages that lie beside the archive at one time
_JSON_AT_ONCE = 8  # files: DuckDB takes 32 MB of memory for each, however small

_TROUBLES = {
    "no_key": "without a key",
    "unreadable_date": "with a date in none of the forms that the TOML names",
    "no_date": "without a date",
    "future_date": "dated after the day on which they were fetched",
    "unreadable_victims": "with victims that are no number",
    "negative_victims": "with less than no victims",
}
_TROUBLED = """
    select label, count(*), list(coalesce(incident, 'no key') || coalesce(': ' || code, '') order by incident, code)[:3]
    from {table}
    where city = ? and source = ? and key is null
    group by label
    order by label
"""
_REJECTED = f"""
    select
        scans.file_path,
        rows.line,
        rows.error_message,
        rows.error_type = 'UNQUOTED VALUE' or contains(trim(rows.csv_line, chr(10) || chr(13)), chr(10))
    from {REJECTED_ROWS} as rows
    inner join {REJECTED_SCANS} as scans using (scan_id, file_id)
    order by all
"""
_OPEN = "a quote does not close, or closes within a cell"


@dataclass
class Take:
    """Where the rows of a window go, and what could not be used of it."""

    connection: duckdb.DuckDBPyConnection
    table: str
    incidents: Incidents
    origin: Origin
    keeps_left_out: bool  # rows that the TOML leaves out are kept, as superseded, for they may have stood before
    rejections: dict[str, list[Rejection]] = field(default_factory=dict)  # by capture

    def all(self, captures: Sequence[Capture], archive: Archive) -> None:
        """Inserts the rows of all pages. ParseError or ArchiveError where one of them cannot be used."""
        for portion in _portions(captures):
            with tempfile.TemporaryDirectory(prefix="yearend-") as folder:
                pages = [laid_out(one, archive.spooled(one), Path(folder) / f"{one.capture_id}.page", self.incidents) for one in portion]
                for group in alike(pages, self.incidents):
                    step = _JSON_AT_ONCE if self.incidents.format == "json" else len(group)
                    for at in range(0, len(group), step):
                        self._group(group[at : at + step])
        self._take_out_troubled(captures[-1])

    def _group(self, pages: list[Page]) -> None:
        """Inserts the rows of pages with one head; what a broken quote would swallow is put in once the quote is out."""
        before = self._last_row()
        broken = self._inserted(pages)
        if swallowing := {line.path for line in broken if line.is_open}:
            self.connection.execute(f"delete from {self.table} where rowid > ?", [before])
            mended = [_Broken(str(page.path), number, _OPEN) for page in pages if str(page.path) in swallowing for number in mend(page)]
            broken = [line for line in self._inserted(pages) if line.path not in swallowing] + mended
        for page in pages:
            if mine := [line for line in broken if line.path == str(page.path)]:
                detail = f"{_counted(len(mine), 'line')} of CSV cannot be taken apart: {mine[0].why}"
                self.reject(page.capture, Rejection("load", "broken_row", detail, where=f"line {mine[0].number}", count=len(mine)))

    def _inserted(self, pages: Sequence[Page]) -> list[_Broken]:
        """Inserts rows; gives the lines that are none."""
        names = names_in(pages, self.incidents)
        rows = select(pages, names, self.incidents, self.origin, keeps_left_out=self.keeps_left_out)
        try:
            self.connection.execute(f"insert into {self.table} {rows}")
        except duckdb.InvalidInputException as error:
            said = str(error).splitlines()[0].replace(f"{pages[0].path.parent}/", "")
            raise ParseError(f"broken_{self.incidents.format}", f"the rows cannot be read, and nothing of them is loaded: {said}") from None
        if self.incidents.format == "json":
            return []
        broken = [_Broken(*row) for row in self.connection.execute(_REJECTED).fetchall()]
        for table in (REJECTED_ROWS, REJECTED_SCANS):
            self.connection.execute(f"drop table {table}")
        return broken

    def _take_out_troubled(self, last: Capture) -> None:
        """Rows that cannot be used, counted by what is wrong with them."""
        here = [self.origin.city, self.origin.source]
        for trouble, count, examples in self.connection.execute(_TROUBLED.format(table=self.table), here).fetchall():
            detail = f"{_counted(count, 'row')} {_TROUBLES[trouble]}, such as {'; '.join(examples)}"
            self.reject(last, Rejection("load", trouble, detail, count=count))
        self.connection.execute(f"delete from {self.table} where city = ? and source = ? and key is null", here)

    def _last_row(self) -> int:
        return int(self.connection.execute(f"select coalesce(max(rowid), -1) from {self.table}").fetchall()[0][0])

    def reject(self, capture: Capture, rejection: Rejection) -> None:
        """Keeps a rejection with the page that it is of."""
        placed = replace(rejection, source_id=capture.source_id, address=capture.address)
        self.rejections.setdefault(capture.capture_id, []).append(placed)


@dataclass(frozen=True)
class _Broken:
    """A line that is no row."""

    path: str
    number: int  # the head is line 1
    why: str
    is_open: bool = False  # it may have swallowed what follows it


def _portions(captures: Iterable[Capture]) -> Iterator[list[Capture]]:
    portion: list[Capture] = []
    for capture in captures:
        if portion and sum(one.size_bytes for one in portion) + capture.size_bytes > _AT_ONCE:
            yield portion
            portion = []
        portion.append(capture)
    if portion:
        yield portion


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
