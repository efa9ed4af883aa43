-- One row per city, metric, provider, definition and calendar month, gaps included: from the first month known to the last, and on to the last
-- one that was over when anything of the city was last known, for up to a year. As known at a moment: mart.series_month_at(moment).
--   city             slug
--   metric           code
--   provider         id
--   definition       id
--   month            its first day
--   value            count; null says why
--   op               eq, approx, lt or gt
--   coverage         full, partial (the month was not over) or missing
--   covered_through  last day counted
--   missing_reason   why value is null: not reported (later months are), not yet published (no later one is) or withheld (too small)
--   segment          grows by two with each break before it, and by one with a break within it: months are comparable within one segment only
--   rolling_12m      count of the twelve months up to this one; null unless all are whole, exact and in one segment
--   last_value       count of the same month a year before
--   change           value less last_value; null unless both are whole, exact and in one segment
--   change_pct       in percent of last_value; null against zero or less
--   is_reconstructed known_at is not the time of our fetch
--   known_at         UTC; from when this value could be used
--   figure_ids       what it was read from
--   may_redistribute it may be exported: itself, and the twelve months before that stand beside it
with monthly as (
    select
        *,
        period_start as month
    from core.statement
    where known_at <= moment and day(period_start) = 1 and period_end = last_day(period_start)
),

chosen as (
    select *
    from monthly
    qualify row_number() over (
        partition by city, metric, provider, definition, month
        order by
            coverage = 'full' desc,
            op = 'eq' desc,
            case when coverage = 'full' then null else covered_through end desc nulls last,
            known_at desc,
            figure_ids desc
    ) = 1
),

heard as (
    select
        city,
        cast(date_trunc('month', max(known_at)) as date) as month
    from core.statement
    where known_at <= moment
    group by city
),

extent as (
    select
        chosen.city,
        chosen.metric,
        chosen.provider,
        chosen.definition,
        min(chosen.month) as first_month,
        max(chosen.month) as last_month,
        greatest(last_month, least(last_month + interval 12 month, any_value(heard.month) - interval 1 month)) as end_month
    from chosen
    inner join heard using (city)
    group by all
),

span as (
    select
        city,
        metric,
        provider,
        definition,
        cast(unnest(generate_series(first_month, end_month, interval 1 month)) as date) as month,
        last_month
    from extent
),

breaks as (
    select
        span.city,
        span.metric,
        span.provider,
        span.definition,
        span.month,
        count(*) + count(*) filter (where series_break.starts_on <= span.month) as segment
    from span
    inner join core.series_break as series_break
        on series_break.city = span.city
        and series_break.metric = span.metric
        and series_break.provider = span.provider
        and series_break.stops_comparison
        and series_break.starts_on <= last_day(span.month)
    group by all
),

months as (
    select
        span.city,
        span.metric,
        span.provider,
        span.definition,
        span.month,
        chosen.value,
        chosen.op,
        coalesce(chosen.coverage, 'missing') as coverage,
        chosen.covered_through,
        case
            when chosen.value is not null then null
            when chosen.is_withheld then 'withheld'
            when span.month > span.last_month then 'not yet published'
            else 'not reported'
        end as missing_reason,
        coalesce(breaks.segment, 0) as segment,
        case when chosen.coverage = 'full' and chosen.op = 'eq' then chosen.value end as whole,
        coalesce(chosen.is_reconstructed, false) as is_reconstructed,
        chosen.known_at,
        chosen.figure_ids,
        coalesce(chosen.may_redistribute, true) as may_redistribute
    from span
    left join chosen using (city, metric, provider, definition, month)
    left join breaks using (city, metric, provider, definition, month)
),

-- Of a year before by its frame: lag(value, 12) in a macro cannot be read by DuckDB 1.
beside as (
    select
        *,
        case when count(whole) over twelve = 12 and min(segment) over twelve = max(segment) over twelve then sum(whole) over twelve end as rolling_12m,
        any_value(value) over year_before as last_value,
        case when segment = any_value(segment) over year_before then whole - any_value(whole) over year_before end as change,
        bool_and(may_redistribute) over thirteen as may_export
    from months
    window
        year_before as (partition by city, metric, provider, definition order by month rows between 12 preceding and 12 preceding),
        twelve as (partition by city, metric, provider, definition order by month rows between 11 preceding and current row),
        thirteen as (partition by city, metric, provider, definition order by month rows between 12 preceding and current row)
)

select
    city,
    metric,
    provider,
    definition,
    month,
    value,
    op,
    coverage,
    covered_through,
    missing_reason,
    segment,
    rolling_12m,
    last_value,
    change,
    case when last_value > 0 then 100.0 * change / last_value end as change_pct,
    is_reconstructed,
    known_at,
    figure_ids,
    may_export as may_redistribute
from beside
order by city, metric, provider, definition, month
