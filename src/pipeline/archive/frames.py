"""Where one record of a WARC file begins and ends, and what lies between records that is none (ISO 28500, WARC 1.1).

A file is plain, or has one gzip member per record (its Annex D). What is damaged is named with its offset, and reading
goes on at the next record: one flipped bit costs one record, not the rest of the file.
"""

from __future__ import annotations

import mmap
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

DamageReason = Literal["truncated_record", "damaged_record", "not_warc", "one_piece"]

LARGEST_RECORD = 600_000_000  # bytes, uncompressed; a gzip bomb ends here
_CHUNK = 256 * 1024
_GZIP = b"\x1f\x8b\x08"
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r\n", re.IGNORECASE)
_LONGEST_HEAD = 1_000_000
_ONE_PIECE = "all records are compressed as one piece, so that none can be reached alone"


@dataclass(frozen=True)
class Frame:
    """One record: its uncompressed bytes, and the part of the file that holds it, in bytes."""

    offset: int
    end: int
    data: bytes


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


def frames(path: Path) -> Iterator[Frame | Damage]:
    """The records of a WARC file in order, plain or gzipped, and the damage between them. OSError if it cannot be opened."""
    with path.open("rb") as file:
        if not path.stat().st_size:
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            if data[:5] == b"WARC/":
                yield from _walk(data, _plain, b"\r\n\r\nWARC/1.", 4)
            elif data[:3] == _GZIP:
                yield from _walk(data, _member, _GZIP, 0)
            else:
                yield Damage(0, "not_warc", "the file begins neither with WARC/ nor with a gzip header")


def frame_at(path: Path, offset: int) -> Frame:
    """The record that begins at an offset. ValueError where there is none that can be read."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        try:
            return _member(data, offset) if data[offset : offset + 3] == _GZIP else _plain(data, offset)
        except _BrokenError as error:
            raise ValueError(str(error)) from None


def _walk(data: mmap.mmap, read: Callable[[mmap.mmap, int], Frame], mark: bytes, lead: int) -> Iterator[Frame | Damage]:
    at = 0
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


def _plain(data: mmap.mmap, at: int) -> Frame:
    end = _record_end(data, at)
    return Frame(at, end, data[at:end])


def _member(data: mmap.mmap, at: int) -> Frame:
    inflate, made, size, read = zlib.decompressobj(31), [], 0, at
    while not inflate.eof:
        chunk = data[read : read + _CHUNK]
        if not chunk:
            raise _BrokenError("the file ends within this record, as after a run that was killed", at_end=True)
        read += len(chunk)
        if part := _inflated(inflate, chunk):
            made.append(part)
        size += len(part)
        if size > LARGEST_RECORD:
            raise _BrokenError(f"the record is larger than {LARGEST_RECORD:,} bytes")
        if size >= 5 and not made[0].startswith(b"WARC/"):
            raise _BrokenError("no WARC record begins here")
    whole = b"".join(made)
    if _record_end(whole, 0) != len(whole):
        raise _BrokenError(_ONE_PIECE)
    return Frame(at, read - len(inflate.unused_data), whole)


def _inflated(inflate: zlib._Decompress, chunk: bytes) -> bytes:
    try:
        return inflate.decompress(chunk)
    except zlib.error as error:
        raise _BrokenError(f"its gzip member is damaged: {error}") from None


def _record_end(data: mmap.mmap | bytes, at: int) -> int:
    """Where the record at `at` ends, its two closing line ends included."""
    start = data[at : at + 5]
    if start != b"WARC/":
        raise _BrokenError("no WARC record begins here", at_end=len(start) < 5 and b"WARC/".startswith(start))
    head = data.find(b"\r\n\r\n", at, at + _LONGEST_HEAD)
    if head < 0:
        raise _BrokenError("its header does not end", at_end=True)
    length = _LENGTH.search(data[at : head + 2])
    if not length:
        raise _BrokenError("its header has no Content-Length")
    end = head + 8 + int(length[1])
    if end > len(data):
        raise _BrokenError("the file ends within this record, as after a run that was killed", at_end=True)
    if data[end - 4 : end] != b"\r\n\r\n":
        raise _BrokenError("it does not end where its Content-Length says")
    return end
