"""Files whose rows are already counts → figures, by the columns that the source's TOML names."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.columns import Value, folded
from pipeline.errors import ParseError
from pipeline.metrics import metrics
from pipeline.parse.row_period import names_a_day, read_period
from pipeline.parse.rows import csv_rows, json_rows
from pipeline.period import Period, month_number
from pipeline.records import Figure, Reading, Rejection

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.columns import Columns
    from pipeline.parse.rows import Row

_NUMBER = re.compile(r"-?([0-9]{1,3}(,[0-9]{3}){1,4}|[0-9]{1,15})(\.[0-9]+)?")
_YEAR = re.compile(r"(18|19|20|21)\d\d")


@dataclass(frozen=True)
class _Plan:
    """What of a row is read, made once for a file."""

    columns: Columns
    place: str
    own: Sequence[tuple[str, str, Value]]  # metric, label, column: where each metric has a column of its own
    labels: Mapping[str, str]  # folded label → metric: where rows name theirs
    needed: frozenset[str]

    @classmethod
    def of(cls, columns: Columns, place: str) -> _Plan:
        named = [(metric, name) for metric, names in columns.metrics.items() for name in names]
        own = [] if columns.label else [(metric, names[0], Value(column=names[0])) for metric, names in columns.metrics.items()]
        return cls(columns, place, own, {folded(name): metric for metric, name in named} if columns.label else {}, frozenset(columns.needed))

    def is_whole(self, row: Row) -> bool:
        """Whether its cells stand under the right columns, as far as can be told."""
        return not row.is_long and row.cells.keys() >= self.needed

    def where(self, number: int) -> str:
        return f"{'line' if self.columns.format == 'csv' else 'row'} {number}"


def read_series(body: bytes, columns: Columns, place: str) -> tuple[Reading, dt.datetime | None]:
    """One figure per count: of each metric's column, or of each column of counts in rows that name their metric.

    Returns the reading and the newest date in `columns.updated` (None without one). Missing values give no figure; anything else that is no
    number, a row without a period or not as long as the head, a label that is not known or stands nowhere, and a period that stands twice
    with different counts (neither is taken) are rejections with their line. ParseError for a file that cannot be used as a whole: as `csv_rows`
    and `json_rows`, `no_rows`, or `days_instead_of_months`.
    """
    plan = _Plan.of(columns, place)
    figures: dict[tuple[str, Period | None], Figure] = {}
    rejections: list[Rejection] = []
    updated: list[dt.datetime] = []
    labels: dict[str, list[int]] = {}  # as printed → where
    contradicted: set[tuple[str, Period | None]] = set()
    rows = 0
    for row in _rows(body, columns):
        rows += 1
        updated += _moment(row, columns)
        if columns.label and plan.is_whole(row):
            labels.setdefault(row.cells[columns.label].strip(), []).append(row.number)
        for found in _row_figures(row, plan):
            if isinstance(found, Rejection):
                rejections.append(found)
                continue
            key = (found.metric, found.period)
            first = figures.setdefault(key, found)
            if first.value != found.value:
                contradicted.add(key)
                rejections.append(_twice(found, first, plan))
    if not rows:
        raise ParseError("no_rows", f"no row with {_wanted(columns)}; compare [source.columns.where] with the file")
    certain = tuple(figure for key, figure in figures.items() if key not in contradicted)
    return Reading(certain, (), (*rejections, *_about_labels(plan, labels))), max(updated, default=None)


def _rows(body: bytes, columns: Columns) -> Iterator[Row]:
    """The rows that are asked for."""
    names = {column: columns.names(column) for column in columns.columns}
    for row in csv_rows(body, names) if columns.format == "csv" else json_rows(body, columns.rows, names):
        is_wanted = all(row.cells.get(column, "").strip() in values for column, values in columns.where.items())
        if is_wanted and not any(row.cells.get(column, "").strip() in values for column, values in columns.unless.items()):
            yield row


def _wanted(columns: Columns) -> str:
    return ", ".join(f"{column} = {' or '.join(values)}" for column, values in columns.where.items()) or "anything in it"


def _row_figures(row: Row, plan: _Plan) -> Iterator[Figure | Rejection]:
    columns, where = plan.columns, plan.where(row.number)
    if not plan.is_whole(row):
        detail = "the row is not as long as the head: its counts may stand in the wrong columns"
        yield Rejection("parse", "ragged_row", detail, where=where)
        return
    if not (counted := list(_counted(row, plan))):
        return
    if (period := _period(row, columns)) is None:
        printed = " ".join(row.cells[column] for column in (columns.period, columns.year, columns.month) if column)
        yield Rejection("parse", "no_period", f"{printed[:40]!r} is no year or month", where=where)
        return
    for metric, label, value in counted:
        printed = row.cells[value.column].strip()
        if printed in columns.missing:
            continue
        if _NUMBER.fullmatch(printed):
            yield _figure(row.number, metric, label, value, printed, _of(value, period), plan)
        else:
            yield Rejection("parse", "no_number", f"{value.column} is {printed[:40]!r}, which is no number", where=where)


def _counted(row: Row, plan: _Plan) -> Iterator[tuple[str, str, Value]]:
    """What a row counts: the metric, its label as printed, and the column."""
    yield from plan.own
    if plan.columns.label and (metric := plan.labels.get(folded(row.cells[plan.columns.label]))):
        for value in plan.columns.values:
            yield metric, row.cells[plan.columns.label].strip(), value


def _period(row: Row, columns: Columns) -> Period | None:
    if columns.period:
        printed = row.cells[columns.period]
        if names_a_day(printed):
            raise ParseError("days_instead_of_months", f"{columns.period} is {printed[:40]!r}: a day, where years or months are read")
        return read_period(printed)
    year = row.cells[columns.year or ""].strip()
    if not _YEAR.fullmatch(year):
        return None
    if columns.month is None:
        return Period.year(int(year))
    month = month_number(row.cells[columns.month])
    return Period.month(int(year), month) if month else None


def _of(value: Value, row: Period) -> Period:
    """The period of a column of counts in a row of a period."""
    period = Period.year(row.end.year) if value.is_whole_year else Period.month(row.end.year, value.month) if value.month else row
    return period.years_before(value.years_before) if value.years_before else period


def _figure(number: int, metric: str, label: str, value: Value, printed: str, period: Period, plan: _Plan) -> Figure:
    counts = f"column {value.column!r} counts {metric}" if label == value.column else f"{label!r} in column {value.column!r} is {metric}"
    return Figure(
        metric=metric,
        label=label,
        measure="share" if metrics()[metric].counts == "percent" else "count",
        value=float(printed.replace(",", "")),
        period=period,
        quote=printed,
        start=number,
        end=number,
        place=plan.place,
        confidence="certain",
        cell=f"{period} × {value.column}" if label == value.column else f"{label} × {value.column}",
        why=(counts, f"{plan.where(number)} is of {period}"),
    )


def _twice(second: Figure, first: Figure, plan: _Plan) -> Rejection:
    here = f"{second.label} of {second.period} is {second.quote} here and {first.quote} on {plan.where(first.start)}"
    return Rejection("parse", "stands_twice", f"{here}; neither is taken", where=plan.where(second.start))


def _about_labels(plan: _Plan, labels: Mapping[str, Sequence[int]]) -> Iterator[Rejection]:
    """Labels that nobody knows, with how often they stand there; and those asked for that stand nowhere."""
    if not plan.columns.label:
        return
    known = {*plan.labels, *map(folded, plan.columns.other)}
    for label, numbers in labels.items():
        if folded(label) not in known:
            detail = f"{label[:60]!r} is neither a metric's label nor among `other`; add it to [source.columns]"
            yield Rejection("parse", "unknown_label", detail, where=plan.where(numbers[0]), count=len(numbers))
    there = set(map(folded, labels))
    for metric, names in plan.columns.metrics.items():
        if not there.intersection(map(folded, names)):
            yield Rejection("parse", "missing_label", f"no row is of {' or '.join(map(repr, names))}, by which {metric} is read")


def _moment(row: Row, columns: Columns) -> list[dt.datetime]:
    """The date in the column that says when the row was changed, if it is one; the file's zone is the city's."""
    printed = row.cells.get(columns.updated or "", "").strip()
    for form in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d", "%m/%d/%Y", "%B %d, %Y"):
        try:
            return [dt.datetime.strptime(printed.removesuffix(" EDT").removesuffix(" EST"), form)]  # noqa: DTZ007  # zone added at load
        except ValueError:
            continue
    return []
