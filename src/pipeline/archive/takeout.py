"""Taking records out of WARC files: each file is written anew beside and put in place with one rename, unless a run writes it just now."""

from __future__ import annotations

import contextlib
import fcntl
import os
from typing import TYPE_CHECKING

from pipeline.archive.frames import Frame, frames
from pipeline.archive.record import Record, entry_of, read_record
from pipeline.archive.withdrawal import FILE
from pipeline.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.archive.withdrawal import Withdrawn

_STEP = 1 << 20  # bytes copied at a time


def take_out(path: Path, withdrawn: Withdrawn) -> int:
    """Takes what is withdrawn out of a file; how many records that were. Damage and everything else stay, byte for byte.

    ArchiveError where a run is writing the file, or where the disk does not take the new one; then the file is as it was.
    """
    if path.name == FILE:
        return 0
    gone = [(frame.offset, frame.end) for frame in remains(path, withdrawn)]
    if gone:
        try:
            with _alone(path):
                _write_without(path, gone)
        except OSError as error:
            raise ArchiveError(f"{path} cannot be written without what is withdrawn: {error.strerror or error}; run the same again") from error
    return len(gone)


def remains(path: Path, withdrawn: Withdrawn) -> Iterator[Frame]:
    """The records of a file that are withdrawn and still there."""
    for frame in frames(path) if withdrawn else ():
        if isinstance(frame, Frame):
            with contextlib.suppress(ArchiveError):  # damage is `verify`'s to name
                if is_withdrawn(read_record(frame.data), withdrawn):
                    yield frame


def is_withdrawn(record: Record, withdrawn: Withdrawn) -> bool:
    """Whether a record is of an address or a capture that is withdrawn; of an address also what other tools keep of it, such as its text."""
    if withdrawn.of_address(record.address) or withdrawn.of_address(record.asked):
        return True
    try:
        entry = entry_of(record, "", 0) if withdrawn.captures else None
    except ArchiveError:
        return False
    return entry is not None and entry.capture.capture_id in withdrawn.captures


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Nobody appends to the file meanwhile: whoever does holds a lock on it."""
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ArchiveError(f"a run is writing {path}; what is withdrawn is hidden already: run the same again when that has ended") from None
        yield


def _write_without(path: Path, gone: list[tuple[int, int]]) -> None:
    """Copies the bytes between the records that are gone."""
    beside = path.with_name(f"{path.name}.part")
    pieces = zip([0, *(end for _, end in gone)], [*(start for start, _ in gone), path.stat().st_size], strict=True)
    try:
        with path.open("rb") as source, beside.open("wb") as target:
            for start, end in pieces:
                source.seek(start)
                for at in range(start, end, _STEP):
                    target.write(source.read(min(_STEP, end - at)))
            target.flush()
            os.fsync(target.fileno())
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
