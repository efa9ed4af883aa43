-- One row per year that a provider prints and whose twelve months, as it gives them, do not add up to it.
-- severity: caveat
with summed as (
    select
        city,
        provider,
        metric,
        definition,
        cast(year(period_start) as integer) as year,
        arg_max(value, known_at) as sum_of_months,
        max(known_at) as months_known_at
    from core.statement
    where known_at <= moment and is_summed and value is not null
    group by all
),

printed as (
    select
        city,
        provider,
        metric,
        definition,
        cast(year(period_start) as integer) as year,
        arg_max(value, (known_at, figure_ids)) as printed_value,
        max(known_at) as printed_known_at
    from core.statement
    where known_at <= moment
        and not is_summed
        and op = 'eq'
        and value is not null
        and coverage = 'full'
        and period_start = make_date(year(period_start), 1, 1)
        and period_end = make_date(year(period_start), 12, 31)
    group by all
)

select
    city,
    provider,
    metric,
    definition,
    year,
    printed_value,
    sum_of_months,
    sum_of_months - printed_value as difference,
    cast(printed_known_at as date) as printed_on,
    cast(months_known_at as date) as months_on,
    format('its twelve months add up to {:,}, and it is printed as {:,}', cast(sum_of_months as bigint), cast(printed_value as bigint)) as caveat
from printed
inner join summed using (city, provider, metric, definition, year)
where printed_value <> sum_of_months
order by city, provider, metric, definition, year
