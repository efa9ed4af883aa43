"""Taking another archive in, once, with its own dates: what `--replay` answers from."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.archive.frames import Damage, Frame, frames
from pipeline.archive.record import entry_of, read_record
from pipeline.archive.takeout import take_out
from pipeline.errors import ArchiveError
from pipeline.records import Rejection

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.archive.withdrawal import Withdrawn

_HOW = "take one that begins with WARC/ or is gzipped record by record"


@dataclass(frozen=True)
class Imported:
    """What became of an archive that was to be imported."""

    file: str  # its name within our archive
    is_new: bool  # False: it had been imported before, and nothing changed
    record_count: int
    rejections: tuple[Rejection, ...]  # truncated_archive, damaged_record


def import_file(path: Path, folder: Path, withdrawn: Withdrawn) -> Imported:
    """Copies a WARC file into an archive's folder, named by its sha256, as far as it can be read.

    What was withdrawn from our archive does not come in again. A truncated last record is left behind, and is a rejection with its offset; so
    is damage within, whose neighbours are kept.
    ArchiveError when it is not there, is no WARC, or has not one readable record.
    """
    readable = _readable(path)
    name = f"import-{_sha256(path)[:16]}.warc{'.gz' if _is_gzip(path) else ''}"
    is_new = not (folder / name).exists()
    if is_new:
        _copy(path, folder / name, max(frame.end for frame in readable if isinstance(frame, _Extent)), withdrawn)
    damages = [each for each in readable if isinstance(each, Damage)]
    record_count = len(readable) - len(damages)
    return Imported(name, is_new, record_count, tuple(_rejection(path, damage, record_count) for damage in damages))


@dataclass(frozen=True)
class _Extent:
    """Where a readable record lies, without its bytes."""

    offset: int
    end: int


def _readable(path: Path) -> list[_Extent | Damage]:
    try:
        found = [_checked(each) if isinstance(each, Frame) else each for each in frames(path)]
    except OSError as error:
        raise ArchiveError(f"the archive {path} cannot be read: {error.strerror or error}") from None
    if not any(isinstance(each, _Extent) for each in found):
        reason = next((each.detail for each in found if isinstance(each, Damage)), "it is empty")
        raise ArchiveError(f"{path} is no WARC archive that can be read: {reason}; {_HOW}")
    return found


def _checked(frame: Frame) -> _Extent | Damage:
    try:
        entry_of(read_record(frame.data), "", frame.offset)
    except ArchiveError as error:
        return Damage(frame.offset, "damaged_record", str(error))
    return _Extent(frame.offset, frame.end)


def _rejection(path: Path, damage: Damage, record_count: int) -> Rejection:
    is_cut = damage.reason == "truncated_record"
    return Rejection(
        stage="archive",
        reason="truncated_archive" if is_cut else damage.reason,
        detail=f"{path.name}: {damage.detail}, at byte {damage.offset:,}; the {record_count:,} other records were read",
        where=f"{path.name}:{damage.offset}",
    )


def _copy(path: Path, target: Path, size_bytes: int, withdrawn: Withdrawn) -> None:
    """The first `size_bytes` of a file, put in place with one rename."""
    beside = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with path.open("rb") as source, beside.open("wb") as copy:
            shutil.copyfileobj(source, copy)
            copy.truncate(size_bytes)
            copy.flush()
            os.fsync(copy.fileno())
        take_out(beside, withdrawn)
        beside.replace(target)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise ArchiveError(f"{path} cannot be copied to {target}: {error.strerror or error}") from error


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_gzip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"
