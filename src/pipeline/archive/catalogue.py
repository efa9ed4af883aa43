"""The tables of the archive's index: captures, windows and what is withdrawn, put in and taken out as rows of SQLite."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import sqlite3
from typing import TYPE_CHECKING, Any

from pipeline.archive import withdrawal
from pipeline.archive.record import Entry, inherit
from pipeline.fetch.addresses import normal
from pipeline.fetch.status import ANSWERS
from pipeline.records import Capture, Window

if TYPE_CHECKING:
    from pathlib import Path

SHAPE = 5  # raised whenever the tables or the meaning of a column change
_FIELDS = [field.name for field in dataclasses.fields(Capture)]
_EXTRA = ["address_key", "final_key", "payload_digest", "refers_key", "refers_at", "is_resolved"]
_COLUMNS = ", ".join(_FIELDS)
OF_WINDOW = ["window_id", "source_id", "scope", "captures", "asked_at", "expected_count"]
_INSTANTS = {"fetched_at", "last_modified_at"}
CREATE = f"""
drop table if exists capture;
drop table if exists file;
drop table if exists window;
drop table if exists withdrawn;
create table file (name text primary key, size_bytes integer not null);
create table if not exists longest (name text primary key, size_bytes integer not null);
create table capture ({_COLUMNS}, {", ".join(_EXTRA)}, primary key (warc_file, warc_offset));
create table window ({", ".join(OF_WINDOW)}, warc_file, warc_offset, primary key (warc_file, warc_offset));
create table withdrawn (address_key text primary key);
create index window_by_source on window (source_id);
create index by_address on capture (address_key, fetched_at);
create index by_final_address on capture (final_key, fetched_at);
create index by_source on capture (source_id, fetched_at);
create index by_id on capture (capture_id);
create index by_digest on capture (digest);
create index by_payload_digest on capture (payload_digest);
pragma user_version = {SHAPE};
"""
_ORDER = "order by fetched_at, warc_file, warc_offset"
IS_GONE = f"warc_file = '{withdrawal.FILE}'"  # the hash alone is kept
IS_ANSWER = f"status in ({', '.join(map(str, ANSWERS))})"


def insert_withdrawn(connection: sqlite3.Connection, path: Path) -> None:
    """Tombstones: each capture as it was, without bytes; and the addresses of which nothing is given out."""
    for one, offset in withdrawal.read(path):
        if one.capture is None:
            connection.execute("insert or replace into withdrawn values (?)", (normal(one.address),))
        else:
            there = dataclasses.replace(one.capture, warc_file=path.name, warc_offset=offset)
            insert(connection, Entry(there, one.capture.digest))
            connection.execute("update capture set is_resolved = 0 where warc_file = ? and warc_offset = ?", (path.name, offset))


def hide(connection: sqlite3.Connection) -> None:
    """Takes out the captures that are withdrawn, wherever they turned up; revisits of theirs have no bytes any more.

    It looks at all captures: to be called when files were read, not with each capture that is written.
    """
    if not connection.execute(f"select 1 from withdrawn union all select 1 from capture where {IS_GONE} limit 1").fetchone():
        return
    gone = f"select capture_id from capture where {IS_GONE}"
    keys = "select address_key from withdrawn"
    where = f"not {IS_GONE} and (capture_id in ({gone}) or address_key in ({keys}) or final_key in ({keys}))"
    connection.execute(f"delete from capture where {where}")
    bytes_there = f"select digest from capture where not is_revisit and not {IS_GONE}"
    connection.execute(f"update capture set is_resolved = 0 where is_revisit and is_resolved and digest not in ({bytes_there})")


def insert(connection: sqlite3.Connection, entry: Entry) -> None:
    """Puts a capture in, in place of what stood at its offset."""
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


def insert_window(connection: sqlite3.Connection, window: Window, warc_file: str, offset: int) -> None:
    """Puts a window in."""
    at, pages = _stored(window.asked_at), json.dumps(window.captures)
    values = (window.window_id, window.source_id, window.scope, pages, at, window.expected_count, warc_file, offset)
    connection.execute("insert or replace into window values (?, ?, ?, ?, ?, ?, ?, ?)", values)


def resolve(connection: sqlite3.Connection) -> None:
    """Gives each revisit what its original knows: the record it refers to, else the first with the same payload digest."""
    waiting = connection.execute(
        f"select rowid, payload_digest, refers_key, refers_at from capture where is_revisit and not is_resolved and not {IS_GONE}"
    ).fetchall()
    for row, payload_digest, refers_key, refers_at in waiting:
        where = "not is_revisit and ((final_key = ? and fetched_at = ?) or (? <> '' and payload_digest = ?))"
        order = f"order by {IS_GONE}, final_key = ? and fetched_at = ? desc, fetched_at limit 1"
        found = rows(connection, where, (refers_key, refers_at, payload_digest, payload_digest), order, (refers_key, refers_at))
        if found:
            whole = inherit(rows(connection, "rowid = ?", (row,))[0], found[0])
            values = [_stored(getattr(whole, name)) for name in _FIELDS]
            names = ", ".join(f"{name} = ?" for name in _FIELDS)
            is_there = found[0].warc_file != withdrawal.FILE
            connection.execute(f"update capture set {names}, is_resolved = ? where rowid = ?", [*values, is_there, row])


def rows(
    connection: sqlite3.Connection, where: str, values: tuple[Any, ...] = (), order: str = _ORDER, more: tuple[Any, ...] = ()
) -> list[Capture]:
    """The captures for which `where` holds."""
    rows = connection.execute(f"select {_COLUMNS} from capture where {where} {order}", (*values, *more)).fetchall()
    return [_capture(row) for row in rows]


def _capture(row: tuple[Any, ...]) -> Capture:
    fields = dict(zip(_FIELDS, row, strict=True))
    for name in _INSTANTS:
        fields[name] = dt.datetime.fromisoformat(fields[name]) if fields[name] else None
    return Capture(**fields | {"is_revisit": bool(fields["is_revisit"])})


def _stored(value: object) -> object:
    return value.astimezone(dt.UTC).isoformat(timespec="microseconds") if isinstance(value, dt.datetime) else value
