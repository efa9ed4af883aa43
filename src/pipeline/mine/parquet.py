"""A shard's rows as one Parquet file, put in its place with one rename, which says of itself what it was made from and by what."""

from __future__ import annotations

import contextlib
import json
import os
import uuid
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Self

import duckdb

from pipeline.errors import ArchiveError
from pipeline.mine.rows import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pipeline.mine.rows import Row

BESIDE = ".part"  # how the names of files end that are not finished
_KEY = "yearend"
_MEMORY = "100MB"  # DuckDB's, for a shard's rows; more goes to disk


@dataclass(frozen=True)
class Origin:
    """What decides a file's rows: the same origin gives the same rows."""

    shard: str  # its path or address, as it may be shown
    content: str  # which bytes it held; "" of an address, behind which the bytes of an archive stay the same
    question: str
    reader: str  # the version of code and vocabulary


@dataclass(frozen=True)
class Made:
    """What a file says of itself."""

    origin: Origin
    read_count: int  # response records that the shard held
    page_count: int  # those that passed the sieve and could be read from it
    figure_count: int
    rejection_count: int
    is_whole: bool  # nothing in the shard was damaged


class Rows:
    """The rows of one shard, outside of Python's memory until they are written. Use it in a `with` statement."""

    def __init__(self) -> None:
        self._connection = duckdb.connect(config={"threads": 1, "memory_limit": _MEMORY})
        self._connection.execute(f"create table mined ({', '.join(map(' '.join, COLUMNS.items()))})")
        self.counts: Counter[str] = Counter()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def add(self, rows: Iterable[Row]) -> None:
        """Adds rows, in the order in which they will stand."""
        added = list(rows)
        self.counts.update(row[0] for row in added)
        with self._connection.appender("mined") as appender:
            appender.append_rows(added)

    def save(self, path: Path, made: Made) -> None:
        """Writes the file beside its place, then puts it there. ArchiveError where it cannot be written; then nothing is left."""
        beside = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}{BESIDE}")
        said = json.dumps(asdict(made), sort_keys=True, ensure_ascii=False)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection.execute(
                f"copy (from mined order by warc_offset, position) to {_literal(str(beside))} "
                f"(format parquet, compression zstd, kv_metadata {{{_KEY}: {_literal(said)}}})"
            )
            _sync(beside)
            beside.replace(path)
        except (OSError, duckdb.Error) as error:
            reason = (str(error).splitlines() or ["no reason given"])[0]
            raise ArchiveError(f"{path} cannot be written: {reason}") from None
        finally:
            with contextlib.suppress(OSError):
                beside.unlink()


def read_made(*paths: Path) -> dict[Path, Made | None]:
    """What files say of themselves; None where there is none, or none of ours that is whole."""
    with duckdb.connect(config={"threads": 1}) as connection:
        return {path: _made(connection, path) if path.is_file() else None for path in paths}


def _made(connection: duckdb.DuckDBPyConnection, path: Path) -> Made | None:
    query = f"select value from parquet_kv_metadata({_literal(str(path))}) where key = {_literal(_KEY)}::blob"
    try:
        said = json.loads(bytes(connection.execute(query).fetchall()[0][0]))
        return Made(**{**said, "origin": Origin(**said["origin"])})
    except (duckdb.Error, IndexError, KeyError, TypeError, ValueError):
        return None


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
