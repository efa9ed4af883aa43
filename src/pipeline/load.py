"""Writes what was read into the landing tables: idempotent, in one transaction, and only where something changed."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline import landing
from pipeline.warehouse import transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import duckdb

    from pipeline.city import City
    from pipeline.parse.capture import Parsed
    from pipeline.records import Capture, Rejection

log = logging.getLogger(__name__)

_FOLLOWERS = {"incident_window": ("incident",)}


@dataclass(frozen=True)
class Loaded:
    """How much a load added."""

    captures: int
    figures: int
    quotations: int
    rejections: int
    incidents: int = 0  # rows of incidents added, changed or gone


def load_city(connection: duckdb.DuckDBPyConnection, city: City) -> bool:
    """Brings the tables that come from a city's TOML up to date; says whether anything changed."""
    tables = landing.city_tables(city)
    with transaction(connection):
        changed = [name for name, rows in tables.items() if _replace(connection, name, rows, "city = ?", [city.slug])]
        if _replace(connection, "metric", landing.metric_rows(), "true", []):
            changed.append("metric")
        touch(connection, changed)
    return bool(changed)


def load_had(connection: duckdb.DuckDBPyConnection, city: City, had: Mapping[str, dt.datetime]) -> bool:
    """Lands when each source, by its id, last answered as a whole (UTC); says whether anything changed."""
    rows = [(city.slug, source, landing.utc(at)) for source, at in had.items()]
    with transaction(connection):
        if is_changed := _replace(connection, "source_had", rows, "city = ?", [city.slug]):
            touch(connection, ["source_had"])
    return is_changed


def unread(connection: duckdb.DuckDBPyConnection, city: City, captures: Iterable[Capture], parser: str) -> list[Capture]:
    """Those captures that the warehouse does not hold yet for the city, or holds as read otherwise: by another parser, for another source, from
    another place in the archive, as after a withdrawal, or with columns that the TOML has since put right."""
    query = "select capture_id, source, parser, warc_file, warc_offset from raw.capture where city = ?"
    known = set(connection.execute(query, [city.slug]).fetchall())
    readers = {source: landing.reader(city, source, parser) for source in {source.id for source in city.source}}
    return [one for one in captures if (one.capture_id, one.source_id, readers.get(one.source_id), one.warc_file, one.warc_offset) not in known]


def load(
    connection: duckdb.DuckDBPyConnection,
    city: City,
    parsed: Sequence[Parsed],
    rejections: Sequence[Rejection],
    asked: Sequence[str],
    parser: str,
    now: dt.datetime,
) -> Loaded:
    """Lands what was read from captures, in place of what was read from them before, and the rejections of the run.

    `rejections` are those without a capture: of sources that could not be had. They stand until their source is asked again; `asked` has the
    ids of those asked in this run. `now` is UTC.
    """
    of_run = [landing.rejection_row(city, None, rejection, now) for rejection in rejections]
    rows = landing.parsed_rows(city, parsed, parser)
    with transaction(connection):
        changed = _land(connection, city, rows, parsed)
        if _replace_run_rejections(connection, city, of_run, asked):
            changed.add("rejection")
        touch(connection, changed)
    loaded = Loaded(len(rows["capture"]), len(rows["figure"]), len(rows["quotation"]), len(rows["rejection"]) + len(of_run))
    log.info(
        "load: %d captures, %d figures, %d quotations, %d rejections", loaded.captures, loaded.figures, loaded.quotations, loaded.rejections
    )
    return loaded


def land(connection: duckdb.DuckDBPyConnection, city: City, parsed: Sequence[Parsed], parser: str) -> set[str]:
    """Within a transaction: puts what was read from captures in place of what was read from them before; the landing tables that changed."""
    return _land(connection, city, landing.parsed_rows(city, parsed, parser), parsed)


def _land(connection: duckdb.DuckDBPyConnection, city: City, rows: Mapping[str, landing.Rows], parsed: Sequence[Parsed]) -> set[str]:
    captures = [one.capture.capture_id for one in parsed]
    of_captures = "city = ? and capture_id in (select unnest(?::varchar[]))"
    return {name for name, landed in rows.items() if _replace(connection, name, landed, of_captures, [city.slug, captures])}


def _append(connection: duckdb.DuckDBPyConnection, name: str, rows: landing.Rows) -> None:
    if rows:
        with connection.appender(f"raw.{name}") as appender:
            appender.append_rows(rows)


def _replace(connection: duckdb.DuckDBPyConnection, name: str, rows: landing.Rows, where: str, values: Sequence[object]) -> bool:
    """Puts `rows` in place of those for which `where` holds; says whether they differ."""
    before = connection.execute(f"select * from raw.{name} where {where}", values).fetchall()
    if sorted(map(repr, before)) == sorted(map(repr, rows)):
        return False
    if before:
        connection.execute(f"delete from raw.{name} where {where}", values)
    _append(connection, name, rows)
    return True


def _replace_run_rejections(connection: duckdb.DuckDBPyConnection, city: City, rows: landing.Rows, asked: Sequence[str]) -> bool:
    """The rejections of sources that gave no capture; the same as before, whenever they occurred, is no change."""
    where, values = "where city = ? and capture_id is null and (source is null or list_contains(?, source))", [city.slug, list(asked)]
    occurred = 8
    before = connection.execute(f"select * from raw.rejection {where}", values).fetchall()
    without_time = [sorted(repr(row[:occurred] + row[occurred + 1 :]) for row in some) for some in (before, rows)]
    if without_time[0] == without_time[1]:
        return False
    connection.execute(f"delete from raw.rejection {where}", values)
    _append(connection, "rejection", rows)
    return True


def touch(connection: duckdb.DuckDBPyConnection, names: Iterable[str]) -> None:
    """Notes what landing tables hold now, so that the models that need them are built again; the same rows give the same number anywhere."""
    held = []
    for name in sorted(names):
        content = f"select coalesce(cast(sum(hash(landed)) % (1::hugeint << 62) as bigint), 0) from raw.{name} as landed"
        # What incident rows there are is known from the windows they came in, without reading millions of them.
        held += [f"select 'raw.{table}', ({content})" for table in (name, *_FOLLOWERS.get(name, ()))]
    if held:
        connection.execute(f"insert or replace into meta.landing {' union all '.join(held)}")
