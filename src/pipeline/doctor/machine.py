"""The machine: its disk, its clock, what it knows of time zones, and its DuckDB."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import os
import shutil
import statistics
import time
import zoneinfo
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import duckdb

from pipeline.archive import Archive
from pipeline.archive.writer import OWN_RUN
from pipeline.city import city_files, load_city
from pipeline.doctor.finding import Finding
from pipeline.errors import ArchiveError, ConfigError
from pipeline.fetch.response import http_date

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.records import Capture
    from pipeline.settings import Settings

LEAST_FREE_BYTES = 1_000_000_000
LEAST_DAYS = 60  # that the disk should last, by what the archive has grown of late
CLOCKS_DIFFER = dt.timedelta(minutes=5)
_LOOKED_BACK = dt.timedelta(days=90)
_CLOCKS = 5  # servers whose clocks are asked for
_NEEDED = ("icu", "json", "parquet")


def disk(settings: Settings, now: dt.datetime) -> Iterator[Finding]:
    """How much is free, and for how long that lasts as the archive grows."""
    there = next(folder for folder in (settings.home.absolute(), *settings.home.absolute().parents) if folder.exists())
    if not there.is_dir() or not os.access(there, os.W_OK):
        yield Finding("disk", "trouble", f"{there} cannot be written to; set YEAREND_HOME to a folder that can")
        return
    free = shutil.disk_usage(there).free
    days = days_left(free, _growth(settings.archive, now))
    lasts = "" if days is None else f", for about {days:,.0f} days as the archive grows now"
    is_short = free < LEAST_FREE_BYTES or (days is not None and days < LEAST_DAYS)
    yield Finding("disk", "trouble" if is_short else "ok", f"{free / 1e9:,.1f} GB free at {there}{lasts}")


def days_left(free_bytes: float, bytes_a_day: float) -> float | None:
    """How long the disk lasts; None where nothing grows."""
    return free_bytes / bytes_a_day if bytes_a_day > 0 else None


def _growth(archive: Path, now: dt.datetime) -> float:
    """Bytes a day that the archive grew by of late: a day at least, so that a first run is no forecast of its own."""
    since = (now - _LOOKED_BACK).timestamp()
    files = [path.stat() for path in archive.glob("*.warc*")] if archive.is_dir() else []
    recent = [one for one in files if one.st_mtime >= since]
    if not recent:
        return 0.0
    days = max(1.0, (now.timestamp() - min(one.st_mtime for one in recent)) / 86_400)
    return sum(one.st_size for one in recent) / days if days >= 2 else 0.0


def clock(settings: Settings, now: dt.datetime) -> Iterator[Finding]:
    """Whether the clock goes as those of the servers that answered us of late; nobody is asked."""
    archive = Archive(settings.archive)
    captures = list(archive.captures()) if settings.archive.is_dir() else []
    newest = max((one.fetched_at for one in captures), default=None)
    if newest is None:
        yield Finding("clock", "note", f"{now:%Y-%m-%d %H:%M} UTC; nothing was fetched yet to compare it with")
    elif newest > now + CLOCKS_DIFFER:
        yield Finding("clock", "trouble", f"the newest capture is of {newest:%Y-%m-%d %H:%M} UTC, which is still to come: is the clock right?")
    elif not (offsets := _offsets(archive, captures)):
        yield Finding("clock", "note", f"{now:%Y-%m-%d %H:%M} UTC; no server said its own time")
    else:
        off = statistics.median(offsets)
        what = f"{abs(off):.0f} s {'ahead of' if off < 0 else 'behind'} the servers that answered until {newest:%Y-%m-%d %H:%M} UTC"
        is_off = abs(off) > CLOCKS_DIFFER.total_seconds()
        yield Finding("clock", "trouble" if is_off else "ok", f"{what}: set it by NTP, for periods and patience go by it" if is_off else what)


def _offsets(archive: Archive, captures: list[Capture]) -> list[float]:
    """How many seconds the clocks of the last few servers were ahead of ours; caches say for how long they had an answer (RFC 9111)."""
    own = (one for one in captures if one.warc_file.startswith(OWN_RUN))
    newest = {urlsplit(one.final_address).hostname: one for one in own}  # oldest first, so that the newest of each host stays
    found: list[float] = []
    for capture in sorted(newest.values(), key=lambda one: one.fetched_at, reverse=True)[:_CLOCKS]:
        try:
            said, age = http_date(archive.header(capture, "date")), archive.header(capture, "age") or "0"
        except ArchiveError:
            continue
        if said and age.isdecimal():
            found.append((said - capture.fetched_at).total_seconds() + int(age))
    return found


def time_zones(settings: Settings, now: dt.datetime) -> Iterator[Finding]:
    """Whether Python and DuckDB agree about the cities' zones, now and in half a year: each has its own table of them."""
    zones = sorted(set(_zones(settings)))
    for name in zones:
        for at in (now, now + dt.timedelta(days=182)):
            ours = at.astimezone(zoneinfo.ZoneInfo(name)).replace(tzinfo=None)
            if (theirs := _by_duckdb(name, at)) != ours:
                what = f"at {at:%Y-%m-%d %H:%M} UTC it is {ours:%H:%M} in {name} by Python and {theirs:%H:%M} by DuckDB"
                yield Finding("time-zones", "trouble", f"{what}: update the packages tzdata and duckdb", about=name)
                return
    table = "the system's" if any(os.path.isdir(path) for path in zoneinfo.TZPATH) else f"tzdata {importlib.metadata.version('tzdata')}"  # noqa: PTH112
    yield Finding("time-zones", "ok", f"{', '.join(zones) or 'none'}: Python ({table}) and DuckDB agree; this machine is in {time.tzname[0]}")


def _zones(settings: Settings) -> Iterator[str]:
    for slug in city_files(settings.deployments):
        try:
            yield load_city(settings.deployments, slug).time_zone
        except ConfigError:
            continue


def _by_duckdb(zone: str, at: dt.datetime) -> dt.datetime:
    with duckdb.connect(config={"enable_external_access": False}) as connection:
        query = "select timezone(?, timezone('UTC', ?::timestamp))"
        found: dt.datetime = connection.execute(query, [zone, at.astimezone(dt.UTC).replace(tzinfo=None)]).fetchall()[0][0]
    return found


def database() -> Iterator[Finding]:
    """DuckDB's version, and whether it has what is used of it."""
    with duckdb.connect() as connection:
        there = {name for (name,) in connection.execute("select extension_name from duckdb_extensions() where installed or loaded").fetchall()}
    if missing := [name for name in _NEEDED if name not in there]:
        yield Finding("duckdb", "trouble", f"DuckDB {duckdb.__version__} lacks {', '.join(missing)}: install yearend's own lock again")
        return
    yield Finding("duckdb", "ok", f"DuckDB {duckdb.__version__} with {', '.join(_NEEDED)}")
