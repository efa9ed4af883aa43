"""The folder of backups: which of them are whole, which is the newest, and whether one is what its manifest says."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import ConfigError, KeepError
from pipeline.keep.manifest import NAME, Manifest, hashed, read, synced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.settings import Settings

LEDGER = "ledger.sqlite"
PART = ".part-"  # how the names begin of what is being made, or taken away


@dataclass(frozen=True)
class Backup:
    """A whole backup."""

    folder: Path
    manifest: Manifest


def default(settings: Settings) -> Path:
    """Where backups lie unless said otherwise. ConfigError where no setting says it."""
    if not settings.backup_folder:
        raise ConfigError("name a folder, or set YEAREND_BACKUP_FOLDER to one outside of YEAREND_HOME")
    return Path(settings.backup_folder)


def backups(folder: Path) -> list[Backup]:
    """The whole backups in a folder, oldest first; what has no manifest, or a damaged one, is none."""
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if not path.name.startswith(".") and (path / NAME).is_file():
            with contextlib.suppress(KeepError):
                found.append(Backup(path, read(path)))
    return sorted(found, key=lambda one: (one.manifest.made_at, one.folder.name))


def chosen(folder: Path) -> Backup:
    """The backup that a folder is, else the newest whole one in it. KeepError where there is none."""
    if (folder / NAME).is_file():
        return Backup(folder, read(folder))
    if not folder.is_dir():
        raise KeepError(f"{folder} is no folder; name the folder of backups, or one of them")
    if not (found := backups(folder)):
        damaged = [path for path in sorted(folder.iterdir()) if not path.name.startswith(".") and (path / NAME).is_file()]
        if damaged:
            read(damaged[-1])  # says what is wrong with it
        raise KeepError(f"{folder} holds no whole backup; `yearend backup {folder}` makes one")
    return found[-1]


def troubles(backup: Backup) -> list[str]:
    """A sentence for each file that is not what the manifest says; empty for a sound backup."""
    found = [trouble for file in backup.manifest.files if (trouble := _trouble(backup.folder, file.path, file.size_bytes, file.sha256))]
    if not found and (backup.folder / LEDGER).is_file() and (wrong := ledger_trouble(backup.folder / LEDGER)):
        found.append(wrong)
    return found


def _trouble(folder: Path, path: str, size_bytes: int, sha256: str) -> str | None:
    try:
        size, digest = hashed(folder / path)
    except FileNotFoundError:
        return f"{path} is missing"
    except OSError as error:
        return f"{path} cannot be read: {error.strerror}"
    if size != size_bytes:
        return f"{path} has {size:,} bytes and should have {size_bytes:,}"
    return None if digest == sha256 else f"{path} has other bytes than were written"


def ledger_trouble(path: Path) -> str | None:
    """What SQLite finds wrong in a ledger that nobody has open; None for a sound one. Nothing is written."""
    try:
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)) as db:
            said = str(db.execute("pragma integrity_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as error:
        said = str(error)
    return None if said == "ok" else f"{path.name} is a damaged ledger: {said}"


def remove(backup: Path) -> None:
    """Takes a backup away; cut off at any moment, what is left of it is no whole one."""
    gone = backup.with_name(f"{PART}{backup.name}")
    backup.rename(gone)
    shutil.rmtree(gone)


def clear(folder: Path) -> None:
    """Takes away what was cut off while it was made or removed."""
    for path in folder.glob(f"{PART}*"):
        shutil.rmtree(path)


def sync_all(folder: Path) -> None:
    """All names below a folder are on the disk when this returns."""
    for path in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        synced(path)


@contextlib.contextmanager
def alone(folder: Path, what: str) -> Iterator[None]:
    """One process at a time works in a folder. KeepError where another does."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise KeepError(f"another process makes {what} at {folder}; let it finish") from None
        yield
    finally:
        os.close(handle)


def apart(home: Path, folder: Path) -> None:
    """KeepError where backups lie within the home: what takes one away would take the other."""
    if folder.resolve().is_relative_to(home.resolve()):
        raise KeepError(f"{folder} lies within {home}, which it is to outlive; name a folder elsewhere, best on another disk")
