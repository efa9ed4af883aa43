"""`[source.columns]`: how rows of counts are read: where they stand, which columns give the period, and what is counted where."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from pipeline.entry import Entry, MetricCode, Values


class Value(Entry):
    """A column of counts in rows that name their metric: of which period, where that is not the row's own."""

    column: str
    years_before: int = Field(0, ge=0, le=50)  # the same dates so many years earlier
    month: int | None = Field(None, ge=1, le=12)  # that month of the row's year
    is_whole_year: bool = False  # the row's year, where the row is of a part of it


def _value(found: object) -> object:
    listed = found if isinstance(found, list | tuple) else [found]
    return tuple({"column": one} if isinstance(one, str) else one for one in listed)


def _rows(place: str) -> str:
    if not re.fullmatch(r"(\w+\.)*\w*\[\](\.\w+(\[\])?)*", place):
        raise ValueError('is no place of rows; write one like "[]", "result.records[]" or "[].DataMonths[].Data"')
    return place


class Columns(Entry):
    """How rows of counts are read (`reads = "series"`).

    Either each metric has a column of its own; or `label` names the column that says what a row counts, `values` those with its counts, and the
    metrics are labels in it. A column that is not there under its name is looked for under those of `also_named`.
    """

    format: Literal["csv", "json"] = "csv"  # csv: with commas, tabs, semicolons or pipes, as the head has them
    # json: where the rows stand, as "[]", "result.records[]" or "[].DataMonths[].Data"; plain values of the objects around them are theirs too
    rows: Annotated[str, AfterValidator(_rows)] = "[]"
    year: str | None = None
    month: str | None = None  # 1 to 12, or an English month's name; without it a row is a year
    period: str | None = None  # instead of both: 2018, 2018-01, 01/2018, January 2018, Jan-18, Jan - Feb 2026, or the first day of a month
    updated: str | None = None  # the column that says when the publisher last changed the row
    where: dict[str, Values] = Field(default_factory=dict)  # only rows with one of these values in each column
    unless: dict[str, Values] = Field(default_factory=dict)  # and with none of these: totals among the rows
    missing: tuple[str, ...] = ("", "NA")
    also_named: dict[str, Values] = Field(default_factory=dict)  # a column's other names over the years; the first that is there is taken
    label: str | None = None
    values: Annotated[tuple[Value, ...], BeforeValidator(_value)] = ()
    other: tuple[str, ...] = ()  # labels that are known and not taken; any further one is a rejection
    # metric → its column, the first that is there; with `label`: → its labels, whatever the case
    metrics: dict[MetricCode, Annotated[Values, Field(min_length=1)]] = Field(min_length=1)

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns without which a row says nothing, each once, by the name that comes first."""
        counted = [one.column for one in self.values] if self.label else [names[0] for names in self.metrics.values()]
        return _distinct(self.year, self.month, self.period, self.label, *counted)

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that are read, each once, by the name that comes first."""
        return _distinct(*self.needed, self.updated, *self.where, *self.unless)

    def names(self, column: str) -> tuple[str, ...]:
        """The names under which a column is looked for, in this order."""
        further = () if self.label else next((names[1:] for names in self.metrics.values() if names[0] == column), ())
        return (column, *further, *self.also_named.get(column, ()))

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.year is None) == (self.period is None) or (self.month is not None and self.year is None):
            raise ValueError("give year, with month or without it, or else period: one of them says what a row is of")
        if (self.label is None) != (not self.values) or (self.other and self.label is None):
            raise ValueError("label and values go together: which column names the metric, and which have its counts; other goes with them")
        if self.format == "csv" and self.rows != "[]":
            raise ValueError('rows goes with format = "json"')
        if unused := [name for name in self.also_named if name not in self.columns]:
            raise ValueError(f"also_named has {unused[0]!r}, which is no column that is read; those are {', '.join(self.columns)}")
        return self

    @model_validator(mode="after")
    def _labels_are_of_one_metric(self) -> Self:
        named = [folded(one) for names in self.metrics.values() for one in names] + [folded(one) for one in self.other]
        if self.label and (twice := [one for one in named if named.count(one) > 1]):
            raise ValueError(f"the label {twice[0]!r} stands twice in metrics and other")
        return self


def folded(label: str) -> str:
    """A label for comparison: whatever its case, space and the marks of footnotes behind it."""
    return " ".join(label.split()).rstrip(" *†‡").casefold()


def _distinct(*names: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))
