"""A WARC shard → the records that may tell, in their order, and what of it cannot be read.

FastWARC reads twice as fast as Python's zlib but gives up at the first damage, and takes a record's word for its length. So it only sieves: what
passes is read again by the archive's own reader, and so is the neighbourhood of every damage and the end of the file. What goes unnoticed is a
length that is wrong and yet ends where a later record does, in a record that the sieve holds back.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fastwarc import ArchiveIterator, WarcRecordType

from pipeline.archive.frames import Damage, Frame, frame_at, frames
from pipeline.archive.record import read_record
from pipeline.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from fastwarc import WarcRecord

    from pipeline.mine.sieve import Sieve

LARGEST_PAGE = 3_000_000  # bytes; of Common Crawl's pages none has more than one million
_LARGEST_RECORD = 1_000_000_000  # bytes, uncompressed: what is beyond is no record of the news
_LONGEST_HEAD = 65_536  # bytes, of an HTTP message
_CAREFUL = 8  # records that are read one by one after a damage


@dataclass(frozen=True)
class TooLarge:
    """A record that is a page, but of more bytes than are read."""

    offset: int
    size_bytes: int


@dataclass(frozen=True)
class _Seen:
    """A response record as it went by, and what the sieve says of it."""

    offset: int
    outcome: bool | TooLarge


@dataclass
class Shard:
    """One file, to be gone through once; `counts` has how many response records it held (`read`)."""

    path: Path
    sieve: Sieve
    counts: Counter[str] = field(default_factory=Counter)

    def hits(self) -> Iterator[Frame | Damage | TooLarge]:
        """What may tell, and what is damaged, by offset. OSError where the file cannot be read."""
        at, size = 0, self.path.stat().st_size
        while at < size:
            at, is_whole = yield from self._quickly(at)
            at = yield from self._carefully(at, size, to_end=is_whole)

    def _quickly(self, at: int) -> Generator[Frame | Damage | TooLarge, None, tuple[int, bool]]:
        """Yields what the sieve lets through; gives the offset of the last record, which nothing after it confirms, and whether all was read."""
        last: _Seen | None = None
        try:
            with self.path.open("rb") as file:
                file.seek(at)
                for record in ArchiveIterator(file, record_types=WarcRecordType.response, parse_http=False):
                    if last:
                        self.counts["read"] += 1
                        yield from self._again(last)
                    last = _Seen(record.stream_pos, self._sieved(record))
                    if record.content_length > _LARGEST_RECORD:
                        return last.offset, False
        except (OSError, ValueError, RuntimeError):
            return last.offset if last else at, False
        return last.offset if last else at, True

    def _sieved(self, record: WarcRecord) -> bool | TooLarge:
        """Whether a record may tell."""
        year = _year(record.headers.get("WARC-Date"))
        if not self.sieve.is_late_enough(year):
            return False
        if record.content_length <= LARGEST_PAGE:
            return self.sieve.may_hold(record.reader.read(), year)
        return self.sieve.is_page(record.reader.read(_LONGEST_HEAD)) and TooLarge(record.stream_pos, record.content_length)

    def _again(self, seen: _Seen) -> Iterator[Frame | Damage | TooLarge]:
        if isinstance(seen.outcome, TooLarge):
            yield seen.outcome
        elif seen.outcome:
            try:
                yield frame_at(self.path, seen.offset, _LARGEST_RECORD)
            except ValueError as error:
                yield Damage(seen.offset, "damaged_record", str(error))

    def _carefully(self, at: int, size: int, *, to_end: bool) -> Generator[Frame | Damage | TooLarge, None, int]:
        """Yields what may tell from a record on, and the damage; gives the offset of where to be quick again."""
        good = 0
        for frame in frames(self.path, at, _LARGEST_RECORD):
            if isinstance(frame, Damage):
                good, to_end = 0, False
                yield frame
                continue
            yield from self._of(frame)
            good += 1
            if good >= _CAREFUL and not to_end:
                return frame.end
        return size

    def _of(self, frame: Frame) -> Iterator[Frame | Damage | TooLarge]:
        try:
            record = read_record(frame.data)
        except ArchiveError as error:
            yield Damage(frame.offset, "damaged_record", str(error))
            return
        if record.kind != "response":
            return
        self.counts["read"] += 1
        if record.block.size_bytes > LARGEST_PAGE:
            if self.sieve.is_page(record.block.part(0, _LONGEST_HEAD).read()):
                yield TooLarge(frame.offset, record.block.size_bytes)
        elif self.sieve.may_hold(record.block.read(), record.at.year):
            yield frame


def _year(date: str | None) -> int:
    """Of a WARC date; one without a date is not held back for its year."""
    return int(date[:4]) if date and date[:4].isdecimal() else dt.MAXYEAR
