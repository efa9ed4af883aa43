"""What an installation has: its settings, cities, archive, warehouse and ledger."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from pipeline.archive import Archive
from pipeline.city import city_files, load_city
from pipeline.deliver.ledger import Ledger
from pipeline.doctor.finding import Finding
from pipeline.errors import ConfigError
from pipeline.keep import shelf
from pipeline.settings import misspelt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.settings import Settings

BACKUP_WITHIN = dt.timedelta(days=3)
CLOCKS_DIFFER = dt.timedelta(minutes=1)  # between this machine and the one that made a backup
CHECKED_BYTES = 20_000_000  # of the archive's newest files, each time


def settings_given(settings: Settings) -> Iterator[Finding]:
    """Whether each YEAREND_ variable is a setting, for one that is misspelt is as good as not set, and what everyone should set."""
    strangers = misspelt()
    for name, like in strangers.items():
        what = f"{name} is no setting, so it does nothing{f'; is {like} meant?' if like else '; deployments/env.example lists them'}"
        yield Finding("settings", "trouble", what, name)
    if not settings.operator:
        yield Finding("settings", "note", "YEAREND_OPERATOR is not set: nobody is mailed what is wrong")
    if not settings.contact:
        yield Finding("settings", "note", "YEAREND_CONTACT is not set: publishers are not told whom to write to")
    if not strangers and settings.operator and settings.contact:
        yield Finding("settings", "ok", "every YEAREND_ variable is a setting")


def cities(settings: Settings) -> Iterator[Finding]:
    """Whether each city's TOML can be read."""
    for slug in city_files(settings.deployments):
        try:
            city = load_city(settings.deployments, slug)
        except ConfigError as error:
            yield Finding("cities", "trouble", str(error), about=slug)
            continue
        yield Finding("cities", "ok", f"{slug}: {len(city.source)} sources, time zone {city.time_zone}")


def archive(settings: Settings) -> Iterator[Finding]:
    """How much there is, and whether the newest of it is sound."""
    there = Archive(settings.archive)
    captures = list(there.captures()) if settings.archive.is_dir() else []
    if not captures:
        yield Finding("archive", "note", "nothing was collected yet")
        return
    damaged = [one for one in there.glance(CHECKED_BYTES) if not one.is_harmless]
    for one in damaged[:1]:
        what = f"{len(damaged)} of its newest records are damaged, the first in {one.file} at byte {one.offset}: {one.reason}"
        yield Finding("archive", "trouble", what, command="yearend archive verify")
    if not damaged:
        newest = max(one.fetched_at for one in captures)
        what = f"{len(captures):,} captures, the newest of {newest:%Y-%m-%d %H:%M} UTC; its newest files are sound"
        yield Finding("archive", "ok", f"{what}, `yearend archive verify` checks all")


def backup(settings: Settings, now: dt.datetime) -> Iterator[Finding]:
    """Whether there is a backup of late, where one is wanted; `yearend backup --verify` looks into it."""
    if not settings.backup_folder:
        yield Finding("backup", "note", "YEAREND_BACKUP_FOLDER is not set: no backup is made from here")
        return
    there = shelf.backups(shelf.default(settings))
    made = max((one.manifest.made_at for one in there if one.manifest.made_at <= now + CLOCKS_DIFFER), default=None)
    if there and (last := there[-1]).manifest.made_at > now + CLOCKS_DIFFER:
        others = f"the newest other is of {made:%Y-%m-%d %H:%M} UTC" if made else "there is no other"
        what = f"{last.folder} is dated {last.manifest.made_at:%Y-%m-%d %H:%M} UTC, which is still to come, so it tells nothing; {others}"
        yield Finding("backup", "trouble", f"{what}: mend the clock that is wrong, and take that backup away", command="timedatectl")
        return
    first = min((path.stat().st_mtime for path in settings.archive.glob("*.warc*")), default=now.timestamp())
    since = made or dt.datetime.fromtimestamp(first, dt.UTC)
    is_behind = now - since > BACKUP_WITHIN
    what = f"the newest is of {made:%Y-%m-%d %H:%M} UTC" if made else "none was made yet"
    yield Finding(
        "backup", "trouble" if is_behind else "ok" if made else "note", f"{what}, in {settings.backup_folder}", command="yearend backup"
    )


def warehouse(settings: Settings) -> Iterator[Finding]:
    """Whether it can be opened, or who is at work in it."""
    if not settings.warehouse.is_file():
        yield Finding("warehouse", "note", "it is not there yet; the next run builds it from the archive")
        return
    try:
        with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
            tables = connection.execute("select count(*) from duckdb_tables()").fetchall()[0][0]
        yield Finding("warehouse", "ok", f"{tables} tables, nobody is at work in it")
    except duckdb.Error as error:
        holder = re.search(r"PID (\d+)", str(error))
        if holder:
            yield Finding("warehouse", "note", f"process {holder[1]}{_name(holder[1])} is at work in it")
        else:
            first = str(error).splitlines()[0]
            what = f"{settings.warehouse} cannot be opened: {first}; `yearend rebuild` makes it anew"
            yield Finding("warehouse", "trouble", what, command="yearend rebuild")


def _name(process: str) -> str:
    """The name of its program, where this machine tells; not what it was called with, which may hold anything."""
    try:
        return f" ({Path(f'/proc/{process}/comm').read_text(encoding='utf-8').strip()})"
    except OSError:
        return ""


def ledger(settings: Settings, now: dt.datetime) -> Iterator[Finding]:
    """Whether it can be used, and which deliveries somebody must settle."""
    if not settings.ledger.is_file():
        yield Finding("ledger", "note", "it is not there yet; the first run makes it")
        return
    with Ledger(settings.ledger) as ledger:
        unknown = ledger.unknown(now)
        known = {edition.edition_id for edition in ledger.editions()}
    for one in unknown:
        what = f"delivery {one.number} of {one.edition_id} is unknown; settle it: {one.command('sent')}"
        about, command = f"{one.edition_id}/{one.number}", f"yearend deliveries {one.edition_id}"
        yield Finding("delivery-unknown", "trouble", what, about, command)
    yield Finding("ledger", "ok", f"{len(known)} editions recorded, {len(unknown)} deliveries to be settled")
