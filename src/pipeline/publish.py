"""The published DuckDB file, Parquet files and `datapackage.json`: built beside, put in place by rename, so that readers never wait."""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from pipeline.errors import WarehouseError
from pipeline.models import Model, read_models
from pipeline.transform import comment, statements
from pipeline.warehouse import STORAGE_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

log = logging.getLogger(__name__)

# What stays out: rows that may not be exported, and words that may not be quoted.
_ROWS = {"core.figure": "not is_structured or may_redistribute"}
_WORDS = {"core.figure": "replace(case when may_quote then quote else '' end as quote)"}

# Frictionless Table Schema's types for DuckDB's (https://datapackage.org/standard/table-schema/).
_TYPES = {"VARCHAR": "string", "DOUBLE": "number", "DATE": "date", "TIMESTAMP": "datetime", "BOOLEAN": "boolean"}


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
    tables = [model for model in models if not model.is_macro]
    file, version = folder / "yearend.duckdb", _version(connection, models)
    if file.exists() and _published_version(folder) == version:
        return Published(file, is_new=False)
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / "yearend.duckdb.new"
    try:
        _build(connection, models, beside)
        _export(beside, tables, folder / "parquet")
        beside.replace(file)
        _write(folder / "datapackage.json", json.dumps(_datapackage(file, tables, version), indent=2, ensure_ascii=False) + "\n")
    except (OSError, duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise WarehouseError(f"{folder} could not be published, what was there stays: {str(error).splitlines()[0]}") from error
    finally:
        for leftover in (beside, beside.with_name(beside.name + ".wal")):
            leftover.unlink(missing_ok=True)
    log.info("publish: %s, %d tables", file, len(tables))
    return Published(file, is_new=True)


def _build(connection: duckdb.DuckDBPyConnection, models: Iterable[Model], beside: Path) -> None:
    """Copies the tables into a new file, then gives it macros and comments."""
    models = list(models)
    beside.unlink(missing_ok=True)
    connection.execute(f"attach '{_quoted(beside)}' as published (storage_version '{STORAGE_VERSION}')")
    try:
        for schema in ("core", "mart"):
            connection.execute(f"create schema published.{schema}")
        for model in models:
            if not model.is_macro:
                columns, rows = _WORDS.get(model.name, ""), _ROWS.get(model.name, "true")
                connection.execute(f"create table published.{model.name} as select * {columns} from {model.name} where {rows}")
    finally:
        connection.execute("detach published")
    with duckdb.connect(str(beside)) as new:
        for model in models:
            for statement in statements(model):
                if "macro" in statement.partition("\n")[0]:
                    new.execute(statement)
            if not model.is_macro:
                comment(new, model)
        new.execute("checkpoint")


def _export(beside: Path, tables: Iterable[Model], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    names = {f"{model.name}.parquet" for model in tables}
    with duckdb.connect(str(beside), read_only=True) as new:
        for model in tables:
            target = folder / f"{model.name}.parquet"
            part = target.with_name(target.name + ".new")
            new.execute(f"copy {model.name} to '{_quoted(part)}' (format parquet, compression zstd)")
            part.replace(target)
    for gone in folder.glob("*.parquet"):
        if gone.name not in names:
            gone.unlink()


def _datapackage(file: Path, tables: Iterable[Model], version: str) -> dict[str, Any]:
    """The description of the Parquet files as a Data Package (https://datapackage.org/standard/data-package/)."""
    with duckdb.connect(str(file), read_only=True) as published:
        resources = [_resource(published, model) for model in tables]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "yearend",
        "title": "Published crime figures, every statement kept",
        "version": version,
        "resources": resources,
    }


def _resource(published: duckdb.DuckDBPyConnection, model: Model) -> dict[str, Any]:
    columns = published.execute(f"describe {model.name}").fetchall()
    return {
        "name": model.name.replace(".", "-").replace("_", "-"),
        "path": f"parquet/{model.name}.parquet",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "description": model.summary,
        "schema": {"fields": [{"name": name, "type": _type(kind), "description": model.columns[name]} for name, kind, *_ in columns]},
    }


def _type(kind: str) -> str:
    if kind.endswith("[]"):
        return "array"
    return _TYPES.get(kind, "integer" if "INT" in kind else "any")


def _version(connection: duckdb.DuckDBPyConnection, models: Iterable[Model]) -> str:
    """Names what would be published: the fingerprints of all models."""
    known = dict(connection.execute("select name, fingerprint from meta.model").fetchall())
    whole = "\0".join(f"{model.name}={known.get(model.name)}" for model in models)
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def _published_version(folder: Path) -> str | None:
    try:
        return str(json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["version"])
    except (OSError, ValueError, KeyError):
        return None


def _write(path: Path, text: str) -> None:
    beside = path.with_name(path.name + ".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
