"""The files under `sql/`, read: what each makes, what it needs, and its documentation.

A file holds one statement and is named for what it makes, `sql/<schema>/<name>.sql`: under `raw` a landing table, under `core` and `mart`
a select (a table is made of it), a view or a macro, under `checks` a select of offending rows. Its first comment lines are its documentation: a
summary, `-- severity: …` for checks, and a line `--   column  what it holds` per column. A select whose summary names `<name>_at(moment)`
becomes a table macro of that name besides, which gives the table as known at a moment. Views stay in the private warehouse.

A check of severity caveat selects by a `moment` too, and gives `city, metric, provider, definition, year` and a `caveat` beside what it found:
a model reads those of all such checks, whichever there are, from `checks.caveats`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipeline.errors import WarehouseError

if TYPE_CHECKING:
    from collections.abc import Mapping

Severity = Literal["stop", "caveat", "note"]
SCHEMAS = ("raw", "core", "mart", "checks")
CAVEATS = "checks.caveats"
_AT_MOMENT = re.compile(
    r"""
    (?P<kept>'[^']*'|--[^\n]*)                      # words and comments, which may speak of a moment
    |(?P<table>(?:core|mart)\.\w+)_at\(moment\)     # another table as known then
    |(?<![.\w])moment\b
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Model:
    """One file under `sql/`."""

    name: str  # mart.series_year
    path: Path
    summary: str
    columns: dict[str, str]  # name → what it holds
    body: str
    is_macro: bool
    is_view: bool
    is_as_of: bool
    severity: Severity | None
    inputs: frozenset[str]  # names of other models and landing tables

    @property
    def schema(self) -> str:
        return self.name.partition(".")[0]

    @property
    def is_table(self) -> bool:
        return not self.is_macro and not self.is_view

    @property
    def as_of_name(self) -> str:
        return f"{self.name}_at"

    @property
    def body_now(self) -> str:
        """The body with all that is known: a table's macro gives way to the table that stands, which was built before."""
        return _AT_MOMENT.sub(lambda found: found["kept"] or found["table"] or "timestamp 'infinity'", self.body)


def sql_folder() -> Path:
    """The folder `sql/`: beside the package in a wheel, at the top of the project in a source tree."""
    inside = Path(str(files("pipeline"))) / "sql"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "sql"


def read_models(folder: Path) -> tuple[Model, ...]:
    """All models in the order in which they can be built. WarehouseError names file and line, or the members of a cycle."""
    models = {model.name: model for model in (_read(path) for schema in SCHEMAS for path in sorted((folder / schema).glob("*.sql")))}
    models |= {name: _with_caveats(model, models) for name, model in models.items() if CAVEATS in model.inputs}
    for model in models.values():
        if unknown := sorted(model.inputs - models.keys()):
            raise WarehouseError(f"{model.path}: there is no {unknown[0]}; sql/ has no file of that name")
    try:
        order = TopologicalSorter({name: sorted(model.inputs) for name, model in models.items()}).static_order()
        return tuple(models[name] for name in order)
    except CycleError as error:
        raise WarehouseError(f"sql/: these models need one another: {' → '.join(reversed(error.args[1]))}") from None


def _with_caveats(model: Model, models: Mapping[str, Model]) -> Model:
    """A model with the checks in the place of `checks.caveats`."""
    checks = [one for one in models.values() if one.severity == "caveat"]
    each = [f"select '{one.path.stem}' as check_name, city, metric, provider, definition, year, caveat from ({one.body})" for one in checks]
    named = frozenset(one.name for one in checks)
    return replace(model, body=model.body.replace(CAVEATS, f"({' union all '.join(each)})"), inputs=model.inputs - {CAVEATS} | named)


def read_landing(folder: Path) -> tuple[Model, ...]:
    """The landing tables alone, which need nothing."""
    return tuple(_read(path) for path in sorted((folder / "raw").glob("*.sql")))


def _read(path: Path) -> Model:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise WarehouseError(f"{path}: it is not UTF-8: {error.reason} at byte {error.start}; save it as UTF-8") from None
    header = [line.removeprefix("--") for line in text[: len(text) - len(_body(text))].splitlines() if line.startswith("--")]
    summary = " ".join(line.strip() for line in header if not line.startswith("  ") and not line.startswith(" severity:"))
    severity = next((line.partition(":")[2].strip() for line in header if line.startswith(" severity:")), None)
    if severity not in (None, "stop", "caveat", "note"):
        raise WarehouseError(f"{path}: severity {severity!r} is unknown; allowed: stop, caveat, note")
    name = f"{path.parent.name}.{path.stem}"
    body = _body(text).strip().removesuffix(";")
    return Model(
        name=name,
        path=path,
        summary=summary,
        columns=_columns(header),
        body=body,
        is_macro=body.startswith("create macro"),
        is_view=body.startswith("create view"),
        is_as_of=f"{name}_at(moment)" in summary,
        severity=severity,  # type: ignore[arg-type]  # narrowed above
        inputs=frozenset() if path.parent.name == "raw" else _inputs(name, path, body),
    )


def _body(text: str) -> str:
    """The text from the first line that is no comment."""
    return re.sub(r"\A(?:--[^\n]*\n|\s*\n)*", "", text)


def _columns(header: list[str]) -> dict[str, str]:
    """`  name  words`, continued by lines that are indented further."""
    columns: dict[str, str] = {}
    name = ""
    for line in header:
        if match := re.fullmatch(r" {3}(\w+) +(\S.*)", line):
            name, columns[match[1]] = match[1], match[2]
        elif name and line.startswith("    "):
            columns[name] += " " + line.strip()
    return columns


@cache  # parsing is what reading costs, and one run reads the models several times
def _inputs(name: str, path: Path, body: str) -> frozenset[str]:
    """The tables, table macros and macros of our schemas that a statement names."""
    import sqlglot  # a third of a second, which those who only open the warehouse need not wait for
    from sqlglot import exp

    try:
        trees = sqlglot.parse(body, dialect="duckdb")
    except sqlglot.errors.ParseError as error:
        first = error.errors[0]
        raise WarehouseError(f"{path} line {file_line(path, body, first['line'])}: {first['description']} near {first['highlight']!r}") from None
    except sqlglot.errors.TokenError as error:
        raise WarehouseError(f"{path} line {file_line(path, body, 1)} or later: {' '.join(str(error).split())}") from None
    if len(trees) != 1 or (tree := trees[0]) is None:
        raise WarehouseError(f"{path}: a file under sql/ holds one statement, not {sum(tree is not None for tree in trees)}")
    tables = {f"{table.db}.{table.this.name}" for table in tree.find_all(exp.Table) if table.db}
    calls = {f"{call.parent.this.name}.{call.name}" for call in tree.find_all(exp.Anonymous) if isinstance(call.parent, exp.Dot)}
    own = {name} if isinstance(tree, exp.Create) else set()  # `create macro core.it …` names what it makes
    return frozenset(found.removesuffix("_at") for found in tables | calls) - own


def file_line(path: Path, body: str, line: int | None) -> int:
    """The line of the file that a line of its statement is."""
    text = path.read_text(encoding="utf-8")
    return text.count("\n", 0, text.index(body)) + (line or 1)
