"""The published DuckDB file, and the files that `datapackage.json` describes: built beside, put in place by rename: readers never wait."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from pipeline import datapackage
from pipeline.errors import WarehouseError
from pipeline.models import Model, read_models
from pipeline.transform import comment, statements
from pipeline.warehouse import STORAGE_VERSION, transaction

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

log = logging.getLogger(__name__)

Files = dict[str, dict[str, Any]]  # what was measured, by path

_DATABASE = "yearend.duckdb"
_LAYOUT = "Parquet of every table, CSV of every mart, each with its version; macros with comments"  # another text has all files written anew
_TABLE = re.compile(r"\b(?:core|mart)\.\w+")

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
_OF_ROWS = ("rows", "first_on", "last_on")  # the rows of an offence less the years that are published are the years that are not
_OFFENCE = "({0}.city, {0}.source, coalesce({0}.code, ''), coalesce({0}.label, ''))"
_NOT_GIVEN_AWAY = f"""offence.rows > 4 and {_OFFENCE.format("offence")} not in (
    from core.offence as same
    inner join core.withheld as withheld using (city, definition, metric)
    select {_OFFENCE.format("same")}
)"""
_QUOTED = "source in (from core.source as source select source.source where source.city = rejection.city and source.may_quote)"
WORDS = {
    "core.offence": f"replace({', '.join(f'case when {_NOT_GIVEN_AWAY} then {name} end as {name}' for name in _OF_ROWS)})",
    "core.figure": "replace(case when may_quote then quote else '' end as quote, case when may_quote then why else [] end as why)",
    "core.rejection": f"replace(case when {_QUOTED} then detail else '' end as detail)",
}


@dataclass(frozen=True)
class Published:
    """Where the published file lies, and whether anything of it was built anew."""

    file: Path
    is_new: bool


def publish(connection: duckdb.DuckDBPyConnection, sql: Path, folder: Path) -> Published:
    """Publishes `core` and `mart` of the open warehouse under `folder`.

    A file that holds the same already is left as it is. Each other is built beside its place and moved there; when that fails (a full disk,
    say), WarehouseError is raised and what was published before stays.
    """
    models = [model for model in read_models(sql) if model.schema in ("core", "mart")]
    tables = [model for model in models if model.is_table]
    file, versions = folder / _DATABASE, _versions(connection, models)
    files = datapackage.standing(folder, versions)
    if files.keys() == versions.keys():
        return Published(file, is_new=False)
    try:
        for kind in ("parquet", "csv"):
            (folder / kind).mkdir(parents=True, exist_ok=True)
        _clear(folder)
        files |= _write(connection, models, {path: version for path, version in versions.items() if path not in files}, folder)
        text = datapackage.describe([(model, datapackage.columns(connection, _select(model))) for model in tables], files, _DATABASE)
        _beside(folder / datapackage.NAME).write_text(text, encoding="utf-8")
        _put_in_place(folder, versions)
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


def _write(connection: duckdb.DuckDBPyConnection, models: Sequence[Model], versions: Mapping[str, str], folder: Path) -> Files:
    """Writes files beside their places: the database here, all others meanwhile in a thread, as both take as long.

    The cursor is closed once the thread is done: DuckDB refuses that of one in use, and would say so in place of what went wrong.
    """
    with contextlib.closing(connection.cursor()) as cursor, ThreadPoolExecutor(1) as other:
        others = other.submit(_export, cursor, models, versions, folder)
        files: Files = {}
        if _DATABASE in versions:
            beside = _beside(folder / _DATABASE)
            _build(connection, models, beside)
            files[_DATABASE] = datapackage.measure(beside, versions[_DATABASE])
        return files | others.result()


def _export(connection: duckdb.DuckDBPyConnection, models: Iterable[Model], versions: Mapping[str, str], folder: Path) -> Files:
    files: Files = {}
    for model in models:
        for path in datapackage.paths([model]) if model.is_table else ():
            if path in versions:
                datapackage.write(connection, _select(model), path, _beside(folder / path))
                files[path] = datapackage.measure(_beside(folder / path), versions[path])
    return files


def _put_in_place(folder: Path, paths: Collection[str]) -> None:
    """Moves what was written into its place; the description last: without it, the same is published again."""
    for path in (*sorted(paths, key=lambda path: path == _DATABASE), datapackage.NAME):
        if _beside(folder / path).exists():
            _beside(folder / path).replace(folder / path)
    for there in (*folder.glob("parquet/*.parquet"), *folder.glob("csv/*.csv")):
        if there.relative_to(folder).as_posix() not in paths:
            there.unlink()


def _select(model: Model) -> str:
    """What of a table is published."""
    return f"select * {WORDS.get(model.name, '')} from {model.name} where {ROWS.get(model.name, 'true')}"


def _build(connection: duckdb.DuckDBPyConnection, models: Sequence[Model], beside: Path) -> None:
    """Copies the tables into a new file, then gives it macros and comments."""
    connection.execute(f"attach '{_quoted(beside)}' as published (storage_version '{STORAGE_VERSION}')")
    try:
        with transaction(connection):  # or each table would wait for the disk
            for schema in ("core", "mart"):
                connection.execute(f"create schema published.{schema}")
            for model in models:
                if model.is_table:
                    connection.execute(f"create table published.{model.name} as {_select(model)}")
    finally:
        connection.execute("detach published")
    with duckdb.connect(str(beside)) as new:
        with transaction(new):
            for model in models:
                for statement in statements(model):
                    if "macro" in statement.partition("\n")[0]:
                        new.execute(statement)
                if not model.is_view:
                    comment(new, model)
        new.execute("checkpoint")


def _versions(connection: duckdb.DuckDBPyConnection, models: Iterable[Model]) -> dict[str, str]:
    """Names by path what would be published: by the fingerprints of models, and by what is left out of them."""
    known = dict(connection.execute("select name, fingerprint from meta.model").fetchall())
    versions: dict[str, str] = {}
    fingerprints = [f"{model.name}={known.get(model.name)}" for model in models]
    for model in models:
        if model.is_table:
            select = _select(model)
            asked = [known.get(name) for name in sorted({model.name, *_TABLE.findall(select)})]
            versions |= dict.fromkeys(datapackage.paths([model]), _named(_LAYOUT, select, *asked))
    return versions | {_DATABASE: _named(_LAYOUT, repr((ROWS, WORDS)), *fingerprints)}


def _named(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:16]


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
