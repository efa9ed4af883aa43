"""What changed between two editions, in numbers and in words: what `yearend diff` prints and an approver reads."""

from __future__ import annotations

import dataclasses
import datetime as dt
import difflib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from pipeline.report.words import numeral

if TYPE_CHECKING:
    from pipeline.report.parts import Edition

_KEYS = ("metric", "provider", "definition", "label", "source")  # what a row is, rather than what it says
_YEARS = ("_year", "peak_years")


def lines(older: Edition, newer: Edition) -> tuple[str, ...]:
    """The changes, a line each: rows of the table by what differs in them, then the words that went (−) and came (+). None: ()."""
    numbers = [f"  {line}" for line in _numbers(older, newer)]
    words = [f"  {line}" for line in _words(older, newer)]
    return (*(["numbers", *numbers] if numbers else []), *(["words", *words] if words else []))


def _numbers(older: Edition, newer: Edition) -> Iterator[str]:
    before, now = _rows(older), _rows(newer)
    for key in dict.fromkeys([*now, *before]):
        name = ", ".join(part for part in key[3:] if part)
        if key not in before:
            yield f"{name}: new: {_said(now[key])}"
        elif key not in now:
            yield f"{name}: gone: {_said(before[key])}"
        else:
            fields = dict.fromkeys([*now[key], *before[key]])
            moved = [(field, before[key].get(field), now[key].get(field)) for field in fields if before[key].get(field) != now[key].get(field)]
            if moved:
                yield f"{name}: " + "; ".join(f"{field.replace('_', ' ')} {_shown(was)} → {_shown(is_now)}" for field, was, is_now in moved)


def _rows(edition: Edition) -> dict[tuple[str, ...], dict[str, object]]:
    """The values of each row by what the row is; ids of figures are no news by themselves."""
    rows: Iterable[Any] = (*edition.all_rows, *edition.months)
    return {tuple(str(getattr(row, name)) for name in _KEYS): dict(_values(dataclasses.asdict(row))) for row in rows}


def _values(fields: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, object]]:
    for name, value in fields.items():
        if isinstance(value, dict):
            yield from _values(value, f"{prefix}{name}_")
        elif name not in _KEYS and not name.endswith("figure_ids"):
            yield prefix + name, _as_years(value) if name.endswith(_YEARS) else value


def _as_years(value: object) -> object:
    """Years are names, and no numbers to be grouped."""
    return tuple(map(str, value)) if isinstance(value, tuple | list) else value if value is None else str(value)


def _said(fields: dict[str, object]) -> str:
    """The first number of a row, with what it is: its value where it has one."""
    numbers = ((name, value) for name, value in fields.items() if isinstance(value, int | float) and not isinstance(value, bool))
    return next((f"{name.replace('_', ' ')} {_shown(value)}" for name, value in numbers), "not known")


def _shown(value: object) -> str:
    match value:
        case None | () | "":
            return "—"
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return numeral(value) if float(value).is_integer() else f"{value:.4g}"
        case dt.date():
            return value.isoformat()
        case tuple() | list():
            return ", ".join(_shown(one) for one in value)
        case _:
            return str(value)


def _words(older: Edition, newer: Edition) -> Iterator[str]:
    for line in difflib.ndiff(list(_sentences(older)), list(_sentences(newer))):
        if line[:1] in "+-":
            yield f"{'−' if line[0] == '-' else '+'} {line[2:]}"


def _sentences(edition: Edition) -> Iterator[str]:
    """Everything that the mail says in words, in its order."""
    yield edition.subject
    for one in (*edition.corrected, *edition.lede, *edition.strength, *edition.uncertain, *edition.upcoming):
        yield one.text
    for chart in edition.charts:
        yield chart.alt
    for spoken in edition.spoken:
        yield f"“{spoken.text}” — {spoken.speaker}, {spoken.role} ({spoken.outlet})"
    if edition.not_published:
        yield f"Not published: {', '.join(edition.not_published)}"
