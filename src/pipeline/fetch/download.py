"""A large file on its way to the disk, in one answer or in several: what came stays when a connection is lost (RFC 9110, section 14)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import TooLargeError
from pipeline.fetch.status import UnexpectedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

WITH_BYTES = (200, 206)  # the statuses of the whole file, and of its rest
_RANGE = re.compile(r"bytes (\d+)-")


@dataclass
class Download:
    """How much of a file is there, and by which mark the server knows that it is still the same file."""

    path: Path
    size_bytes: int = 0
    mark: str = ""  # a strong ETag, else Last-Modified; without one a part cannot be gone on with

    def headers(self) -> dict[str, str]:
        """What asks for the rest, or for the whole if the file has changed; coded the rest would be that of something else."""
        rest = {"Range": f"bytes={self.size_bytes}-", "If-Range": self.mark} if self.size_bytes and self.mark else {}
        return {"Accept-Encoding": "identity", **rest}

    def take(self, status: int, headers: Mapping[str, str], chunks: Iterable[bytes], limit: int) -> None:
        """Writes an answer: after what is there where it is the rest, else in its place.

        TooLargeError beyond `limit` bytes, UnexpectedError for a part that was not asked for, OSError.
        """
        is_rest = status == 206
        if is_rest and ((found := _RANGE.match(headers.get("Content-Range", ""))) is None or int(found[1]) != self.size_bytes):
            raise UnexpectedError(f"the answer is another part of the file than the one from byte {self.size_bytes:,} on")
        if not is_rest:
            etag = headers.get("ETag", "")
            self.size_bytes, self.mark = 0, etag if etag and not etag.startswith("W/") else headers.get("Last-Modified", "")
        with self.path.open("r+b" if is_rest else "wb") as file:
            file.seek(self.size_bytes)
            for chunk in chunks:
                self.size_bytes += len(chunk)
                if self.size_bytes > limit:
                    raise TooLargeError(f"the answer is larger than {limit:,} bytes")
                file.write(chunk)
