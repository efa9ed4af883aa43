"""Builds `core` and `mart` from the landing tables: in order, in one transaction, only what changed; then asks the checks."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from pipeline.errors import WarehouseError
from pipeline.models import Model, Severity, file_line, read_models
from pipeline.warehouse import transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Finding:
    """The rows that one check found."""

    check: str
    severity: Severity
    summary: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True)
class Transformed:
    """What a transform built, what it left as it was, and what the checks found."""

    built: tuple[str, ...]
    unchanged: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def stops(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == "stop")


def transform(connection: duckdb.DuckDBPyConnection, folder: Path) -> Transformed:
    """Brings all models up to date in one transaction and runs the checks.

    `connection` is the warehouse, open for writing; its landing tables exist. Raises WarehouseError naming the file of a model that fails;
    nothing has changed then.
    """
    models = read_models(folder)
    fingerprints = _fingerprints(connection, models)
    known = dict(connection.execute("select name, fingerprint from meta.model").fetchall())
    buildable = [model for model in models if model.schema in ("core", "mart")]
    stale = [model for model in buildable if known.get(model.name) != fingerprints[model.name]]
    if stale or known.keys() - {model.name for model in buildable}:
        with transaction(connection):
            _drop_unknown(connection, known.keys() - {model.name for model in buildable})
            for model in stale:
                build(connection, model)
            names = [model.name for model in stale]
            note = "insert or replace into meta.model select unnest($1), unnest($2)"
            connection.execute(note, [names, [fingerprints[name] for name in names]])
    findings = tuple(checked(connection, [model for model in models if model.schema == "checks"]))
    log.info("transform: %d of %d models built, %d checks found something", len(stale), len(buildable), len(findings))
    built = tuple(model.name for model in stale)
    return Transformed(built, tuple(model.name for model in buildable if model.name not in built), findings)


def build(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Makes one model anew, with its comments. WarehouseError names its file, and the line where DuckDB names one."""
    for statement in statements(model):
        with _named(model, statement):
            connection.execute(statement)
    if not model.is_macro:
        _check_comments(connection, model)
    comment(connection, model)


@contextlib.contextmanager
def _named(model: Model, statement: str) -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        named = re.search(r"^LINE (\d+):", str(error), re.MULTILINE) if statement.endswith(model.body) else None
        where = f" line {file_line(model.path, model.body, int(named[1]))}" if named else ""
        raise WarehouseError(f"{model.path}{where}: {str(error).splitlines()[0]}") from error


def _check_comments(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    columns = [name for name, *_ in connection.execute(f"from {model.name} limit 0").description or ()]
    for column in columns:
        if column not in model.columns:
            raise WarehouseError(f"{model.path}: nothing says what column {column} holds; add a line `--   {column}  …` to its first comment")
    if gone := sorted(model.columns.keys() - set(columns)):
        raise WarehouseError(f"{model.path}: its first comment speaks of a column {gone[0]}, which it does not give")


def statements(model: Model) -> list[str]:
    """The statements that make a model: a macro, a view, a table, or a table macro and the table that it gives now."""
    if model.is_view:
        return [model.body.replace("create view", "create or replace view", 1)]
    if model.is_macro:
        return [model.body.replace("create macro", "create or replace macro", 1)]
    if model.is_as_of:
        return [
            f"create or replace macro {model.as_of_name}(moment) as table {model.body}",
            f"create or replace table {model.name} as {model.body_now}",
        ]
    return [f"create or replace table {model.name} as {model.body}"]


def comment(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Puts a model's documentation on what it makes, and on its columns."""
    kind = "view" if model.is_view else "macro" if model.is_macro else "table"
    connection.execute(f"comment on {kind} {model.name} is {_literal(model.summary)}")
    if model.is_as_of:
        connection.execute(f"comment on macro table {model.as_of_name} is {_literal(model.summary)}")
    for column, words in model.columns.items():
        connection.execute(f'comment on column {model.name}."{column}" is {_literal(words)}')


def _fingerprints(connection: duckdb.DuckDBPyConnection, models: Iterable[Model]) -> dict[str, str]:
    """For every model a hash of its text and of its inputs' fingerprints; a landing table's is that of its rows."""
    landed = dict(connection.execute("select name, revision from meta.landing").fetchall())
    found: dict[str, str] = {}
    for model in models:
        parts = [str(landed.get(model.name, 0))] if model.schema == "raw" else [found[name] for name in sorted(model.inputs)]
        found[model.name] = hashlib.sha256("\0".join([model.path.read_text(encoding="utf-8"), *parts]).encode()).hexdigest()
    return found


def _drop_unknown(connection: duckdb.DuckDBPyConnection, names: Iterable[str]) -> None:
    """Takes out tables and views whose file is gone; macros do no harm."""
    for name in sorted(names):
        is_view = connection.execute("select 1 from duckdb_views() where schema_name || '.' || view_name = ?", [name]).fetchall()
        connection.execute(f"drop {'view' if is_view else 'table'} if exists {name}")
        connection.execute("delete from meta.model where name = ?", [name])


def checked(connection: duckdb.DuckDBPyConnection, checks: Iterable[Model]) -> Iterable[Finding]:
    """What each of the checks finds; WarehouseError names the file of one that fails."""
    for check in checks:
        with _named(check, check.body):
            result = connection.execute(check.body_now if check.severity == "caveat" else check.body)
            columns = tuple(column[0] for column in result.description or ())
            rows = tuple(result.fetchall())
        if rows:
            yield Finding(check.name.partition(".")[2], check.severity or "note", check.summary, columns, rows)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
