-- One row per count that stands beside a different one for the same city, metric and year.
-- As known at a moment: mart.disagreement_at(moment).
--   city             slug
--   metric           code
--   year             calendar year
--   kind             between_providers (their latest values differ) or within_provider (one provider said several)
--   provider         id
--   definition       id
--   value            count
--   op               eq, approx, lt or gt
--   coverage         full, so_far or partial
--   covered_through  last day counted
--   known_at         UTC; from when it could be used; for several of one provider, from when it first said so
--   is_used          the value that the edition uses
--   spread           greatest less smallest value of the group
--   figure_ids       what it was read from
with used as (
    select
        city,
        metric,
        year,
        provider,
        definition,
        value,
        op,
        coverage,
        covered_through,
        known_at,
        is_used,
        figure_ids
    from mart.year_end_at(moment)
    where value is not null
),

between_providers as (
    select
        'between_providers' as kind,
        *,
        max(value) over (partition by city, metric, year) - min(value) over (partition by city, metric, year) as spread
    from used
    where op = 'eq' and coverage in ('full', 'so_far')
),

said as (
    select
        'within_provider' as kind,
        statement.city,
        statement.metric,
        cast(year(statement.period_start) as integer) as year,
        statement.provider,
        statement.definition,
        statement.value,
        statement.op,
        statement.coverage,
        statement.covered_through,
        statement.known_at,
        coalesce(used.is_used and used.value = statement.value and used.op = statement.op, false) as is_used,
        statement.figure_ids
    from core.statement as statement
    left join used
        on used.city = statement.city
        and used.metric = statement.metric
        and used.provider = statement.provider
        and used.definition = statement.definition
        and used.year = year(statement.period_start)
    where statement.known_at <= moment
        and statement.coverage in ('full', 'so_far')
        and statement.period_start = make_date(year(statement.period_start), 1, 1)
        and statement.period_end = make_date(year(statement.period_start), 12, 31)
    qualify row_number() over (
        partition by statement.city, statement.metric, statement.provider, statement.definition, statement.period_start, statement.value, statement.op
        order by statement.known_at, statement.figure_ids
    ) = 1
),

within_provider as (
    select
        *,
        max(value) over (partition by city, metric, year, provider, definition)
        - min(value) over (partition by city, metric, year, provider, definition) as spread
    from said
)

select
    city,
    metric,
    year,
    kind,
    provider,
    definition,
    value,
    op,
    coverage,
    covered_through,
    known_at,
    is_used,
    spread,
    figure_ids
from (
    select * from between_providers
    union all by name
    select * from within_provider
)
where spread > 0
order by city, metric, year, kind, provider, definition, known_at, value
