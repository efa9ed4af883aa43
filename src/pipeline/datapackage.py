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
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import duckdb

    from pipeline.models import Model

NAME = "datapackage.json"

# Table Schema's types for DuckDB's.
_TYPES = {"VARCHAR": "string", "DOUBLE": "number", "DATE": "date", "TIMESTAMP": "datetime", "BOOLEAN": "boolean"}
_PROFILES = "https://datapackage.org/profiles/2.0"


def paths(tables: Iterable[Model]) -> tuple[str, ...]:
    """Where the files lie, relative to the description."""
    return tuple(path for model in tables for path in _paths(model))


def _paths(model: Model) -> tuple[str, ...]:
    parquet = f"parquet/{model.name}.parquet"
    return (parquet, f"csv/{model.name}.csv") if model.schema == "mart" else (parquet,)


def write(published: duckdb.DuckDBPyConnection, model: Model, path: str, to: Path) -> None:
    """Writes a table as the file that `path` names, at `to`. Lists are JSON in CSV, times ISO 8601, and no cell is run by a spreadsheet."""
    quoted = str(to).replace("'", "''")
    if path.endswith(".parquet"):
        published.execute(f"copy {model.name} to '{quoted}' (format parquet, compression zstd)")
        return
    columns = ", ".join(f'{_cell(name, kind)} as "{name}"' for name, kind in _columns(published, model))
    published.execute(f"copy (select {columns} from {model.name}) to '{quoted}' (format csv, header)")


def _columns(published: duckdb.DuckDBPyConnection, model: Model) -> list[tuple[str, str]]:
    return [(name, kind) for name, kind, *_ in published.execute(f"describe {model.name}").fetchall()]


def _cell(name: str, kind: str) -> str:
    column = f'"{name}"'
    if kind.endswith("[]"):
        return f"to_json({column})"
    if kind == "TIMESTAMP":
        return f"strftime({column}, '%Y-%m-%dT%H:%M:%SZ')"
    if kind == "VARCHAR":  # what begins with a letter or a digit is not looked at further: most cells, and a pattern takes its time
        return f"case when ascii({column}) between 48 and 57 or ascii({column}) between 65 and 122 then {column} else {neutral_sql(column)} end"
    return column


def describe(
    published: duckdb.DuckDBPyConnection, tables: Iterable[Model], version: str, files: dict[str, Path], database: tuple[str, Path]
) -> str:
    """The description as JSON; `files` and `database` say by path where each file lies now."""
    resources = [_resource(published, model, path, files[path]) for model in tables for path in _paths(model)]
    package = {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": "yearend",
        "title": "Published crime figures, every statement kept",
        "version": version,
        "database": {"path": database[0], **_measure(database[1])},
        "resources": resources,
    }
    return json.dumps(package, indent=2, ensure_ascii=False) + "\n"


def _resource(published: duckdb.DuckDBPyConnection, model: Model, path: str, file: Path) -> dict[str, Any]:
    name = model.name.replace(".", "-").replace("_", "-")
    fields = [{"name": column, "type": _type(kind), "description": model.columns[column]} for column, kind in _columns(published, model)]
    form: dict[str, Any] = {"name": name, "format": "parquet", "mediatype": "application/vnd.apache.parquet"}
    if path.endswith(".csv"):
        form = {"name": f"{name}-csv", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
    described = {"type": "table", **form, "path": path, "description": model.summary, **_measure(file)}
    return described | {"schema": {"$schema": f"{_PROFILES}/tableschema.json", "fields": fields}}


def _type(kind: str) -> str:
    if kind.endswith("[]"):
        return "array"
    return _TYPES.get(kind, "integer" if "INT" in kind else "any")


def _measure(file: Path) -> dict[str, Any]:
    with file.open("rb") as content:
        return {"bytes": file.stat().st_size, "hash": f"sha256:{hashlib.file_digest(content, 'sha256').hexdigest()}"}


def is_whole(folder: Path, version: str) -> bool:
    """Whether `folder` holds this version with every file as it was described."""
    try:
        package = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return package["version"] == version and all(_is_as_described(folder, one) for one in _described(package))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _described(package: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield package["database"]
    yield from package["resources"]


def _is_as_described(folder: Path, one: dict[str, Any]) -> bool:
    file = folder / one["path"]
    return bool(file.stat().st_size == one["bytes"] and _measure(file)["hash"] == one["hash"])
