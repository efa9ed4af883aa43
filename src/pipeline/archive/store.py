"""The archive: a folder of WARC files, and an index that can be lost."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from pipeline.archive import intake, withdrawal
from pipeline.archive import verify as checks
from pipeline.archive.frames import frame_at
from pipeline.archive.index import Index, warc_files
from pipeline.archive.record import body_of, read_record
from pipeline.archive.takeout import take_out
from pipeline.archive.withdrawal import WithdrawnError
from pipeline.archive.writer import Writer
from pipeline.errors import ArchiveError
from pipeline.fetch.addresses import shown

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pipeline.archive.intake import Imported
    from pipeline.archive.record import Record
    from pipeline.archive.verify import Finding
    from pipeline.archive.withdrawal import Withdrawal, Withdrawn
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
        if (holder or capture).warc_file == withdrawal.FILE or (holder is None and self._index.is_gone(capture.digest)):
            raise WithdrawnError(f"{shown(capture.address)} as fetched on {capture.fetched_at:%Y-%m-%d} {self._gone(capture.digest)}")
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
        return checks.verify(warc_files(self.folder), self._index.longest(), self.withdrawn())

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
        findings = checks.verify(sorted(chosen), self._index.longest(), self.withdrawn())
        return [finding for finding in findings if finding.reason != "missing_original"]

    def import_file(self, path: Path) -> Imported:
        """Takes another archive in, once, by its sha256, with its own dates; see `intake.import_file`."""
        return intake.import_file(path, self.folder, self.withdrawn())

    def withdrawn(self) -> Withdrawn:
        """All that was withdrawn. ArchiveError where that cannot be read."""
        try:
            return withdrawal.withdrawn(self.folder)
        except OSError as error:
            raise ArchiveError(f"{self.folder / withdrawal.FILE} cannot be read: {error.strerror}") from None

    def withdraw(self, new: Sequence[Withdrawal]) -> list[str]:
        """Withdraws addresses or captures: their tombstones first, then their bytes, as `take_out`."""
        try:
            withdrawal.append(self.folder, new)
        except OSError as error:
            raise ArchiveError(f"{self.folder / withdrawal.FILE} cannot be written: {error.strerror}; nothing was withdrawn") from None
        return self.take_out()

    def take_out(self) -> list[str]:
        """Takes the bytes of all that is withdrawn out of the files in which they still are; the names of these.

        ArchiveError where one cannot be written now: everything withdrawn is hidden all the same, and this may be run again.
        """
        withdrawn = self.withdrawn()
        changed = []
        for path in warc_files(self.folder):
            if take_out(path, withdrawn):
                self._index.reread(path.name)
                changed.append(path.name)
        return changed

    def _gone(self, digest: str) -> str:
        """When and why these bytes were withdrawn, for a message."""
        said = (one for one, _ in withdrawal.read(self.folder / withdrawal.FILE) if one.capture and one.capture.digest == digest)
        one = next(said, None)
        return f"was withdrawn on {one.at:%Y-%m-%d} ({one.why}); its hash alone is kept" if one else "was withdrawn"

    def tombstones(self) -> list[Withdrawal]:
        """All tombstones, in their order. ArchiveError where one cannot be read."""
        return [one for one, _ in withdrawal.read(self.folder / withdrawal.FILE)]

    def expired(self, address: str) -> Capture | None:
        """The newest answer of an address of which the hash alone is kept; None where there is none."""
        gone = [one for one in self._index.of_address(address) if one.warc_file == withdrawal.FILE]
        return gone[-1] if gone else None


def _once(captures: list[Capture]) -> Iterator[Capture]:
    seen: set[str] = set()
    for capture in captures:
        if capture.capture_id not in seen:
            seen.add(capture.capture_id)
            yield capture


def _place(capture: Capture) -> str:
    return f"{capture.warc_file}, byte {capture.warc_offset:,} ({capture.address})"
