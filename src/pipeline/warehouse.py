"""The private DuckDB file: opened by one process at a time, for as short as can be."""

from __future__ import annotations

import contextlib
import logging
import re
import time
from typing import TYPE_CHECKING

import duckdb

from pipeline.errors import HeldError, WarehouseError
from pipeline.models import Model, read_landing, sql_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from pipeline.settings import Settings

log = logging.getLogger(__name__)

# Both files stay readable for DuckDB 1.2 and later.
STORAGE_VERSION = "v1.2.0"


@contextlib.contextmanager
def open_warehouse(
    settings: Settings, sleep: Callable[[float], None] = time.sleep, path: Path | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse, open for writing, its landing tables there; or another file of its kind, at `path`.

    Waits up to `settings.lock_wait_seconds` for a process that holds it, then raises HeldError naming that process. A file that is no
    DuckDB file, or of a later version, is a WarehouseError: everything in it is rebuilt from the archive by `yearend rebuild`.
    """
    path = path or settings.warehouse
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WarehouseError(f"{settings.home} cannot hold the warehouse: {error.strerror}; set YEAREND_HOME to a folder") from None
    connection = _connect(path, settings, sleep)
    try:
        prepare(connection)
        yield connection
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except duckdb.Error as error:
        raise WarehouseError(f"{path}: {str(error).splitlines()[0]}; nothing of this step was kept") from error
    finally:
        connection.close()


@contextlib.contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All or nothing of what is done within; where DuckDB has ended the transaction itself (a full disk), its own reason is what is raised."""
    connection.begin()
    try:
        yield
        connection.commit()
    except BaseException:
        with contextlib.suppress(duckdb.TransactionException):
            connection.rollback()
        raise


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes schemas, landing tables and the runner's own tables where they are missing.

    Landing tables of another version of yearend are emptied: what they held is read again from the archive.
    """
    connection.execute("set TimeZone = 'UTC'")
    is_new = not connection.execute("select 1 from duckdb_schemas() where schema_name = 'raw'").fetchall()
    for schema in ("raw", "core", "mart", "meta"):
        connection.execute(f"create schema if not exists {schema}")
    connection.execute("create table if not exists meta.model (name varchar primary key, fingerprint varchar not null)")
    connection.execute("create table if not exists meta.landing (name varchar primary key, revision bigint not null)")
    connection.execute("create table if not exists meta.shape (name varchar primary key, statement varchar not null)")
    landing = read_landing(sql_folder())
    if not is_new and _is_of_another_version(connection, landing):
        log.warning("the warehouse is of another version of yearend: its landing tables are made anew, and the archive is read again")
        connection.execute("drop schema raw cascade")
        connection.execute("create schema raw")
    for model in landing:
        connection.execute(model.body)
    if (shapes := _shapes(landing)) != _known_shapes(connection):
        connection.execute("delete from meta.shape")
        connection.execute("insert into meta.shape select unnest($1), unnest($2)", [list(shapes), list(shapes.values())])


def _is_of_another_version(connection: duckdb.DuckDBPyConnection, landing: Sequence[Model]) -> bool:
    """Whether a landing table has other columns, or, where that was noted, was made by another statement."""
    if (known := _known_shapes(connection)) and known != _shapes(landing):
        return True
    query = "select table_name, list(column_name order by column_index) from duckdb_columns() where schema_name = 'raw' group by all"
    there: dict[str, list[str]] = dict(connection.execute(query).fetchall())
    return any(there.get(model.path.stem, list(model.columns)) != list(model.columns) for model in landing)


def _shapes(landing: Iterable[Model]) -> dict[str, str]:
    return {model.name: model.body for model in landing}


def _known_shapes(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return dict(connection.execute("select name, statement from meta.shape").fetchall())


def _connect(path: Path, settings: Settings, sleep: Callable[[float], None]) -> duckdb.DuckDBPyConnection:
    waited, pause = 0.0, 0.1
    while True:
        try:
            return _open(path, settings)
        except duckdb.Error as error:
            holder = re.search(r"lock is held in .*?\(PID (\d+)\)", str(error))
            if "Could not set lock on file" not in str(error):
                advice = "everything in it is rebuilt from the archive by `yearend rebuild`"
                raise WarehouseError(f"{path} cannot be opened; {advice}: {_first(error)}") from None
            if waited >= settings.lock_wait_seconds:
                who = f"process {holder[1]}" if holder else "another process"
                raise HeldError(f"{path} is held by {who} for over {waited:.0f} s; let it finish, or end it, and run again") from None
            log.debug("%s is held; waiting", path)
            sleep(pause)
            waited, pause = waited + pause, min(2 * pause, 2.0)


def _first(error: duckdb.Error) -> str:
    return (str(error).splitlines() or ["no reason given"])[0]


def _open(path: Path, settings: Settings) -> duckdb.DuckDBPyConnection:
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": settings.memory_limit,
        "threads": settings.threads,
        "storage_compatibility_version": STORAGE_VERSION,
    }
    return duckdb.connect(str(path), config=config)
