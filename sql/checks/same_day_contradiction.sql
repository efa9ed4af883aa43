-- One row per provider that gave two exact counts for one period, counted through the same day, on the same day.
-- severity: caveat
with stated as (
    select
        city,
        metric,
        provider,
        definition,
        cast(year(period_start) as integer) as year,
        period_start,
        period_end,
        covered_through,
        cast(known_at as date) as known_on,
        value,
        bool_and(may_redistribute) as may_redistribute
    from core.statement
    where known_at <= moment and op = 'eq' and coverage in ('full', 'so_far') and not is_summed and value is not null
    group by all
)

select
    city,
    metric,
    provider,
    definition,
    year,
    period_start,
    period_end,
    covered_through,
    known_on,
    list(value order by value) as stated,
    concat(
        case when bool_and(may_redistribute) then string_agg(format('{:,}', cast(value as bigint)), ' and ' order by value) else 'different counts' end,
        ' were stated ',
        case when period_end - period_start < 364 then 'of a part of the year ' else '' end,
        'on the same day, ',
        known_on
    ) as caveat
from stated
group by city, metric, provider, definition, year, period_start, period_end, covered_through, known_on
having count(*) > 1
order by city, metric, provider, definition, period_start, period_end, known_on
