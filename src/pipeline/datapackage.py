"""The files for those who do not open DuckDB: Parquet of every table, CSV of every mart, and `datapackage.json`, which describes them.

As https://datapackage.org/standard/data-package/ and https://datapackage.org/standard/table-schema/ say. Sizes and hashes stand in it, so that a
file that was damaged since is found.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from pipeline.formula import neutral_sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import duckdb

    from pipeline.models import Model

NAME = "datapackage.json"

# Table Schema's types for DuckDB's.
_TYPES = {"VARCHAR": "string", "DOUBLE": "number", "DATE": "date", "TIMESTAMP": "datetime", "BOOLEAN": "boolean"}
_PROFILES = "https://datapackage.org/profiles/2.0"

_MEASURED = ("version", "bytes", "hash")

Columns = dict[str, str]  # DuckDB's types by name


def paths(tables: Iterable[Model]) -> tuple[str, ...]:
    """Where the files lie, relative to the description."""
    return tuple(path for model in tables for path in _paths(model))


def _paths(model: Model) -> tuple[str, ...]:
    parquet = f"parquet/{model.name}.parquet"
    return (parquet, f"csv/{model.name}.csv") if model.schema == "mart" else (parquet,)


def columns(connection: duckdb.DuckDBPyConnection, select: str) -> Columns:
    """The columns that `select` gives."""
    return {name: kind for name, kind, *_ in connection.execute(f"describe {select}").fetchall()}


def write(connection: duckdb.DuckDBPyConnection, select: str, path: str, to: Path) -> None:
    """Writes the file that `path` names at `to`. Lists are JSON in CSV, times ISO 8601, and no cell is run by a spreadsheet."""
    quoted = str(to).replace("'", "''")
    if path.endswith(".parquet"):
        connection.execute(f"copy ({select}) to '{quoted}' (format parquet, compression zstd, compression_level 1)")  # as small as at 3, sooner
    else:
        cells = ", ".join(f'{_cell(name, kind)} as "{name}"' for name, kind in columns(connection, select).items())
        connection.execute(f"copy (select {cells} from ({select})) to '{quoted}' (format csv, header)")


def _cell(name: str, kind: str) -> str:
    column = f'"{name}"'
    if kind.endswith("[]"):
        return f"to_json({column})"
    if kind == "TIMESTAMP":
        return f"strftime({column}, '%Y-%m-%dT%H:%M:%SZ')"
    if kind == "VARCHAR":  # what begins with a letter or a digit is not looked at further: most cells, and a pattern takes its time
        return f"case when ascii({column}) between 48 and 57 or ascii({column}) between 65 and 122 then {column} else {neutral_sql(column)} end"
    return column


def describe(tables: Iterable[tuple[Model, Columns]], files: Mapping[str, dict[str, Any]], database: str) -> str:
    """The description as JSON; `files` gives by path what was measured of each file, `database` says which of them is DuckDB's."""
    resources = [_resource(model, its, path, files[path]) for model, its in tables for path in _paths(model)]
    package = {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": "yearend",
        "title": "Published crime figures, every statement kept",
        "version": files[database]["version"],
        "database": {"path": database, **files[database]},
        "resources": resources,
    }
    return json.dumps(package, indent=2, ensure_ascii=False) + "\n"


def _resource(model: Model, its: Columns, path: str, measured: dict[str, Any]) -> dict[str, Any]:
    name = model.name.replace(".", "-").replace("_", "-")
    fields = [{"name": column, "type": _type(kind), "description": model.columns[column]} for column, kind in its.items()]
    form: dict[str, Any] = {"name": name, "format": "parquet", "mediatype": "application/vnd.apache.parquet"}
    if path.endswith(".csv"):
        form = {"name": f"{name}-csv", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
    described = {"type": "table", **form, "path": path, "description": model.summary, **measured}
    return described | {"schema": {"$schema": f"{_PROFILES}/tableschema.json", "fields": fields}}


def _type(kind: str) -> str:
    if kind.endswith("[]"):
        return "array"
    return _TYPES.get(kind, "integer" if "INT" in kind else "any")


def measure(file: Path, version: str) -> dict[str, Any]:
    """Version, size and hash of a file as it lies there."""
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return {"version": version, "bytes": file.stat().st_size, "hash": f"sha256:{digest}"}


def standing(folder: Path, versions: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Those files of `folder` that hold these versions and are, to the byte, as they were described; by path, measured."""
    try:
        package = json.loads((folder / NAME).read_text(encoding="utf-8"))
        described = {one["path"]: {key: one.get(key) for key in _MEASURED} for one in (package["database"], *package["resources"])}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return {path: one for path, one in described.items() if one["version"] == versions.get(path, "") and _is_as_described(folder / path, one)}


def _is_as_described(file: Path, one: dict[str, Any]) -> bool:
    try:
        return file.stat().st_size == one["bytes"] and measure(file, one["version"]) == one
    except OSError:
        return False
