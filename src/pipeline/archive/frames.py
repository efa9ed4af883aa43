"""Where one record of a WARC file begins and ends, and what lies between records that is none (ISO 28500, WARC 1.1).

A file is plain, or has one gzip member per record (its Annex D). What is damaged is named with its offset, and reading
goes on at the next record: one flipped bit costs one record, not the rest of the file.
"""

from __future__ import annotations

import mmap
import re
import zlib
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from pipeline.spool import Spool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

DamageReason = Literal["truncated_record", "damaged_record", "not_warc", "one_piece"]

LARGEST_RECORD = 5_000_000_000  # bytes, uncompressed; a gzip bomb ends here
_CHUNK = 256 * 1024
_STEP = 4 * _CHUNK  # bytes inflated at once: of a bomb a chunk becomes a thousand times as much
_GZIP = b"\x1f\x8b\x08"
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r\n", re.IGNORECASE)
_LONGEST_HEAD = 1_000_000
_CUT = "the file ends within this record, as after a run that was killed"
_ONE_PIECE = "all records are compressed as one piece, so that none can be reached alone"


@dataclass(frozen=True)
class Frame:
    """One record: its bytes, uncompressed, and the part of the file that holds it, in bytes."""

    offset: int
    end: int
    data: Spool


@dataclass(frozen=True)
class Damage:
    """Bytes from `offset` on that are no readable record."""

    offset: int
    reason: DamageReason
    detail: str


class _BrokenError(Exception):
    """This record cannot be read; says whether the file ended within it."""

    def __init__(self, detail: str, *, at_end: bool = False) -> None:
        super().__init__(detail)
        self.at_end = at_end


def frames(path: Path, start: int = 0, largest: int = LARGEST_RECORD) -> Iterator[Frame | Damage]:
    """The records of a WARC file in order, plain or gzipped, and the damage between them. OSError if it cannot be opened.

    `start` is where one begins, in bytes; one of more than `largest` bytes is damage.
    """
    with path.open("rb") as file:
        if not path.stat().st_size:
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            if data[:5] == b"WARC/":
                yield from _walk(data, start, partial(_plain, largest=largest), b"\r\n\r\nWARC/1.", 4)
            elif data[:3] == _GZIP:
                yield from _walk(data, start, partial(_member, largest=largest), _GZIP, 0)
            else:
                yield Damage(0, "not_warc", "the file begins neither with WARC/ nor with a gzip header")


def frame_at(path: Path, offset: int, largest: int = LARGEST_RECORD) -> Frame:
    """The record that begins at an offset. ValueError where there is none that can be read, or it has more than `largest` bytes."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        try:
            return _member(data, offset, largest) if data[offset : offset + 3] == _GZIP else _plain(data, offset, largest)
        except _BrokenError as error:
            raise ValueError(str(error)) from None


def _walk(data: mmap.mmap, at: int, read: Callable[[mmap.mmap, int], Frame], mark: bytes, lead: int) -> Iterator[Frame | Damage]:
    while at < len(data):
        try:
            frame = read(data, at)
        except _BrokenError as error:
            following = _next(data, read, mark, lead, at + 1)
            yield Damage(at, _reason(error, following), str(error))
            at = len(data) if following is None else following
        else:
            yield frame
            at = frame.end


def _reason(error: _BrokenError, following: int | None) -> DamageReason:
    if str(error) == _ONE_PIECE:
        return "one_piece"
    return "truncated_record" if error.at_end and following is None else "damaged_record"


def _next(data: mmap.mmap, read: Callable[[mmap.mmap, int], Frame], mark: bytes, lead: int, start: int) -> int | None:
    """Where the next readable record begins."""
    found = data.find(mark, max(0, start - lead))
    while found >= 0:
        try:
            read(data, found + lead)
        except _BrokenError:
            found = data.find(mark, found + 1)
        else:
            return found + lead
    return None


def _plain(data: mmap.mmap, at: int, largest: int) -> Frame:
    head = data[at : at + _LONGEST_HEAD]
    end = at + _record_size(head)
    if end > len(data):
        raise _BrokenError(_CUT, at_end=True)
    if end - at > largest:
        raise _too_large(largest)
    whole = Spool.filled(data[start : min(start + _CHUNK, end)] for start in range(at, end, _CHUNK))
    _check_end(whole)
    return Frame(at, end, whole)


class _Member:
    """One gzip member, inflated piece by piece from where it begins; `end` is where it ends, once all was read."""

    def __init__(self, data: mmap.mmap, at: int, largest: int) -> None:
        self._data = data
        self._largest = largest
        self.end = at

    def __iter__(self) -> Iterator[bytes]:
        inflate, size = zlib.decompressobj(31), 0
        while not inflate.eof:
            chunk = inflate.unconsumed_tail or self._data[self.end : self.end + _CHUNK]
            if not chunk:
                raise _BrokenError(_CUT, at_end=True)
            self.end += 0 if inflate.unconsumed_tail else len(chunk)
            part = _inflated(inflate, chunk)
            if part and not size and not b"WARC/".startswith(part[:5]):
                raise _BrokenError("no WARC record begins here")
            size += len(part)
            if size > self._largest:
                raise _too_large(self._largest)
            yield part
        self.end -= len(inflate.unused_data)


def _too_large(largest: int) -> _BrokenError:
    return _BrokenError(f"the record is larger than {largest:,} bytes")


def _member(data: mmap.mmap, at: int, largest: int) -> Frame:
    member = _Member(data, at, largest)
    whole = Spool.filled(member)
    size = _record_size(whole.part(0, _LONGEST_HEAD).read())
    if size > whole.size_bytes:
        raise _BrokenError(_CUT, at_end=True)
    if size < whole.size_bytes:
        raise _BrokenError(_ONE_PIECE)
    _check_end(whole)
    return Frame(at, member.end, whole)


def _inflated(inflate: zlib._Decompress, chunk: bytes) -> bytes:
    try:
        return inflate.decompress(chunk, _STEP)
    except zlib.error as error:
        raise _BrokenError(f"its gzip member is damaged: {error}") from None


def _record_size(start: bytes) -> int:
    """How long the record is that begins with these bytes, its two closing line ends included."""
    if start[:5] != b"WARC/":
        raise _BrokenError("no WARC record begins here", at_end=len(start) < 5 and b"WARC/".startswith(start))
    head = start.find(b"\r\n\r\n")
    if head < 0:
        raise _BrokenError("its header does not end", at_end=True)
    length = _LENGTH.search(start[: head + 2])
    if not length:
        raise _BrokenError("its header has no Content-Length")
    return head + 8 + int(length[1])


def _check_end(record: Spool) -> None:
    if record.part(record.size_bytes - 4).read() != b"\r\n\r\n":
        raise _BrokenError("it does not end where its Content-Length says")
