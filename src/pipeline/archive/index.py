"""Which captures the archive holds: an SQLite file made from the WARC files alone, and made again whenever it does not fit them.

It is a cache: lost, stale, half-written or of an older shape, it is rebuilt without a word.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import json
import logging
import sqlite3
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.archive import withdrawal
from pipeline.archive.frames import Frame, frames
from pipeline.archive.record import Entry, entry_of, inherit, read_record, window_of
from pipeline.errors import ArchiveError
from pipeline.fetch.addresses import normal
from pipeline.fetch.status import ANSWERS
from pipeline.records import Capture, Window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

T = TypeVar("T")
log = logging.getLogger(__name__)

LOCK_WAIT_SECONDS = 30.0
_SHAPE = 5  # raised whenever the tables or the meaning of a column change
_FIELDS = [field.name for field in dataclasses.fields(Capture)]
_EXTRA = ["address_key", "final_key", "payload_digest", "refers_key", "refers_at", "is_resolved"]
_COLUMNS = ", ".join(_FIELDS)
_OF_WINDOW = ["window_id", "source_id", "scope", "captures", "asked_at", "expected_count"]
_INSTANTS = {"fetched_at", "last_modified_at"}
_CREATE = f"""
drop table if exists capture;
drop table if exists file;
drop table if exists window;
drop table if exists withdrawn;
create table file (name text primary key, size_bytes integer not null);
create table if not exists longest (name text primary key, size_bytes integer not null);
create table capture ({_COLUMNS}, {", ".join(_EXTRA)}, primary key (warc_file, warc_offset));
create table window ({", ".join(_OF_WINDOW)}, warc_file, warc_offset, primary key (warc_file, warc_offset));
create table withdrawn (address_key text primary key);
create index window_by_source on window (source_id);
create index by_address on capture (address_key, fetched_at);
create index by_final_address on capture (final_key, fetched_at);
create index by_source on capture (source_id, fetched_at);
create index by_id on capture (capture_id);
create index by_digest on capture (digest);
create index by_payload_digest on capture (payload_digest);
pragma user_version = {_SHAPE};
"""
_ORDER = "order by fetched_at, warc_file, warc_offset"
_IS_GONE = f"warc_file = '{withdrawal.FILE}'"  # the hash alone is kept
_IS_ANSWER = f"status in ({', '.join(map(str, ANSWERS))})"


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
            _insert(connection, entry)
            if _known(connection).get(entry.capture.warc_file, 0) == size_before:
                _note(connection, entry.capture.warc_file, size_bytes)
            _resolve(connection)
            return _rows(connection, "warc_file = ? and warc_offset = ?", (entry.capture.warc_file, entry.capture.warc_offset))[0]

        return self._use(insert, is_fresh=True)

    def longest(self) -> dict[str, int]:
        """How many bytes each file ever had, as far as this index has seen: what is shorter now has lost some."""
        return self._use(lambda connection: dict(connection.execute("select name, size_bytes from longest").fetchall()))

    def add_window(self, window: Window, warc_file: str, offset: int, size_before: int, size_bytes: int) -> None:
        """A window just written; sizes as for `add`."""

        def insert(connection: sqlite3.Connection) -> None:
            _insert_window(connection, window, warc_file, offset)
            if _known(connection).get(warc_file, 0) == size_before:
                _note(connection, warc_file, size_bytes)

        self._use(insert, is_fresh=True)

    def windows(self, source_id: str) -> list[Window]:
        """The windows of a source, oldest first, each once."""
        query = f"select {', '.join(_OF_WINDOW[1:])} from window where source_id = ? order by asked_at, warc_file, warc_offset"
        rows = self._use(lambda connection: connection.execute(query, (source_id,)).fetchall())
        found = (
            Window.of(source, scope, tuple(json.loads(pages)), dt.datetime.fromisoformat(at), count) for source, scope, pages, at, count in rows
        )
        return list({window.window_id: window for window in found}.values())

    def captures(self) -> list[Capture]:
        """All answers, in the order in which they were fetched."""
        return self._use(lambda connection: _rows(connection, _IS_ANSWER))

    def of_address(self, address: str) -> list[Capture]:
        """All records of an address, as asked for or as answered, whatever their status."""
        key = normal(address)
        return self._use(lambda connection: _rows(connection, "address_key = ? or final_key = ?", (key, key)))

    def of_source(self, source_id: str) -> list[Capture]:
        """All answers that were fetched for a source."""
        return self._use(lambda connection: _rows(connection, f"source_id = ? and {_IS_ANSWER}", (source_id,)))

    def of_id(self, capture_id: str) -> Capture | None:
        """One capture by its id."""
        return next(iter(self._use(lambda connection: _rows(connection, "capture_id = ?", (capture_id,)))), None)

    def last(self, address: str, source_id: str | None, *, is_full: bool) -> Capture | None:
        """The newest answer of an address whose bytes are in the archive; `is_full` leaves out those of status 304."""
        where = f"address_key = ? and {_IS_ANSWER} and is_resolved"
        where += " and source_id = ?" if source_id is not None else ""
        where += " and status <> 304" if is_full else ""
        values = (normal(address), source_id) if source_id is not None else (normal(address),)
        return next(iter(self._use(lambda connection: _rows(connection, where, values, "order by fetched_at desc limit 1"))), None)

    def original(self, capture: Capture) -> Capture | None:
        """The record that holds the bytes of a capture; None when it is lost."""
        where, values = f"digest = ? and not is_revisit and not {_IS_GONE}", (capture.digest,)
        found = self._use(lambda connection: _rows(connection, where, values))
        same_address = [each for each in found if each.final_address == capture.final_address]
        return next(iter(same_address or found), None)

    def is_gone(self, digest: str) -> bool:
        """Whether these bytes were withdrawn."""
        return self._use(lambda connection: bool(_rows(connection, f"digest = ? and {_IS_GONE}", (digest,))))

    def reread(self, name: str) -> None:
        """Reads one file again that was written anew, as it is now."""

        def read(connection: sqlite3.Connection) -> None:
            connection.execute("delete from longest where name = ?", (name,))
            _read(connection, self._folder / name, (self._folder / name).stat().st_size)
            _resolve(connection)

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
    if _version(connection) == _SHAPE:
        return
    with connection:
        connection.execute("begin immediate")
        if _version(connection) != _SHAPE:
            for statement in _CREATE.split(";"):
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
        _resolve(connection)


def _read(connection: sqlite3.Connection, path: Path, size_bytes: int) -> None:
    for table in ("capture", "window"):
        connection.execute(f"delete from {table} where warc_file = ?", (path.name,))
    if path.name == withdrawal.FILE:
        _read_withdrawn(connection, path)
    for found in entries(path):
        if isinstance(found, Entry):
            _insert(connection, found)
        else:
            _insert_window(connection, found[0], path.name, found[1])
    _note(connection, path.name, size_bytes)


def _read_withdrawn(connection: sqlite3.Connection, path: Path) -> None:
    """Tombstones: each capture as it was, without bytes; and the addresses of which nothing is given out."""
    for one, offset in withdrawal.read(path):
        if one.capture is None:
            connection.execute("insert or replace into withdrawn values (?)", (normal(one.address),))
        else:
            there = dataclasses.replace(one.capture, warc_file=path.name, warc_offset=offset)
            _insert(connection, Entry(there, one.capture.digest))
            connection.execute("update capture set is_resolved = 0 where warc_file = ? and warc_offset = ?", (path.name, offset))


def _hide(connection: sqlite3.Connection) -> None:
    """Takes out the captures that are withdrawn, wherever they turned up; revisits of theirs have no bytes any more."""
    gone = f"select capture_id from capture where {_IS_GONE}"
    keys = "select address_key from withdrawn"
    where = f"not {_IS_GONE} and (capture_id in ({gone}) or address_key in ({keys}) or final_key in ({keys}))"
    connection.execute(f"delete from capture where {where}")
    bytes_there = f"select digest from capture where not is_revisit and not {_IS_GONE}"
    connection.execute(f"update capture set is_resolved = 0 where is_revisit and is_resolved and digest not in ({bytes_there})")


def _note(connection: sqlite3.Connection, name: str, size_bytes: int) -> None:
    connection.execute("insert or replace into file values (?, ?)", (name, size_bytes))
    grown = "on conflict (name) do update set size_bytes = max(size_bytes, excluded.size_bytes)"
    connection.execute(f"insert into longest values (?, ?) {grown}", (name, size_bytes))


def _insert(connection: sqlite3.Connection, entry: Entry) -> None:
    capture = entry.capture
    values = [
        *(_stored(getattr(capture, name)) for name in _FIELDS),
        normal(capture.address),
        normal(capture.final_address),
        entry.payload_digest,
        normal(entry.refers_to) if entry.refers_to else None,
        _stored(entry.refers_at),
        not capture.is_revisit,
    ]
    connection.execute(f"insert or replace into capture values ({', '.join('?' * len(values))})", values)


def _insert_window(connection: sqlite3.Connection, window: Window, warc_file: str, offset: int) -> None:
    at, pages = _stored(window.asked_at), json.dumps(window.captures)
    values = (window.window_id, window.source_id, window.scope, pages, at, window.expected_count, warc_file, offset)
    connection.execute("insert or replace into window values (?, ?, ?, ?, ?, ?, ?, ?)", values)


def _resolve(connection: sqlite3.Connection) -> None:
    """Gives each revisit what its original knows: the record it refers to, else the first with the same payload digest."""
    waiting = connection.execute(
        f"select rowid, payload_digest, refers_key, refers_at from capture where is_revisit and not is_resolved and not {_IS_GONE}"
    ).fetchall()
    for row, payload_digest, refers_key, refers_at in waiting:
        where = "not is_revisit and ((final_key = ? and fetched_at = ?) or (? <> '' and payload_digest = ?))"
        order = f"order by {_IS_GONE}, final_key = ? and fetched_at = ? desc, fetched_at limit 1"
        found = _rows(connection, where, (refers_key, refers_at, payload_digest, payload_digest), order, (refers_key, refers_at))
        if found:
            whole = inherit(_rows(connection, "rowid = ?", (row,))[0], found[0])
            values = [_stored(getattr(whole, name)) for name in _FIELDS]
            names = ", ".join(f"{name} = ?" for name in _FIELDS)
            is_there = found[0].warc_file != withdrawal.FILE
            connection.execute(f"update capture set {names}, is_resolved = ? where rowid = ?", [*values, is_there, row])
    if connection.execute(f"select 1 from withdrawn union all select 1 from capture where {_IS_GONE} limit 1").fetchone():
        _hide(connection)


def _rows(
    connection: sqlite3.Connection, where: str, values: tuple[Any, ...] = (), order: str = _ORDER, more: tuple[Any, ...] = ()
) -> list[Capture]:
    rows = connection.execute(f"select {_COLUMNS} from capture where {where} {order}", (*values, *more)).fetchall()
    return [_capture(row) for row in rows]


def _capture(row: tuple[Any, ...]) -> Capture:
    fields = dict(zip(_FIELDS, row, strict=True))
    for name in _INSTANTS:
        fields[name] = dt.datetime.fromisoformat(fields[name]) if fields[name] else None
    return Capture(**fields | {"is_revisit": bool(fields["is_revisit"])})


def _stored(value: object) -> object:
    return value.astimezone(dt.UTC).isoformat(timespec="microseconds") if isinstance(value, dt.datetime) else value
