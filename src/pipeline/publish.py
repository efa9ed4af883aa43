"""The published DuckDB file, and the files that `datapackage.json` describes: built beside, put in place by rename: readers never wait."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from pipeline import datapackage
from pipeline.errors import WarehouseError
from pipeline.models import Model, read_models
from pipeline.transform import comment, statements
from pipeline.warehouse import STORAGE_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

log = logging.getLogger(__name__)

_DATABASE = "yearend.duckdb"
_LAYOUT = "Parquet of every table, CSV of every mart"

# What stays out: rows of files that may not be passed on (but for whole years, which the marts are made of), and words that may not be quoted.
_WHOLE_YEAR = "period_end - period_start >= 364"
_NOT_SENSITIVE = "metric in (from core.metric select metric where not is_sensitive)"
_NOT_WITHHELD = """(city, provider, definition, metric, year(period_start)) not in (
    from core.withheld select (city, provider, definition, metric, year)
)"""
ROWS = {
    "core.incident_change": _NOT_WITHHELD,
    "core.incident_count": _NOT_WITHHELD,
    "core.offence": f"metric is null or {_NOT_SENSITIVE}",
    "core.figure": "not is_structured or may_redistribute",
    "core.statement": f"may_redistribute or {_WHOLE_YEAR}",
    "mart.series_month": "may_redistribute",
    "mart.series_ytd": "may_redistribute or (month(through) = 12 and day(through) = 31)",
    "mart.revision": f"may_redistribute or {_WHOLE_YEAR}",
    "mart.trace": "counted_by is not null or figure_id in (from core.figure select figure_id where not is_structured or may_redistribute)",
}
_QUOTED = "source in (from core.source as source select source.source where source.city = rejection.city and source.may_quote)"
WORDS = {
    "core.offence": "replace(case when rows > 4 then rows end as rows)",
    "core.figure": "replace(case when may_quote then quote else '' end as quote, case when may_quote then why else [] end as why)",
    "core.rejection": f"replace(case when {_QUOTED} then detail else '' end as detail)",
}


@dataclass(frozen=True)
class Published:
    """Where the published file lies, and whether it was built anew."""

    file: Path
    is_new: bool


def publish(connection: duckdb.DuckDBPyConnection, sql: Path, folder: Path) -> Published:
    """Publishes `core` and `mart` of the open warehouse under `folder`.

    Does nothing where the same is published already. Each file is built beside its place and moved there; when that fails (a full disk,
    say), WarehouseError is raised and what was published before stays.
    """
    models = [model for model in read_models(sql) if model.schema in ("core", "mart")]
    tables = [model for model in models if model.is_table]
    file, version = folder / _DATABASE, _version(connection, models)
    if datapackage.is_whole(folder, version):
        return Published(file, is_new=False)
    try:
        for kind in ("parquet", "csv"):
            (folder / kind).mkdir(parents=True, exist_ok=True)
        _clear(folder)
        _write(connection, models, version, folder)
        _put_in_place(folder, tables)
    except (OSError, duckdb.Error) as error:
        reason = (str(error).splitlines() or ["no reason given"])[0]
        raise WarehouseError(f"{folder} could not be published, what was there stays: {reason}") from error
    finally:
        _clear(folder)
    log.info("publish: %s, %d tables", file, len(tables))
    return Published(file, is_new=True)


def _beside(path: Path) -> Path:
    return path.with_name(path.name + ".new")


def _clear(folder: Path) -> None:
    """Takes away what a publication that failed or was killed left beside."""
    for leftover in (*folder.glob("*.new"), *folder.glob("*.new.wal"), *folder.glob("*/*.new")):
        leftover.unlink()


def _write(connection: duckdb.DuckDBPyConnection, models: Iterable[Model], version: str, folder: Path) -> None:
    """Writes every file beside its place."""
    models = list(models)
    tables = [model for model in models if model.is_table]
    database = _beside(folder / _DATABASE)
    _build(connection, models, database)
    files = {path: _beside(folder / path) for path in datapackage.paths(tables)}
    with duckdb.connect(str(database), read_only=True) as new:
        for model in tables:
            for path in datapackage.paths([model]):
                datapackage.write(new, model, path, files[path])
        text = datapackage.describe(new, tables, version, files, (_DATABASE, database))
    _beside(folder / datapackage.NAME).write_text(text, encoding="utf-8")


def _put_in_place(folder: Path, tables: Iterable[Model]) -> None:
    """Moves what was written into its place; the description last: without it, the same is published again."""
    files = [folder / path for path in datapackage.paths(tables)]
    for file in (*files, folder / _DATABASE, folder / datapackage.NAME):
        _beside(file).replace(file)
    for gone in {*folder.glob("parquet/*.parquet"), *folder.glob("csv/*.csv")} - set(files):
        gone.unlink()


def _build(connection: duckdb.DuckDBPyConnection, models: Iterable[Model], beside: Path) -> None:
    """Copies the tables into a new file, then gives it macros and comments."""
    models = list(models)
    connection.execute(f"attach '{_quoted(beside)}' as published (storage_version '{STORAGE_VERSION}')")
    try:
        for schema in ("core", "mart"):
            connection.execute(f"create schema published.{schema}")
        for model in models:
            if model.is_table:
                columns, rows = WORDS.get(model.name, ""), ROWS.get(model.name, "true")
                connection.execute(f"create table published.{model.name} as select * {columns} from {model.name} where {rows}")
    finally:
        connection.execute("detach published")
    with duckdb.connect(str(beside)) as new:
        new.begin()  # or each comment would wait for the disk
        for model in models:
            for statement in statements(model):
                if "macro" in statement.partition("\n")[0]:
                    new.execute(statement)
            if model.is_table:
                comment(new, model)
        new.commit()
        new.execute("checkpoint")


def _version(connection: duckdb.DuckDBPyConnection, models: Iterable[Model]) -> str:
    """Names what would be published: the fingerprints of all models, and what is left out of them."""
    known = dict(connection.execute("select name, fingerprint from meta.model").fetchall())
    whole = "\0".join([_LAYOUT, repr((ROWS, WORDS)), *(f"{model.name}={known.get(model.name)}" for model in models)])
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
