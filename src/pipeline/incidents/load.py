"""Windows of incident rows → `raw.incident`, each in one transaction and in the order in which they were asked for.

The warehouse holds what a source's first windows gave, one after another. Where the archive or the TOML say otherwise (an older window was
imported, another column is read), the source begins again from its first.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from pipeline import landing
from pipeline.archive.withdrawal import WithdrawnError
from pipeline.errors import ArchiveError, ParseError
from pipeline.incidents import versions
from pipeline.incidents.rows import Origin
from pipeline.incidents.take import Take
from pipeline.load import land, touch
from pipeline.parse.capture import Parsed
from pipeline.records import Document, Reading, Rejection
from pipeline.warehouse import transaction

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import duckdb

    from pipeline.archive import Archive
    from pipeline.city import City
    from pipeline.incidents.versions import Changes
    from pipeline.records import Capture, Window
    from pipeline.source import Source

log = logging.getLogger(__name__)

_READ_BY = ("clock.py", "mend.py", "page.py", "rows.py", "take.py", "versions.py")
_BOOKS = ("incident_window", "capture", "document", "rejection")


def load_incidents(connection: duckdb.DuckDBPyConnection, archive: Archive, city: City, source: Source, windows: Sequence[Window]) -> int:
    """Takes in those windows of a source that are not held yet, of all that the archive has, oldest first; says how many rows changed.

    A window that cannot be used changes nothing and is a rejection. Killed at any moment, the next run goes on at the window that was cut off.
    """
    reader = landing.reader(city, source.id, fingerprint())
    query = "select window_id, reader from raw.incident_window where city = ? and source = ? order by position"
    held = connection.execute(query, [city.slug, source.id]).fetchall()
    if held != [(window.window_id, reader) for window in windows[: len(held)]] or _has_moved(connection, archive, city, source):
        log.info("%s: all its rows are read again", source.id)
        _forget(connection, city, source)
        held = []
    return sum(_load(connection, archive, city, source, window) for window in windows[len(held) :])


def _has_moved(connection: duckdb.DuckDBPyConnection, archive: Archive, city: City, source: Source) -> bool:
    """Whether a page that was read lies elsewhere in the archive now, as after a withdrawal, which may have taken its rows."""
    there = {one.capture_id: (one.warc_file, one.warc_offset) for one in archive.of_source(source.id)}
    query = "select capture_id, warc_file, warc_offset from raw.capture where city = ? and source = ?"
    read = connection.execute(query, [city.slug, source.id]).fetchall()
    return any(there.get(capture_id, (file, offset)) != (file, offset) for capture_id, file, offset in read)


@cache
def fingerprint() -> str:
    """Names the code that reads rows: what was read by another is read again."""
    whole = hashlib.sha256()
    for name in _READ_BY:
        whole.update((files("pipeline") / "incidents" / name).read_bytes())
    return whole.hexdigest()[:16]


def _forget(connection: duckdb.DuckDBPyConnection, city: City, source: Source) -> None:
    with transaction(connection):
        captures = "select capture_id from raw.capture where city = $city and source = $source"
        for table in ("document", "rejection"):
            here = {"city": city.slug, "source": source.id}
            connection.execute(f"delete from raw.{table} where city = $city and capture_id in ({captures})", here)
        for table in ("incident", "incident_window", "capture"):
            connection.execute(f"delete from raw.{table} where city = ? and source = ?", [city.slug, source.id])
        touch(connection, _BOOKS)


def _load(connection: duckdb.DuckDBPyConnection, archive: Archive, city: City, source: Source, window: Window) -> int:
    """One window, or the rejection that it becomes; how many rows changed."""
    try:
        with transaction(connection):
            captures = [_page(archive, one, source) for one in window.captures]
            take = _taken(connection, archive, city, source, window, captures)
            changes = _settled(take, window, captures[-1])
            _note(connection, city, source, window, changes)
            _keep_books(connection, city, captures, take.rejections)
    except ParseError as error:
        refused = Rejection("load", error.reason, str(error))
    except ArchiveError as error:
        refused = Rejection("archive", "withdrawn" if isinstance(error, WithdrawnError) else "damaged_record", str(error))
    else:
        log.info("%s: %d rows added, %d changed, %d gone", source.id, changes.added, changes.changed, changes.gone)
        return changes.added + changes.changed + changes.gone
    log.warning("%s: the rows fetched until %s are not loaded: %s", source.id, window.asked_at, refused.detail)
    _refuse(connection, archive, city, source, window, refused)
    return 0


def _page(archive: Archive, capture_id: str, source: Source) -> Capture:
    if (found := archive.capture(capture_id)) is None:
        raise ArchiveError(f"the archive does not hold {capture_id}, a page of {source.id}")
    return replace(found, source_id=source.id)


def _taken(
    connection: duckdb.DuckDBPyConnection, archive: Archive, city: City, source: Source, window: Window, captures: Sequence[Capture]
) -> Take:
    """The window's rows in a table: among the versions themselves, where the source has none yet, for that is the fastest way."""
    is_first = not connection.execute("select 1 from raw.incident where city = ? and source = ? limit 1", [city.slug, source.id]).fetchall()
    if not is_first:
        versions.prepare_stage(connection)
    known_at = landing.utc(window.asked_at)
    assert source.incidents is not None  # noqa: S101  # city.py sees to it
    assert known_at is not None  # noqa: S101  # for none is None
    origin = Origin(city.slug, source.id, city.time_zone, known_at)
    take = Take(connection, versions.INCIDENT if is_first else versions.STAGE, source.incidents, origin, keeps_left_out=not is_first)
    take.all(captures, archive)
    return take


def _settled(take: Take, window: Window, last: Capture) -> Changes:
    """The rows as versions. ParseError where the window would empty its source: that is no news but a mistake."""
    city, source = take.origin.city, take.origin.source
    if take.table == versions.INCIDENT:
        changes = versions.settle_first(take.connection, city, source)
    else:
        is_empty = not take.connection.execute(f"select 1 from {take.table} limit 1").fetchall()
        if is_empty and window.scope == "whole":
            raise ParseError("no_rows", "the source has no rows any more; what was known of it stays")
        changes = versions.settle(take.connection, city, source, take.origin.known_at, is_whole=window.scope == "whole")
    if changes.repeated:
        detail = f"{changes.repeated:,} rows have the key of a later one and say something else; the later ones are taken"
        take.reject(last, Rejection("load", "repeated_key", detail, count=changes.repeated))
    return changes


def _refuse(connection: duckdb.DuckDBPyConnection, archive: Archive, city: City, source: Source, window: Window, refused: Rejection) -> None:
    """Notes a window that could not be used, so that it is not tried again until something is different."""
    captures = [replace(found, source_id=source.id) for one in window.captures if (found := archive.capture(one))]
    with transaction(connection):
        _note(connection, city, source, window, None)
        if captures:
            placed = replace(refused, source_id=source.id, address=captures[-1].address)
            _keep_books(connection, city, captures, {captures[-1].capture_id: [placed]}, is_read=False)


def _note(connection: duckdb.DuckDBPyConnection, city: City, source: Source, window: Window, changes: Changes | None) -> None:
    """A row for the window, None for one that could not be used."""
    reader = landing.reader(city, source.id, fingerprint())
    said = [window.window_id, reader, window.scope, len(window.captures), window.captures[-1], changes is not None, landing.utc(window.asked_at)]
    counts = [changes.added, changes.changed, changes.gone] if changes else [0, 0, 0]
    connection.execute(
        """
        insert into raw.incident_window
        select $city, $source, (select count(*) + 1 from raw.incident_window where city = $city and source = $source),
            $window_id, $reader, $scope, $captures, $capture_id, $is_loaded, $known_at, $added, $changed, $gone,
            count(*), max(occurred_on), max(reported_on)
        from raw.incident
        where city = $city and source = $source and superseded_at is null
        """,
        {"city": city.slug, "source": source.id}
        | dict(zip(("window_id", "reader", "scope", "captures", "capture_id", "is_loaded", "known_at"), said, strict=True))
        | dict(zip(("added", "changed", "gone"), counts, strict=True)),
    )


def _keep_books(
    connection: duckdb.DuckDBPyConnection,
    city: City,
    captures: Sequence[Capture],
    rejections: Mapping[str, Sequence[Rejection]],
    *,
    is_read: bool = True,
) -> None:
    """The pages as captures that were read, with what could not be used of them."""
    document = Document(text="", blocks=()) if is_read else None
    pages = [Parsed(one, document, Reading(rejections=tuple(rejections.get(one.capture_id, ())))) for one in captures]
    changed = land(connection, city, pages, fingerprint())
    touch(connection, changed | {"incident_window"})
