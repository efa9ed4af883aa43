"""Reads the marts of one city's month as known at a moment; what is made of them is decided in months.py."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.report.marts import ask, moment_or_ever, select

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class MonthEnd:
    """One series' month, its year to date and the twelve months through it, each with what it was a year before: counts and percent."""

    metric: str
    provider: str
    definition: str
    value: float
    last_value: float | None
    change_pct: float | None
    chance_p: float | None
    ytd_value: float | None
    ytd_last_value: float | None
    ytd_change_pct: float | None
    ytd_chance_p: float | None
    rolling_value: float | None
    rolling_last_value: float | None
    rolling_change_pct: float | None
    figure_ids: tuple[str, ...]
    last_figure_ids: tuple[str, ...]


@dataclass(frozen=True)
class MonthRevised:
    """A month whose count a provider changed: as first given, and as it is now."""

    metric: str
    provider: str
    definition: str
    period_start: dt.date
    value_before: float
    value: float
    before_ids: tuple[str, ...]
    figure_ids: tuple[str, ...]


def month_ends(connection: duckdb.DuckDBPyConnection, city: str, month: dt.date, moment: dt.datetime | None) -> tuple[MonthEnd, ...]:
    """Of each metric the first preferred series with a whole, exact count of the month that begins on `month`."""
    return select(connection, MonthEnd, _MONTH_ENDS, {"city": city, "month": month, "moment": moment_or_ever(moment)})


def months_revised(connection: duckdb.DuckDBPyConnection, city: str, month: dt.date, moment: dt.datetime | None) -> tuple[MonthRevised, ...]:
    """The months up to this one, over a year, whose counts were revised by then, each with the count first given and the newest."""
    return select(connection, MonthRevised, _MONTHS_REVISED, {"city": city, "month": month, "moment": moment_or_ever(moment)})


def newest_month(connection: duckdb.DuckDBPyConnection, city: str, moment: dt.datetime | None) -> dt.date | None:
    """The first day of the newest month of which any whole count is known."""
    query = "select max(month) from mart.series_month_at($moment) where city = $city and coverage = 'full'"
    ((found,),) = ask(connection, query, {"city": city, "moment": moment_or_ever(moment)})
    return found if isinstance(found, dt.date) else None


_MONTH_ENDS = """
with months as (
    select *
    from mart.series_month_at($moment)
    where city = $city and month in ($month, $month - interval 1 year)
),

to_date as (
    select *
    from mart.series_ytd_at($moment)
    where city = $city and through = last_day($month)
)

select
    months.metric,
    months.provider,
    months.definition,
    months.value,
    months.last_value,
    months.change_pct,
    case when greatest(months.value, months.last_value) < 100 then core.poisson_p(months.value, months.last_value) end as chance_p,
    to_date.value as ytd_value,
    to_date.last_value as ytd_last_value,
    to_date.change_pct as ytd_change_pct,
    case when greatest(to_date.value, to_date.last_value) < 100 then core.poisson_p(to_date.value, to_date.last_value) end as ytd_chance_p,
    months.rolling_12m as rolling_value,
    case when earlier.segment = months.segment then earlier.rolling_12m end as rolling_last_value,
    case
        when earlier.segment = months.segment and earlier.rolling_12m > 0
            then 100.0 * (months.rolling_12m - earlier.rolling_12m) / earlier.rolling_12m
    end as rolling_change_pct,
    months.figure_ids,
    earlier.figure_ids as last_figure_ids
from months
inner join core.preference as preference using (city, metric, provider, definition)
left join months as earlier
    on earlier.metric = months.metric
    and earlier.provider = months.provider
    and earlier.definition = months.definition
    and earlier.month = $month - interval 1 year
left join to_date
    on to_date.metric = months.metric
    and to_date.provider = months.provider
    and to_date.definition = months.definition
where months.month = $month and months.coverage = 'full' and months.op = 'eq'
qualify row_number() over (partition by months.metric order by preference.position) = 1
order by months.metric
"""

_MONTHS_REVISED = """
select
    metric,
    provider,
    definition,
    period_start,
    arg_min(value_before, revision) as value_before,
    arg_max(value, revision) as value,
    arg_min(before_ids, revision) as before_ids,
    arg_max(figure_ids, revision) as figure_ids
from mart.revision_at($moment)
where city = $city
    and day(period_start) = 1
    and period_end = last_day(period_start)
    and period_start between $month - interval 12 month and $month
group by all
having arg_max(value, revision) <> arg_min(value_before, revision)
order by metric, provider, definition, period_start
"""
