"""A backup put back: every byte checked while it is copied into a folder beside, whose parts then take the places of those in the home.

Once the new folder is whole it is called `RESTORING`. From then on no other command works in the home (`load_settings` refuses), and a
restoration that was cut off is finished by the next, so that nobody meets the ledger of one day beside the archive of another.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline import atomic
from pipeline.archive import Archive
from pipeline.archive.withdrawal import FILE
from pipeline.deliver.migrations import check_version
from pipeline.errors import DeliveryError, KeepError
from pipeline.keep import shelf
from pipeline.keep.backup import ARCHIVE, CITIES, SITE, SUBSCRIBERS
from pipeline.keep.manifest import File, copied, synced
from pipeline.settings import RESTORING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.keep.shelf import Backup
    from pipeline.settings import Settings

_NEW, _GOING_IN = "new", "going-in"  # what is put in; a file that says that what was there is aside already
_KEPT = (ARCHIVE, SITE, shelf.LEDGER)
_MADE = ("warehouse.duckdb", "warehouse.duckdb.wal", "published", "outbox", f"{shelf.LEDGER}-wal", f"{shelf.LEDGER}-shm")


@dataclass(frozen=True)
class Restored:
    """What came of a restoration."""

    backup: Backup
    set_aside: Path | None  # where that lies which was in the home before
    put: tuple[Path, ...]  # files of cities, decisions and subscribers that were missing
    differ: tuple[tuple[Path, Path], ...]  # those that were left as they are, with the backup's


def restore(settings: Settings, folder: Path, now: dt.datetime, *, is_replacing: bool = False) -> Restored:
    """Puts a backup back into the home: the one that `folder` is, or the newest whole one in it. `now` is UTC.

    A home that holds archive, ledger or anything made of them is refused unless `is_replacing`; they are set aside within it then. Files of
    cities, decisions and subscribers are put where they are missing, never over others. KeepError where the backup is broken or may not be put
    back; then all stays as it was.
    """
    home = settings.home
    shelf.apart(home, folder)
    chosen = shelf.chosen(folder)
    try:
        home.mkdir(parents=True, exist_ok=True)
        with shelf.alone(home, "a restoration"):
            is_cut_off = (home / RESTORING).exists()
            if not is_replacing and not is_cut_off and (there := [name for name in (*_KEPT, *_MADE) if (home / name).exists()]):
                raise KeepError(f"{home} has {', '.join(there)} in it; stop what works there and say --replace, which sets them aside")
            if is_cut_off:
                _swap(home, now)  # as it was meant; then this one
            _prepare(chosen, home)
            set_aside = _swap(home, now)
        return Restored(chosen, set_aside, *_put(chosen, settings.deployments))
    except OSError as error:
        what = error.filename2 or error.filename or home
        raise KeepError(f"{chosen.folder} could not be put back: {what}: {error.strerror or error}") from error


def _prepare(chosen: Backup, home: Path) -> None:
    """The new folder, whole and on the disk."""
    shelf.clear(home)
    part = home / f"{shelf.PART}{os.getpid()}"
    new = part / _NEW
    new.mkdir(mode=0o700, parents=True)
    try:
        for file in chosen.manifest.files:
            if file.path.split("/")[0] in _KEPT:
                _copy(chosen, file, new / file.path)
        _check_ledger(new / shelf.LEDGER)
        _take_over_withdrawals(chosen, home, new / ARCHIVE)
        shelf.sync_all(part)
        part.rename(home / RESTORING)
        synced(home)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def _copy(chosen: Backup, file: File, target: Path) -> None:
    """One file, compared with what the manifest says. KeepError where it is not that."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with (chosen.folder / file.path).open("rb") as source:
            found = copied(source, target)
    except FileNotFoundError:
        raise KeepError(f"{chosen.folder} is broken: {file.path} is missing; take an older backup") from None
    if found != (file.size_bytes, file.sha256):
        raise KeepError(f"{chosen.folder} is broken: {file.path} has other bytes than were written; take an older backup")


def _check_ledger(path: Path) -> None:
    if not path.is_file():
        return
    path.chmod(0o600)
    if trouble := shelf.ledger_trouble(path):
        raise KeepError(f"the backup is broken: {trouble}; take an older backup")
    try:
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)) as db:
            check_version(db, path)
    except DeliveryError as error:
        raise KeepError(f"the backup was not put back: {error}") from None


def _take_over_withdrawals(chosen: Backup, home: Path, archive: Path) -> None:
    """What was withdrawn after the backup was made stays withdrawn, as far as the home or a newer backup beside tells."""
    known = [one.folder / ARCHIVE / FILE for one in shelf.backups(chosen.folder.parent)]
    longest = max((path for path in (*known, home / ARCHIVE / FILE) if path.is_file()), key=lambda path: path.stat().st_size, default=None)
    there = archive / FILE
    if longest and longest.stat().st_size > (there.stat().st_size if there.is_file() else 0):  # tombstones are only ever added
        archive.mkdir(exist_ok=True)
        shutil.copyfile(longest, there)
    if there.is_file():
        Archive(archive).take_out()


def _swap(home: Path, now: dt.datetime) -> Path | None:
    """Moves what is there aside and the new in, by renames; cut off at any of them, it goes on there. Where what was set aside lies."""
    restoring = home / RESTORING
    aside = _unused(home, f"before-{now:%Y%m%dT%H%M%SZ}")
    if not (restoring / _GOING_IN).exists():
        for name in (*_KEPT, *_MADE):
            if (home / name).exists():
                aside.mkdir(mode=0o700, exist_ok=True)
                (home / name).rename(aside / name)
        (restoring / _GOING_IN).touch()
        shelf.sync_all(restoring)
    for path in sorted((restoring / _NEW).iterdir()):
        path.rename(home / path.name)
    synced(home)
    restoring.rename(home / f"{shelf.PART}restored")
    shelf.clear(home)
    return aside if aside.exists() else None


def _unused(home: Path, stem: str) -> Path:
    return next(path for path in (home / stem, *(home / f"{stem}-{number}" for number in range(2, 1000))) if not path.exists())


def _put(chosen: Backup, deployments: Path) -> tuple[tuple[Path, ...], tuple[tuple[Path, Path], ...]]:
    """Puts files of cities, decisions and subscribers where they are missing; those that differ are left, and named."""
    put, differ = [], []
    for file, here in _beside(chosen, deployments):
        kept = chosen.folder / file.path
        if not here.exists():
            atomic.replace(here, kept.read_bytes(), mode=0o600 if file.path.startswith(f"{SUBSCRIBERS}/") else 0o644)
            put.append(here)
        elif here.read_bytes() != kept.read_bytes():
            differ.append((here, kept))
    return tuple(put), tuple(differ)


def _beside(chosen: Backup, deployments: Path) -> Iterator[tuple[File, Path]]:
    """The files of a backup that do not lie in the home, each with its place."""
    for file in chosen.manifest.files:
        if file.path.startswith(f"{CITIES}/"):
            yield file, deployments / file.path
        elif file.path.startswith(f"{SUBSCRIBERS}/") and file.place:
            yield file, deployments / file.place
