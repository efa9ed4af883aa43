"""The warehouse made again from the archive, the cities' TOMLs and the review decisions: built beside, and put in place with one rename.

Nobody waits for it while it is built. What others load meanwhile is in the archive too, and is read once it stands in its place.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline import stages
from pipeline import transform as models
from pipeline.archive import Archive
from pipeline.archive.documents import documents
from pipeline.city import load_city
from pipeline.errors import HeldError, WarehouseError
from pipeline.fetch.collect import held, kind, replay
from pipeline.keep import shelf
from pipeline.load import touch
from pipeline.models import sql_folder
from pipeline.records import Capture
from pipeline.warehouse import STORAGE_VERSION, open_warehouse

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import duckdb

    from pipeline.city import City
    from pipeline.publish import Published
    from pipeline.settings import Settings

log = logging.getLogger(__name__)

_AT_ONCE = 200  # documents read before they are landed
_OF_RUNS = "capture_id is null"  # rejections of sources that could not be had, of which the archive cannot tell


@dataclass(frozen=True)
class Rebuilt:
    """What came of it."""

    documents: int
    published: Published


def rebuild(settings: Settings, now: dt.datetime, slug: str | None = None, progress: Callable[[str], None] = log.info) -> Rebuilt:
    """Makes the warehouse anew, or what it holds of one city, and publishes it; `now` is UTC, `progress` is told a line now and then.

    What the archive does not tell, which sources could not be had last, is taken over where the old warehouse can be read. Cut off at any
    moment, the old one stands. HeldError where another process keeps the old one for long; WarehouseError as `stages.transform`.
    """
    cities = stages.readable_cities(settings) if slug is None else (load_city(settings.deployments, slug),)
    beside = settings.warehouse.with_name(f"{settings.warehouse.name}.new")
    settings.home.mkdir(parents=True, exist_ok=True)
    with shelf.alone(settings.home, "a warehouse"):
        _remove(beside)
        try:
            refused = _begin(settings, beside, slug)
            count = _fill(settings, beside, cities, refused, now, progress)
            _swap(settings, beside)
        finally:
            _remove(beside)
    return Rebuilt(count, stages.transform(settings, now)[1])


def _remove(path: Path) -> None:
    for one in (path, path.with_name(f"{path.name}.wal")):
        one.unlink(missing_ok=True)


Rows = list[tuple[object, ...]]


def _begin(settings: Settings, beside: Path, slug: str | None) -> Rows:
    """What is taken over: the rejections of runs and, where only one city is made anew, a copy of the file without that city's rows."""
    if not settings.warehouse.exists():
        if slug is not None:
            raise WarehouseError(f"{settings.warehouse} is not there, so that it cannot be rebuilt for {slug} alone; run `yearend rebuild`")
        return []
    try:
        with open_warehouse(settings) as connection:
            refused = connection.execute(f"from raw.rejection where {_OF_RUNS}").fetchall()
            if slug is not None:
                connection.execute("checkpoint")
                shutil.copyfile(settings.warehouse, beside)
    except HeldError:
        raise
    except WarehouseError as error:
        if slug is not None:
            raise
        log.warning("nothing is taken over from the warehouse that was there: %s", error)
        return []
    if slug is None:
        return refused
    with open_warehouse(settings, path=beside) as connection:
        tables = "select table_name from duckdb_columns() where schema_name = 'raw' and column_name = 'city' order by all"
        for (table,) in connection.execute(tables).fetchall():
            keeping = f" and not ({_OF_RUNS})" if table == "rejection" else ""
            connection.execute(f"delete from raw.{table} where city = ?{keeping}", [slug])
    return []


def _fill(settings: Settings, beside: Path, cities: Sequence[City], refused: Rows, now: dt.datetime, progress: Callable[[str], None]) -> int:
    """Lands all that the archive holds of the cities, and builds the models; how many documents there were."""
    count = 0
    with open_warehouse(settings, path=beside) as connection:
        for city in cities:
            captures = documents(_held(city, Archive(settings.archive)))
            for at in range(0, max(1, len(captures)), _AT_ONCE):
                portion = captures[at : at + _AT_ONCE]
                parsed = stages.read(city, settings, [one for one in portion if stages.is_read(one, city)])
                stages.land(connection, city, settings, parsed, stages.Collected(portion, (), ()), now)
                progress(f"{city.slug}: {at + len(portion):,} of {len(captures):,} documents")
            count += len(captures)
        _take_over(connection, refused, {city.slug for city in cities})
        models.transform(connection, sql_folder())
    return count


def _held(city: City, archive: Archive) -> Iterator[Capture]:
    """What the archive holds of a city's sources, with those pages that a listing leads to and that were imported without naming a source."""
    is_foreign = any(not capture.source_id for capture in archive.captures())
    for source in city.source:
        yield from held([source], archive)
        if is_foreign and (source.discover or kind(source.kind).is_listing):
            for answer in replay(city, [source], archive):
                if isinstance(answer, Capture) and (found := archive.capture(answer.capture_id)) and not found.source_id:
                    yield answer


def _take_over(connection: duckdb.DuckDBPyConnection, refused: Rows, cities: set[str]) -> None:
    rows = [row for row in refused if row[1] in cities]
    if rows:
        with connection.appender("raw.rejection") as appender:
            appender.append_rows(rows)
        touch(connection, ["rejection"])


def compact(settings: Settings) -> None:
    """Writes the warehouse anew and swaps it in: what was deleted from it still stands in the old file's gaps. HeldError as `rebuild`."""
    beside = settings.warehouse.with_name(f"{settings.warehouse.name}.new")
    with shelf.alone(settings.home, "a warehouse"):
        _remove(beside)
        try:
            with open_warehouse(settings) as connection:
                path = str(beside).replace("'", "''")
                connection.execute(f"attach '{path}' as beside (storage_version '{STORAGE_VERSION}')")
                connection.execute("copy from database warehouse to beside")
                connection.execute("detach beside")
                connection.execute("checkpoint")
                _put_in_place(settings, beside)
        finally:
            _remove(beside)


def _put_in_place(settings: Settings, beside: Path) -> None:
    """While the old one is held, so that nobody has it open: its write-ahead log must not outlive it."""
    settings.warehouse.with_name(f"{settings.warehouse.name}.wal").unlink(missing_ok=True)
    beside.replace(settings.warehouse)


def _swap(settings: Settings, beside: Path) -> None:
    """Renames the new file over the old one, once nobody has that open."""
    with contextlib.ExitStack() as stack:
        try:
            if settings.warehouse.exists():
                stack.enter_context(open_warehouse(settings)).execute("checkpoint")
        except HeldError:
            raise
        except WarehouseError as error:
            log.warning("the warehouse that was there is replaced unread: %s", error)
        _put_in_place(settings, beside)
