"""Content codings undone within a limit, so that a small answer cannot become a large one (RFC 9110, section 8.4)."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING

from fastwarc.stream_io import BrotliReader

from pipeline.errors import FetchError, TooLargeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

ACCEPTED = "gzip, deflate"
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
_RAW_DEFLATE = -zlib.MAX_WBITS
_STEP = 256 * 1024  # bytes made at most by one call of zlib


class CodingError(FetchError):
    """The body is not what its Content-Encoding says, or ends early."""

    reason = "bad_encoding"


def codings(header: str | None) -> tuple[str, ...]:
    """The codings of a Content-Encoding header in the order in which they are undone; names that code nothing are left out."""
    names = [name.strip().lower() for name in (header or "").split(",")]
    known = {"gzip", "x-gzip", "deflate", "br", "zstd", "compress", "x-compress"}
    return tuple(name for name in reversed(names) if name in known)  # "identity", "utf-8", "none" are seen and mean nothing


def decoded(chunks: Iterable[bytes], header: str | None, limit: int) -> Iterator[bytes]:
    """The body in `chunks` with its codings undone, piece by piece, `limit` bytes at most before and after.

    Raises while it is read: TooLargeError beyond the limit, CodingError where the bytes are not of that coding, end early, or the coding was
    not asked for.
    """
    parts = _counted(chunks, limit)
    for name in codings(header):
        if name not in _UNDONE:
            raise CodingError(f"the answer is coded as {name}, which was not asked for")
        parts = _counted(_UNDONE[name](parts), limit)
    yield from parts


def _counted(chunks: Iterable[bytes], limit: int) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise TooLargeError(f"the answer is larger than {limit:,} bytes")
        yield chunk


def _inflated(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """gzip, zlib or raw deflate; several gzip members are one body, and bytes after them are dropped, as browsers do."""
    inflate, is_begun = zlib.decompressobj(_GZIP_OR_ZLIB), False
    for chunk in chunks:
        rest = chunk
        while rest:
            if inflate.eof:
                if not rest.startswith(b"\x1f\x8b"):
                    break
                inflate = zlib.decompressobj(_GZIP_OR_ZLIB)
            if not is_begun:
                inflate, is_begun = _inflator(rest), True
            made, rest = _step(inflate, rest)
            yield made
    if is_begun and not inflate.eof:
        raise CodingError("the compressed answer ends early")


def _inflator(first: bytes) -> zlib._Decompress:
    """Some servers send raw deflate where RFC 9110 means zlib."""
    try:
        zlib.decompressobj(_GZIP_OR_ZLIB).decompress(first[:2], 1)
    except zlib.error:
        return zlib.decompressobj(_RAW_DEFLATE)
    return zlib.decompressobj(_GZIP_OR_ZLIB)


def _step(inflate: zlib._Decompress, data: bytes) -> tuple[bytes, bytes]:
    """At most _STEP bytes of output, and the input not yet used."""
    try:
        made = inflate.decompress(data, _STEP)
    except zlib.error as error:
        raise CodingError(f"the answer is not coded as it says: {error}") from None
    return made, inflate.unused_data if inflate.eof else inflate.unconsumed_tail


def _unbrotlied(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Brotli (RFC 7932): never asked for, but archives of browsers are full of it."""
    data = b"".join(chunks)
    with BrotliReader(io.BytesIO(data)) as reader:
        try:
            while data and (part := reader.read(_STEP)):
                yield part
        except OSError as error:
            raise CodingError(f"the answer is not coded as it says, or ends early: {error}") from None


_UNDONE: dict[str, Callable[[Iterable[bytes]], Iterator[bytes]]] = {
    "gzip": _inflated,
    "x-gzip": _inflated,
    "deflate": _inflated,
    "br": _unbrotlied,
}
