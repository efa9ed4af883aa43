"""Writing one run's WARC file, a record at a time, so that a run killed at any moment leaves a readable archive."""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import secrets
from typing import TYPE_CHECKING, BinaryIO

from pipeline.archive.compose import compressed, info_record, response_record, revisit_record, stored, window_record
from pipeline.archive.record import entry_of, written_record
from pipeline.errors import ArchiveError
from pipeline.records import Capture, Window
from pipeline.spool import KEPT_IN_MEMORY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Literal

    from pipeline.archive.compose import Draft
    from pipeline.archive.index import Index
    from pipeline.fetch.response import Response


OWN_RUN = "yearend-"  # how the names of the files begin that runs of ours have written; what was imported is named otherwise


class Writer:
    """Appends to one run's file, which is made with the first record. Not for several threads at once."""

    def __init__(self, folder: Path, started_at: dt.datetime, index: Index) -> None:
        self._folder = folder
        self._started_at = started_at
        self._index = index
        self._file: BinaryIO | None = None
        self._indexed = 0  # bytes of the file that the index was told of
        self._name = f"{OWN_RUN}{started_at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}.warc.gz"

    def write(self, response: Response, source_id: str, previous: Capture | None = None) -> Capture:
        """Saves an answer before anyone looks at it, on the disk when this returns.

        With the bytes of `previous` (the same digest, or status 304) it becomes a revisit record that refers to the record
        with those bytes. ArchiveError when it cannot be written, or when a 304 has no such record.
        """
        original = self._original(response, previous)
        record = revisit_record(response, source_id, original) if original else response_record(response, source_id)
        offset = self._append(record)
        entry = entry_of(written_record(record.head, record.body), self._name, offset)
        if entry is None:
            raise ArchiveError(f"{response.final_address} is no http(s) address and cannot be archived")
        before, self._indexed = self._indexed, self._open().tell()
        return self._index.add(entry, before, self._indexed)

    def window(
        self, source_id: str, address: str, scope: Literal["whole", "changes"], captures: Sequence[Capture], expected_count: int | None = None
    ) -> Window:
        """Notes that `captures`, pages in order, are all (`whole`) or all changed (`changes`) rows of a source; on the disk when this returns.

        `expected_count` is how many rows the source itself counts. ValueError without captures.
        """
        asked_at = max(capture.fetched_at for capture in captures)
        found = Window.of(source_id, scope, tuple(capture.capture_id for capture in captures), asked_at, expected_count)
        offset = self._append(window_record(found, address))
        before, self._indexed = self._indexed, self._open().tell()
        self._index.add_window(found, self._name, offset, before, self._indexed)
        return found

    def close(self) -> None:
        """Closes the run's file, if there is one."""
        if self._file:
            self._file.close()
            self._file = None

    def _original(self, response: Response, previous: Capture | None) -> Capture | None:
        is_same = previous and (response.status == 304 or response.body.digest == previous.digest)
        original = self._index.original(previous) if previous and is_same else None
        if response.status == 304 and not original:
            raise ArchiveError(f"{response.final_address} answered 304, but the archive does not hold the bytes that it refers to")
        return original

    def _append(self, record: Draft) -> int:
        """The offset of the record, which is on the disk; what was half-written is taken back."""
        try:
            file = self._open()
            offset = file.tell()
            return self._written(file, offset, record)
        except OSError as error:
            raise ArchiveError(f"{self._folder / self._name} cannot be written: {error.strerror or error}") from error

    def _written(self, file: BinaryIO, offset: int, record: Draft) -> int:
        try:
            _put(file, record)
        except OSError:
            file.truncate(offset)
            file.seek(offset)
            raise
        return offset

    def _open(self) -> BinaryIO:
        if not self._file:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file = _begun(self._folder / self._name, info_record(self._name, self._started_at))
        return self._file


def _begun(path: Path, record: Draft) -> BinaryIO:
    """A new file with its first record; no file when that cannot be written."""
    file = path.open("xb", buffering=0)
    try:
        fcntl.flock(file, fcntl.LOCK_SH)  # so that nobody writes the file anew while we append to it
        _put(file, record)
        _sync_folder(path.parent)
    except OSError:
        file.close()
        path.unlink()
        raise
    return file


def _put(file: BinaryIO, record: Draft) -> None:
    """What is large is stored without deflating it, which would take longer than fetching and loading it together."""
    coded = stored if record.body.size_bytes > KEPT_IN_MEMORY else compressed
    for chunk in coded(record.chunks()):
        rest = memoryview(chunk)
        while rest:
            rest = rest[file.write(rest) :]
    os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """A new file's name is safe only once its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
