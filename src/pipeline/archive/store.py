"""The archive: a folder of WARC files, and an index that can be lost."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from pipeline.archive import intake
from pipeline.archive import verify as checks
from pipeline.archive.frames import frame_at
from pipeline.archive.index import Index, warc_files
from pipeline.archive.record import body_of, read_record
from pipeline.archive.writer import Writer
from pipeline.errors import ArchiveError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.archive.intake import Imported
    from pipeline.archive.record import Record
    from pipeline.archive.verify import Finding
    from pipeline.records import Capture, Window
    from pipeline.spool import Spool


class Archive:
    """All answers as they came, in the WARC files of `folder`. Nothing is created until something is written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._index = Index(folder)

    @contextlib.contextmanager
    def run(self, started_at: dt.datetime) -> Iterator[Writer]:
        """A writer for one run, with a file of its own, named by when it started (UTC)."""
        writer = Writer(self.folder, started_at, self._index)
        try:
            yield writer
        finally:
            writer.close()

    def captures(self) -> Iterator[Capture]:
        """All answers in the order in which they were fetched; one that lies in two files comes once."""
        return _once(self._index.captures())

    def capture(self, capture_id: str) -> Capture | None:
        """One capture by its id; None when the archive does not hold it."""
        return self._index.of_id(capture_id)

    def of_source(self, source_id: str) -> Iterator[Capture]:
        """All answers that were fetched for a source, in order."""
        return _once(self._index.of_source(source_id))

    def of_address(self, address: str) -> Iterator[Capture]:
        """All that the archive holds of an address, as asked for or as answered, whatever its status, in order."""
        return _once(self._index.of_address(address))

    def last(self, address: str, source_id: str | None = None, *, is_full: bool = False) -> Capture | None:
        """The newest answer of an address, of one source where it is named, whose bytes are there.

        `is_full` leaves out "not modified" (304): the newest for which the publisher sent the whole document.
        """
        return self._index.last(address, source_id, is_full=is_full)

    def body(self, capture: Capture) -> bytes:
        """The bytes of a capture, without content coding, revisits followed to their original.

        ArchiveError names file and offset when they are not there or are not those that were written.
        """
        return self.spooled(capture).read()

    def spooled(self, capture: Capture) -> Spool:
        """As `body`, for what may be too large to be held in memory."""
        holder = self._index.original(capture) if capture.is_revisit else capture
        if holder is None:
            raise ArchiveError(f"{_place(capture)} has the same bytes as an earlier record, which is not in the archive")
        try:
            body = body_of(self._record(holder))
            is_whole = body.digest == capture.digest
        except OSError as error:
            raise ArchiveError(f"{_place(capture)} cannot be read: {error}") from None
        if not is_whole:
            raise ArchiveError(f"{_place(holder)} is damaged: the bytes are not those that were written; see `yearend archive verify`")
        return body

    def windows(self, source_id: str) -> list[Window]:
        """The askings of a source that were completed, in their order; one that lies in two files comes once."""
        return self._index.windows(source_id)

    def header(self, capture: Capture, name: str) -> str | None:
        """An HTTP header of a capture, by its name in lower case; None when it was not sent. ArchiveError as `body`."""
        return self._record(capture).header(name)

    def _record(self, capture: Capture) -> Record:
        try:
            return read_record(frame_at(self.folder / capture.warc_file, capture.warc_offset).data)
        except (OSError, ValueError, ArchiveError) as error:
            raise ArchiveError(f"{_place(capture)} cannot be read: {error}; see `yearend archive verify`") from None

    def reindex(self) -> None:
        """Makes the index again from the WARC files alone."""
        self._index.rebuild()

    def verify(self) -> list[Finding]:
        """All that is wrong in the WARC files, or harmless but odd, by file and offset; empty when every hash is right."""
        return checks.verify(warc_files(self.folder), self._index.longest())

    def glance(self, most_bytes: int) -> list[Finding]:
        """As `verify`, of the newest files alone, up to so many bytes: quick enough for every day.

        What their records refer to is not looked for: it may lie in an older one.
        """
        chosen: list[Path] = []
        for path in sorted(warc_files(self.folder), key=lambda one: one.stat().st_mtime, reverse=True):
            most_bytes -= path.stat().st_size
            if most_bytes < 0:
                break
            chosen.append(path)
        return [finding for finding in checks.verify(sorted(chosen), self._index.longest()) if finding.reason != "missing_original"]

    def import_file(self, path: Path) -> Imported:
        """Takes another archive in, once, by its sha256, with its own dates; see `intake.import_file`."""
        return intake.import_file(path, self.folder)


def _once(captures: list[Capture]) -> Iterator[Capture]:
    seen: set[str] = set()
    for capture in captures:
        if capture.capture_id not in seen:
            seen.add(capture.capture_id)
            yield capture


def _place(capture: Capture) -> str:
    return f"{capture.warc_file}, byte {capture.warc_offset:,} ({capture.address})"
