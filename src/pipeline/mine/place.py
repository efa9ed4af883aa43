"""Where a shard is, a path or an address, what its file is called, and its bytes at hand."""

from __future__ import annotations

import contextlib
import hashlib
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipeline.errors import ArchiveError, ConfigError
from pipeline.fetch.addresses import shown
from pipeline.fetch.client import Client

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.settings import Settings

_ENDS = 65_536  # bytes


def is_address(shard: str) -> bool:
    """Whether a shard is to be fetched."""
    return shard.startswith(("http://", "https://"))


def label(shard: str) -> str:
    """The shard as it may be shown: a path in full, an address without secrets."""
    return shown(shard) if is_address(shard) else str(Path(shard).resolve())


def file_name(shard: str) -> str:
    """The name of its Parquet file: the shard's own, and a few letters of where it lies, as two may be called alike."""
    name = Path(urlsplit(shard).path if is_address(shard) else shard).name
    stem = re.sub(r"[^\w.-]+", "_", re.sub(r"\.warc(\.gz)?$", "", name)) or "shard"
    return f"{stem}-{hashlib.sha256(label(shard).encode()).hexdigest()[:8]}.parquet"


def content(shard: str) -> str:
    """Names the bytes of a local shard by their number and their ends; "" for an address. ArchiveError where it cannot be read."""
    if is_address(shard):
        return ""
    path = Path(shard)
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            whole = hashlib.sha256(file.read(_ENDS))
            file.seek(max(0, size - _ENDS))
            whole.update(file.read(_ENDS))
    except OSError as error:
        raise ArchiveError(f"{shard} cannot be read: {error.strerror}") from None
    return f"{size} {whole.hexdigest()[:16]}"


def checked(shards: Iterable[str]) -> tuple[str, ...]:
    """The shards, each once, paths in full, for a worker has a folder of its own. ConfigError where there are none, or one is neither a file
    nor an address."""
    found = tuple(dict.fromkeys(shard if is_address(shard) else str(Path(shard).resolve()) for shard in shards))
    if not found:
        raise ConfigError("no shard is named; write paths or addresses of WARC files")
    for shard in found:
        if not is_address(shard) and not Path(shard).is_file():
            raise ConfigError(f"{shard} is no file; write the path of a WARC file, or its address with https://")
    return found


@contextlib.contextmanager
def at_hand(shard: str, settings: Settings) -> Iterator[Path]:
    """The file that holds a shard's bytes, fetched where it is far. FetchError where it cannot be had."""
    if not is_address(shard):
        yield Path(shard)
        return
    with tempfile.TemporaryDirectory(prefix="yearend-") as folder:
        path = Path(folder) / "shard"
        try:
            with Client(settings) as client:
                client.download(shard, path)
        except OSError as error:
            raise ArchiveError(f"{label(shard)} cannot be kept in {folder}: {error.strerror}; free space there, or set TMPDIR") from None
        yield path
