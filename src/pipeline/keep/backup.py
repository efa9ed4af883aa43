"""A backup: archive, ledger, pages, cities, review decisions and subscribers in a folder of its own, its manifest written last.

It is built under a name that no backup has and renamed when it is whole, so that one that was cut off is never taken for one. Files of the
archive that did not change are hard links to those of the backup before. Whatever a run writes meanwhile, what is copied is whole: the ledger
by SQLite's own backup, WARC files up to their last whole record.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import shutil
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import __version__
from pipeline.archive import Archive
from pipeline.archive.frames import Damage, frames
from pipeline.archive.index import warc_files
from pipeline.city import city_files, load_city
from pipeline.errors import ConfigError, KeepError
from pipeline.keep import shelf
from pipeline.keep.manifest import File, Manifest, copied, hashed, synced

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from pipeline.keep.shelf import Backup
    from pipeline.settings import Settings

log = logging.getLogger(__name__)

ARCHIVE, SITE, CITIES, SUBSCRIBERS, SETTINGS = "archive", "site", "cities", "subscribers", "settings.json"
_LEDGER_PAGES = 1000  # pages copied at a time, between which others may write


@dataclass(frozen=True)
class Made:
    """A backup as it was made; `troubles` are sentences about what was to be kept and is not as it was."""

    folder: Path
    file_count: int
    size_bytes: int
    copied_bytes: int  # of these; the rest is that of the backup before
    removed: tuple[str, ...]  # names of older backups
    troubles: tuple[str, ...]


def backup(settings: Settings, folder: Path, now: dt.datetime) -> Made:
    """Backs the installation up into a new folder within `folder`; `now` is UTC.

    Beyond `settings.backups_kept` the oldest backups are removed, unless the archive has lost something since the last one. KeepError where it
    cannot be made; what was half made is removed then, or by the next backup.
    """
    shelf.apart(settings.home, folder)
    if not settings.home.is_dir():
        raise KeepError(f"{settings.home} is not there, so that there is nothing to back up; set YEAREND_HOME")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with shelf.alone(folder, "a backup"):
            return _made(settings, folder, now)
    except OSError as error:
        what = error.filename2 or error.filename or folder
        raise KeepError(f"no backup was made: {what}: {error.strerror or error}; older backups stay as they were") from error


def _made(settings: Settings, folder: Path, now: dt.datetime) -> Made:
    shelf.clear(folder)
    before = shelf.backups(folder)
    part = folder / f"{shelf.PART}{os.getpid()}"
    part.mkdir(mode=0o700)
    try:
        work = _Work(settings, part, before[-1] if before else None)
        files = sorted(work.files(), key=lambda file: file.path)
        shelf.sync_all(part)
        Manifest(made_at=now, yearend=__version__, files=tuple(files)).write(part)
        name = _name(folder, now)
        part.rename(folder / name)
        synced(folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    spare = [] if work.troubles else before[: max(0, len(before) + 1 - settings.backups_kept)]
    for old in spare:
        shelf.remove(old.folder)
    size_bytes = sum(file.size_bytes for file in files)
    log.info("backup: %s, %d files, %d bytes, %d of them new", folder / name, len(files), size_bytes, work.copied_bytes)
    removed = tuple(old.folder.name for old in spare)
    return Made(folder / name, len(files), size_bytes, work.copied_bytes, removed, tuple(work.troubles))


def _name(folder: Path, now: dt.datetime) -> str:
    """By when it was made; a second one within the second gets a number."""
    stem = f"{now:%Y%m%dT%H%M%SZ}"
    return next(name for name in (stem, *(f"{stem}-{number}" for number in range(2, 1000))) if not (folder / name).exists())


@dataclass
class _Work:
    """What goes into one backup."""

    settings: Settings
    part: Path
    before: Backup | None
    copied_bytes: int = 0
    troubles: list[str] = field(default_factory=list)

    def files(self) -> Iterator[File]:
        """Puts every file into its place; the ledger before the pages it speaks of, so that none is missing."""
        yield from self._archive()
        yield from self._ledger()
        yield from self._tree(self.settings.site, SITE)
        yield from self._cities()
        yield from self._subscribers()
        yield self._settings()

    def _archive(self) -> Iterator[File]:
        known = {file.path: file for file in self.before.manifest.files} if self.before else {}
        (self.part / ARCHIVE).mkdir()
        there = set()
        for path in warc_files(self.settings.archive):
            name = f"{ARCHIVE}/{path.name}"
            there.add(name)
            yield self._linked(path, known.get(name)) or self._warc(path, name, known.get(name))
        for name in sorted(name for name in known if name.startswith(f"{ARCHIVE}/") and name not in there):
            self.troubles.append(f"{name} is gone since the last backup, {self._last()}, which has it")

    def _linked(self, path: Path, known: File | None) -> File | None:
        """A file that is as it was when the backup before took it is a link to that one's; None where it is not, or cannot be linked."""
        seen = path.stat()
        if self.before is None or known is None or (seen.st_size, seen.st_mtime_ns) != (known.seen_bytes, known.seen_ns):
            return None
        old = self.before.folder / known.path
        with contextlib.suppress(OSError):
            if old.stat().st_size == known.size_bytes:
                os.link(old, self.part / known.path)
                return known
        return None

    def _warc(self, path: Path, name: str, known: File | None) -> File:
        """A copy of a WARC file up to its last whole record: the next may be written just now."""
        target = self.part / name
        with path.open("rb") as file:
            seen = os.fstat(file.fileno())
            size, digest = copied(file, target, seen.st_size)
        damages = [one for one in frames(target) if isinstance(one, Damage)]
        if damages and damages[-1].reason == "truncated_record":
            os.truncate(target, damages.pop().offset)
            size, digest = hashed(target)
        for damage in damages:
            self.troubles.append(f"{name} is damaged at byte {damage.offset:,}: {damage.detail}")
        if known and size < known.size_bytes and not self._was_withdrawn():
            lost = known.size_bytes - size
            self.troubles.append(f"{name} is {lost:,} bytes shorter than in the last backup, {self._last()}")
        self.copied_bytes += size
        return File(path=name, size_bytes=size, sha256=digest, seen_bytes=seen.st_size, seen_ns=seen.st_mtime_ns)

    def _was_withdrawn(self) -> bool:
        """Whether something was taken out of the archive since the last backup, which makes files shorter."""
        return any(self.before is None or one.at > self.before.manifest.made_at for one in Archive(self.settings.archive).tombstones())

    def _last(self) -> Path:
        return self.before.folder if self.before else self.part

    def _ledger(self) -> Iterator[File]:
        path = self.settings.ledger
        if not path.is_file():
            if self.before and any(file.path == shelf.LEDGER for file in self.before.manifest.files):
                self.troubles.append(f"{path} is gone since the last backup, {self._last()}, which has it")
            return
        target = self.part / shelf.LEDGER
        target.touch(mode=0o600)
        try:
            uri = f"{path.absolute().as_uri()}?mode=ro"
            with contextlib.closing(sqlite3.connect(uri, uri=True, timeout=30)) as live, contextlib.closing(sqlite3.connect(target)) as copy:
                live.backup(copy, pages=_LEDGER_PAGES)
        except sqlite3.Error as error:
            raise KeepError(f"no backup was made: the ledger {path} cannot be copied: {error}; older backups stay as they were") from None
        if trouble := shelf.ledger_trouble(target):
            raise KeepError(f"no backup was made, for {path} is damaged: {trouble}; older backups stay as they were")
        yield self._of(target, shelf.LEDGER)

    def _tree(self, source: Path, name: str) -> Iterator[File]:
        """Copies of all files of a folder; one that is gone before it was read was replaced or removed."""
        for path in sorted(source.rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                with contextlib.suppress(FileNotFoundError):
                    yield self._copy(path, f"{name}/{path.relative_to(source).as_posix()}")

    def _cities(self) -> Iterator[File]:
        """The cities' TOML files, and the decisions of reviewers beside them."""
        for path in sorted((self.settings.deployments / CITIES).glob("*.toml")):
            yield self._copy(path, f"{CITIES}/{path.name}")

    def _subscribers(self) -> Iterator[File]:
        """The files that cities' TOMLs name; a city that cannot be read names none."""
        deployments = self.settings.deployments
        for slug in city_files(deployments) if (deployments / CITIES).is_dir() else ():
            with contextlib.suppress(ConfigError):
                place = load_city(deployments, slug).subscribers
                if (deployments / place).is_file():
                    yield self._copy(deployments / place, f"{SUBSCRIBERS}/{slug}.csv", place)

    def _copy(self, path: Path, name: str, place: str = "") -> File:
        target = self.part / name
        with path.open("rb") as file:
            target.parent.mkdir(parents=True, exist_ok=True)
            size, digest = copied(file, target)
        target.chmod(0o600)
        self.copied_bytes += size
        return File(path=name, size_bytes=size, sha256=digest, place=place)

    def _settings(self) -> File:
        """Which settings were made, without their values, which may be secrets."""
        made = self.settings.model_fields_set
        names = [f"YEAREND_{name.upper()}" for name in sorted(made - {"token"})]
        names += [f"YEAREND_TOKEN_{name.upper()}" for name in sorted(self.settings.token)]
        (self.part / SETTINGS).write_text(json.dumps({"settings": names}, indent=1) + "\n", encoding="utf-8")
        return self._of(self.part / SETTINGS, SETTINGS)

    def _of(self, target: Path, name: str) -> File:
        with target.open("rb") as file:
            os.fsync(file.fileno())
        size, digest = hashed(target)
        self.copied_bytes += size
        return File(path=name, size_bytes=size, sha256=digest)
