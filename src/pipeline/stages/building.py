"""parse → load → transform → publish: what the archive holds becomes the marts that analysts see."""

from __future__ import annotations

import datetime as dt
import logging
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline import transform as models
from pipeline.archive import Archive
from pipeline.archive.documents import documents
from pipeline.archive.withdrawal import WithdrawnError
from pipeline.city import readable_cities as cities_and_mistakes
from pipeline.errors import ArchiveError, WarehouseError
from pipeline.fetch.collect import held, last, windows
from pipeline.incidents.load import load_incidents
from pipeline.load import Loaded, load, load_city, load_had, unread
from pipeline.models import sql_folder
from pipeline.parse.capture import Parsed, parser_fingerprint, read_capture
from pipeline.publish import Published, publish
from pipeline.records import Capture, Reading, Rejection
from pipeline.stages.collecting import Collected
from pipeline.warehouse import open_warehouse
from pipeline.watch.journal import noted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from contextlib import AbstractContextManager

    import duckdb

    from pipeline.city import City
    from pipeline.settings import Settings
    from pipeline.source import Source
    from pipeline.transform import Transformed

log = logging.getLogger(__name__)


def parse(city: City, settings: Settings, captures: Iterable[Capture], turn: AbstractContextManager[object] | None = None) -> tuple[Parsed, ...]:
    """parse. Reads those captures that the warehouse does not hold yet as read by this version of the reader.

    `turn` is held while the warehouse is asked, which is opened as for writing, and not while documents are read.
    """
    with noted(settings, "parse", city.slug):
        with turn or nullcontext(), open_warehouse(settings) as connection:
            new = _unread(connection, city, captures)
        return read(city, settings, new)


def load_parsed(city: City, settings: Settings, parsed: Sequence[Parsed], collected: Collected, now: dt.datetime) -> Loaded:
    """load. Lands the city's TOML, what was parsed, what could not be had, and the rows of incidents; running again changes nothing."""
    with noted(settings, "load", city.slug), open_warehouse(settings) as connection:
        return land(connection, city, settings, parsed, collected, now)


def transform(settings: Settings, now: dt.datetime) -> tuple[Transformed, Published]:
    """transform. Brings the marts up to date, asks the checks, and publishes; a check that stops leaves what was published as it was.

    What the archive holds of any city and the warehouse does not (it was lost, or the reader has changed) is read first. `now` is UTC.
    """
    with noted(settings, "transform"):
        return _transformed(settings, now)


def _transformed(settings: Settings, now: dt.datetime) -> tuple[Transformed, Published]:
    archive = Archive(settings.archive)
    there = [(city, Collected(documents(held(city.source, archive)), (), ())) for city in readable_cities(settings)]
    with open_warehouse(settings) as connection:
        behind = [_unread(connection, city, collected.captures) for city, collected in there]
    found = [read(city, settings, new) for (city, _), new in zip(there, behind, strict=True)]  # without holding the warehouse
    with open_warehouse(settings) as connection:
        for (city, collected), parsed in zip(there, found, strict=True):
            land(connection, city, settings, parsed, collected, now)
        transformed = models.transform(connection, sql_folder())
        if transformed.stops:
            names = ", ".join(f"{finding.check} ({len(finding.rows)} rows)" for finding in transformed.stops)
            raise WarehouseError(
                f"nothing was published, and what was there stays, for these checks stop it: {names}; `yearend checks` shows them"
            )
        return transformed, publish(connection, sql_folder(), settings.published)


def _unread(connection: duckdb.DuckDBPyConnection, city: City, captures: Iterable[Capture]) -> list[Capture]:
    """What is to be read anew; rows of incidents are not among it: those go to DuckDB as they are."""
    return [capture for capture in unread(connection, city, captures, parser_fingerprint()) if is_read(capture, city)]


def is_read(capture: Capture, city: City) -> bool:
    """Whether a capture is parsed; rows of incidents are not."""
    return all(source.id != capture.source_id or source.reads != "incidents" for source in city.source)


def read(city: City, settings: Settings, captures: Iterable[Capture]) -> tuple[Parsed, ...]:
    """parse, of captures of the city's sources; one that cannot be read is a rejection."""
    archive, sources = Archive(settings.archive), {source.id: source for source in city.source}
    return tuple(_parsed(archive, capture, sources[capture.source_id], city) for capture in captures)


def _parsed(archive: Archive, capture: Capture, source: Source, city: City) -> Parsed:
    try:
        body = archive.body(capture)
    except ArchiveError as error:
        reason = "withdrawn" if isinstance(error, WithdrawnError) else "damaged_record"
        damaged = Rejection("archive", reason, str(error), source_id=source.id, address=capture.address)
        return Parsed(capture, None, Reading(rejections=(damaged,)))
    try:
        return read_capture(capture, body, source, city)
    except Exception:  # one page that the rules cannot take must not keep a city from all others; the traceback is logged
        log.exception("%s of source %s could not be read", capture.capture_id, source.id)
        failed = Rejection("parse", "reader_failed", "the reader failed on this document; the log has the traceback, please report it")
        return Parsed(capture, None, Reading(rejections=(replace(failed, source_id=source.id, address=capture.address),)))


def land(
    connection: duckdb.DuckDBPyConnection, city: City, settings: Settings, parsed: Sequence[Parsed], collected: Collected, now: dt.datetime
) -> Loaded:
    """load, into an open warehouse, as `load_parsed`."""
    load_city(connection, city)
    loaded = load(connection, city, parsed, collected.rejections, collected.asked, parser_fingerprint(), now)
    archive = Archive(settings.archive)
    load_had(connection, city, {source.id: newest.fetched_at for source in city.source if (newest := last(source, archive))})
    counted = [source for source in city.source if source.reads == "incidents"]
    return replace(loaded, incidents=sum(load_incidents(connection, archive, city, source, windows(source, archive)) for source in counted))


def readable_cities(settings: Settings) -> tuple[City, ...]:
    """The cities whose TOML can be read; a mistake in one stops none of the others."""
    cities, wrong = cities_and_mistakes(settings.deployments)
    for error in wrong:
        log.warning("left as it was: %s", error)
    return cities
