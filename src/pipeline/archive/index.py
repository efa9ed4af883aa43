"""Which captures the archive holds: an SQLite file made from the WARC files alone, and made again whenever it does not fit them.

It is a cache: lost, stale, half-written or of an older shape, it is rebuilt without a word.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import logging
import sqlite3
from typing import TYPE_CHECKING, TypeVar

from pipeline.archive import catalogue, withdrawal
from pipeline.archive.frames import Frame, frames
from pipeline.archive.record import Entry, entry_of, read_record, window_of
from pipeline.errors import ArchiveError
from pipeline.fetch.addresses import normal
from pipeline.records import Capture, Window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

T = TypeVar("T")
log = logging.getLogger(__name__)

LOCK_WAIT_SECONDS = 30.0


class Index:
    """The captures of one folder of WARC files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / "index.sqlite"

    def rebuild(self) -> None:
        """Forgets everything and reads all WARC files again."""
        self._forget()
        self._use(lambda _: None)

    def add(self, entry: Entry, size_before: int, size_bytes: int) -> Capture:
        """One capture just written to its file; the capture as the index knows it.

        `size_before` (0 for a file's first) is what the index must know of the file for the new size to be believed.
        """

        def insert(connection: sqlite3.Connection) -> Capture:
            catalogue.insert(connection, entry)
            if _known(connection).get(entry.capture.warc_file, 0) == size_before:
                _note(connection, entry.capture.warc_file, size_bytes)
            catalogue.resolve(connection)
            return catalogue.rows(connection, "warc_file = ? and warc_offset = ?", (entry.capture.warc_file, entry.capture.warc_offset))[0]

        return self._use(insert, is_fresh=True)

    def longest(self) -> dict[str, int]:
        """How many bytes each file ever had, as far as this index has seen: what is shorter now has lost some."""
        return self._use(lambda connection: dict(connection.execute("select name, size_bytes from longest").fetchall()))

    def add_window(self, window: Window, warc_file: str, offset: int, size_before: int, size_bytes: int) -> None:
        """A window just written; sizes as for `add`."""

        def insert(connection: sqlite3.Connection) -> None:
            catalogue.insert_window(connection, window, warc_file, offset)
            if _known(connection).get(warc_file, 0) == size_before:
                _note(connection, warc_file, size_bytes)

        self._use(insert, is_fresh=True)

    def windows(self, source_id: str) -> list[Window]:
        """The windows of a source, oldest first, each once."""
        query = f"select {', '.join(catalogue.OF_WINDOW[1:])} from window where source_id = ? order by asked_at, warc_file, warc_offset"
        rows = self._use(lambda connection: connection.execute(query, (source_id,)).fetchall())
        found = (
            Window.of(source, scope, tuple(json.loads(pages)), dt.datetime.fromisoformat(at), count) for source, scope, pages, at, count in rows
        )
        return list({window.window_id: window for window in found}.values())

    def captures(self) -> list[Capture]:
        """All answers, in the order in which they were fetched."""
        return self._use(lambda connection: catalogue.rows(connection, catalogue.IS_ANSWER))

    def of_address(self, address: str) -> list[Capture]:
        """All records of an address, as asked for or as answered, whatever their status."""
        key = normal(address)
        return self._use(lambda connection: catalogue.rows(connection, "address_key = ? or final_key = ?", (key, key)))

    def of_source(self, source_id: str) -> list[Capture]:
        """All answers that were fetched for a source."""
        return self._use(lambda connection: catalogue.rows(connection, f"source_id = ? and {catalogue.IS_ANSWER}", (source_id,)))

    def of_id(self, capture_id: str) -> Capture | None:
        """One capture by its id."""
        return next(iter(self._use(lambda connection: catalogue.rows(connection, "capture_id = ?", (capture_id,)))), None)

    def last(self, address: str, source_id: str | None, *, is_full: bool) -> Capture | None:
        """The newest answer of an address whose bytes are in the archive; `is_full` leaves out those of status 304."""
        where = f"address_key = ? and {catalogue.IS_ANSWER} and is_resolved"
        where += " and source_id = ?" if source_id is not None else ""
        where += " and status <> 304" if is_full else ""
        values = (normal(address), source_id) if source_id is not None else (normal(address),)
        return next(iter(self._use(lambda connection: catalogue.rows(connection, where, values, "order by fetched_at desc limit 1"))), None)

    def original(self, capture: Capture) -> Capture | None:
        """The record that holds the bytes of a capture; None when it is lost."""
        where, values = f"digest = ? and not is_revisit and not {catalogue.IS_GONE}", (capture.digest,)
        found = self._use(lambda connection: catalogue.rows(connection, where, values))
        same_address = [each for each in found if each.final_address == capture.final_address]
        return next(iter(same_address or found), None)

    def is_gone(self, digest: str) -> bool:
        """Whether these bytes were withdrawn."""
        return self._use(lambda connection: bool(catalogue.rows(connection, f"digest = ? and {catalogue.IS_GONE}", (digest,))))

    def reread(self, name: str) -> None:
        """Reads one file again that was written anew, as it is now."""

        def read(connection: sqlite3.Connection) -> None:
            connection.execute("delete from longest where name = ?", (name,))
            _read(connection, self._folder / name, (self._folder / name).stat().st_size)
            catalogue.resolve(connection)
            catalogue.hide(connection)

        self._use(read, is_fresh=True)

    def _use(self, work: Callable[[sqlite3.Connection], T], *, is_fresh: bool = False) -> T:
        try:
            return self._worked(work, is_fresh=is_fresh)
        except sqlite3.DatabaseError as error:
            if "locked" in str(error):
                raise ArchiveError(f"another process holds the archive's index {self._path}; try again when it is done") from None
        log.warning("the archive's index %s is damaged and is made again", self._path)
        self._forget()
        try:
            return self._worked(work, is_fresh=False)
        except sqlite3.DatabaseError as error:
            raise ArchiveError(f"the archive's index {self._path} cannot be made: {error}") from None

    def _worked(self, work: Callable[[sqlite3.Connection], T], *, is_fresh: bool) -> T:
        place = self._path if warc_files(self._folder) else ":memory:"  # an empty archive leaves no trace
        with contextlib.closing(sqlite3.connect(place, timeout=LOCK_WAIT_SECONDS)) as connection:
            _shape(connection)
            if not is_fresh:
                _follow(connection, self._folder)
            with connection:
                return work(connection)

    def _forget(self) -> None:
        self._path.unlink(missing_ok=True)
        self._path.with_name(self._path.name + "-journal").unlink(missing_ok=True)


def warc_files(folder: Path) -> list[Path]:
    """The WARC files of a folder, by name."""
    return sorted(path for path in folder.glob("*.warc*") if path.name.endswith((".warc", ".warc.gz")))


def entries(path: Path) -> Iterator[Entry | tuple[Window, int]]:
    """The captures of one WARC file, and its windows with their offsets; damaged records are left out, and are `verify`'s to name."""
    for frame in frames(path):
        if isinstance(frame, Frame):
            with contextlib.suppress(ArchiveError):
                record = read_record(frame.data)
                if entry := entry_of(record, path.name, frame.offset):
                    yield entry
                elif window := window_of(record):
                    yield window, frame.offset


def _shape(connection: sqlite3.Connection) -> None:
    """Makes the tables where there are none of today's shape; looks again once no other process can."""
    if _version(connection) == catalogue.SHAPE:
        return
    with connection:
        connection.execute("begin immediate")
        if _version(connection) != catalogue.SHAPE:
            for statement in catalogue.CREATE.split(";"):
                connection.execute(statement)


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("pragma user_version").fetchone()[0])


def _known(connection: sqlite3.Connection) -> dict[str, int]:
    return dict(connection.execute("select name, size_bytes from file").fetchall())


def _follow(connection: sqlite3.Connection, folder: Path) -> None:
    """Makes the index fit the WARC files: those that are new or of another size are read again, those gone are left out."""
    known = _known(connection)
    paths = {path.name: path for path in warc_files(folder)}
    sizes = {name: path.stat().st_size for name, path in paths.items()}
    if sizes == known:
        return
    is_grown = all(sizes.get(name, 0) >= size for name, size in known.items())
    with connection:
        connection.execute("begin immediate")
        if not is_grown:  # what other records inherited from a lost one is not known to be true any more
            connection.execute("delete from capture")
            connection.execute("delete from window")
            connection.execute("delete from withdrawn")
            connection.execute("delete from file")
        for name in sorted(sizes):
            if not is_grown or known.get(name) != sizes[name]:
                _read(connection, paths[name], sizes[name])
        catalogue.resolve(connection)
        catalogue.hide(connection)


def _read(connection: sqlite3.Connection, path: Path, size_bytes: int) -> None:
    for table in ("capture", "window"):
        connection.execute(f"delete from {table} where warc_file = ?", (path.name,))
    if path.name == withdrawal.FILE:
        catalogue.insert_withdrawn(connection, path)
    for found in entries(path):
        if isinstance(found, Entry):
            catalogue.insert(connection, found)
        else:
            catalogue.insert_window(connection, found[0], path.name, found[1])
    _note(connection, path.name, size_bytes)


def _note(connection: sqlite3.Connection, name: str, size_bytes: int) -> None:
    connection.execute("insert or replace into file values (?, ?)", (name, size_bytes))
    grown = "on conflict (name) do update set size_bytes = max(size_bytes, excluded.size_bytes)"
    connection.execute(f"insert into longest values (?, ?) {grown}", (name, size_bytes))
