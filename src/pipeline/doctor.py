"""`yearend doctor`: whether this installation can do its work, looked at part by part; nothing is changed, sent or asked of a source.

What the Prefect server must have is looked at by `python -m flows.setup`.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import duckdb

from pipeline.archive import Archive
from pipeline.city import city_files, load_city
from pipeline.deliver.ledger import Ledger
from pipeline.deliver.relay import Relay
from pipeline.errors import ConfigError, YearendError
from pipeline.reach import unreachable

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pipeline.settings import Settings

State = Literal["ok", "note", "trouble"]
COLUMNS = ("part", "state", "what")

LEAST_FREE_BYTES = 1_000_000_000
LEAST_DAYS = 60  # that the disk should last, by what the archive has grown of late
_LOOKED_BACK = dt.timedelta(days=90)
_CLOCKS_DIFFER = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class Finding:
    """How one part is, in a sentence; `trouble` is what somebody has to see to."""

    part: str
    state: State
    what: str

    def row(self) -> tuple[str, str, str]:
        """As COLUMNS."""
        return self.part, self.state, self.what


def examine(settings: Settings, now: dt.datetime, tls: ssl.SSLContext | None = None) -> Iterator[Finding]:
    """All parts, one after another; `now` is UTC, `tls` trusts other authorities, for tests. A part that fails ends no other."""
    parts: tuple[tuple[str, Callable[[], Iterator[Finding]]], ...] = (
        ("cities", lambda: _cities(settings)),
        ("disk", lambda: _disk(settings, now)),
        ("archive", lambda: _archive(settings, now)),
        ("warehouse", lambda: _warehouse(settings)),
        ("ledger", lambda: _ledger(settings, now)),
        ("mail server", lambda: _mail_server(settings, tls)),
        ("site", lambda: _site(settings)),
    )
    for part, look in parts:
        try:
            yield from look()
        except (YearendError, OSError) as error:
            yield Finding(part, "trouble", str(error))


def _cities(settings: Settings) -> Iterator[Finding]:
    for slug in city_files(settings.deployments):
        try:
            city = load_city(settings.deployments, slug)
        except ConfigError as error:
            yield Finding("cities", "trouble", str(error))
            continue
        yield Finding("cities", "ok", f"{slug}: {len(city.source)} sources, time zone {city.time_zone}")


def _disk(settings: Settings, now: dt.datetime) -> Iterator[Finding]:
    there = next(folder for folder in (settings.home.absolute(), *settings.home.absolute().parents) if folder.exists())
    if not os.access(there, os.W_OK):
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


def _archive(settings: Settings, now: dt.datetime) -> Iterator[Finding]:
    captures = list(Archive(settings.archive).captures()) if settings.archive.is_dir() else []
    newest = max((one.fetched_at for one in captures), default=None)
    if newest is None:
        yield Finding("archive", "note", "nothing was collected yet")
    elif newest > now + _CLOCKS_DIFFER:
        yield Finding("archive", "trouble", f"its newest capture is of {newest:%Y-%m-%d %H:%M} UTC, which is still to come: is the clock right?")
    else:
        yield Finding(
            "archive", "ok", f"{len(captures):,} captures, the newest of {newest:%Y-%m-%d %H:%M} UTC; `yearend archive verify` checks hashes"
        )


def _warehouse(settings: Settings) -> Iterator[Finding]:
    if not settings.warehouse.is_file():
        yield Finding("warehouse", "note", "it is not there yet; the next run builds it from the archive")
        return
    try:
        with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
            tables = connection.execute("select count(*) from duckdb_tables()").fetchall()[0][0]
        yield Finding("warehouse", "ok", f"{tables} tables, DuckDB {duckdb.__version__}")
    except duckdb.Error as error:
        holder = re.search(r"PID (\d+)", str(error))
        if holder:
            yield Finding("warehouse", "note", f"process {holder[1]} is at work in it")
        else:
            first = str(error).splitlines()[0]
            yield Finding("warehouse", "trouble", f"{settings.warehouse} cannot be opened: {first}; `yearend rebuild` makes it anew")


def _ledger(settings: Settings, now: dt.datetime) -> Iterator[Finding]:
    if not settings.ledger.is_file():
        yield Finding("ledger", "note", "it is not there yet; the first edition makes it")
        return
    with Ledger(settings.ledger) as ledger:
        unknown = ledger.unknown(now)
        known = {edition.edition_id for edition in ledger.editions()}
    for delivery in unknown:
        yield Finding(
            "ledger", "trouble", f"delivery {delivery.number} of {delivery.edition_id} is unknown; settle it: {delivery.command('sent')}"
        )
    yield Finding("ledger", "ok", f"{len(known)} editions recorded, {len(unknown)} deliveries to be settled")


def _mail_server(settings: Settings, tls: ssl.SSLContext | None) -> Iterator[Finding]:
    if not settings.smtp_host:
        yield Finding("mail server", "note", "YEAREND_SMTP_HOST is not set: editions stay in the outbox")
        return
    with Relay(settings, "localhost", time.sleep, tls) as relay:
        relay.open()
    login = ", and takes the login" if settings.smtp_user else ""
    yield Finding("mail server", "ok", f"{settings.smtp_host}:{settings.smtp_port} answers by {settings.smtp_security}{login}")


def _site(settings: Settings) -> Iterator[Finding]:
    if not settings.site_base_url:
        yield Finding("site", "note", "YEAREND_SITE_BASE_URL is not set: the mail's numbers carry footnotes instead of links")
    elif problem := unreachable(settings.site_base_url, settings.timeout_seconds):
        yield Finding("site", "trouble", f"{settings.site_base_url} {problem}; publish {settings.site} there, or unset YEAREND_SITE_BASE_URL")
    else:
        yield Finding("site", "ok", f"{settings.site_base_url} answers")
