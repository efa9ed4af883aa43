"""Rows as people and programs want them: a table on a terminal, CSV, JSON or Markdown."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import math
import re
import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from rich.console import Console
from rich.table import Table

from pipeline.formula import neutral

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_UNFOLDED = 10_000  # columns
_STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f]+")  # control characters of C0 and C1, line breaks among them

Format = Literal["table", "csv", "json", "markdown"]


def rows(columns: Sequence[str], values: Iterable[Sequence[object]], form: Format = "table") -> str:
    """The rows in one of the formats, without a newline at the end."""
    match form:
        case "table":
            return _table(columns, values)
        case "csv":
            return _csv(columns, values)
        case "json":
            objects = [
                json.dumps(dict(zip(columns, map(_finite, row), strict=True)), ensure_ascii=False, default=_plain, allow_nan=False)
                for row in values
            ]
            return "[" + ",\n ".join(objects) + "]"
        case "markdown":
            lines = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
            return "\n".join([*lines, *("| " + " | ".join(_line(value).replace("|", "\\|") for value in row) + " |" for row in values)])


def _table(columns: Sequence[str], values: Iterable[Sequence[object]]) -> str:
    values = list(values)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for position, name in enumerate(columns):
        is_number = any(isinstance(row[position], int | float) and not isinstance(row[position], bool) for row in values)
        table.add_column(name, justify="right" if is_number else "left", overflow="fold")
    for row in values:
        table.add_row(*(_line(value) for value in row))
    # A terminal's width folds long words; what goes to a file or a pipe is not folded.
    console = Console(highlight=False, markup=False, emoji=False, width=None if sys.stdout.isatty() else _UNFOLDED)
    with console.capture() as captured:
        console.print(table)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())


def _csv(columns: Sequence[str], values: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([neutral(_word(value)) if isinstance(value, str | list) else _word(value) for value in row] for row in values)
    return text.getvalue().removesuffix("\n")


def _word(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return f"{value:.10g}"
        case list():
            return ", ".join(_word(one) for one in value)
        case _:
            return str(value)


def _line(value: object) -> str:
    """On one line, and without characters that steer a terminal: words come from pages."""
    return _STEERING.sub(" ", _word(value)).strip()


def _finite(value: object) -> object:
    """JSON has no infinity, and no number that is none."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _plain(value: object) -> object:
    """What JSON has no kind for: decimals as numbers, dates as ISO 8601 has them, the rest as words."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, dt.date | dt.datetime) else str(value)
