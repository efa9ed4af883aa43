"""Reads the marts of one city and year as known at a moment, and nothing else; what is made of them is decided elsewhere."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.report.rows import Claim, Covered, Differing, Quoted, SeriesYear, Statement, YearEnd
from pipeline.report.year_to_date import QUERY as YEAR_TO_DATE
from pipeline.report.year_to_date import ToDate

if TYPE_CHECKING:
    import duckdb

Row = TypeVar("Row")

FOREVER = dt.datetime(9999, 12, 31)  # noqa: DTZ001  # the warehouse keeps UTC without zone


@dataclass(frozen=True)
class Known:
    """All that an edition is made of."""

    city: str
    year: int
    rows: tuple[YearEnd, ...]
    to_date: tuple[ToDate, ...]
    years: tuple[SeriesYear, ...]
    statements: tuple[Statement, ...]
    quotations: tuple[Quoted, ...]
    claims: tuple[Claim, ...]
    differing: tuple[Differing, ...]
    covered: tuple[Covered, ...]

    def statement(self, figure_id: str) -> Statement | None:
        return next((one for one in self.statements if one.figure_id == figure_id), None)


def read(connection: duckdb.DuckDBPyConnection, city: str, year: int, moment: dt.datetime | None) -> Known:
    """The marts of a city and year as known at `moment` (without a zone it is UTC; None is now and ever)."""
    place: dict[str, object] = {"city": city, "moment": moment_or_ever(moment)}
    this_year = place | {"year": year}
    return Known(
        city=city,
        year=year,
        rows=select(connection, YearEnd, _YEAR_END, this_year),
        to_date=select(connection, ToDate, YEAR_TO_DATE, this_year),
        years=select(connection, SeriesYear, _SERIES_YEAR, this_year),
        statements=select(connection, Statement, _STATEMENT, place),
        quotations=select(connection, Quoted, _QUOTED, place),
        claims=select(connection, Claim, _CLAIM, place),
        differing=select(connection, Differing, _DIFFERING, this_year),
        covered=select(connection, Covered, _COVERED, place),
    )


def moment_or_ever(moment: dt.datetime | None) -> dt.datetime:
    """The moment as the warehouse writes it, in UTC without zone; None is after all that will ever be known."""
    return FOREVER if moment is None else as_utc(moment).replace(tzinfo=None)


def as_utc(moment: dt.datetime) -> dt.datetime:
    """The same moment in UTC; one without a zone is taken as UTC."""
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


def select(connection: duckdb.DuckDBPyConnection, kind: type[Row], query: str, values: dict[str, object]) -> tuple[Row, ...]:
    """The rows of a query as records of a dataclass, by the names of its fields; a list that is null is empty."""
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]  # each kind is a dataclass
    found = ask(connection, f"select {', '.join(names)} from ({query})", values)
    return tuple(kind(**dict(zip(names, map(_plain, row, names), strict=True))) for row in found)


def ask(connection: duckdb.DuckDBPyConnection, query: str, values: dict[str, object]) -> list[Any]:
    """The rows of a query, as known at `$moment` where it says so. Known now and ever, they stand in tables; macros would compute them again."""
    if values.get("moment") == FOREVER:
        query = query.replace("_at($moment)", "")
    return connection.execute(query, {name: value for name, value in values.items() if f"${name}" in query}).fetchall()


def _plain(value: Any, name: str) -> Any:
    if value is None and (name.endswith("_ids") or name in ("caveats", "doubts", "why")):
        return ()
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, dt.datetime):
        return as_utc(value)
    return value


_YEAR_END = """
select *
from mart.year_end_at($moment)
where city = $city and year = $year
order by metric, preference nulls last, provider, definition
"""

_SERIES_YEAR = """
select *
from mart.series_year_at($moment)
where city = $city and year <= $year
order by metric, provider, definition, year
"""

_STATEMENT = """
with figures as (
    select
        city,
        figure_id,
        label,
        period_start,
        period_end,
        grain,
        baseline_printed,
        baseline_start,
        baseline_end,
        status,
        is_reconstructed
    from core.figure
    where is_city
    union all by name
    select
        city,
        count_id as figure_id,
        metric.plural as label,
        period_start,
        period_end,
        'month' as grain,
        false as is_reconstructed
    from core.incident_count
    inner join core.metric as metric using (metric)
)

select *
from mart.trace
inner join figures using (city, figure_id)
where city = $city and eligible_at <= $moment
order by known_at, capture_id, start_offset, figure_id
"""

_QUOTED = """
select
    quotation.*,
    capture.fetched_at,
    capture.digest,
    source.licence,
    source.credit
from core.quotation as quotation
inner join core.capture as capture using (city, capture_id)
inner join core.source as source on source.city = quotation.city and source.source = quotation.source
where quotation.city = $city and quotation.known_at <= $moment
order by quotation.known_at, quotation.capture_id, quotation.start_offset
"""

_CLAIM = """
select
    * exclude (later_ours, later_verdict, later_working),
    case when later_known_at <= $moment then later_ours else ours end as later_ours,
    case when later_known_at <= $moment then later_verdict else verdict end as later_verdict,
    case when later_known_at <= $moment then later_working else working end as later_working
from mart.claim
where city = $city and said_at <= $moment and eligible_at <= $moment
order by said_at, claim_id
"""

_DIFFERING = """
select *
from mart.disagreement_at($moment)
where city = $city and year = $year
order by metric, kind, provider, definition, known_at, value
"""

_COVERED = """
select
    origin.source,
    origin.outlet,
    (
        select count(*) from core.capture as capture
        where capture.city = origin.city and capture.source = origin.source and capture.is_read and capture.known_at <= $moment
    ) as documents,
    (
        select count(*) from core.figure as figure
        where figure.city = origin.city and figure.source = origin.source and figure.known_at <= $moment
    ) as figures,
    (
        select count(*) from core.figure as figure
        where figure.city = origin.city and figure.source = origin.source and figure.eligible_at <= $moment
    ) as eligible_figures,
    (
        select count(*) from core.quotation as quotation
        where quotation.city = origin.city and quotation.source = origin.source and quotation.known_at <= $moment
    ) as quotations,
    (
        select coalesce(sum(rejection.times), 0)::bigint from core.rejection as rejection
        left join core.capture as capture on capture.city = rejection.city and capture.capture_id = rejection.capture_id
        where rejection.city = origin.city and rejection.source = origin.source
            and coalesce(capture.known_at, rejection.occurred_at) <= $moment
    ) as rejections,
    (
        select max(figure.covered_through) from core.figure as figure
        where figure.city = origin.city and figure.source = origin.source and figure.known_at <= $moment
    ) as newest_period
from core.source as origin
where origin.city = $city
order by origin.source
"""
