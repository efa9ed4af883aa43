"""The data dictionary: `python -m pipeline.dictionary sql/README.md` writes it from the headers under `sql/`."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.models import Model, read_models, sql_folder

if TYPE_CHECKING:
    from collections.abc import Iterable

_HEAD = """# Data dictionary

Written from the headers under `sql/` by `make docs`; do not edit. The published file holds the schemas `core` (what was said) and `mart`
(what follows from it); `raw` are the landing tables of the private warehouse. Times are UTC; percentages are in percent. Tables marked with a
moment are table macros besides: `from mart.series_year_at(timestamp '2023-12-30 08:00')` gives them as known then.
"""

_QUESTIONS = """## Worked questions

Each of these is a file that `yearend sql -f` runs over the published file, here of the sample; any tool that opens DuckDB files runs them too.
The tests run all of them.
"""


@dataclass(frozen=True)
class Analysis:
    """One file under `sql/analyses/`: a question, and the query that answers it."""

    path: Path
    question: str
    query: str


def analyses(folder: Path) -> tuple[Analysis, ...]:
    """The worked questions, in the order of their files' names; the comment that a file opens with is its question."""
    return tuple(_analysis(path) for path in sorted((folder / "analyses").glob("*.sql")))


def _analysis(path: Path) -> Analysis:
    lines = path.read_text(encoding="utf-8").splitlines()
    head = list(takewhile(lambda line: line.startswith("--"), lines))
    return Analysis(path, " ".join(line.removeprefix("--").strip() for line in head), "\n".join(lines[len(head) :]).strip())


def dictionary(models: Iterable[Model], worked: Iterable[Analysis] = ()) -> str:
    """The dictionary as Markdown: the worked questions, then a section per schema, in the order in which the models are built."""
    models = list(models)
    parts = [_HEAD, _lineage(models), _QUESTIONS, *map(_question, worked)]
    for schema, title in (("mart", "mart"), ("core", "core"), ("checks", "checks"), ("raw", "raw, in the private warehouse only")):
        parts.append(f"## {title}\n")
        parts += [_section(model) for model in sorted(models, key=lambda one: one.name) if model.schema == schema]
    return "\n".join(parts)


def _question(one: Analysis) -> str:
    return f"### {one.question}\n\n`yearend sql -f sql/analyses/{one.path.name}`\n\n```sql\n{one.query}\n```\n"


def _section(model: Model) -> str:
    lines = [f"### {model.name}{' (moment)' if model.is_as_of else ''}\n", model.summary + "\n"]
    if model.severity:
        lines.append(f"Severity: {model.severity}.\n")
    if model.columns:
        lines += ["| column | what it holds |", "| --- | --- |"]
        lines += [f"| `{column}` | {words.replace('|', chr(92) + '|')} |" for column, words in model.columns.items()]
        lines.append("")
    return "\n".join(lines)


def _lineage(models: Iterable[Model]) -> str:
    """Which table comes from which, as a Mermaid drawing; macros and checks are left out."""
    tables = {model.name: model for model in models if model.schema in ("core", "mart") and not model.is_macro}
    edges = [f"  {source} --> {name}" for name, model in tables.items() for source in sorted(model.inputs) if source in tables]
    return "\n".join(["```mermaid", "graph LR", *edges, "```", ""])


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(dictionary(read_models(sql_folder()), analyses(sql_folder())), encoding="utf-8")
