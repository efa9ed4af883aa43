"""Bytes of any number: in memory while they are few, in a temporary file beyond, so that memory does not grow with the data."""

from __future__ import annotations

import hashlib
import os
import tempfile
import weakref
from functools import cached_property
from typing import TYPE_CHECKING, BinaryIO

from pipeline.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

KEPT_IN_MEMORY = 1_000_000  # bytes
_STEP = 1 << 20


class _Temporary:
    """A nameless file, gone with the last spool that reads it. TMPDIR says where it lies."""

    def __init__(self) -> None:
        self.file: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115  # closed by the finalizer
        weakref.finalize(self, self.file.close)


class Spool:
    """Bytes that are written once and read as often as needed, whole or in pieces."""

    def __init__(self, held: bytes | _Temporary, start: int, size_bytes: int) -> None:
        """For `of` and `filled` to call."""
        self._held = held
        self._start = start
        self.size_bytes = size_bytes

    @classmethod
    def of(cls, data: bytes) -> Spool:
        """Bytes that are in memory already."""
        return cls(data, 0, len(data))

    @classmethod
    def filled(cls, chunks: Iterable[bytes]) -> Spool:
        """All of `chunks`. ArchiveError when the temporary file cannot be written; what `chunks` raises is passed on."""
        parts: list[bytes] = []
        size, temporary = 0, None
        for chunk in chunks:
            size += len(chunk)
            parts.append(chunk)
            if size > KEPT_IN_MEMORY:
                temporary = temporary or _opened()
                _put(temporary, parts)
                parts = []
        if temporary is None:
            return cls.of(b"".join(parts))
        _put(temporary, [])
        return cls(temporary, 0, size)

    def part(self, start: int, end: int | None = None) -> Spool:
        """The bytes from `start` to before `end`, without a copy; less where there are less."""
        start = min(start, self.size_bytes)
        end = self.size_bytes if end is None else max(start, min(end, self.size_bytes))
        return Spool(self._held, self._start + start, end - start)

    def chunks(self) -> Iterator[bytes]:
        """All bytes in order, in pieces."""
        for at in range(0, self.size_bytes, _STEP):
            yield self._at(at, min(_STEP, self.size_bytes - at))

    def read(self) -> bytes:
        """All bytes at once: for what is known to be small."""
        return self._at(0, self.size_bytes)

    def find(self, mark: bytes, end: int) -> int:
        """Where `mark` first stands within the first `end` bytes; -1 where it does not."""
        return self.part(0, end).read().find(mark)

    @cached_property
    def digest(self) -> str:
        """`sha256:` and 64 hexadecimal digits."""
        whole = hashlib.sha256()
        for chunk in self.chunks():
            whole.update(chunk)
        return f"sha256:{whole.hexdigest()}"

    def save(self, path: Path) -> None:
        """Writes all bytes into a file, in place of what it held. OSError when it cannot be written."""
        with path.open("wb") as file:
            for chunk in self.chunks():
                file.write(chunk)

    def _at(self, at: int, size: int) -> bytes:
        start = self._start + at
        if isinstance(self._held, bytes):
            return self._held[start : start + size]
        data = os.pread(self._held.file.fileno(), size, start)
        while len(data) < size:  # one call reads two gigabytes at most
            data += os.pread(self._held.file.fileno(), size - len(data), start + len(data))
        return data


def _opened() -> _Temporary:
    try:
        return _Temporary()
    except OSError as error:
        raise _failed(error) from None


def _put(temporary: _Temporary, parts: Iterable[bytes]) -> None:
    try:
        temporary.file.writelines(parts)
        temporary.file.flush()
    except OSError as error:
        raise _failed(error) from None


def _failed(error: OSError) -> ArchiveError:
    return ArchiveError(f"temporary files cannot be written under {tempfile.gettempdir()}: {error.strerror}; free space there, or set TMPDIR")
