"""Which metrics stand in the mail's table, and what stands in their rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pipeline.metrics import metrics
from pipeline.report.parts import KeyRow
from pipeline.report.phrases import sign
from pipeline.report.plain import one_line
from pipeline.report.superlative import superlative
from pipeline.report.year_to_date import rows_to_date

if TYPE_CHECKING:
    from pipeline.report.marts import Known
    from pipeline.report.names import Names
    from pipeline.report.rows import SeriesYear, Statement, YearEnd

MOST_ROWS = 8
# The metrics that a mail prefers when not all fit.
_FIRST = (
    "homicide", "shooting", "violent_crime", "property_crime", "rape", "robbery", "aggravated_assault", "motor_vehicle_theft", "shooting_victim",
    "burglary", "larceny",
)  # fmt: skip
_FAMILIES = ("violent", "property", "total")


def all_rows(known: Known, names: Names) -> tuple[KeyRow, ...]:
    """Every series with a count, or a stated change, of the edition's year; the used one of each metric first."""
    rows = [_row(row, _series(known, row), _stated(known, row.metric, row.provider, row.definition), names) for row in known.rows]
    series = {(row.metric, row.provider, row.definition) for row in known.rows}
    for one in known.statements:
        key = (one.metric, one.provider, one.definition)
        if key not in series and is_of_year(one, known.year) and (found := _stated(known, *key)):
            series.add(key)
            rows.append(_stated_row(found, names))
    rows += rows_to_date(known.to_date, rows, names)
    shown = [row for row in rows if (row.value is not None or row.stated_pct is not None) and _family(row.metric) not in ("strength", "other")]
    return tuple(sorted(shown, key=lambda row: (position(row.metric), not row.is_used, row.provider, row.definition)))


def key_rows(rows: Sequence[KeyRow], most: int = MOST_ROWS) -> tuple[KeyRow, ...]:
    """At most so many of them: the used one of each metric, and beside it one whose change has another sign; in the order of the metrics."""
    crimes = [row for row in rows if _family(row.metric) in _FAMILIES]
    chosen: list[KeyRow] = []
    for metric in sorted({row.metric for row in crimes}, key=rank):
        of_metric = [row for row in crimes if row.metric == metric]
        standing = [next((row for row in of_metric if row.is_used), of_metric[0])]
        standing += opposite(standing[0], of_metric)[:1]
        if len(chosen) + len(standing) <= most:
            chosen += standing
    return tuple(row for row in rows if row in chosen)


def opposite(row: KeyRow, rows: Iterable[KeyRow]) -> list[KeyRow]:
    """The rows of the same metric from other providers whose change has the other sign."""
    own = sign(change_of(row))
    return [other for other in rows if other.metric == row.metric and other != row and own * sign(change_of(other)) < 0]


def change_of(row: KeyRow) -> float | None:
    """The computed change, else the stated one, in percent of last year."""
    return row.change_pct if row.change_pct is not None else row.stated_pct


def not_published(rows: Sequence[KeyRow], preferred: Iterable[str]) -> tuple[str, ...]:
    """Crimes for which the city names a series and nobody gave a count or change: plural nouns, in the order of the metrics."""
    given = {row.metric for row in rows}
    missing = [metric for metric in dict.fromkeys(preferred) if metric not in given and _family(metric) in _FAMILIES]
    return tuple(metrics()[metric].plural for metric in sorted(missing, key=position))


def is_of_year(statement: Statement, year: int) -> bool:
    """A change of the whole year, as far as it goes, against the year before, reported as fact."""
    return (
        statement.measure == "percent_change"
        and statement.value is not None
        and statement.status is None
        and statement.grain in ("year", "year_to_date")
        and statement.period_start == dt.date(year, 1, 1)
        and (statement.period_end or dt.date.min) >= dt.date(year, 12, 24)
        and statement.baseline_start == dt.date(year - 1, 1, 1)
        and (statement.baseline_end or dt.date.min) >= dt.date(year - 1, 12, 24)
    )


def _stated(known: Known, metric: str, provider: str, definition: str) -> Statement | None:
    """The newest stated change of a series that is not known to differ from its counts."""
    differing = {claim.claim_id for claim in known.claims if claim.is_contradicted}
    return next(
        (
            one
            for one in reversed(known.statements)
            if (one.metric, one.provider, one.definition) == (metric, provider, definition)
            and is_of_year(one, known.year)
            and one.figure_id not in differing
        ),
        None,
    )


def _series(known: Known, row: YearEnd) -> list[SeriesYear]:
    """The years of the row's series, its own included."""
    return [one for one in known.years if (one.metric, one.provider, one.definition) == (row.metric, row.provider, row.definition)]


def _peak_years(series: Sequence[SeriesYear], row: YearEnd) -> tuple[int, ...]:
    """The comparable years that had the greatest count: ties are said."""
    segment = next((one.segment for one in series if one.year == row.year), None)
    return tuple(
        one.year
        for one in series
        if one.segment == segment and one.op == "eq" and one.value == row.peak_value and (one.coverage == "full" or one.year == row.year)
    )


def _row(row: YearEnd, series: Sequence[SeriesYear], stated: Statement | None, names: Names) -> KeyRow:
    last = next((one for one in series if one.year == row.year - 1), None)
    if row.change_pct is not None or row.change is not None:
        stated = None
    return KeyRow(
        metric=row.metric,
        provider=row.provider,
        definition=row.definition,
        label=names.label(row.metric, row.definition),
        source=names.source(row.provider),
        is_used=row.is_used,
        value=row.value,
        op=row.op or "eq",
        coverage=row.coverage,
        covered_through=row.covered_through,
        days_left=row.days_left,
        missing_reason=row.missing_reason,
        last_value=row.last_value,
        last_op=last.op or "eq" if last else "eq",
        last_through=last.covered_through if last and last.coverage != "full" else None,
        change_pct=row.change_pct,
        no_change_reason=row.no_change_reason,
        stated_pct=stated.value if stated else None,
        stated_op=stated.op if stated else "eq",
        stated_by=one_line(stated.outlet) if stated else None,
        average_5y=row.average_5y,
        peak_value=row.peak_value,
        peak_years=_peak_years(series, row),
        years_compared=row.peak_years_compared,
        change_peak_pct=row.change_peak_pct,
        superlative=superlative(series, row.year),
        rate_per_100k=row.rate_per_100k,
        people=row.people,
        people_year=row.people_year,
        people_source=row.people_source,
        chance_p=row.chance_p,
        past_change_min_pct=row.past_change_min_pct,
        past_change_max_pct=row.past_change_max_pct,
        past_changes=row.past_changes,
        caveats=row.caveats,
        doubts=row.doubts,
        figure_ids=row.figure_ids + ((stated.figure_id,) if stated else ()),
        last_figure_ids=row.last_figure_ids,
        peak_figure_ids=row.peak_figure_ids,
    )


def _stated_row(stated: Statement, names: Names) -> KeyRow:
    """A row for a series of which only a change was stated."""
    return KeyRow(
        metric=stated.metric,
        provider=stated.provider,
        definition=stated.definition,
        label=names.label(stated.metric, stated.definition),
        source=names.source(stated.provider),
        is_used=False,
        value=None,
        coverage="missing",
        covered_through=stated.covered_through,
        missing_reason="only the change was stated",
        last_value=None,
        change_pct=None,
        no_change_reason="this year is not known",
        stated_pct=stated.value,
        stated_op=stated.op,
        stated_by=one_line(stated.outlet),
        figure_ids=(stated.figure_id,),
    )


def _family(metric: str) -> str:
    known = metrics().get(metric)
    return known.family if known else "other"


def position(metric: str) -> int:
    """Where a metric stands in the tables."""
    return list(metrics()).index(metric) if metric in metrics() else len(metrics())


def rank(metric: str) -> tuple[int, int]:
    """Which metrics a mail prefers when not all fit, the smallest first."""
    return (_FIRST.index(metric) if metric in _FIRST else len(_FIRST), position(metric))
