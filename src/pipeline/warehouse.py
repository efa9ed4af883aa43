"""The private DuckDB file: opened by one process at a time, for as short as can be."""

from __future__ import annotations

import contextlib
import logging
import re
import time
from typing import TYPE_CHECKING

import duckdb

from pipeline.errors import WarehouseError
from pipeline.models import read_models, sql_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pipeline.settings import Settings

log = logging.getLogger(__name__)

# Both files stay readable for DuckDB 1.2 and later.
STORAGE_VERSION = "v1.2.0"


@contextlib.contextmanager
def open_warehouse(settings: Settings, sleep: Callable[[float], None] = time.sleep) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse, open for writing, its landing tables there.

    Waits up to `settings.lock_wait_seconds` for a process that holds it, then raises WarehouseError naming that process. A file that is no
    DuckDB file, or of a later version, is a WarehouseError too: it can be removed, for everything in it is rebuilt from the archive.
    """
    settings.warehouse.parent.mkdir(parents=True, exist_ok=True)
    connection = _connect(settings, sleep)
    try:
        prepare(connection)
        yield connection
    finally:
        connection.close()


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes schemas, landing tables and the runner's own tables where they are missing."""
    connection.execute("set TimeZone = 'UTC'")
    for schema in ("raw", "core", "mart", "meta"):
        connection.execute(f"create schema if not exists {schema}")
    connection.execute("create table if not exists meta.model (name varchar primary key, fingerprint varchar not null)")
    connection.execute("create table if not exists meta.landing (name varchar primary key, revision bigint not null)")
    for model in read_models(sql_folder()):
        if model.schema == "raw":
            connection.execute(model.body)


def _connect(settings: Settings, sleep: Callable[[float], None]) -> duckdb.DuckDBPyConnection:
    path, waited, pause = settings.warehouse, 0.0, 0.1
    while True:
        try:
            return _open(path, settings)
        except duckdb.IOException as error:
            holder = re.search(r"(?:held in|process) .*?\(PID (\d+)\)", str(error))
            if "lock" not in str(error).lower():
                raise WarehouseError(f"{path} cannot be opened: {str(error).splitlines()[0]}") from None
            if waited >= settings.lock_wait_seconds:
                who = f"process {holder[1]}" if holder else "another process"
                raise WarehouseError(f"{path} is held by {who} for over {waited:.0f} s; let it finish, or end it, and run again") from None
            log.debug("%s is held; waiting", path)
            sleep(pause)
            waited, pause = waited + pause, min(2 * pause, 2.0)


def _open(path: Path, settings: Settings) -> duckdb.DuckDBPyConnection:
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": settings.memory_limit,
        "threads": settings.threads,
        "storage_compatibility_version": STORAGE_VERSION,
    }
    return duckdb.connect(str(path), config=config)
